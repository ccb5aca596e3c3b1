"""Precision and recall of what was told, over (file, place, rule)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from tests.planted.office import Kind, Planted
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
    return _by(year, told, lambda kind: kind.name)


def by_family(year: Year, told: Iterable[Planted]) -> dict[str, Score]:
    """The score of every family of kinds; what is told of sound files stands under ''."""
    return _by(year, told, lambda kind: kind.family)


def slips(year: Year, told: Iterable[Planted]) -> str:
    """What was missed or falsely told, a line per kind."""
    return "\n".join(
        f"{name or 'sound'}: {one}; missed {sorted(one.missed)}; false {sorted(one.false)}"
        for name, one in by_kind(year, told).items()
        if one.missed or one.false
    )


def changed(year: Year, said: Mapping[str, set[tuple]]) -> str:
    """The odd files that say other figures than the sound ones: what is wanted, what is said."""
    return "\n".join(
        f"{path}: {sorted(map(str, want - said[path]))[:3]},"
        f" {sorted(map(str, said[path] - want))[:3]}"
        for path, want in year.same.items()
        if want != said[path]
    )


def _by(year: Year, told: Iterable[Planted], called: Callable[[Kind], str]) -> dict[str, Score]:
    names: dict[str, tuple[list[Planted], list[Planted]]] = {"": ([], [])}
    names |= {called(kind): ([], []) for kind in year.planted.values()}
    for side, several in enumerate((year.expected, told)):
        for one in several:
            kind = year.planted.get(one.path)
            names[called(kind) if kind else ""][side].append(one)
    return {name: score(*sides) for name, sides in names.items()}
