"""Who is due: which units owe a figure for an indicator and period."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tests.oracle.boundaries import Boundaries
from tests.oracle.periods import is_period, last_day, period_type
from tests.oracle.reference import Reference
from tests.oracle.speakers import ACCEPTED, Submission, is_edit
from tests.oracle.units import Tree
from tests.oracle.workings import note

NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Group:
    """Some units of one tree, and how many of them are at and below each unit."""

    units: frozenset[str]
    at_and_below: Mapping[str, int]


@dataclass(frozen=True)
class Owed:
    """Who is due, and whose own figure a total needs to be complete."""

    due: Group
    needed: Group


class Calendar:
    """Answers who is due, on the tree of the period and on the latest."""

    def __init__(
        self, reference: Reference, submissions: Iterable[Submission], boundaries: Boundaries
    ) -> None:
        self._reference = reference
        self._boundaries = boundaries
        self._first = first_submissions(reference, submissions)
        self._known: dict[tuple[frozenset[str] | None, date, bool], Group] = {}

    def owed(self, indicator: str, period: str, latest: bool) -> Owed:
        """Due are the reporting units of the levels that the catalogue names for the indicator and
        period type, which existed on the period's last day; on the latest tree their heirs. A
        total needs those who are due; of a reference figure nobody is due, and as everybody has
        one a total needs all units without children."""
        end = last_day(period)
        if self._reference.indicators[indicator].behaviour == "reference":
            return Owed(self._lookup(NOBODY, end, latest), self._lookup(None, end, latest))
        levels = self._reference.due_levels.get((indicator, period_type(period)), NOBODY)
        due = self._lookup(levels, end, latest)
        return Owed(due, due)

    def _lookup(self, levels: frozenset[str] | None, end: date, latest: bool) -> Group:
        key = (levels, end, latest)
        if key not in self._known:
            tree = self._reference.units.tree(end)
            units = frozenset(u for u in tree.parents if self._is_among(u, levels, end))
            if latest:
                passage = self._boundaries.to_latest(end)
                heirs = passage.heirs(units)
                if heirs - units:
                    note("due: heir of one that was due")
                units, tree = heirs, passage.later
            self._known[key] = Group(units, count_up(units, tree))
        return self._known[key]

    def _is_among(self, unit: str, levels: frozenset[str] | None, end: date) -> bool:
        units = self._reference.units
        if levels is None:
            return units.tree(end).is_leaf(unit)
        return units.levels.get(unit) in levels and self._reports(unit, end)

    def _reports(self, unit: str, end: date) -> bool:
        """The official units marked as reporting do; any other from its first submission on."""
        units = self._reference.units
        official = unit in units.official and unit in units.reporting
        begun = self._first.get(unit, date.max) <= end
        if not official:
            note(f"due: from its first submission on, {'begun' if begun else 'not yet'}")
        return official or begun


def first_submissions(reference: Reference, submissions: Iterable[Submission]) -> dict[str, date]:
    """The earliest last day of a period for which each unit itself sent an accepted submission."""
    first: dict[str, date] = {}
    for submission in submissions:
        sender, period = submission.get("sender_code"), submission.get("period")
        if not sender or not period or not is_period(period) or is_edit(submission):
            continue
        unit = reference.units.identity(sender, last_day(period))
        if unit is not None and submission["state"] in ACCEPTED:
            first[unit] = min(first.get(unit, date.max), last_day(period))
    return first


def count_up(units: Iterable[str], tree: Tree) -> dict[str, int]:
    """How many of the units are at and below each unit of a tree."""
    counts: dict[str, int] = {}
    for unit in units:
        for ancestor in tree.at_and_above(unit):
            counts[ancestor] = counts.get(ancestor, 0) + 1
    return counts
