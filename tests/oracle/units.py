"""The units with their dated versions, the tree of any day, and the events that changed units."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from tests.oracle.workings import note

Row = Mapping[str, Any]


def text(row: Row, column: str) -> str:
    """A cell of a reference row as text; empty where it is null or absent."""
    value = row.get(column)
    return "" if value is None else str(value)


def yes(row: Row, column: str) -> bool:
    """A true/false cell."""
    return text(row, column).lower() in ("true", "t", "1")


def day(row: Row, column: str) -> date | None:
    """A date cell; None where it is empty."""
    value = text(row, column)
    return date.fromisoformat(value[:10]) if value else None


@dataclass(frozen=True)
class Version:
    """One unit as it was in [valid_from, valid_to)."""

    unit: str
    valid_from: date
    valid_to: date | None
    code_then: str
    parent: str | None

    def holds_on(self, on: date) -> bool:
        """Whether the version holds that day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True)
class Overlap:
    """A functional zone in [valid_from, valid_to) over a unit that reports with the zone's part."""

    zone: str
    valid_from: date
    valid_to: date | None

    def holds_on(self, on: date) -> bool:
        """Whether the overlap holds that day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True)
class Edge:
    """`weight` of the figures of `source` go to `target` from `effective_on` on."""

    effective_on: date
    event_id: str
    source: str
    target: str
    weight: Decimal


class Tree:
    """The units that exist on one day, each under its parent."""

    def __init__(self, parents: Mapping[str, str | None]) -> None:
        self.parents = dict(parents)
        self.children: dict[str, list[str]] = {}
        for unit, parent in self.parents.items():
            if parent is not None and parent in self.parents:
                self.children.setdefault(parent, []).append(unit)
        self.depth = {unit: len(self._above(unit)) for unit in self.parents}

    def __contains__(self, unit: str) -> bool:
        return unit in self.parents

    def _above(self, unit: str) -> list[str]:
        path: list[str] = []
        parent = self.parents.get(unit)
        while parent is not None and parent in self.parents:
            if parent in path or parent == unit:
                raise ValueError(f"The unit {unit} lies below itself: mend its parent_code.")
            path.append(parent)
            parent = self.parents[parent]
        return path

    def at_and_above(self, unit: str) -> list[str]:
        """The unit and its ancestors, upwards."""
        return [unit, *self._above(unit)]

    def is_leaf(self, unit: str) -> bool:
        """Whether the unit has no children in this tree."""
        return unit not in self.children

    @cached_property
    def at_and_below(self) -> dict[str, frozenset[str]]:
        """Every unit with all that is at and below it."""
        below: dict[str, set[str]] = {unit: {unit} for unit in self.parents}
        for unit in self.parents:
            for ancestor in self._above(unit):
                below[ancestor].add(unit)
        return {unit: frozenset(units) for unit, units in below.items()}


class Units:
    """All units that ever were. `latest` stands for the day on which every open version holds."""

    def __init__(
        self,
        units: Iterable[Row],
        versions: Iterable[Row],
        events: Iterable[Row] = (),
        zone_bridge: Iterable[Row] = (),
    ) -> None:
        rows = {text(row, "org_code"): row for row in units}
        self.levels = {code: text(row, "level") for code, row in rows.items()}
        self.official = {code for code, row in rows.items() if yes(row, "is_official")}
        self.reporting = {code for code, row in rows.items() if yes(row, "reporting_unit")}
        self.versions = [_version(row) for row in versions]
        self.edges = sorted(_edges(events), key=lambda e: (e.effective_on, e.event_id))
        self.overlaps = [
            Overlap(
                text(row, "zone_code"), day(row, "valid_from") or date.min, day(row, "valid_to")
            )
            for row in zone_bridge
            if not yes(row, "reported_separately")
        ]
        self._codes: dict[str, list[Version]] = {}
        for version in self.versions:
            self._codes.setdefault(version.code_then, []).append(version)
        self._trees: dict[date, Tree] = {}

    def tree(self, on: date) -> Tree:
        """The tree as it stood on a day; of two versions of that day the later one holds.

        A functional zone adds to its city only where every unit that it covers reports without it;
        elsewhere it stands beside the tree, with figures of its own and under nobody.
        """
        if on not in self._trees:
            holding = sorted(
                (v for v in self.versions if v.holds_on(on)), key=lambda v: v.valid_from
            )
            apart = {overlap.zone for overlap in self.overlaps if overlap.holds_on(on)}
            if apart.intersection(v.unit for v in holding):
                note("zone: shown and not added")
            self._trees[on] = Tree({v.unit: None if v.unit in apart else v.parent for v in holding})
        return self._trees[on]

    def identity(self, code: str, on: date) -> str | None:
        """The unit that a code meant on a day: by the code of that day, else by the latest code,
        else by the last unit that bore it. None where nobody ever did."""
        bearers = self._codes.get(code, [])
        then = [version.unit for version in bearers if version.holds_on(on)]
        if len({version.unit for version in bearers}) > 1:
            note("code: borne by two units, one after the other")
        if then:
            return then[0]
        if code in self.levels:
            return code
        last = max(bearers, key=lambda version: version.valid_from, default=None)
        return last.unit if last else None

    def edges_between(self, after: date, until: date) -> list[Edge]:
        """The apportionments in effect after one day and until another, in their order."""
        return [edge for edge in self.edges if after < edge.effective_on <= until]


def _version(row: Row) -> Version:
    return Version(
        unit=text(row, "org_code"),
        valid_from=day(row, "valid_from") or date.min,
        valid_to=day(row, "valid_to"),
        code_then=text(row, "code_then") or text(row, "org_code"),
        parent=text(row, "parent_code") or None,
    )


def _edges(events: Iterable[Row]) -> list[Edge]:
    """The rows of events that carry figures from one unit to another (or keep a share of them)."""
    found = []
    for row in events:
        source, target = text(row, "from_code"), text(row, "to_code")
        weight, effective_on = text(row, "weight"), day(row, "effective_on")
        if source and target and weight and effective_on and Decimal(weight) != 0:
            found.append(Edge(effective_on, text(row, "event_id"), source, target, Decimal(weight)))
    return found
