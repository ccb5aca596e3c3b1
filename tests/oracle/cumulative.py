"""Rule b, first step: a period's flow is the cumulative figure at its end less the one before."""

from dataclasses import dataclass
from datetime import date, timedelta

from tests.oracle.boundaries import Boundaries, Passage
from tests.oracle.intervals import Figure, difference
from tests.oracle.periods import ending_on, first_day
from tests.oracle.workings import note


@dataclass(frozen=True)
class Series:
    """The cumulative figures of a unit, cell and scope, by the last day they speak for."""

    unit: str
    scope: str
    by_day: dict[date, Figure]
    may_be_negative: bool


def flows_of(series: Series, boundaries: Boundaries) -> dict[str, Figure]:
    """The flows of all periods that the cumulative figures prove, whatever they were filed as."""
    flows = {}
    for end in series.by_day:
        for period in ending_on(end):
            flow = _flow(series, period, end, boundaries)
            if flow is not None:
                flows[period] = flow
    return flows


def _flow(series: Series, period: str, end: date, boundaries: Boundaries) -> Figure | None:
    """From 1 January, and where the unit was not there before, a cumulative figure is the flow."""
    at_end = series.by_day[end]
    starts = first_day(period)
    if (starts.month, starts.day) == (1, 1):
        note("cumulative: from 1 January")
        return difference(at_end, None, series.may_be_negative)
    before = starts - timedelta(days=1)
    passage = boundaries.passage(before, end)
    if begins_at_zero(series, passage):
        note("cumulative: from zero, for the unit is new")
        return difference(at_end, None, series.may_be_negative)
    if before not in series.by_day:
        return None
    if not is_comparable(series, passage):
        note(f"cumulative: none across a change, {series.scope}")
        return None
    note("cumulative: difference")
    flow = difference(at_end, series.by_day[before], series.may_be_negative)
    _note_sign(flow, at_end, series.by_day[before])
    return flow


def _note_sign(flow: Figure | None, late: Figure, early: Figure) -> None:
    if flow is None:
        note("cumulative: wholly below zero says nothing")
    elif late.value is not None and early.value is not None and late.value < early.value:
        note(f"cumulative: {'cut at zero' if flow.value == 0 else 'negative'}")
    elif late.is_number != early.is_number:
        note("cumulative: `-` beside a number is zero")


def begins_at_zero(series: Series, passage: Passage) -> bool:
    """A cumulative figure starts from zero where the unit did not exist yet: an own one, where it
    took over from nobody; an inclusive one, where nothing at or below the unit was there."""
    if series.unit in passage.earlier or series.unit in passage.changed:
        return False
    return series.scope == "own" or passage.all_new(series.unit)


def is_comparable(series: Series, passage: Passage) -> bool:
    """No flow across a change of the unit, nor an inclusive one across a change below it."""
    if series.scope == "own":
        return passage.itself(series.unit)
    return passage.whole(series.unit)
