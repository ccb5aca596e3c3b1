"""The first step of a night: what is new in the landing goes to the archive and on tonight's list.

The list is a file of the night; it also takes over what an earlier night received but never
finished, so that an arrival time, once noted, stays.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from psycopg import Connection

from ingestion.arrival import deliveries
from ingestion.arrival.archive import Archive
from ingestion.arrival.landing import Landing, Shown
from ingestion.loading.load import identifier
from ingestion.settings import Settings


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


def read_json(path: Path) -> dict[str, Any] | None:
    """The object in a file that `write_json` wrote, None where there is none."""
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def write_text(path: Path, text: str) -> None:
    """Write a file so that it is there as a whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{uuid4().hex}.new")  # two writers never meet in it
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)


def receive(
    night: Night,
    location: str,
    known: Connection,
    started_at: datetime | None = None,
    settled: Callable[[Shown], bool] = lambda _: True,
) -> dict[str, Any]:
    """Take in what the landing shows and the warehouse does not know; the night's list.

    `started_at` is now where nothing else is said. Asked again for the same night it gives the
    same list, whatever has arrived since. `settled` says of which files nobody is still writing.
    """
    listed = night.listed()
    if listed is not None:
        return listed
    # one clock for everything that ends in the database: its own
    started_at = started_at or now(known)
    landing = Landing(location)
    listing, archive = landing.list(), Archive(night.settings.archive)
    entries = {entry.delivery_id: entry for entry in _unfinished(night, known)}
    taken_over = len(entries)
    files = filter(settled, listing.files)
    kept = [one for file in files for one in deliveries.keep(landing, file, archive)]
    shown_before = _shown_before(known, entries.values(), [one.uri for one in kept])
    fresh = _new(kept, shown_before, landing.uri, started_at)
    entries.update({entry.delivery_id: entry for entry in fresh})
    content = {
        "run_id": night.run_id,
        "landing": landing.uri,
        "started_at": started_at.isoformat(),
        "seen": len(kept) + len(listing.ignored),
        "ignored": list(listing.ignored),
        "known": len(kept) - len(fresh),
        "taken_over": taken_over,
        "entries": [asdict(entry) for entry in entries.values()],
    }
    write_text(night.list_path, json.dumps(content, default=_plain, indent=1))
    return night.listed() or content


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
