"""The figure of an edit's row: a number, an interval, or a state that says something."""

from decimal import Decimal

from ingestion.model import Finding, State
from ingestion.reading import cells
from ingestion.reading.cells import Fault, Figure, key
from ingestion.reading.form_rows import Reading, Row
from ingestion.reading.headers import Line
from ingestion.reading.read_form import in_base_unit
from ingestion.reference.rules import finding

_STATES: dict[str, State] = {
    "数值": "value", "value": "value", "零": "zero", "zero": "zero",
    "不适用": "not_applicable", "not_applicable": "not_applicable",
    "作废": "erased", "erased": "erased",
}  # fmt: skip
_WORDS = "、".join(word for word in _STATES if word[0] > "z")
_SILENT = ("masked", "not_collected")


def read(line: Line, row: Row | None, reading: Reading, faults: list[Finding]) -> Figure | None:
    """The figure in the indicator's base unit; None where the row says none, with its faults."""
    before = len(faults)
    figure = _number(line, "value", row, reading, faults)
    lower = _number(line, "lower", row, reading, faults)
    upper = _number(line, "upper", row, reading, faults)
    stated = _stated(line, faults)
    if len(faults) > before:
        return None
    if lower or upper:
        figure = _interval(line, figure, lower, upper, faults)
    return _agreeing(line, figure, stated, faults) if len(faults) == before else None


def _number(
    line: Line, field: str, row: Row | None, reading: Reading, faults: list[Finding]
) -> Figure | None:
    """What one cell says, None where it is blank or faulty."""
    cell = line.cell(field)
    figure = cells.read(cell)
    outcome = figure
    if isinstance(figure, Figure) and row is not None:
        outcome = in_base_unit(figure, row, reading, field)
    if isinstance(outcome, Fault):
        faults.append(
            finding(outcome.rule_id, cell.ref, expected=outcome.expected, found=cell.text)
        )
        return None
    if outcome and outcome.state in _SILENT:
        expected = "数字、0、-（不适用）或 作废"
        faults.append(finding("edit_value", cell.ref, expected=expected, found=cell.text))
    return outcome


def _stated(line: Line, faults: list[Finding]) -> State | None:
    """The state that the row names in words, if it has such a column."""
    word = line.text("state")
    state = _STATES.get(key(word)) if word else None
    if word and state is None:
        faults.append(finding("edit_value", line.cell("state").ref, expected=_WORDS, found=word))
    return state


def _interval(
    line: Line, figure: Figure | None, lower: Figure | None, upper: Figure | None,
    faults: list[Finding],
) -> Figure | None:  # fmt: skip
    """A value with its bounds; of bounds alone the middle stands for the value."""
    low, high = _exact(lower), _exact(upper)
    value = _exact(figure)
    if figure is None and low is not None and high is not None:
        value = (low + high) / 2
    bounds = [number for number in (low, value, high) if number is not None]
    given = [one for one in (figure, lower, upper) if one]
    if value is None or bounds != sorted(bounds) or any(_exact(one) is None for one in given):
        found = "，".join(line.text(name) or "空" for name in ("lower", "value", "upper"))
        expected = "下限 ≤ 数值 ≤ 上限，都是确数；只填一端时须填数值"
        faults.append(finding("edit_value", line.ref, expected=expected, found=found))
        return None
    zero = value == low == high == 0
    unit = figure.unit if figure else ""
    return Figure("zero" if zero else "value", value, low, high, unit)


def _exact(figure: Figure | None) -> Decimal | None:
    """The number of an exact figure."""
    if figure is None or figure.value is None or figure.lower != figure.upper:
        return None
    return figure.value


def _agreeing(
    line: Line, figure: Figure | None, stated: State | None, faults: list[Finding]
) -> Figure | None:
    """The figure, which must be what the row's own state says of it."""
    if figure is None and stated == "zero":
        return cells.exact(Decimal(0))
    if figure is None and stated in ("not_applicable", "erased"):
        return Figure(stated)
    said = "value" if figure and figure.state == "zero" and stated == "value" else None
    said = said or (figure.state if figure else None)
    if figure is None or (stated and said != stated):
        expected = "与状态一致的数值" if stated else "数值、上下限或状态"
        found = f"状态 {line.text('state') or '空'}，数值 {line.text('value') or '空'}"
        faults.append(finding("edit_value", line.ref, expected=expected, found=found))
        return None
    return figure
