"""Edits from the command line: file an edit sheet, withdraw a submission; by a named person.

A sheet goes the way of every file: archived by its hash, a delivery, read, checked, loaded.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import psycopg
from psycopg import Connection

from ingestion import settings
from ingestion.arrival import sniff
from ingestion.arrival.archive import Archive
from ingestion.arrival.receive import Entry, now
from ingestion.deciding import decide
from ingestion.deciding.history import Ledger
from ingestion.errors import WarehouseError
from ingestion.loading import load
from ingestion.loading.load import Decided, identifier
from ingestion.model import Delivery
from ingestion.reading import read
from ingestion.reading.cover import LATEST
from ingestion.reading.filings import Reference
from ingestion.reading.read import Parsed
from ingestion.receipt import answer, receipt_text
from ingestion.receipt.outbox import beside
from ingestion.reference.org_tree import OrgTree

LANDING = "edit"  # what raw.deliveries calls the way of an edit that came by command
_LEAST_PREFIX = 8


class EditError(WarehouseError):
    """An edit or withdrawal that cannot be tried at all."""


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of an edit sheet."""

    decided: tuple[Decided, ...]
    receipt: str


def file(path: Path, told: Mapping[str, str], sender: str = "") -> Filed:
    """File the edit sheet at `path`; what became of it, period by period, and its receipt.

    `told` holds what the command says of the whole sheet, by the names of the cover (调整人, …);
    where the sheet says otherwise that is a finding. `sender` is the office that edits, the
    province where nothing is said. Raises EditError for a file that holds other forms.
    """
    configured = settings.load()
    reference = read.load_reference(configured.reference)
    folders = (sender or _root(reference.tree),)
    archive, data = Archive(configured.archive), path.read_bytes()
    parsed = _read(path, data, folders, reference, told)
    content_sha256, size = archive.keep(BytesIO(data))
    with (
        psycopg.connect(configured.dsn("transformer"), autocommit=True) as known,
        psycopg.connect(configured.dsn("loader"), autocommit=True) as loader,
    ):
        ledger = Ledger.read(known)
        uri = path.resolve().as_uri()
        entry = Entry(
            delivery_id=identifier(uri, content_sha256, _times(known, uri), LANDING),
            source_uri=uri, name=path.name, folders=folders, content_sha256=content_sha256,
            size_bytes=size, media_type=sniff.media_type(path.name, data),
            received_at=now(known), is_synthetic=parsed.is_synthetic, landing=LANDING, problem=None,
        )  # fmt: skip
        decider = decide.over(known, ledger, reference, [entry], lambda _: parsed.filings)
        decided = decider.decide(entry, parsed.filings)
        outbox = beside(str(configured.landing), configured)
        sent = answer.send(outbox, entry, sniff.content(path.name, data), decided, reference)
        delivery = Delivery(
            uri, content_sha256, size, entry.media_type, entry.received_at,
            is_synthetic=parsed.is_synthetic,
        )  # fmt: skip
        load.load(loader, entry.delivery_id, delivery, LANDING, decided)
    return Filed(tuple(decided), "".join(f"{line}\n" for line in receipt_text.full(sent)))


def withdraw(submission: str, by: str, reason: str) -> str:
    """Withdraw one submission, an edit or any other; its full id.

    `submission` may be the beginning of the id. A withdrawal silences this submission alone.
    Raises EditError where it names none, or one that does not stand.
    """
    if len(by.strip()) < 2 or not reason.strip():
        raise EditError("A withdrawal needs a person and a reason: give --by and --reason.")
    configured = settings.load()
    with psycopg.connect(configured.dsn("transformer")) as known:
        name, state = _found(known, submission)
    if state not in ("accepted", "accepted_with_findings", "waiting", "held"):
        raise EditError(f"The submission {name} is {state}: there is nothing to withdraw.")
    with psycopg.connect(configured.dsn("loader")) as loader:
        loader.execute(
            "insert into raw.events (submission_id, event, actor, reason)"
            " values (%s, 'withdrawn', %s, %s)",
            (name, by.strip(), reason.strip()),
        )
    return name


def _read(
    path: Path, data: bytes, folders: tuple[str, ...], reference: Reference, told: Mapping[str, str]
) -> Parsed:
    parsed = read.read(sniff.content(path.name, data), folders, reference, told)
    if any(f.kind != "edit" and not f.unreadable for f in parsed.filings):
        raise EditError(f"{path.name} holds more than an edit sheet: put it into the landing.")
    return parsed


def _root(tree: OrgTree) -> str:
    """The unit above all others."""
    roots = [c for c in tree.units if tree.exists(c, LATEST) and tree.parent(c, LATEST) is None]
    if len(roots) != 1:
        raise EditError("The tree has no single root: say with --sender which office edits.")
    return roots[0]


def _times(known: Connection, uri: str) -> int:
    """How often this place was shown before: every filing is a delivery of its own."""
    row = known.execute("select count(*) from raw.deliveries where source_uri = %s", (uri,))
    (count,) = row.fetchone() or (0,)
    return count


def _found(known: Connection, submission: str) -> tuple[str, str]:
    """(id, state) of the submission that is meant."""
    if len(submission) < _LEAST_PREFIX:
        raise EditError(f"{submission!r} is too short: give {_LEAST_PREFIX} characters of the id.")
    rows = known.execute(
        "select submission_id, state from raw.submissions"
        " where starts_with(submission_id, %s) limit 2",
        (submission.lower(),),
    ).fetchall()
    if len(rows) != 1:
        raise EditError(
            f"{len(rows) or 'No'} submissions begin with {submission}: look it up in "
            "marts.submissions or marts.edits."
        )
    return rows[0]
