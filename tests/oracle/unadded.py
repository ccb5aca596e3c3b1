"""What has no value above where it was reported: not additive, surveyed, and `rollup_scope` own."""

from tests.oracle.completeness import of_one_figure
from tests.oracle.intervals import Figure
from tests.oracle.reference import Indicator
from tests.oracle.reports import Reports
from tests.oracle.rollup import Judged, unfinished
from tests.oracle.rows import Published, alone
from tests.oracle.workings import note


def stand_alone(indicator: Indicator, reports: Reports) -> dict[str, Published]:
    """The rows of an indicator that is not added over units; those above have no total."""
    rows = {}
    for unit in reports.rows:
        figure, method = judge_alone(indicator, unit, reports)
        kind = f"scope own {indicator.behaviour}" if indicator.rollup_scope == "own" else ""
        note(f"not added: {kind or indicator.behaviour}, {method or 'no value'}")
        known = figure is not None and method != "partial"
        measures = of_one_figure(unit, figure, known, reports)
        rows[unit] = alone(unit, figure, method, reports, measures)
    return rows


def judge_alone(indicator: Indicator, unit: str, reports: Reports) -> Judged:
    """The inclusive, else the own, else the unknown figure; of rollup scope `own` never the
    inclusive one. Of the unknown figure of a unit with children nothing proves the ends."""
    inclusive = reports.inclusive.get(unit)
    if indicator.rollup_scope != "own" and inclusive is not None:
        return inclusive, "computed" if unit in reports.merged else "reported"
    own = reports.own.get(unit)
    if own is not None and unit in reports.reported:
        return own, "computed"
    if own is not None:  # a part of what the unit took over is missing
        partial = unfinished(own, indicator.may_be_negative)
        return (partial, "partial") if own.is_number else (None, None)
    unknown = reports.unknown.get(unit)
    if unknown is not None and unknown.is_number:
        return Figure(unknown.value), "assumed"
    return None, None
