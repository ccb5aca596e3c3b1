"""What a file would be answered, if it were sent now: read and decided, and nothing written.

Where a warehouse is reachable it is asked what it has: duplicates, corrections, last year's
figures. Where it is not, the answer says that these were not looked at.
"""

import hashlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import psycopg
from psycopg import Connection

from ingestion.arrival import deliveries, sniff
from ingestion.arrival.landing import readable
from ingestion.arrival.receive import Entry, now
from ingestion.arrival.sniff import Content
from ingestion.checking import explanations
from ingestion.deciding import decide
from ingestion.deciding.history import Ledger
from ingestion.errors import WarehouseError
from ingestion.loading.load import Decided, identifier
from ingestion.model import Filing
from ingestion.reading import read
from ingestion.reading.filings import Reference
from ingestion.receipt import receipt, receipt_places
from ingestion.receipt.receipt import Receipt
from ingestion.settings import Settings

STANDARD_INPUT = "-"
_WAIT_SECONDS = 2  # for a warehouse that does not answer
_READ_ONLY = "-c default_transaction_read_only=on"
_NOT_ASKED = "没有连上数据仓库：是否重复、更正的是哪一份、与上年和已报的数是否相符，均未核对"


@dataclass(frozen=True, slots=True)
class Checked:
    """The answer to a file, with the file, of which a workbook may be made."""

    receipt: Receipt
    file: Content

    @property
    def is_sent_back(self) -> bool:
        return any(answer.state == "quarantined" for answer in self.receipt.answers)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the receipt says of a file that nobody has sent."""

    name: str
    content_sha256: str
    received_at: datetime | None = None


def check(paths: list[Path], sender: str, settings: Settings, name: str = "") -> Iterator[Checked]:
    """The answer to every file; `sender` is an org code, as if the file lay in its folder.

    A pipe has no name of its own, which tells a table from a text: `name` gives it one.
    """
    reference = read.load_reference(settings.reference)
    with _warehouse(settings) as known:
        for path in paths:
            is_piped = str(path) == STANDARD_INPUT
            data, size = _bytes(path)
            file = sniff.content(readable(name or path.name), data)
            above = () if is_piped else tuple(reversed(path.absolute().parts[:-1]))
            for inner, inside in _members(file):
                folders = (sender,) if sender else (*inside, *above)
                yield _one(inner, max(size - len(data), 0), folders, reference, known)


def _members(file: Content) -> Iterator[tuple[Content, tuple[str, ...]]]:
    """The files of an archive with their folders, as the landing would show them; else the file."""
    members = deliveries.members(file.data) if file.media_type == sniff.ZIP else []
    for member in members:
        parts = PurePosixPath(member.path).parts
        name = readable(f"{file.name}{deliveries.SEPARATOR}{member.path}")
        yield sniff.content(name, member.data), tuple(reversed(parts[:-1]))
    if not members:
        yield file, ()


def _one(
    file: Content,
    unread: int,
    folders: tuple[str, ...],
    reference: Reference,
    known: Connection | None,
) -> Checked:
    """The answer to one file, of which so many bytes at least were too many to be read."""
    data = file.data
    size = len(data) + unread
    if unread:
        faults = sniff.faults(file, size)
        filings: tuple[Filing, ...] = (read.unreadable(folders, faults, reference.tree),)
    else:
        filings = read.read(file, folders, reference).filings
    content_sha256 = hashlib.sha256(data).hexdigest()
    entry = _entry(file, folders, content_sha256, len(data), now(known) if known else None)
    decided, notes = _decided(entry, filings, reference, known)
    shown = _Shown(file.name, content_sha256)
    places = receipt_places.of_file(file)
    return Checked(receipt.of(shown, decided, reference, places, notes), file)


def _bytes(path: Path) -> tuple[bytes, int]:
    """The bytes of a file, a pipe or standard input, and how many there are at least."""
    limit = sniff.MAX_BYTES
    if str(path) == STANDARD_INPUT:
        data = sys.stdin.buffer.read(limit + 1)
    else:
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    return (b"", len(data)) if len(data) > limit else (data, len(data))


def _entry(
    file: Content, folders: tuple[str, ...], content_sha256: str, size: int, at: datetime | None
) -> Entry:
    return Entry(
        delivery_id=identifier("check", content_sha256), source_uri="", name=file.name,
        folders=folders, content_sha256=content_sha256, size_bytes=size,
        media_type=file.media_type, received_at=at or datetime.max.replace(tzinfo=UTC),
        is_synthetic=False, landing="", problem=None,
    )  # fmt: skip


def _decided(
    entry: Entry, filings: tuple[Filing, ...], reference: Reference, known: Connection | None
) -> tuple[list[Decided], tuple[str, ...]]:
    """What would be decided, and what could not be looked at."""
    if known is not None:
        named = {text for f in filings for text in (f.corrects, *f.answered) if text}
        senders = {f.sender_code for f in filings}
        try:
            ledger = Ledger.read(known, senders, named)
            decider = decide.over(known, ledger, reference, [entry], lambda _: filings)
            return decider.decide(entry, filings), ()
        except psycopg.Error:
            known.rollback()
    answered = [explanations.answer(filing, earlier={}) for filing in filings]
    alone = [
        Decided(name, filing, *decide.verdict(filing))
        for name, filing in decide.named(entry, answered)
    ]
    return alone, (_NOT_ASKED,)


@contextmanager
def _warehouse(settings: Settings) -> Iterator[Connection | None]:
    """A connection that may only read, None where no warehouse answers."""
    try:
        connection = psycopg.connect(
            settings.dsn("transformer"), connect_timeout=_WAIT_SECONDS, options=_READ_ONLY,
            autocommit=True,
        )  # fmt: skip
    except (WarehouseError, psycopg.Error):
        yield None
        return
    with connection:
        yield connection
