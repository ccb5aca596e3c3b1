"""The explanation sheet 上报说明: what an office says of figures that it was asked about.

A row names 报表, 指标 or 位置, and the 说明. It answers a 核实性 fault at that place, and goes on
answering it in later submissions for as long as the figures are the same.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ingestion.checking.figures import label, period_of
from ingestion.model import Explanation, Filing, Finding
from ingestion.reading import headers
from ingestion.reading.cells import Cell, key
from ingestion.reading.document import Table
from ingestion.reading.labels import Labels
from ingestion.reference.rules import finding

SHEET = "上报说明"
_COLUMNS = {key(header): name for name, given in headers.EXPLANATIONS.items() for header in given}
Key = tuple[str | None, ...]


def parts(table: Table) -> Iterator[Table]:
    """The table, and the explanations below it where a line 上报说明 begins them, as in CSV."""
    rows = table.rows
    begins = (number for number, row in enumerate(rows) if _is_title(row))
    at = None if is_sheet(table) else next(begins, None)
    if at is None:
        yield table
        return
    yield replace(table, rows=rows[:at])
    yield Table(SHEET, rows[at + 1 :], table.hidden)


def _is_title(row: Sequence[Cell]) -> bool:
    """Whether a row says 上报说明 and nothing else."""
    filled = (cell for cell in row if not cell.blank)
    first = next(filled, None)
    return first is not None and key(first.text) == SHEET and next(filled, None) is None


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
    names = [_COLUMNS.get(key(cell.text), "") for cell in table.rows[start]]
    found = []
    for row in table.rows[start + 1 :]:
        told = {
            name: cell for name, cell in zip(names, row, strict=False) if name and not cell.blank
        }
        if "text" in told:
            words = {name: cell.text.strip() for name, cell in told.items()}
            found.append(Explanation(**words, source_ref=told["text"].ref))
    return found


def of_form(
    explanations: Iterable[Explanation], filing: Filing, labels: Labels
) -> list[Explanation]:
    """Those that speak of the form of a filing; without a form they speak of every one."""
    named = ((one, labels.form(one.form)) for one in explanations)
    mine = (one for one, said in named if not one.form or (said and said.form == filing.form))
    return [replace(one, meant=_meant(one, filing, labels)) for one in mine]


def _meant(one: Explanation, filing: Filing, labels: Labels) -> str:
    """What findings call the indicator, which the office names as its form has it."""
    period = period_of(filing.period)
    item = labels.item(filing.form, period.year, one.indicator) if period else None
    cell = item.cell if item else labels.cell(one.indicator)
    return label(cell, labels.catalogue) if cell else one.indicator


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
    # one that names the place means this fault more than one that names the indicator alone
    told = sorted(filing.explanations, key=lambda one: not one.place)
    said = next((one.text for one in told if _speaks_of(one, fault)), None)
    text = said or earlier.get(identity(fault))
    return replace(fault, explanation=text) if text else fault


def _speaks_of(one: Explanation, fault: Finding) -> bool:
    """Whether place and indicator, as far as given, are those of the finding."""
    if not one.place and not one.indicator:
        return False
    place = key(one.place).upper().rpartition("!")[2]
    if place and place != key(fault.source_ref).upper().rpartition("!")[2]:
        return False
    return any(_names(key(one.meant), key(told)) for told in (fault.message_zh, fault.expected))


def _names(name: str, told: str) -> bool:
    """Whether the words name this figure, not a part of it (its name and the part in brackets)."""
    return any(not rest.startswith("(") for rest in told.split(name)[1:]) if name else True


def _header(rows: Sequence[Sequence[Cell]]) -> int | None:
    """The row that names the columns, among the first ten."""
    for number, row in enumerate(rows[:10]):
        words = {_COLUMNS.get(key(cell.text)) for cell in row}
        if "text" in words and words & {"indicator", "place"}:
            return number
    return None
