"""Precision and recall of what was told, over (file, place, rule)."""

from collections.abc import Iterable
from dataclasses import dataclass

from tests.planted.office import Planted
from tests.planted.year import Year


@dataclass(frozen=True, slots=True)
class Score:
    """What had to be told and what was."""

    missed: frozenset[Planted]
    false: frozenset[Planted]
    hits: int

    @property
    def precision(self) -> float:
        """Of what was told, the share that had to be."""
        return self.hits / (self.hits + len(self.false)) if self.hits + len(self.false) else 1.0

    @property
    def recall(self) -> float:
        """Of what had to be told, the share that was."""
        return self.hits / (self.hits + len(self.missed)) if self.hits + len(self.missed) else 1.0

    def __str__(self) -> str:
        total = self.hits + len(self.missed)
        return (
            f"precision {self.precision:.4f}, recall {self.recall:.4f}"
            f" ({self.hits} of {total} found, {len(self.false)} false)"
        )


def score(expected: Iterable[Planted], told: Iterable[Planted]) -> Score:
    """The two sets against each other."""
    wanted, found = frozenset(expected), frozenset(told)
    return Score(wanted - found, found - wanted, len(wanted & found))


def by_kind(year: Year, told: Iterable[Planted]) -> dict[str, Score]:
    """The score of every kind; what is told of sound files stands under ''."""
    names: dict[str, tuple[list[Planted], list[Planted]]] = {"": ([], [])}
    names |= {kind.name: ([], []) for kind in year.planted.values()}
    for side, several in enumerate((year.expected, told)):
        for one in several:
            kind = year.planted.get(one.path)
            names[kind.name if kind else ""][side].append(one)
    return {name: score(*sides) for name, sides in names.items()}
