"""The first step of a night: what is new in the landing goes to the archive and on tonight's list.

The list is a file of the night; it also takes over what an earlier night received but never
finished, so that an arrival time, once noted, stays.
"""

import json
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from psycopg import Connection

from ingestion.arrival import deliveries
from ingestion.arrival.archive import Archive
from ingestion.arrival.fetched import Fetched
from ingestion.arrival.landing import Landing, Shown
from ingestion.files import read_json, write_text
from ingestion.loading.load import identifier
from ingestion.settings import Settings

_YOUNG_SECONDS = 60  # older files are complete, unless the store's clock is that far behind


@dataclass(frozen=True, slots=True)
class Entry:
    """A delivery on a night's list; its bytes are in the archive."""

    delivery_id: str
    source_uri: str
    name: str
    folders: tuple[str, ...]
    content_sha256: str
    size_bytes: int
    media_type: str
    received_at: datetime
    is_synthetic: bool
    landing: str
    problem: str | None

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> "Entry":
        """The entry that the list holds as JSON."""
        folders, at = tuple(raw["folders"]), datetime.fromisoformat(raw["received_at"])
        return cls(**{**raw, "folders": folders, "received_at": at})


class Night:
    """The folder of one night in the state folder: its list, what was read, its outcome."""

    def __init__(self, settings: Settings, run_id: str) -> None:
        self.settings = settings
        self.run_id = run_id
        self.folder = nights(settings) / quote(run_id, safe="")
        self.list_path = self.folder / "received.json"
        self.summary_path = self.folder / "summary.json"
        self.parsed = self.folder / "parsed"

    def listed(self) -> dict[str, Any] | None:
        """The night's list, None before `receive` has ended."""
        return read_json(self.list_path)

    def started_at(self) -> datetime:
        """When the night began, as its list says. Only a night that has received has begun."""
        return datetime.fromisoformat((self.listed() or {})["started_at"])

    def entries(self) -> list[Entry]:
        """The deliveries of the night in order of arrival."""
        listed = self.listed() or {"entries": []}
        entries = [Entry.of(raw) for raw in listed["entries"]]
        return sorted(entries, key=lambda entry: (entry.received_at, entry.delivery_id))


def nights(settings: Settings) -> Path:
    """Where the folders of the nights lie."""
    return settings.state / "run" / "nights"


def receive(
    night: Night,
    location: str,
    known: Connection,
    started_at: datetime | None = None,
    rest: float = 0,
) -> dict[str, Any]:
    """Take in what the landing shows and the warehouse does not know; the night's list.

    `started_at` is now where nothing else is said. Asked again for the same night it gives the
    same list, whatever has arrived since. What changes within `rest` seconds is left for later.
    """
    listed = night.listed()
    if listed is not None:
        return listed
    # one clock for everything that ends in the database: its own
    started_at = started_at or now(known)
    landing = Landing(location)
    listing = landing.list()
    growing = _growing(landing, listing.files, rest)
    kept, left = _kept(night, landing, [f for f in listing.files if f.path not in growing])
    left += sorted(growing)
    with _alone(known):
        content = _listed(night, known, kept, landing.uri, started_at)
        content |= {"ignored": list(listing.ignored), "left": left}
        content["seen"] = len(kept) + len(listing.ignored)
        write_text(night.list_path, json.dumps(content, default=_plain, indent=1))
    return night.listed() or content


def _kept(
    night: Night, landing: Landing, files: Iterable[Shown]
) -> tuple[list[deliveries.Kept], list[str]]:
    """What the files bring, all of it in the archive; paths of those that are not complete."""
    archive = Archive(night.settings.archive)
    fetched = Fetched(night.settings.state / "run" / "fetched", landing.uri)
    kept: list[deliveries.Kept] = []
    left: list[str] = []
    all_seen = False
    try:
        for file in files:
            try:
                kept += deliveries.keep(landing, file, archive, fetched)
            except deliveries.UnfinishedError:
                left.append(file.path)
        all_seen = True
    finally:  # what has come does not travel again, whatever broke off
        if not landing.place.is_here:
            fetched.save(all_seen)
    return kept, left


