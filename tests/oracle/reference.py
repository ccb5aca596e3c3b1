"""The reference data that the rules need: units, catalogue, levels that are due, population."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from tests.oracle.periods import year_of
from tests.oracle.units import Row, Units, text, yes

DIMENSIONS = ("audience", "grade", "department", "kind")
TOTAL = "total"


class Cell(NamedTuple):
    """A breakdown: one member of each dimension, `total` being one."""

    audience: str = TOTAL
    grade: str = TOTAL
    department: str = TOTAL
    kind: str = TOTAL

    @property
    def broken_down_by(self) -> tuple[str, ...]:
        """The dimensions on which the cell is not the total."""
        named = zip(DIMENSIONS, self, strict=True)
        return tuple(dimension for dimension, member in named if member != TOTAL)


@dataclass(frozen=True)
class Indicator:
    """One indicator of the catalogue; `numerator` and `denominator` are (indicator, cell)."""

    code: str
    behaviour: str
    rollup_scope: str
    may_be_negative: bool
    is_opening_stock: bool
    period_types: frozenset[str]
    ratio_factor: Decimal
    numerator: tuple[tuple[str, Cell], ...]
    denominator: tuple[str, Cell] | None

    @property
    def is_additive(self) -> bool:
        """Whether figures of two units, or shares of a unit's figure, may be added at all."""
        return self.behaviour in ("flow", "stock", "reference")

    @property
    def is_rolled_up(self) -> bool:
        """Whether a unit's total is made from its own figure and its children's totals."""
        return self.is_additive and self.rollup_scope != "own"


class Member(NamedTuple):
    """A member of an indicator's dimension, valid in the years [valid_from, valid_to)."""

    name: str
    valid_from: int | None
    valid_to: int | None
    exhaustive: bool

    def holds_in(self, year: int) -> bool:
        """Whether the member is valid in a year."""
        begun = self.valid_from is None or self.valid_from <= year
        return begun and (self.valid_to is None or year < self.valid_to)


