"""What is wrong with the lines of a station register beyond single cells: told, never repaired.

Which words are known comes from the catalogue: a station's type and grade are those by which the
indicator COUNTED may be broken down. How an exit may be called stands in EXITS, as in the seed
station_exit_kinds.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from ingestion.model import TOTAL, Finding, StationLine
from ingestion.reading.cells import NOT_APPLICABLE, Cell, key
from ingestion.reading.headers import STATIONS, Line
from ingestion.reading.labels import Labels
from ingestion.reference.catalogue import Catalogue
from ingestion.reference.rules import finding

COUNTED = "ws_total"
EXITS = ("注销", "撤销", "期满", "摘牌", "摘牌撤销", "摘牌撤站", "期满退出")


def words(line: Line, labels: Labels) -> Iterator[Finding]:
    """Type, grade and way of exit that nobody knows, and an exit told by half."""
    for field, dimension in (("type", "kind"), ("grade", "grade")):
        cell = line.cell(field)
        member = labels.member(COUNTED, dimension, line.text(field))
        known = labels.catalogue.members.get((COUNTED, dimension), {})
        if member in (None, TOTAL) or member not in known:
            expected = "、".join(_printed(labels.catalogue, dimension))
            found = line.text(field) or "空"
            yield finding(f"station_{field}", cell.ref or line.ref, expected=expected, found=found)
    told = {field: _stated(line.cell(field)) for field in ("exited_on", "exit_kind")}
    if told["exit_kind"] and key(line.text("exit_kind")) not in EXITS:
        cell = line.cell("exit_kind")
        expected = "、".join(EXITS[:3])
        yield finding("station_exit_kind", cell.ref, expected=expected, found=cell.text)
    if any(told.values()) and not all(told.values()):
        missing = next(field for field, stated in told.items() if not stated)
        expected = f"{STATIONS['exited_on'][0]}与{STATIONS['exit_kind'][0]}同时填写"
        found = f"{STATIONS[missing][0]}为空"
        place = line.cell(missing).ref
        yield finding("station_exit_half", place, expected=expected, found=found)


def repeated(lines: Sequence[StationLine]) -> Iterator[Finding]:
    """Stations that one register lists twice: host's code, type and grade are the same."""
    places: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for line in lines:
        if line.credit_code:
            named = key(line.type or ""), key(line.grade or "")
            places[line.credit_code, *named].append(line.source_ref)
    for (code, *_), refs in places.items():
        if len(refs) > 1:
            yield finding(
                "station_twice", refs[-1], code, expected="一站一行", found="、".join(refs)
            )


def _stated(cell: Cell) -> bool:
    """Whether a cell says anything; / and 无 say nothing."""
    return not cell.blank and cell.label not in NOT_APPLICABLE


def _printed(catalogue: Catalogue, dimension: str) -> list[str]:
    members = catalogue.members.get((COUNTED, dimension), {})
    return [catalogue.label(COUNTED, dimension, member) for member in members]