def _listed(
    night: Night,
    known: Connection,
    kept: list[deliveries.Kept],
    landing: str,
    started_at: datetime,
) -> dict[str, Any]:
    """What goes on the night's list: what is new, and what earlier nights have not finished."""
    entries = {entry.delivery_id: entry for entry in _unfinished(night, known)}
    taken_over = len(entries)
    shown_before = _shown_before(known, entries.values(), [one.uri for one in kept])
    fresh = _new(kept, shown_before, landing, started_at)
    entries.update({entry.delivery_id: entry for entry in fresh})
    return {
        "run_id": night.run_id,
        "landing": landing,
        "started_at": started_at.isoformat(),
        "known": len(kept) - len(fresh),
        "taken_over": taken_over,
        "entries": [asdict(entry) for entry in entries.values()],
    }


@contextmanager
def _alone(known: Connection) -> Iterator[None]:
    """A look and a night never make their lists at once: each arrival is noted in one of them."""
    known.execute("select pg_advisory_lock(hashtext('ingestion.receive'))")
    try:
        yield
    finally:
        known.execute("select pg_advisory_unlock(hashtext('ingestion.receive'))")


def _growing(landing: Landing, files: Iterable[Shown], rest: float) -> set[str]:
    """Paths that somebody may still be writing: young, and other after some seconds.

    A store of objects shows none before it is complete.
    """
    since = time.time() - _YOUNG_SECONDS
    young = {file.path: file.looks for file in files if not 0 < file.modified < since}
    if not rest or not young or not landing.place.has_folders:
        return set()
    time.sleep(rest)
    now = landing.looks()
    return {path for path, looks in young.items() if now.get(path) != looks}


def now(known: Connection) -> datetime:
    """The time by the clock of the database."""
    row = known.execute("select clock_timestamp()").fetchone()
    assert row is not None  # noqa: S101  a select without from has one row
    return row[0].astimezone(UTC)


def _plain(value: object) -> str:
    """Times as ISO 8601; nothing else on the list needs help."""
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place on a night's list.")


def _new(
    kept: Iterable[deliveries.Kept],
    shown_before: Mapping[str, list[str]],
    landing: str,
    now: datetime,
) -> list[Entry]:
    """The files whose content is not what their place showed last."""
    out = []
    for position, one in enumerate(kept):
        before = shown_before[one.uri]
        if before and before[-1] == one.content_sha256:
            continue
        entry = Entry(
            # a content may return to its place after another: then it is another delivery
            delivery_id=identifier(one.uri, one.content_sha256, before.count(one.content_sha256)),
            source_uri=one.uri,
            name=one.name,
            folders=one.folders,
            content_sha256=one.content_sha256,
            size_bytes=one.size_bytes,
            media_type=one.media_type,
            # seen at one look, but not at one instant: the order of the listing is the order here
            received_at=one.shown.stated_at or now + timedelta(microseconds=position),
            is_synthetic=one.shown.is_synthetic,
            landing=landing,
            problem=one.shown.problem,
        )
        out.append(entry)
    return out


def _shown_before(
    known: Connection, unfinished: Iterable[Entry], uris: Iterable[str]
) -> dict[str, list[str]]:
    """Contents that a place has shown, in the order of arrival: loaded, or received and not yet."""
    rows = known.execute(
        "select source_uri, content_sha256 from raw.deliveries where source_uri = any(%s)"
        " order by received_at, delivery_id",
        (list(uris),),
    )
    shown: dict[str, list[str]] = defaultdict(list)
    for uri, content_sha256 in rows:
        shown[uri].append(content_sha256)
    for entry in sorted(unfinished, key=lambda entry: (entry.received_at, entry.delivery_id)):
        shown[entry.source_uri].append(entry.content_sha256)
    return shown


def _unfinished(night: Night, known: Connection) -> list[Entry]:
    """What earlier nights received and never loaded."""
    found: dict[str, Entry] = {}
    for folder in sorted(nights(night.settings).glob("*")):
        if folder == night.folder or (folder / "summary.json").exists():
            continue
        for raw in (read_json(folder / "received.json") or {"entries": []})["entries"]:
            entry = Entry.of(raw)
            earlier = found.get(entry.delivery_id)
            if earlier is None or entry.received_at < earlier.received_at:
                found[entry.delivery_id] = entry
    loaded = known.execute(
        "select delivery_id from raw.deliveries where delivery_id = any(%s)", (list(found),)
    )
    for (delivery_id,) in loaded.fetchall():
        found.pop(delivery_id, None)
    return list(found.values())
