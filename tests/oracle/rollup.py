"""Rules c1 to c6: up the tree."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from tests.oracle.intervals import (
    NOT_APPLICABLE,
    ZERO,
    Figure,
    add,
    lies_below,
    raised_to,
)
from tests.oracle.reference import Indicator
from tests.oracle.reports import Reports

CLOSED = ("computed", "reported")  # the methods that complete a parent
Judged = tuple[Figure | None, str | None]


@dataclass(frozen=True, slots=True)
class Node:
    """A unit's total in one tree and what it was made of."""

    figure: Figure | None
    method: str | None
    computed: Figure | None
    children: Decimal | None
    hedged: Decimal  # the amount of the total that rests on hedged input
    said: bool  # whether the unit or one below it has any figure
    in_count: int  # units due, at and below, whose own figure is reported


def roll_up(indicator: Indicator, reports: Reports) -> dict[str, Node]:
    """The totals of all units that have a row, from below."""
    nodes: dict[str, Node] = {}
    for unit in reports.rows:
        children = reports.tree.children.get(unit, [])
        known = {child: nodes[child] for child in children if child in nodes}
        nodes[unit] = _node(indicator, unit, reports, known)
    return nodes


def _node(indicator: Indicator, unit: str, reports: Reports, children: Mapping[str, Node]) -> Node:
    own = reports.own.get(unit)
    figures = [child.figure for child in children.values() if child.figure is not None]
    totals = [figure for figure in figures if figure.is_number]
    there = figures if own is None else [own, *figures]
    computed = add(there) if there else None
    complete = is_complete(unit, reports, children)
    if computed is not None and not complete:
        computed = unfinished(computed, indicator.may_be_negative)
    inclusive, unknown = reports.inclusive.get(unit), reports.unknown.get(unit)
    judged: Judged = inclusive, "reported"
    if indicator.behaviour != "reference" or not holds_as_published(inclusive, computed):
        judged = judge(computed, inclusive, unknown, complete, indicator.may_be_negative)
    figure, method = judged
    said = any(unit in known for known in (reports.own, reports.inclusive, reports.unknown))
    counted = unit in reports.owed.due.units and unit in reports.reported
    return Node(
        figure=figure,
        method=method,
        computed=computed,
        children=add(totals).value,
        hedged=_hedged_amount(unit, figure, method, reports, children),
        said=said or any(child.said for child in children.values()),
        in_count=int(counted) + sum(child.in_count for child in children.values()),
    )


def is_complete(unit: str, reports: Reports, children: Mapping[str, Node]) -> bool:
    """A unit is complete if its own figure is reported or was not due, and every child has method
    computed or reported, or nothing due and nothing said."""
    needed = reports.owed.needed
    if unit in needed.units and unit not in reports.reported:
        return False
    for child in reports.tree.children.get(unit, []):
        node = children.get(child)
        if node is not None and node.method in CLOSED:
            continue
        if needed.at_and_below.get(child, 0) or (node is not None and node.said):
            return False
    return True


def unfinished(computed: Figure, may_be_negative: bool) -> Figure:
    """Until a unit is complete, its computed figure has no upper end, and no lower one where the
    indicator may be negative."""
    return Figure(computed.value, None if may_be_negative else computed.lower, None)


def judge(
    computed: Figure | None,
    inclusive: Figure | None,
    unknown: Figure | None,
    complete: bool,
    may_be_negative: bool,
) -> Judged:
    """The total and its method: the computed figure if complete; else the reported inclusive one,
    or an unknown one standing in for it, raised to what the parts prove unless wholly below that;
    else what there is of the computed one; else nothing."""
    if complete and computed is not None:
        return computed, "computed"
    number_below = computed is not None and computed.is_number
    if inclusive is not None:
        if inclusive.is_number and not lies_below(inclusive, computed):
            return raised_to(inclusive, computed), "reported"
        if not inclusive.is_number and not number_below:
            return NOT_APPLICABLE, "reported"
    elif unknown is not None and unknown.is_number and not lies_below(unknown, computed):
        assumed = raised_to(unknown, computed)
        return Figure(assumed.value, None if may_be_negative else assumed.lower, None), "assumed"
    return (computed, "partial") if number_below else (None, None)


def holds_as_published(inclusive: Figure | None, computed: Figure | None) -> bool:
    """A reference figure holds as published before what is computed, whatever the parts say; a
    `-` only where no number is below it."""
    below = computed is not None and computed.is_number
    return inclusive is not None and (inclusive.is_number or not below)


def _hedged_amount(
    unit: str,
    figure: Figure | None,
    method: str | None,
    reports: Reports,
    children: Mapping[str, Node],
) -> Decimal:
    """The own part if hedged, and what is hedged of the children's totals; of a reported total all
    that was reported or nothing; an assumed one is hedged altogether."""
    if figure is None or figure.value is None:
        return ZERO
    if method == "assumed":
        return figure.value
    if method == "reported":
        reported = reports.inclusive[unit]
        return (reported.value or ZERO) if reported.is_hedged else ZERO
    own = reports.own.get(unit)
    mine = own.value if own is not None and own.value is not None and own.is_hedged else ZERO
    return mine + sum((child.hedged for child in children.values()), ZERO)
