"""The explanation sheet 上报说明: what an office says of figures that it was asked about.

A row names 报表, 指标 or 位置, and the 说明. It answers a 核实性 fault at that place, and goes on
answering it in later submissions for as long as the figures are the same.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ingestion.cells import Cell, key
from ingestion.document import Table
from ingestion.labels import Labels
from ingestion.model import Explanation, Filing, Finding
from ingestion.rules import finding

SHEET = "上报说明"
_COLUMNS = {"报表": "form", "指标": "indicator", "位置": "place", "说明": "text"}
Key = tuple[str | None, ...]


def parts(table: Table) -> Iterator[Table]:
    """The table, and the explanations below it where a line 上报说明 begins them, as in CSV."""
    rows = table.rows
    words = ([key(cell.text) for cell in row if not cell.blank] for row in rows)
    begins = next((number for number, said in enumerate(words) if said == [SHEET]), None)
    at = None if is_sheet(table) else begins
    if at is None:
        yield table
        return
    yield replace(table, rows=rows[:at])
    yield Table(SHEET, rows[at + 1 :], table.hidden)


def is_sheet(table: Table) -> bool:
    """Whether a table is the explanation sheet."""
    return key(table.name) == SHEET


def of_sheets(sheets: Iterable[Table]) -> tuple[list[Explanation], list[Finding]]:
    """All that the sheets say, and a finding for each that says it in no readable form."""
    said: list[Explanation] = []
    faults = []
    for sheet in sheets:
        said += (found := read(sheet))
        if not found and not sheet.blank and _header(sheet.rows) is None:
            expected = "表头：报表、指标、位置、说明"
            faults.append(finding("explanation_sheet", sheet.name, expected=expected))
    return said, faults


def read(table: Table) -> list[Explanation]:
    """The rows that say something."""
    start = _header(table.rows)
    if start is None:
        return []
    names = [_COLUMNS.get(cell.label, "") for cell in table.rows[start]]
    found = []
    for row in table.rows[start + 1 :]:
        told = {
            name: cell for name, cell in zip(names, row, strict=False) if name and not cell.blank
        }
        if "text" in told:
            words = {name: cell.text.strip() for name, cell in told.items()}
            found.append(Explanation(**words, source_ref=told["text"].ref))
    return found


def of_form(explanations: Iterable[Explanation], form: str, labels: Labels) -> list[Explanation]:
    """Those that speak of a form; without a form they speak of every one."""
    named = ((one, labels.form(one.form)) for one in explanations)
    return [one for one, said in named if not one.form or (said and said.form == form)]


def answer(filing: Filing, earlier: Mapping[Key, str]) -> Filing:
    """The filing with its findings explained, by this file or, the figures being the same, by an
    earlier one."""
    return replace(
        filing, findings=tuple(_answered(one, filing, earlier) for one in filing.findings)
    )


def identity(fault: Finding) -> Key:
    """What stays the same of a fault as long as its figures do; its place may change."""
    return fault.rule_id, fault.org_code, fault.message_zh, fault.expected, fault.found


def _answered(fault: Finding, filing: Filing, earlier: Mapping[Key, str]) -> Finding:
    if fault.severity != "核实性" or fault.explanation:
        return fault
    said = next((one.text for one in filing.explanations if _speaks_of(one, fault)), None)
    text = said or earlier.get(identity(fault))
    return replace(fault, explanation=text) if text else fault


def _speaks_of(one: Explanation, fault: Finding) -> bool:
    """Whether place and indicator, as far as given, are those of the finding."""
    if not one.place and not one.indicator:
        return False
    place = key(one.place).upper().rpartition("!")[2]
    if place and place != key(fault.source_ref).upper().rpartition("!")[2]:
        return False
    return key(one.indicator) in key(fault.message_zh)


def _header(rows: Sequence[Sequence[Cell]]) -> int | None:
    """The row that names the columns, among the first ten."""
    for number, row in enumerate(rows[:10]):
        words = {cell.label for cell in row}
        if "说明" in words and words & {"指标", "位置"}:
            return number
    return None