@dataclass
class Reference:
    """Built by `load` from a folder of CSV files or by `from_rows` from dicts of their columns."""

    units: Units
    indicators: dict[str, Indicator] = field(default_factory=dict)
    crossings: set[tuple[str, str]] = field(default_factory=set)
    members: dict[tuple[str, str], list[Member]] = field(default_factory=dict)
    due_levels: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    population: dict[tuple[str, str], dict[int, Decimal]] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: str | Path) -> "Reference":
        """The reference data in a folder of CSV files. Raises OSError when one is missing, but for
        the bridge of functional zones, which not every province has."""
        rows = {name: _csv(Path(folder) / f"{name}.csv") for name in TABLES}
        bridge = Path(folder) / "zone_bridge.csv"
        return cls.from_rows(**rows, zone_bridge=_csv(bridge) if bridge.exists() else ())

    @classmethod
    def from_rows(  # noqa: PLR0917 - one argument per table
        cls,
        org_units: Iterable[Row],
        org_unit_versions: Iterable[Row],
        org_unit_events: Iterable[Row] = (),
        indicators: Iterable[Row] = (),
        indicator_codes: Iterable[Row] = (),
        indicator_crossings: Iterable[Row] = (),
        indicator_members: Iterable[Row] = (),
        indicator_due: Iterable[Row] = (),
        population: Iterable[Row] = (),
        zone_bridge: Iterable[Row] = (),
    ) -> "Reference":
        """The same from rows."""
        reference = cls(Units(org_units, org_unit_versions, org_unit_events, zone_bridge))
        codes = {text(row, "code"): (text(row, "indicator"), _cell(row)) for row in indicator_codes}
        for row in indicators:
            reference.indicators[text(row, "indicator")] = _indicator(row, codes)
        for row in indicator_crossings:
            reference.crossings.add((text(row, "indicator"), text(row, "crossing")))
        for row in indicator_members:
            key = (text(row, "indicator"), text(row, "dimension"))
            reference.members.setdefault(key, []).append(_member(row))
        for row in indicator_due:
            due_key = (text(row, "indicator"), text(row, "period_type"))
            levels = reference.due_levels.get(due_key, frozenset()) | {text(row, "level")}
            reference.due_levels[due_key] = levels
        for row in population:
            if yes(row, "is_used"):
                key = (text(row, "org_code"), text(row, "indicator"))
                editions = reference.population.setdefault(key, {})
                editions.setdefault(int(text(row, "year")), Decimal(text(row, "value")))
        return reference

    def permits(self, indicator: str, cell: Cell, period: str) -> bool:
        """Whether the catalogue has the crossing, and its members in the period's year."""
        crossing = "+".join(cell.broken_down_by) or TOTAL
        if crossing != TOTAL and (indicator, crossing) not in self.crossings:
            return False
        year = year_of(period)
        named = zip(DIMENSIONS, cell, strict=True)
        return all(
            member == TOTAL or member in self._valid(indicator, dimension, year)
            for dimension, member in named
        )

    def unknown_member(self, indicator: str, cell: Cell, period: str) -> str | None:
        """The first dimension with a member that its permitted crossing does not have."""
        crossing = "+".join(cell.broken_down_by) or TOTAL
        if crossing != TOTAL and (indicator, crossing) not in self.crossings:
            return None
        for dimension, member in zip(DIMENSIONS, cell, strict=True):
            if member not in (TOTAL, *self._valid(indicator, dimension, year_of(period))):
                return dimension
        return None

    def _valid(self, indicator: str, dimension: str, year: int) -> set[str]:
        members = self.members.get((indicator, dimension), ())
        return {member.name for member in members if member.holds_in(year)}

    def exhaustive_members(self, indicator: str, dimension: str, year: int) -> list[str]:
        """The members that together are the whole in a year; empty where the catalogue does not
        call them exhaustive. Each once, though the catalogue may list it twice."""
        members = self.members.get((indicator, dimension), ())
        return list(dict.fromkeys(m.name for m in members if m.exhaustive and m.holds_in(year)))

    def published_population(self, unit: str, indicator: str, year: int) -> Decimal | None:
        """The figure of the latest edition up to a year."""
        editions = self.population.get((unit, indicator), {})
        past = [edition for edition in editions if edition <= year]
        return editions[max(past)] if past else None


TABLES = (
    "org_units",
    "org_unit_versions",
    "org_unit_events",
    "indicators",
    "indicator_codes",
    "indicator_crossings",
    "indicator_members",
    "indicator_due",
    "population",
)


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _cell(row: Row) -> Cell:
    return Cell(*(text(row, dimension) or TOTAL for dimension in DIMENSIONS))


def _member(row: Row) -> Member:
    begin, end = text(row, "valid_from"), text(row, "valid_to")
    return Member(
        text(row, "member"),
        int(begin[:4]) if begin else None,
        int(end[:4]) if end else None,
        yes(row, "exhaustive"),
    )


def _indicator(row: Row, codes: dict[str, tuple[str, Cell]]) -> Indicator:
    """A row of the catalogue; the parts of a ratio are written as first-edition codes."""

    def part(code: str) -> tuple[str, Cell]:
        return codes.get(code, (code, Cell()))

    numerator, denominator = text(row, "numerator"), text(row, "denominator")
    return Indicator(
        code=text(row, "indicator"),
        behaviour=text(row, "behaviour"),
        rollup_scope=text(row, "rollup_scope") or "tree",
        may_be_negative=yes(row, "may_be_negative"),
        is_opening_stock=yes(row, "is_opening_stock"),
        period_types=frozenset(filter(None, text(row, "period_types").split("|"))),
        ratio_factor=Decimal(text(row, "ratio_factor") or 1),
        numerator=tuple(part(code) for code in numerator.split("+")) if numerator else (),
        denominator=part(denominator) if denominator else None,
    )
