"""Rule c7: from one day's tree to a later one."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property

from tests.oracle.intervals import Figure, add, scale
from tests.oracle.units import Edge, Tree, Units

Share = tuple[str, Decimal]


class Passage:
    """What carries figures from the tree of one day to the tree of a later day."""

    def __init__(self, earlier: Tree, later: Tree, edges: list[Edge]) -> None:
        self.earlier, self.later = earlier, later
        self.changed = {
            unit
            for edge in edges
            if edge.source != edge.target
            for unit in (edge.source, edge.target)
        }
        self._edges = edges
        self._all_stay = not self.changed

    def successors(self, unit: str) -> list[Share]:
        """The later units that a unit's own figures go to, with their shares (weights chained)."""
        if self._all_stay or unit not in self.changed:
            return [(unit, Decimal(1))] if unit in self.later else []
        return self._successors.get(unit, [])

    def sources(self, unit: str) -> list[Share]:
        """The earlier units whose own figures come to a later unit, with the shares of theirs."""
        if self._all_stay or unit not in self.changed:
            return [(unit, Decimal(1))] if unit in self.earlier and unit in self.later else []
        return self._sources.get(unit, [])

    @cached_property
    def _successors(self) -> dict[str, list[Share]]:
        found = {}
        for unit in self.changed & self.earlier.parents.keys():
            shares = _follow(unit, self._edges)
            found[unit] = [(heir, share) for heir, share in shares.items() if heir in self.later]
        return found

    @cached_property
    def _sources(self) -> dict[str, list[Share]]:
        found: dict[str, list[Share]] = {}
        for unit in sorted(self._successors):
            for heir, share in self._successors[unit]:
                found.setdefault(heir, []).append((unit, share))
        return found

    def itself(self, unit: str) -> bool:
        """Whether the unit is what it was: there on both days, giving and taking nothing."""
        return unit in self.earlier and unit in self.later and unit not in self.changed

    def whole(self, unit: str) -> bool:
        """Whether everything at and below the unit is what it was."""
        if not self.itself(unit):
            return False
        below = self.later.at_and_below[unit]
        return below == self.earlier.at_and_below[unit] and below.isdisjoint(self.changed)

    def all_new(self, unit: str) -> bool:
        """Whether nothing at or below the later unit, and no predecessor of it, was there."""
        return not any(self.sources(member) for member in self.later.at_and_below[unit])

    def own(self, figures: Mapping[str, Figure]) -> dict[str, Figure]:
        """Own figures go to the successors with the apportionment of the event."""
        parts: dict[str, list[Figure]] = {}
        for unit, figure in figures.items():
            for heir, share in self.successors(unit):
                parts.setdefault(heir, []).append(scale(figure, share))
        return {heir: add(figures) for heir, figures in parts.items()}

    def heirs(self, units: Iterable[str]) -> frozenset[str]:
        """The later units to which some of the units' own figures go."""
        return frozenset(heir for unit in units for heir, _ in self.successors(unit))


def _follow(unit: str, edges: list[Edge]) -> dict[str, Decimal]:
    """Where a unit's figures end up, one event after the other; weights multiply."""
    shares = {unit: Decimal(1)}
    events = sorted({(edge.effective_on, edge.event_id) for edge in edges})
    for event in events:
        moved: dict[str, Decimal] = {}
        for holder, share in shares.items():
            out = [
                edge
                for edge in edges
                if (edge.effective_on, edge.event_id) == event and edge.source == holder
            ]
            for heir, weight in [(e.target, e.weight) for e in out] or [(holder, Decimal(1))]:
                moved[heir] = moved.get(heir, Decimal(0)) + share * weight
        shares = moved
    return shares


class Boundaries:
    """All trees and passages of one reference; `as_of` is the night's day (None: no end)."""

    def __init__(self, units: Units, as_of: date | None = None) -> None:
        self.units = units
        self.latest_day = as_of or date.max
        self._passages: dict[tuple[date, date], Passage] = {}

    def tree(self, on: date) -> Tree:
        """The tree as it stood on a day."""
        return self.units.tree(on)

    def passage(self, earlier: date, later: date) -> Passage:
        """From one day to another (of the same or a later day)."""
        if (earlier, later) not in self._passages:
            edges = self.units.edges_between(earlier, later)
            self._passages[earlier, later] = Passage(self.tree(earlier), self.tree(later), edges)
        return self._passages[earlier, later]

    def to_latest(self, earlier: date) -> Passage:
        """From a period's last day to the tree of the night."""
        return self.passage(earlier, self.latest_day)
