"""The explanation sheet 上报说明: what an office says of figures that it was asked about.

A row names 报表, 指标 or 位置, and the 说明. It answers a 核实性 fault at that place, and goes on
answering it in later submissions for as long as the figures are the same.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from ingestion.checking.figures import label, period_of
from ingestion.model import Explanation, Filing, Finding
from ingestion.reading import headers
from ingestion.reading.cells import Cell, key
from ingestion.reading.document import Table
from ingestion.reading.labels import Labels
from ingestion.reference.rules import finding

SHEET = "上报说明"
_COLUMNS = {key(header): name for name, given in headers.EXPLANATIONS.items() for header in given}
_PRINTED = "、".join(given[0] for given in headers.EXPLANATIONS.values())
_BEFORE_A_NAME = ":=≤≥+-×,;"
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
        start = _header(sheet.rows)
        if start is not None:
            faults += _unknown_columns(sheet.rows[start])
            said += _read(sheet.rows, start, faults)
        elif not sheet.blank:
            expected = f"表头：{_PRINTED}"
            faults.append(finding("explanation_sheet", sheet.name, expected=expected))
    return said, faults


def _unknown_columns(header: Sequence[Cell]) -> list[Finding]:
    return [
        finding("explanation_column", cell.ref, expected=_PRINTED, found=cell.text.strip())
        for cell in header
        if not cell.blank and key(cell.text) not in _COLUMNS
    ]


def _read(
    rows: Sequence[Sequence[Cell]], start: int, faults: list[Finding]
) -> Iterator[Explanation]:
    """The rows that say something; one that names a figure and says nothing of it is told."""
    names = [_COLUMNS.get(key(cell.text), "") for cell in rows[start]]
    for row in rows[start + 1 :]:
        told = {
            name: cell for name, cell in zip(names, row, strict=False) if name and not cell.blank
        }
        if "text" in told:
            words = {name: cell.text.strip() for name, cell in told.items()}
            yield Explanation(**words, source_ref=told["text"].ref)
        elif told:
            first = next(iter(told.values()))
            found = first.text.strip()
            faults.append(finding("explanation_sheet", first.ref, expected="说明", found=found))


def of_form(
    explanations: Iterable[Explanation], filing: Filing, labels: Labels
) -> list[Explanation]:
    """Those that speak of the form of a filing; without a form they speak of every one."""
    named = ((one, labels.form(one.form)) for one in explanations)
    mine = (one for one, said in named if not one.form or (said and said.form == filing.form))
    return [replace(one, meant=_meant(one, filing, labels)) for one in mine]


def unheard(filings: Sequence[Filing]) -> list[Filing]:
    """The filings of one file, with a hint for every explanation that answered no finding of any:
    at the first filing that has it."""
    heard = {
        one.source_ref
        for filing in filings
        for one in filing.explanations
        if any(f.explanation == one.text and _speaks_of(one, f) for f in filing.findings)
    }
    out = []
    for filing in filings:
        idle = [one for one in filing.explanations if one.source_ref not in heard]
        heard |= {one.source_ref for one in idle}
        out.append(replace(filing, findings=(*filing.findings, *map(_idle, idle))))
    return out


def of_no_form(
    explanations: Iterable[Explanation], filings: Sequence[Filing], labels: Labels
) -> Iterator[Explanation]:
    """Those of a form that is not in the file: kept, and meaning no figure of it."""
    forms = {filing.form for filing in filings}
    for one in explanations:
        form = labels.form(one.form) if one.form else None
        if one.form and (form is None or form.form not in forms):
            yield replace(one, meant=f"《{one.form}》{one.indicator}")


def _idle(one: Explanation) -> Finding:
    expected = "报表、指标、位置与回执所列的某个核实性问题一致（说明已留存）"
    about = " ".join(filter(None, (one.form, one.indicator, one.place))) or "未写报表、指标、位置"
    return finding("explanation_unheard", one.source_ref, expected=expected, found=about)


def _meant(one: Explanation, filing: Filing, labels: Labels) -> str:
    """What findings call the indicator, which the office names as its form has it."""
    period = period_of(filing.period)
    cell = labels.cell(one.indicator)
    item = labels.item(filing.form, period.year, one.indicator) if period else None
    if item is None and period and cell:
        item = labels.item_of(filing.form, period.year, cell)
    if item:
        return item.label_zh
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
    """Whether the words name this figure, not a part of it: no longer name (其中：…), none with the
    part in brackets."""
    pieces = told.split(name) if name else []
    return not name or any(
        (not before or before[-1] in _BEFORE_A_NAME) and not rest.startswith("(")
        for before, rest in pairwise(pieces)
    )


def _header(rows: Sequence[Sequence[Cell]]) -> int | None:
    """The row that names the columns, among the first ten."""
    for number, row in enumerate(rows[:10]):
        words = {_COLUMNS.get(key(cell.text)) for cell in row}
        if "text" in words and words & {"indicator", "place"}:
            return number
    return None
