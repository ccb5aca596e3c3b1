"""Figures of one submission made comparable: as intervals, by cell, in the words of the form."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from ingestion.model import Finding, Observation
from ingestion.reading import headers
from ingestion.reference.catalogue import Catalogue, broken_down
from ingestion.reference.catalogue_rows import Cell as Cube
from ingestion.reference.catalogue_rows import FormItem
from ingestion.reference.periods import Period, PeriodError
from ingestion.reference.rules import finding

Figures = dict[Cube, Observation]
SCOPE_WORDS = {"own": "本级", "inclusive": "含下级", "unknown": "口径不明"}
_ZERO = Decimal(0)
# the states of a cell that say something: masked and not collected are silence
SAYING = ("value", "zero", "not_applicable", "erased")


class Place(NamedTuple):
    """What two figures must share to be compared: unit, period, scope, status, basis."""

    org_code: str | None
    period: str | None
    scope: str
    status: str
    basis: str


@dataclass(frozen=True, slots=True)
class Interval:
    """What is known of a number; None is an open end."""

    lower: Decimal | None
    upper: Decimal | None

    def __add__(self, other: "Interval") -> "Interval":
        return Interval(_plus(self.lower, other.lower), _plus(self.upper, other.upper))

    def __neg__(self) -> "Interval":
        return Interval(
            None if self.upper is None else -self.upper, None if self.lower is None else -self.lower
        )

    def below(self, other: "Interval", room: Decimal = _ZERO) -> bool:
        """Whether all of it lies below all of the other, by more than `room`."""
        if self.upper is None or other.lower is None:
            return False
        return self.upper + room < other.lower


def _plus(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one + other


def cube_of(observation: Observation) -> Cube:
    """The indicator with its breakdown."""
    o = observation
    return Cube(o.indicator, o.audience, o.grade, o.department, o.kind)


def label(cube: Cube, catalogue: Catalogue) -> str:
    """What the cell is called in Chinese."""
    indicator = catalogue.indicators.get(cube.indicator)
    name = indicator.name_zh if indicator else cube.indicator
    members = [catalogue.label(cube.indicator, d, m) for d, m in broken_down(cube).items()]
    return f"{name}（{'，'.join(members)}）" if members else name


def item_of(o: Observation, catalogue: Catalogue) -> FormItem | None:
    """The printed row that the figure stands in; None where it stands in none."""
    form, _, number = (o.rule_id or "").partition("#")
    period = period_of(o.period)
    if not number or period is None:
        return None
    items = catalogue.items(form, period.year)
    return next((item for item in items if str(item.item_no) == number), None)


def named(o: Observation, catalogue: Catalogue) -> str:
    """What the figure's row is called on its form, else what the catalogue calls the cell."""
    item, cube = item_of(o, catalogue), cube_of(o)
    return item.label_zh if item and item.cell == cube else label(cube, catalogue)


def column(o: Observation, catalogue: Catalogue) -> str:
    """What is printed above the figure: 本级, or on a cumulative form 本级累计."""
    form, period = catalogue.forms.get((o.rule_id or "").partition("#")[0]), period_of(o.period)
    field = f"{o.scope}_ytd" if o.basis == "ytd" else o.scope
    found = headers.printed(form.layout, field, period.year) if form and period else None
    return found or SCOPE_WORDS[o.scope]


def shown(observation: Observation) -> str:
    """The figure as the reporter wrote it."""
    if observation.value is None:
        return observation.quote or observation.state
    if observation.lower == observation.upper:
        return f"{observation.value:f}"
    return observation.quote or f"{observation.value:f}"


@lru_cache(maxsize=1024)  # asked for every figure, and most speak of few periods
def period_of(text: str | None) -> Period | None:
    """The period, None for what is none (a written report may give a span of months)."""
    try:
        return Period.parse(text) if text else None
    except PeriodError:
        return None


def told(rule: str, o: Observation, detail: str, expected: str, found: str) -> Finding:
    """A finding at the place of an assertion."""
    return finding(rule, o.source_ref, detail, expected=expected, found=found, org_code=o.org_code)


def place_of(o: Observation) -> Place:
    """What the assertion shares with those it may be compared to."""
    return Place(o.org_code, o.period, o.scope, o.status, o.basis)


def by_place(observations: Iterable[Observation]) -> dict[Place, Figures]:
    """Figures to compare; the first of two that contradict each other stands for the cell."""
    places: dict[Place, Figures] = defaultdict(dict)
    for o in observations:
        if o.state in ("value", "zero", "not_applicable"):
            places[place_of(o)].setdefault(cube_of(o), o)
    return places


def interval(observation: Observation) -> Interval:
    """What the assertion says of the number; not applicable adds nothing."""
    if observation.state == "not_applicable":
        return Interval(_ZERO, _ZERO)
    return Interval(observation.lower, observation.upper)
