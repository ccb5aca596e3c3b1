"""Figures that moved: a later full form leaves a cell blank and says its figure in the next one.

From own to inclusive, from one period or unit to another. Silence erases nothing, so both would
count; the office must say which is meant, and until then the new place is held.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ingestion.checking.figures import (
    SCOPE_WORDS,
    Figures,
    Place,
    cube_of,
    named,
    place_of,
    shown,
    told,
)
from ingestion.model import Finding, Observation
from ingestion.reference.catalogue import Catalogue
from ingestion.reference.catalogue_rows import Cell as Cube

RULE = "figure_moved"
_NEIGHBOURLY = ("org_code", "period", "scope")


@dataclass(frozen=True, slots=True)
class Move:
    """A figure in its new cell, and the old one that nobody erased."""

    to: Observation
    left: Observation

    def finding(self, catalogue: Catalogue) -> Finding:
        """What the office is asked."""
        old = self.left
        return told(
            RULE,
            self.to,
            f"{named(self.to, catalogue)}，此前报在 {_where(old)}，本次该处留空",
            f"原处写“作废”后再报，或在“上报说明”表说明两处各是什么（原处仍为 {shown(old)}）",
            f"{shown(self.to)}（{_where(self.to)}）",
        )


def moves(
    said: Iterable[Observation],
    before: Mapping[Place, Figures],
    units: Iterable[str | None],
    period: str | None,
) -> Iterator[Move]:
    """What `said` holds of figures that stood in a neighbouring cell `before` and are not said now.

    `units` and `period` are what the full form speaks of: of others its silence means nothing.
    """
    said, units = list(said), set(units)
    now = {(place_of(one), cube_of(one)) for one in said}
    blank: dict[tuple, list[Observation]] = {}
    for place, figures in before.items():
        for cube, one in figures.items():
            spoken_of = place.period == period and place.org_code in units
            if spoken_of and (place, cube) not in now and _counts(one):
                blank.setdefault(_key(one), []).append(one)
    for one in said:
        if _counts(one) and not _stood(one, before):
            old = next((o for o in blank.get(_key(one), ()) if _are_neighbours(o, one)), None)
            if old is not None:
                yield Move(one, old)


def _where(one: Observation) -> str:
    return f"{one.org_code or ''} {one.period} {SCOPE_WORDS[one.scope]}"


def _counts(one: Observation) -> bool:
    exact = one.value is not None and one.lower == one.upper == one.value
    return one.state == "value" and exact and one.status == "actual"


def _key(one: Observation) -> tuple:
    return cube_of(one), one.basis, one.value


def _stood(one: Observation, before: Mapping[Place, Figures]) -> bool:
    """Whether the figure was in its place already: then nothing came to it."""
    cube: Cube = cube_of(one)
    there = before.get(place_of(one), {}).get(cube)
    return there is not None and there.value == one.value


def _are_neighbours(old: Observation, new: Observation) -> bool:
    return sum(getattr(old, part) != getattr(new, part) for part in _NEIGHBOURLY) == 1
