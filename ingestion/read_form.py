"""A form's table: every row and value column becomes an assertion or a finding."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ingestion import cells, form_rows, headers
from ingestion.cells import Cell, Fault, Figure, key
from ingestion.document import Table
from ingestion.form_rows import Reading, Row
from ingestion.headers import Header, Line
from ingestion.model import Basis, Finding, Observation, Scope
from ingestion.periods import Period
from ingestion.rules import finding

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

    `said` holds (period, unit, item number) of everything that is not blank, `units` whom the
    table speaks of; `stopped` means that the header was not understood.
    """

    observations: list[tuple[Period | None, Observation]] = field(default_factory=list)
    findings: list[tuple[Period | None, Finding]] = field(default_factory=list)
    said: set[tuple[Period | None, str | None, int]] = field(default_factory=set)
    units: set[tuple[Period | None, str]] = field(default_factory=set)
    stopped: bool = False


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
    for row in table.rows[header.row + 1 :]:
        line = Line(header, row)
        if not form_rows.is_foot(line):
            _read_line(line, reading, result)
    return result


def _no_values(header: Header, table: Table) -> list[Finding]:
    wide = _WIDE.keys() & header.columns.keys()
    long = {"scope", "value"} & header.columns.keys()
    labelled = "indicator" in header.columns or "indicator_code" in header.columns
    if labelled and (len(long) == 2 if long else wide) and not (wide and long):
        return []
    ref = table.rows[header.row][0].ref
    return [finding("header_values", ref, expected="本级、含下级、口径不明各栏，或口径与数值两栏")]


def _read_line(line: Line, reading: Reading, result: Result) -> None:
    faults: list[Finding] = []
    values = list(_values(line))
    period = form_rows.row_period(line, reading, faults)
    row = form_rows.understand(line, reading, period, faults)
    if row is None and all(cell.blank for *_, cell in values):
        return  # a heading within the table: it says nothing
    if line.stray is not None:
        stray = line.stray
        faults.append(finding("row_width", stray.ref, expected="每栏都有表头", found=stray.text))
    if row is not None:
        if row.unit:
            result.units.add((period, row.unit))
        for scope, basis, cell in values:
            asserted = replace(row, basis=basis) if basis else row
            faults.extend(_read_value(asserted, scope, cell, reading, result))
    result.findings.extend((period, fault) for fault in faults)


def _values(line: Line) -> Iterator[tuple[Scope | None, Basis | None, Cell]]:
    """(scope, basis, cell) of every value column; no scope where its word is none of ours, no basis
    where the row says it."""
    if "value" in line.header.columns:
        yield SCOPES.get(key(line.cell("scope").text)), None, line.cell("value")
        return
    for name, (scope, basis) in _WIDE.items():
        if name in line.header.columns:
            yield scope, basis, line.cell(name)


def _read_value(
    row: Row, scope: Scope | None, cell: Cell, reading: Reading, result: Result
) -> list[Finding]:
    """Add what a value cell says to the result; its faults."""
    figure = cells.read(cell)
    if figure is None:
        return []
    if row.item:
        result.said.add((row.period, row.unit, row.item.item_no))
    if scope is None:
        expected = "本级、含下级或口径不明"
        return [finding("scope_unknown", cell.ref, expected=expected, found=cell.text)]
    outcome = figure if isinstance(figure, Fault) else in_base_unit(figure, row, reading)
    if isinstance(outcome, Fault):
        return [
            finding(outcome.rule_id, cell.ref, _name(row, reading), expected=outcome.expected,
                    found=cell.text, org_code=row.org_code)
        ]  # fmt: skip
    if row.readable:
        result.observations.append((row.period, _observation(row, scope, cell, outcome, reading)))
    return []


def _observation(
    row: Row, scope: Scope, cell: Cell, figure: Figure, reading: Reading
) -> Observation:
    # a plain number needs no quote: only words say more than the value
    plain = cell.number is not None or _DIGITS.fullmatch(cell.text)
    return Observation(
        org_code=row.org_code,
        indicator=row.cube.indicator,
        period=str(row.period) if row.period else None,
        state=figure.state,
        value=form_rows.tidy(figure.value),
        lower=form_rows.tidy(figure.lower),
        upper=form_rows.tidy(figure.upper),
        audience=row.cube.audience,
        grade=row.cube.grade,
        department=row.cube.department,
        kind=row.cube.kind,
        scope=scope,
        status=row.status,
        basis=row.basis,
        source_ref=cell.ref,
        quote=None if plain else cell.text.strip(),
        unit_printed=figure.unit or row.unit_printed or None,
        rule_id=f"{reading.form.form}#{row.item.item_no}" if row.item else reading.form.form,
    )


def in_base_unit(figure: Figure, row: Row, reading: Reading) -> Figure | Fault:
    """The figure in the indicator's base unit, by the cell's own unit, else by the row's."""
    if figure.value is None:
        return figure
    base = reading.labels.catalogue.indicators[row.cube.indicator].unit
    form_unit = row.item.unit_printed if row.item else ""
    printed = row.unit_printed or form_unit or base
    column = cells.unit_factor(printed, base, form_unit)
    own = cells.unit_factor(figure.unit, base, form_unit) if figure.unit else column
    if own is None or (column is None and not figure.unit):
        wrong = figure.unit or printed
        return Fault("unit_unknown", f"{form_unit or base}（现为“{wrong}”）")
    if figure.multiplied and not figure.unit and own != 1:
        return Fault("unit_ambiguous", f"不带“万”“亿”的数，单位为{printed}")
    scaled = figure.times(own)
    return cells.too_large(scaled.value, scaled.lower, scaled.upper, unit=base) or scaled


def _name(row: Row, reading: Reading) -> str:
    indicator = reading.labels.catalogue.indicators[row.cube.indicator]
    return row.item.label_zh if row.item else indicator.name_zh
