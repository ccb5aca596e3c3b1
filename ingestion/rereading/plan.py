"""What archived files say to today's reader, and where that is not what was loaded of them.

Only submissions that speak, or were sent back, are compared; what waits for a person, edits and
decisions of reviewers stay as they are.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from psycopg import Connection
from psycopg.rows import dict_row

from ingestion.arrival import sniff
from ingestion.arrival.archive import Archive
from ingestion.arrival.receive import Entry
from ingestion.deciding import decide
from ingestion.deciding.history import Known, Ledger
from ingestion.edits.edit_filing import LANDING as EDITED
from ingestion.loading import codec
from ingestion.loading.load import SPOKEN, Decided, identifier
from ingestion.model import Filing
from ingestion.prose.kept import Kept
from ingestion.reading import read
from ingestion.reading.filings import Reference
from ingestion.rereading.scope import Scope
from ingestion.review.filing import LANDING as REVIEWED
from ingestion.settings import Settings

Place = tuple[str | None, str, str | None]  # sender, form, period
_SPEAKING = ("accepted", "accepted_with_findings")
# where a figure stands in its file, and in which words, is no figure
_NO_FIGURE = frozenset({"source_ref", "quote", "unit_printed", "rule_id"})
_SELECTED = """
    select distinct deliveries.*, files.bytes, files.media_type
    from raw.deliveries as deliveries
    inner join raw.files as files on deliveries.content_sha256 = files.content_sha256
    inner join raw.filings as filings on deliveries.delivery_id = filings.delivery_id
    inner join raw.submissions as states on filings.submission_id = states.submission_id
    where states.state = any(%(states)s) and filings.kind <> 'edit'
        and deliveries.landing <> all(%(landings)s)
        and (%(period)s::text is null or filings.period = %(period)s
            or filings.period like %(period)s || '-%%')
        and (%(units)s::text[] is null or filings.sender_code = any(%(units)s))
        and (%(form)s::text is null or filings.form = %(form)s)
    order by deliveries.received_at, deliveries.delivery_id
"""


@dataclass(frozen=True, slots=True)
class Reread:
    """One delivery that reads differently now: what goes, and what comes in its place."""

    entry: Entry  # a delivery of its own, with the place and time of arrival of the first one
    withdrawn: tuple[str, ...]
    decided: tuple[Decided, ...]
    gone: int  # assertions, register lines and transfers that are said no more
    new: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a rerun would do: nothing is written yet."""

    files: int
    reread: tuple[Reread, ...]

    @property
    def digest(self) -> str:
        """Names what would be written; another reading, or another file, gives another one."""
        told = [(one.withdrawn, one.decided) for one in self.reread]
        return identifier(repr(told))[:12]


def make(scope: Scope, settings: Settings, reference: Reference, known: Connection) -> Plan:
    """Read the files of the scope again, and compare."""
    rows = _selected(scope, known)
    entries = [_entry(row, known) for row in rows]
    texts = Kept(settings.archive)
    archive = Archive(settings.archive)
    filings = {entry.delivery_id: _filings(entry, archive, texts, reference) for entry in entries}
    again = {row["delivery_id"] for row in rows}
    before = sorted(Ledger.read(known).known_all(), key=lambda one: one.order)
    others = [one for one in before if one.delivery_id not in again]
    ledger = Ledger()
    decider = decide.over(
        known, ledger, reference, entries, lambda entry: filings[entry.delivery_id]
    )
    reread = []
    for row, entry in zip(rows, entries, strict=True):
        # it is judged by what was there when it came, not by what came after it
        while others and others[0].received_at < entry.received_at:
            ledger.add(others.pop(0))
        decided = decider.decide(entry, filings[entry.delivery_id])
        mine = [one for one in before if one.delivery_id == row["delivery_id"]]
        found = _different(entry, mine, decided, known)
        if found is not None:
            reread.append(found)
    return Plan(len(entries), tuple(reread))


def _selected(scope: Scope, known: Connection) -> list[dict[str, Any]]:
    asked = {
        "states": [*_SPEAKING, "quarantined"],
        "landings": [EDITED, REVIEWED],
        "period": scope.period,
        "units": None if scope.units is None else sorted(scope.units),
        "form": scope.form,
    }
    with known.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(_SELECTED, asked).fetchall()


