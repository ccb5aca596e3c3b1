"""What is known of one cell in one tree, before anything is added up: own, inclusive, unknown."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.oracle.boundaries import Passage
from tests.oracle.due import Owed
from tests.oracle.over_time import ByUnit
from tests.oracle.reference import Indicator
from tests.oracle.units import Tree
from tests.oracle.workings import note


@dataclass(frozen=True)
class Reports:
    """The figures of one indicator, cell, period and boundary, by unit.

    `reported`: the units whose own figure counts as reported. `merged`: those without children
    whose own figure is their inclusive or unknown one. `mentioned`: of which anything was said.
    """

    tree: Tree
    own: ByUnit
    inclusive: ByUnit
    unknown: ByUnit
    reported: frozenset[str]
    merged: frozenset[str]
    mentioned: frozenset[str]
    owed: Owed

    @property
    def rows(self) -> list[str]:
        """The units that have a row, lower ones first: whoever was mentioned or has a figure,
        and all their ancestors."""
        starts = {*self.mentioned, *self.own, *self.inclusive, *self.unknown}
        rows = {unit for start in starts for unit in self.tree.at_and_above(start)}
        return sorted(rows, key=lambda unit: (-self.tree.depth[unit], unit))


def at_period_end(
    indicator: Indicator,
    tree: Tree,
    figures: Mapping[str, ByUnit],
    mentioned: frozenset[str],
    owed: Owed,
) -> Reports:
    """The tree of the period's last day. In a unit without children the scopes are one: own, else
    inclusive, else unknown, is its own figure. A published figure of a unit with children is that
    of its whole area, whatever its scope."""
    own, inclusive, unknown = (
        dict(figures.get(scope, {})) for scope in ("own", "inclusive", "unknown")
    )
    merged = set()
    for unit in {*inclusive, *unknown} - own.keys():
        if tree.is_leaf(unit):
            own[unit] = inclusive[unit] if unit in inclusive else unknown[unit]
            note(f"rule 6: leaf merge, {'inclusive' if unit in inclusive else 'unknown'}")
            merged.add(unit)
    if indicator.behaviour == "reference":
        for unit in [unit for unit in own if not tree.is_leaf(unit)]:
            inclusive.setdefault(unit, own.pop(unit))
    return Reports(
        tree, own, inclusive, unknown, frozenset(own), frozenset(merged), mentioned, owed
    )


def on_latest_tree(indicator: Indicator, reports: Reports, passage: Passage, owed: Owed) -> Reports:
    """The same restated: own figures go to the successors, and count as reported if all that were
    due among their sources are; inclusive and unknown figures come along only where everything at
    and below the unit is what it was; what is not additive, only where the unit itself is."""
    if indicator.is_additive:
        own = passage.own(reports.own)
    else:
        own = {unit: figure for unit, figure in reports.own.items() if passage.itself(unit)}
    missing = reports.owed.needed.units - reports.reported
    _note_passage(indicator, reports, own, passage, missing)
    return Reports(
        tree=passage.later,
        own=own,
        inclusive={u: f for u, f in reports.inclusive.items() if passage.whole(u)},
        unknown={u: f for u, f in reports.unknown.items() if passage.whole(u)},
        reported=frozenset(own) - passage.heirs(missing),
        merged=frozenset(unit for unit in reports.merged if passage.itself(unit)),
        mentioned=frozenset(h for unit in reports.mentioned for h, _ in passage.successors(unit)),
        owed=owed,
    )


def _note_passage(
    indicator: Indicator,
    reports: Reports,
    own: ByUnit,
    passage: Passage,
    missing: frozenset[str],
) -> None:
    """What rule 7 did, where there was something for it to do."""
    for unit in reports.own.keys() & passage.changed:
        if not indicator.is_additive:
            note("rule 7: what is not additive stays behind")
        elif any(heir != unit and share == 1 for heir, share in passage.successors(unit)):
            note("rule 7: taken over")
        elif any(share < 1 for _, share in passage.successors(unit)):
            note("rule 7: apportionment")
    if any(unit not in passage.later and not passage.successors(unit) for unit in reports.own):
        note("rule 7: ended without a successor")
    for figures, scope in ((reports.inclusive, "inclusive"), (reports.unknown, "unknown")):
        for unit in figures:
            if not reports.tree.is_leaf(unit) and passage.changed:
                note(f"rule 7: {scope} {'whole' if passage.whole(unit) else 'not whole'}")
    if own.keys() & passage.heirs(missing) & passage.changed:
        note("rule 7: not all that were due are in")
