"""One night of ingestion in three steps: receive, read in batches, finish.

Every step may be killed and repeated: lists and readings are files of the night, written whole, and
a delivery is loaded as a whole or not at all. Reading is the slow part and runs in any number of
processes; what depends on order (duplicates, corrections, last year's figures) is decided in
`finish`, in the order of arrival.
"""

import hashlib
import json
import shutil
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import psycopg
from psycopg import Connection

from ingestion import settings, turns
from ingestion.arrival import sniff
from ingestion.arrival.archive import Archive
from ingestion.arrival.receive import Entry, Night
from ingestion.arrival.receive import receive as receive_landing
from ingestion.deciding import deadlines, decide
from ingestion.deciding.decide import Decider
from ingestion.deciding.history import Ledger
from ingestion.errors import WarehouseError
from ingestion.files import read_json, write_text
from ingestion.loading import codec, load
from ingestion.model import Delivery
from ingestion.ops import alerts, flow
from ingestion.prose.kept import Kept
from ingestion.reading import read
from ingestion.reading.filings import Reference
from ingestion.reading.read import Parsed
from ingestion.receipt import answer
from ingestion.receipt.outbox import beside
from ingestion.reference.rules import finding
from ingestion.settings import Settings

_MOST_ATTEMPTS = 3
_STATES = ("accepted", "accepted_with_findings", "quarantined", "duplicate", "held", "waiting")


def receive(
    landing: str, run_id: str, started_at: datetime | None = None, rest: float = 0
) -> dict[str, Any]:
    """Take in what is new in the landing (folder or URL); counts of what was seen.

    The night begins at `started_at`, which is now where nothing else is said: the one time that
    the clock is read. A file that changes within `rest` seconds is left for later.
    Raises PlaceError where the landing cannot be listed.
    """
    night = Night(settings.load(), run_id)
    with psycopg.connect(night.settings.dsn("transformer"), autocommit=True) as known:
        listed = receive_landing(night, landing, known, started_at, rest)
    return {**_counts(listed), "files_left": len(listed["left"])}


def read_batch(run_id: str, batch: int, batches: int) -> dict[str, int]:
    """Read the files of one of `batches` batches, numbered from 0; how many were read."""
    night = _begun(run_id)
    mine = [entry for entry in night.entries() if _batch(entry, batches) == batch]
    for entry in mine:
        if not _parsed_path(night, entry).exists():
            _read(night, entry)
    return {"batch": batch, "files": len(mine)}


def finish(run_id: str) -> dict[str, Any]:
    """Decide and load every delivery in order of arrival, write receipts, close the night's books.

    What a batch has not read is read here. Returns the counts of raw.nights.
    """
    night = _begun(run_id)
    with turns.alone(night.settings, turns.LOADING):
        return read_json(night.summary_path) or _finish(night)


def _finish(night: Night) -> dict[str, Any]:
    reference = reference_of(night.settings)
    entries = night.entries()
    with (
        psycopg.connect(night.settings.dsn("transformer"), autocommit=True) as known,
        psycopg.connect(night.settings.dsn("loader"), autocommit=True) as loader,
    ):
        ledger = Ledger.read(known)
        decider = decide.over(
            known, ledger, reference, entries, lambda entry: filings_of(night, entry).filings
        )
        read: dict[str, int] = {}  # assertions by submission, as its batch read them
        for entry in entries:
            parsed = filings_of(night, entry)
            read |= {
                name: len(said.observations) for name, said in decide.named(entry, parsed.filings)
            }
            if entry.delivery_id not in ledger.deliveries:
                _load(night, entry, parsed, decider, loader)
        deadlines.pass_by(night.settings.reference, night.started_at(), known, loader)
        known.execute("select raw.refresh_statistics()")
        summary = _close(night, entries, known, loader)
    deliveries = [entry.delivery_id for entry in entries]
    taken_over = (night.listed() or {}).get("taken_over", 0)
    flow.of_landing(night.settings, summary, taken_over, read, deliveries)
    alerts.note_sent_back(night.settings, night.run_id, deliveries)
    write_text(night.summary_path, json.dumps(summary, ensure_ascii=False, indent=1))
    shutil.rmtree(night.parsed, ignore_errors=True)  # all of it is in `raw` now
    return summary


def run(
    landing: str,
    run_id: str,
    batches: int = 1,
    started_at: datetime | None = None,
    rest: float = 0,
) -> dict[str, Any]:
    """A whole night in this process, without a scheduler."""
    receive(landing, run_id, started_at, rest)
    for batch in range(batches):
        read_batch(run_id, batch, batches)
    return finish(run_id)


def _begun(run_id: str) -> Night:
    night = Night(settings.load(), run_id)
    if night.listed() is None:
        raise WarehouseError(f"The night {run_id!r} has received nothing: run `receive` first.")
    return night


def _counts(listed: dict[str, Any]) -> dict[str, Any]:
    return {
        "files_seen": listed["seen"],
        "files_ignored": len(listed["ignored"]),
        "files_known": listed["known"],
        "files_new": len(listed["entries"]),
    }