def _entry(row: dict[str, Any], known: Connection) -> Entry:
    """The delivery once more, as the landing showed it then."""
    found = known.execute(
        "select count(*) from raw.deliveries where source_uri = %s and content_sha256 = %s",
        (row["source_uri"], row["content_sha256"]),
    ).fetchone()
    uri, content, times = row["source_uri"], row["content_sha256"], (found or (0,))[0]
    path = row["source_uri"].removeprefix(row["landing"]).lstrip("/")
    # a member of an archive lies in the folders of the archive, below its own
    outer, bang, member = path.partition(".zip!") if ".zip!" in path else (path, "", "")
    parts = PurePosixPath(member or outer).parts
    above = PurePosixPath(outer).parts[:-1] if bang else ()
    return Entry(
        delivery_id=identifier(uri, content, times, "reread"), source_uri=uri, name=parts[-1],
        folders=(*reversed(parts[:-1]), *reversed(above)),
        content_sha256=content, size_bytes=row["bytes"],
        media_type=row["media_type"], received_at=row["received_at"],
        is_synthetic=row["is_synthetic"], landing=row["landing"], problem=None,
    )  # fmt: skip


def _filings(
    entry: Entry, archive: Archive, texts: Kept, reference: Reference
) -> tuple[Filing, ...]:
    if entry.size_bytes > sniff.MAX_BYTES or entry.media_type.startswith(sniff.SPECIAL):
        faults = sniff.faults(sniff.Content(entry.name, b"", entry.media_type), entry.size_bytes)
        return (read.unreadable(entry.folders, faults, reference.tree),)
    content = sniff.content(entry.name, archive.read(entry.content_sha256))
    kept = texts.find(entry.content_sha256)
    parsed = read.read(content, entry.folders, reference, kept=kept)
    return tuple(codec.load(codec.dump(parsed.filings)))  # as a night hands it on


def _different(
    entry: Entry, before: Iterable[Known], decided: Iterable[Decided], known: Connection
) -> Reread | None:
    """What differs, place by place; None where the file says what it said."""
    spoke: dict[Place, list[str]] = defaultdict(list)
    for one in before:
        if one.state in _SPEAKING and one.kind != "edit":
            spoke[one.place].append(one.submission_id)
    speaks: dict[Place, list[Decided]] = defaultdict(list)
    for said in decided:
        if said.state in _SPEAKING:
            filing = said.filing
            speaks[filing.sender_code, filing.form, filing.period].append(said)
    withdrawn, written, gone, new = [], [], 0, 0
    for place in spoke | speaks:
        was, now = _was(spoke[place], known), _now(speaks[place])
        if was != now:
            withdrawn += spoke[place]
            written += speaks[place]
            gone += (was - now).total()
            new += (now - was).total()
    if not withdrawn and not written:
        return None
    return Reread(entry, tuple(sorted(withdrawn)), tuple(written), gone, new)


def _columns(table: str) -> tuple[str, ...]:
    return tuple(name for name in SPOKEN[table] if name not in _NO_FIGURE)


def _was(submissions: list[str], known: Connection) -> Counter[tuple]:
    """What submissions say in raw."""
    said: Counter[tuple] = Counter()
    for table in SPOKEN:
        columns = ", ".join(_columns(table))
        query = f"select {columns} from raw.{table} where submission_id = any(%s)"  # noqa: S608  our own names
        said.update((table, *row) for row in known.execute(query, (submissions,)))  # type: ignore[arg-type]
    return said


def _now(decided: Iterable[Decided]) -> Counter[tuple]:
    return Counter(told for one in decided for told in _told(one.filing))


def _told(filing: Filing) -> Iterator[tuple]:
    for table in SPOKEN:
        for record in getattr(filing, table):
            yield table, *(getattr(record, name) for name in _columns(table))


def in_the_name_of(decided: Decided, actor: str, reason: str) -> Decided:
    """The same, received from the person who had the file read again."""
    return replace(decided, filing=replace(decided.filing, actor=actor, reason=reason))
