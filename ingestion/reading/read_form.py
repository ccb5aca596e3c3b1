"""A form's table: every row and value column becomes an assertion or a finding."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import NamedTuple

from ingestion.checking.figures import cube_of
from ingestion.model import Basis, Finding, Observation, Scope
from ingestion.reading import cells, form_rows, headers, units
from ingestion.reading.cells import Cell, Fault, Figure, key
from ingestion.reading.derived_cells import with_results
from ingestion.reading.document import Table
from ingestion.reading.form_rows import Reading, Row
from ingestion.reading.headers import Header, Line
from ingestion.reading.known_rows import KnownRows
from ingestion.reading.totals_rows import Sums, is_total
from ingestion.reference.catalogue_rows import ZERO_OF_ZERO_TOTAL
from ingestion.reference.periods import Period
from ingestion.reference.rules import finding

SCOPES: dict[str, Scope] = {
    "本级": "own", "own": "own", "含下级": "inclusive", "inclusive": "inclusive",
    "口径不明": "unknown", "不明": "unknown", "unknown": "unknown",
}  # fmt: skip
# the columns of values, and what each asserts; where it says no basis, the row does
_WIDE: dict[str, tuple[Scope, Basis | None]] = {
    "own": ("own", None), "inclusive": ("inclusive", None), "unknown": ("unknown", None),
    "own_ytd": ("own", "ytd"), "inclusive_ytd": ("inclusive", "ytd"),
}  # fmt: skip
_DIGITS = re.compile(r"[\s\d,.]+")


@dataclass(slots=True)
class Result:
    """What a table said, each with the period it speaks of (None where nobody said which).

    `said` holds, by period and unit of whom the table speaks, the numbers of the items that are not
    blank, `unsaid` the first blank cell of such an item, `blanks` the cells of which the form says
    what a blank means; `stopped` means that the header was not understood.
    """

    observations: dict[Period | None, list[Observation]] = field(default_factory=dict)
    findings: list[tuple[Period | None, Finding]] = field(default_factory=list)
    said: dict[tuple[Period | None, str | None], set[int]] = field(default_factory=dict)
    unsaid: dict[tuple[Period | None, str | None, int], str] = field(default_factory=dict)
    blanks: list[tuple[Row, "_Column", Scope]] = field(default_factory=list)
    stopped: bool = False
    sums: Sums = field(default_factory=Sums)


def read(table: Table, reading: Reading) -> Result:
    """Everything that the table says; all its faults, not the first only."""
    place = table.name or reading.form.name_zh
    header, faults = headers.understand(table.rows, headers.FORM, place)
    if header is not None:
        faults = _no_values(header, table)
    if header is None or faults:
        told = [(reading.cover.period, fault) for fault in faults]
        return Result(findings=told, stopped=True)
    result = Result()
    lines = [Line(header, row) for row in table.rows[header.row + 1 :]]
    known = KnownRows(header, len(table.rows[header.row]), reading)
    for line in with_results(lines, reading):
        row = known.row(line.cells)
        if row is not None:
            _read_values(row, line, reading, result)
        elif not form_rows.is_foot(line):
            row = _read_line(line, reading, result)
            if row is not None:
                known.keep(line.cells, row)
    _add_zeros(result, reading)
    return result


def _no_values(header: Header, table: Table) -> list[Finding]:
    wide = _WIDE.keys() & header.columns.keys()
    long = {"scope", "value"} & header.columns.keys()
    labelled = "indicator" in header.columns or "indicator_code" in header.columns
    if labelled and (len(long) == 2 if long else wide) and not (wide and long):
        return []
    ref = table.rows[header.row][0].ref
    return [finding("header_values", ref, expected="本级、含下级、口径不明各栏，或口径与数值两栏")]


def _read_line(line: Line, reading: Reading, result: Result) -> Row | None:
    """Add what a line says to the result; its row where nothing was wrong with its words."""
    faults: list[Finding] = []
    if is_total(line):
        result.findings.extend((reading.cover.period, f) for f in _total(line, reading, result))
        return None
    ditto = form_rows.ditto(line)
    if ditto:
        result.findings.extend((reading.cover.period, fault) for fault in ditto)
        return None
    period = form_rows.row_period(line, reading, faults)
    row = form_rows.understand(line, reading, period, faults)
    if row is None and all(column.cell.blank for column in _values(line)):
        return None  # a heading within the table: it says nothing
    if line.stray is not None:
        stray = line.stray
        faults.append(finding("row_width", stray.ref, expected="每栏都有表头", found=stray.text))
    result.findings.extend((period, fault) for fault in faults)
    if row is not None:
        _read_values(row, line, reading, result)
    return None if faults else row


def _read_values(row: Row, line: Line, reading: Reading, result: Result) -> None:
    said = result.said.setdefault((row.period, row.unit), set())
    made: list[Observation] = []
    for column in _values(line):
        figure = cells.read(column.cell)
        if figure is None or _is_none_of_a_stock(row, column, figure, reading):
            _read_blank(row, column, result)
            continue
        if row.item:
            said.add(row.item.item_no)
        outcome = _read_value(row, column, figure, reading, result)
        if isinstance(outcome, Observation):
            made.append(outcome)
        elif outcome is not None:
            result.findings.append((row.period, outcome))
    if made:
        result.observations.setdefault(row.period, []).extend(made)


def _total(line: Line, reading: Reading, result: Result) -> Iterator[Finding]:
    """A row of totals against the lines above it: those of its indicator, if it names one."""
    yield finding("totals_row", line.ref, found=line.cells_text)
    place = replace(reading, cover=replace(reading.cover, sender_code=None))
    bare = line.without("org_code", "org_name", "item_no")
    row = form_rows.understand(bare, place, reading.cover.period, [])
    if row is None:
        return
    for column in _values(line):
        figure = cells.read(column.cell)
        if isinstance(figure, Figure):
            figure = in_base_unit(figure, row, reading, column.name)
        if isinstance(figure, Figure):
            yield from result.sums.differs((row.cube, column.name), figure, column.cell)


class _Column(NamedTuple):
    """A value column of one row; no scope where its word (in cell `word`) is none of ours, no basis
    where the row says it.
    """

    name: str
    scope: Scope | None
    basis: Basis | None
    cell: Cell
    word: Cell | None = None


def _values(line: Line) -> Iterator[_Column]:
    if "value" in line.header.columns:
        word = line.cell("scope")
        yield _Column("value", SCOPES.get(key(word.text)), None, line.cell("value"), word)
        return
    columns = line.header.columns
    for name, (scope, basis) in _WIDE.items():
        if name in columns:
            yield _Column(name, scope, basis, line.cell(name))


def _read_blank(row: Row, column: _Column, result: Result) -> None:
    if row.item:
        result.unsaid.setdefault((row.period, row.unit, row.item.item_no), column.cell.ref)
    if column.scope and row.readable and _is_zero_part(row):
        result.blanks.append((row, column, column.scope))


def _is_none_of_a_stock(
    row: Row, column: _Column, figure: Figure | Fault, reading: Reading
) -> bool:
    """A stroke under 累计 of a stock says what the form says anyway: there is no such figure."""
    if (column.basis or row.basis) != "ytd" or not isinstance(figure, Figure):
        return False
    indicator = reading.labels.catalogue.indicators.get(row.cube.indicator)
    is_stock = indicator is not None and indicator.behaviour == "stock"
    return is_stock and figure.state == "not_applicable"


def _read_value(
    row: Row, column: _Column, figure: Figure | Fault, reading: Reading, result: Result
) -> Observation | Finding | None:
    """What a value cell asserts, or its fault; nothing where the row may assert nothing."""
    cell = column.cell
    if column.scope is None:
        word, expected = column.word or cell, "本级、含下级或口径不明"
        return finding("scope_unknown", word.ref, expected=expected, found=word.text or "空")
    if isinstance(figure, Figure):
        outcome = in_base_unit(figure, row, reading, column.name)
    else:
        outcome = figure
    if isinstance(outcome, Fault):
        return finding(
            outcome.rule_id, cell.ref, _name(row, reading), expected=outcome.expected,
            found=cell.text, org_code=row.org_code,
        )  # fmt: skip
    result.sums.add((row.cube, column.name), outcome)
    return _observation(row, column, column.scope, outcome, reading) if row.readable else None


def _add_zeros(result: Result, reading: Reading) -> None:
    """The parts that a form says are zero when left blank: their total in the same column is."""
    totals = {
        (period, o.org_code, o.indicator, o.scope, o.basis, o.status)
        for period, said in (result.observations if result.blanks else {}).items()
        for o in said
        if o.state == "zero" and not cube_of(o).splits
    }
    zero = cells.exact(Decimal(0))
    for row, column, scope in result.blanks:
        basis = column.basis or row.basis
        if (row.period, row.org_code, row.cube.indicator, scope, basis, row.status) in totals:
            part = _observation(row, column, scope, zero, reading)
            result.observations[row.period].append(part)


def _is_zero_part(row: Row) -> bool:
    return row.item is not None and row.item.blank_means == ZERO_OF_ZERO_TOTAL


def _observation(
    row: Row, column: _Column, scope: Scope, figure: Figure, reading: Reading
) -> Observation:
    cell = column.cell
    # a plain number needs no quote: only words say more than the value, and a format of percent
    plain = cell.number is not None or _DIGITS.fullmatch(cell.text)
    value = form_rows.tidy(figure.value)
    words = f"{value:f}%" if cell.percent else cell.text.strip()
    return Observation(
        row.org_code,
        row.cube.indicator,
        str(row.period) if row.period else None,
        figure.state,
        value,
        value if figure.is_point else form_rows.tidy(figure.lower),
        value if figure.is_point else form_rows.tidy(figure.upper),
        *row.cube[1:],
        scope,
        row.status,
        column.basis or row.basis,
        cell.ref,
        None if plain and not cell.percent else words,
        figure.unit or row.unit_printed or row.header.unit(column.name) or None,
        f"{reading.form.form}#{row.item.item_no}" if row.item else reading.form.form,
    )


def in_base_unit(figure: Figure, row: Row, reading: Reading, column: str) -> Figure | Fault:
    """The figure in the indicator's base unit, by the cell's own unit, else by the column's."""
    if figure.value is None:
        return figure
    base = reading.labels.catalogue.indicators[row.cube.indicator].unit
    form_unit = row.item.unit_printed if row.item else ""
    header = row.header.units.get(column, "")
    if figure.unit:
        factor = cells.unit_factor(figure.unit, base, form_unit)
        if factor is None:
            return Fault("unit_unknown", f"{form_unit or base}（现为“{figure.unit}”）")
    else:
        told = units.column_factor(row.unit_printed, header, row.header.noted, form_unit, base)
        if isinstance(told, Fault):
            return told
        factor = told
        if figure.multiplied and factor != 1:
            return Fault("unit_ambiguous", "不带“万”“亿”的数，单位另写")
    scaled = figure.times(factor)
    ends = (scaled.value,) if scaled.is_point else (scaled.value, scaled.lower, scaled.upper)
    return cells.too_large(*ends, unit=base) or scaled


def _name(row: Row, reading: Reading) -> str:
    indicator = reading.labels.catalogue.indicators[row.cube.indicator]
    return row.item.label_zh if row.item else indicator.name_zh
