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
from tests.oracle.workings import note

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
    of_negative: bool  # whether a negative figure went into the total
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
    elif complete:
        note("reference: holds as published before what is computed")
    figure, method = judged
    _note_node(indicator, method, computed, inclusive, unknown)
    if any(not child.is_number for child in figures) and totals:
        note("rule 1: `-` adds nothing")
    said = any(unit in known for known in (reports.own, reports.inclusive, reports.unknown))
    counted = unit in reports.owed.due.units and unit in reports.reported
    return Node(
        figure=figure,
        method=method,
        computed=computed,
        children=add(totals).value,
        hedged=_hedged_amount(unit, figure, method, reports, children),
        of_negative=_of_negative(unit, method, reports, children),
        said=said or any(child.said for child in children.values()),
        in_count=int(counted) + sum(child.in_count for child in children.values()),
    )


def is_complete(unit: str, reports: Reports, children: Mapping[str, Node]) -> bool:
    """A unit is complete if its own figure is reported or was not due, and every child has method
    computed or reported, or nothing due and nothing said."""
    needed = reports.owed.needed
    if unit not in needed.units and unit not in reports.own and children:
        note("rule 3: an own figure that was not due")
    if unit in needed.units and unit not in reports.reported:
        return False
    for child in reports.tree.children.get(unit, []):
        node = children.get(child)
        if node is not None and node.method in CLOSED:
            continue
        if needed.at_and_below.get(child, 0) or (node is not None and node.said):
            return False
        note("rule 3: a child of whom nothing was due and nothing said")
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


def _note_node(
    indicator: Indicator,
    method: str | None,
    computed: Figure | None,
    inclusive: Figure | None,
    unknown: Figure | None,
) -> None:
    """Which of the rules 1, 4, 5 and 6 had something to decide at a unit, and what they did."""
    number = computed is not None and computed.is_number
    if method == "computed" and not number:
        note("rule 1: all is not applicable")
    if inclusive is not None and not inclusive.is_number:
        note(f"rule 1: inclusive `-` {'stands' if method == 'reported' else 'gives way'}")
    if inclusive is not None and inclusive.is_number and number and computed is not None:
        _note_difference(indicator, method, computed, inclusive)
    if unknown is None or method == "computed":
        return
    if inclusive is not None:
        note("rule 6: unknown beside an inclusive figure is not used")
    elif method == "assumed":
        raised = raised_to(unknown, computed).value != unknown.value
        note(f"rule 6: assumed{', raised' if raised else ''}")
    elif lies_below(unknown, computed):
        note("rule 6: assumed gives way")


def _note_difference(
    indicator: Indicator, method: str | None, computed: Figure, inclusive: Figure
) -> None:
    apart = lies_below(inclusive, computed) or lies_below(computed, inclusive)
    if apart:
        note("rule 5: contradiction")
    lower_open = inclusive.lower is None or computed.upper is None
    upper_open = inclusive.upper is None or computed.lower is None
    zero_inside = (lower_open or inclusive.lower <= computed.upper) and (  # type: ignore[operator]
        upper_open or inclusive.upper >= computed.lower  # type: ignore[operator]
    )
    note(f"rule 5: difference {'closed' if zero_inside else 'open'}")
    if indicator.behaviour == "reference" or method == "computed":
        return
    if method == "partial":
        note("rule 4: gives way")
    elif computed.lower is None:
        note("rule 4: parts that may be negative prove nothing")
    elif raised_to(inclusive, computed).value != inclusive.value:
        note("rule 4: value and lower end raised")
    elif raised_to(inclusive, computed) != inclusive:
        note("rule 4: lower end raised")


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


def _of_negative(
    unit: str, method: str | None, reports: Reports, children: Mapping[str, Node]
) -> bool:
    """Whether the reported or assumed figure is negative; of a computed or partial total, whether
    the own part is, or one that went into a child's total."""
    if method in ("reported", "assumed"):
        return _is_negative((reports.inclusive if method == "reported" else reports.unknown)[unit])
    return _is_negative(reports.own.get(unit)) or any(c.of_negative for c in children.values())


def _is_negative(figure: Figure | None) -> bool:
    return figure is not None and figure.value is not None and figure.value < 0
