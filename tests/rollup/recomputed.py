"""Growth of a random province, worked out from the oracle's figures."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from typing import Any

from tests.oracle import Reference
from tests.oracle.boundaries import Boundaries
from tests.oracle.due import Calendar
from tests.oracle.intervals import Figure, add, exact, ratio, share
from tests.oracle.periods import year_before
from tests.oracle.publish import Edition, Slot, _all_reports, _edition
from tests.oracle.reference import Indicator
from tests.oracle.reports import Reports
from tests.oracle.rows import Published
from tests.oracle.speakers import who_speaks
from tests.oracle.within_unit import build
from tests.rollup.random_provinces import Province

ENOUGH = Decimal("0.8")  # as in growth_parameters.csv
CLOSED = ("computed", "reported")
Row = dict[str, Any]
Key = tuple[str, ...]


@dataclass
class Known:
    """All that the oracle knows of a province."""

    reference: Reference
    calendar: Calendar
    reports: dict[Slot, Reports]
    rows: Edition


def known(province: Province, reference: Reference) -> Known:
    """Figures of units and published rows of a province, on both boundaries."""
    with localcontext(Context(prec=1000)):
        boundaries = Boundaries(reference.units, None)
        calendar = Calendar(reference, province.submissions, boundaries)
        said = who_speaks(province.submissions, province.observations, reference)
        book = build(said.holding, reference, boundaries)
        reports = _all_reports(said, book, reference, boundaries, calendar)
        rows = _edition(said, reference, boundaries, calendar)
    return Known(reference, calendar, reports, rows)


def growth(of: Known) -> Iterator[tuple[Key, Row]]:
    """Rows of marts.growth: the key without the boundary, and what is compared."""
    for (code, cell, period, boundary), rows in of.rows.items():
        indicator = of.reference.indicators[code]
        adds_up = indicator.is_rolled_up and indicator.behaviour in ("flow", "stock")
        if boundary != "latest" or not (adds_up or indicator.behaviour == "ratio"):
            continue
        earlier = (code, cell, year_before(period), boundary)
        for unit, row in rows.items():
            before = of.rows.get(earlier, {}).get(unit)
            if before is None or (row.total is None and before.total is None):
                continue
            slots = ((code, cell, period, boundary), earlier)
            yield (unit, code, period, *cell), _change(of, indicator, unit, (row, before), slots)


def _change(
    of: Known,
    indicator: Indicator,
    unit: str,
    years: tuple[Published, Published],
    slots: tuple[Slot, Slot],
) -> Row:
    row, before = years
    is_ratio = indicator.behaviour == "ratio"
    found: Row = {"amount": None, "rate_pct": (None, None, None), "reason": None}
    if row.total is None or before.total is None:
        found["reason"] = f"no_figure_{'this' if row.total is None else 'last'}_year"
    elif _too_incomplete(row) or _too_incomplete(before):
        found["reason"] = f"incomplete_{'this' if _too_incomplete(row) else 'last'}_year"
    else:
        assert row.figure and before.figure
        found["amount"] = row.total - before.total
        if is_ratio:
            found["reason"] = "change_in_points"
        elif (before.figure.lower or 0) <= 0:
            found["reason"] = "base_may_be_zero"
        else:
            found["rate_pct"] = _rate(row.figure, before.figure)
    pairs = [] if is_ratio else list(_pairs(unit, *(of.reports.get(slot) for slot in slots)))
    found["comparable_unit_count"] = len(pairs) or None
    now, base = (add([exact(0), *(pair[year] for pair in pairs)]) for year in (0, 1))
    covers = None
    # of a total above zero there is no hedged share only where a negative figure went into it
    negative = any((pair[1].value or 0) < 0 for pair in pairs)
    negative = negative or before.measures.hedged_share is None
    if pairs and before.total and before.total > 0 and not negative:
        covers = min(Decimal(1), share(base.value or 0, before.total) or Decimal(0))
    found["coverage"] = covers
    found["comparable_reason"] = _comparable_reason(is_ratio, before, pairs, covers, base)
    shown = found["comparable_reason"] is None
    found["comparable_rate_pct"] = _rate(now, base) if shown else (None, None, None)
    shown = shown or found["comparable_reason"] == "base_may_be_zero"
    found["comparable_total"], found["comparable_base_total"] = (
        (now.value, base.value) if shown else (None, None)
    )
    return found


def _comparable_reason(
    is_ratio: bool, before: Published, pairs: list, covers: Decimal | None, base: Figure
) -> str | None:
    reasons = (
        (is_ratio, "change_in_points"),
        (before.total is None, "no_figure_last_year"),
        (_too_incomplete(before), "incomplete_last_year"),
        (not pairs, "no_unit_in_both_years"),
        (covers is None, "coverage_unknown"),
        (covers is not None and covers < ENOUGH, "coverage_too_low"),
        ((base.lower or 0) <= 0, "base_may_be_zero"),
    )
    return next((reason for holds, reason in reasons if holds), None)


def _too_incomplete(row: Published) -> bool:
    return row.method in ("partial", "assumed") and (row.measures.completeness or 0) < ENOUGH


def _pairs(
    unit: str, now: Reports | None, before: Reports | None
) -> Iterator[tuple[Figure, Figure]]:
    """Own figures of both years, of the units at and below that gave one in both."""
    if now is None or before is None:
        return
    for member in now.tree.at_and_below[unit] & now.reported & before.reported:
        pair = now.own.get(member), before.own.get(member)
        if pair[0] and pair[1] and (pair[0].is_number or pair[1].is_number):
            yield pair[0], pair[1]


def _rate(now: Figure, base: Figure) -> tuple[Decimal | None, ...]:
    """Percent by which `now` is more than `base`, with its ends."""
    assert now.value is not None and base.value is not None and base.lower
    ends = ratio(now, base, Decimal(100))
    assert ends is not None
    # half away from zero holds for the change itself, not for the ratio less one
    value = ratio(exact(now.value - base.value), exact(base.value), Decimal(100))
    assert value is not None
    lower, upper = (None if end is None else end - 100 for end in (ends.lower, ends.upper))
    if base.upper is None:
        lower = Decimal(-100) if now.lower is not None and now.lower >= 0 else lower
        upper = Decimal(-100) if now.upper is not None and now.upper < 0 else upper
    return value.value, lower, upper
