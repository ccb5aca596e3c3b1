"""What stands beside every total: completeness by count and by value, and the hedged share."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from tests.oracle.intervals import ZERO, Figure, share
from tests.oracle.reference import Indicator
from tests.oracle.reports import Reports
from tests.oracle.rollup import Node
from tests.oracle.workings import note


@dataclass(frozen=True, slots=True)
class Measures:
    """Shares from 0 to 1, six decimals; None where there is nothing to measure against."""

    completeness: Decimal | None = None
    value_completeness: Decimal | None = None
    hedged_share: Decimal | None = None


def of_rolled_up(
    indicator: Indicator,
    reports: Reports,
    nodes: Mapping[str, Node],
    last_year: Mapping[str, Decimal],
) -> dict[str, Measures]:
    """By count: the share of the units due at and below whose own figure is reported. By value:
    last year's own figures (boundary latest) of those that are in, over those of all due. Hedged:
    the share of the total that rests on hedged input. The latter two not where the indicator may
    be negative, nor where one of the figures that are weighed is: they would be no shares."""
    values = {} if indicator.may_be_negative else by_value(reports, last_year)
    for found in values.values():
        if found is not None:
            note(f"completeness by value: {'some' if 0 < found < 1 else int(found)}")
    return {
        unit: Measures(
            share(node.in_count, reports.owed.due.at_and_below.get(unit, 0)),
            values.get(unit),
            None if indicator.may_be_negative else _hedged(node),
        )
        for unit, node in nodes.items()
    }


def by_value(reports: Reports, last_year: Mapping[str, Decimal]) -> dict[str, Decimal | None]:
    """For every unit: last year's figures of the units due there that are in, over all due; None
    where one of these figures is negative."""
    expected: dict[str, Decimal] = {}
    arrived: dict[str, Decimal] = {}
    unfit: set[str] = set()
    for unit in last_year.keys() & reports.owed.due.units:
        for ancestor in reports.tree.at_and_above(unit):
            expected[ancestor] = expected.get(ancestor, ZERO) + last_year[unit]
            if unit in reports.reported:
                arrived[ancestor] = arrived.get(ancestor, ZERO) + last_year[unit]
            if last_year[unit] < 0:
                unfit.add(ancestor)
    if unfit:
        note("completeness by value: none over a negative figure")
    return {
        unit: None if unit in unfit else share(arrived.get(unit, ZERO), due)
        for unit, due in expected.items()
    }


def _hedged(node: Node) -> Decimal | None:
    if node.of_negative:
        note("hedged share: none of a negative figure")
        return None
    total = None if node.figure is None else node.figure.value
    found = share(node.hedged, total) if total else None
    if found is not None and 0 < found < 1:
        note("hedged share: some")
    return found


def of_one_figure(unit: str, figure: Figure | None, known: bool, reports: Reports) -> Measures:
    """Where nothing is added over units: the unit's figure alone is in or not, hedged or not."""
    due = unit in reports.owed.due.units
    return Measures(
        completeness=Decimal(known) if due else None,
        hedged_share=Decimal(figure.is_hedged) if figure is not None and figure.value else None,
    )