def _batch(entry: Entry, batches: int) -> int:
    digest = hashlib.sha256(entry.source_uri.encode("utf-8", "surrogateescape")).digest()
    return int.from_bytes(digest[:8]) % batches


def reference_of(settings: Settings) -> Reference:
    """The reference data, read once a process."""
    return _reference(settings.reference)


@lru_cache(maxsize=1)
def _reference(folder: Path) -> Reference:
    return read.load_reference(folder)


def _parsed_path(night: Night, entry: Entry) -> Path:
    return night.parsed / f"{entry.delivery_id}.json"


def _read(night: Night, entry: Entry) -> None:
    """Read one file and keep what it says; one that has killed its readers is not tried again."""
    reference = reference_of(night.settings)
    attempts = night.parsed / f"{entry.delivery_id}.attempts"
    night.parsed.mkdir(parents=True, exist_ok=True)
    with attempts.open("a") as marks:
        marks.write(".")
        begun = marks.tell()
    if begun > _MOST_ATTEMPTS:
        fault = finding("reader_failed", entry.name, found=f"{_MOST_ATTEMPTS} 次读取均中断")
        parsed = Parsed((read.unreadable(entry.folders, [fault], reference.tree),))
    else:
        parsed = _read_content(night, entry, reference)
    if entry.problem:
        hint = finding("manifest_line", "manifest.csv", entry.problem)
        told = tuple(replace(f, findings=(*f.findings, hint)) for f in parsed.filings)
        parsed = replace(parsed, filings=told)
    text = json.dumps({"is_synthetic": parsed.is_synthetic}) + "\n" + codec.dump(parsed.filings)
    write_text(_parsed_path(night, entry), text)
    attempts.unlink(missing_ok=True)


def _read_content(night: Night, entry: Entry, reference: Reference) -> Parsed:
    content = content_of(night, entry)
    if entry.size_bytes > sniff.MAX_BYTES:
        faults = sniff.faults(content, entry.size_bytes)
        return Parsed((read.unreadable(entry.folders, faults, reference.tree),))
    texts = Kept(night.settings.archive)
    parsed = read.read(content, entry.folders, reference, kept=texts.find(entry.content_sha256))
    if parsed.text is not None:
        texts.keep(entry.content_sha256, parsed.text)
    return parsed


def content_of(night: Night, entry: Entry) -> sniff.Content:
    """The bytes of a delivery; of what is too large to read, or no file at all, none."""
    if entry.size_bytes > sniff.MAX_BYTES or entry.media_type.startswith(sniff.SPECIAL):
        return sniff.Content(entry.name, b"", entry.media_type)
    return sniff.content(entry.name, Archive(night.settings.archive).read(entry.content_sha256))


def filings_of(night: Night, entry: Entry) -> Parsed:
    """What a file says, as its batch read it."""
    path = _parsed_path(night, entry)
    if not path.exists():
        _read(night, entry)
    head, _, body = path.read_text(encoding="utf-8").partition("\n")
    return Parsed(tuple(codec.load(body)), json.loads(head)["is_synthetic"])


def _load(night: Night, entry: Entry, parsed: Parsed, decider: Decider, loader: Connection) -> None:
    decided = decider.decide(entry, parsed.filings)
    # the answer first: once a delivery is loaded nobody comes back to it
    outbox = beside(entry.landing, night.settings)
    reference = reference_of(night.settings)
    answer.send(outbox, entry, content_of(night, entry), decided, reference)
    delivery = Delivery(
        source_uri=entry.source_uri,
        content_sha256=entry.content_sha256,
        size_bytes=entry.size_bytes,
        media_type=entry.media_type,
        received_at=entry.received_at,
        is_synthetic=entry.is_synthetic or parsed.is_synthetic,
    )
    load.load(loader, entry.delivery_id, delivery, entry.landing, decided)


def _close(
    night: Night, entries: Iterable[Entry], known: Connection, loader: Connection
) -> dict[str, Any]:
    """Count from `raw` what became of the night, and write its row."""
    rows = known.execute(
        "select s.state, count(*) from raw.submissions as s"
        " inner join raw.filings as f on s.submission_id = f.submission_id"
        " where f.delivery_id = any(%s) group by s.state",
        ([entry.delivery_id for entry in entries],),
    )
    states: dict[str, int] = dict(rows.fetchall())
    counted = {state: int(states.get(state, 0)) for state in _STATES}
    listed = night.listed() or {}
    summary = {
        "run_id": night.run_id,
        "landing": listed["landing"],
        "started_at": listed["started_at"],
        **_counts(listed),
        "received": sum(counted.values()),
        "accepted": counted["accepted"] + counted["accepted_with_findings"],
        "accepted_with_findings": counted["accepted_with_findings"],
        "quarantined": counted["quarantined"],
        "duplicates": counted["duplicate"],
        "held": counted["held"] + counted["waiting"],
    }
    names, marks = ", ".join(summary), ", ".join(["%s"] * len(summary))
    loader.execute(
        f"insert into raw.nights ({names}, ended_at) values ({marks}, clock_timestamp())"  # type: ignore[arg-type]  # noqa: S608  our own names
        " on conflict do nothing",
        list(summary.values()),
    )
    return summary
