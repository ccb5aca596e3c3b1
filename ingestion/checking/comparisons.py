"""Relations held against figures: each comparison holds, fails, or cannot be told.

The same rule as in dbt (`compare_intervals`): a term that is missing opens its side, so a sum that
lacks some of its terms can fail but never hold for certain.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Literal

from ingestion.checking.figures import (
    Figures,
    Interval,
    Place,
    interval,
    period_of,
)
from ingestion.model import TOTAL, Observation
from ingestion.reference.catalogue import Catalogue
from ingestion.reference.catalogue_rows import DIMENSIONS
from ingestion.reference.catalogue_rows import Cell as Cube
from ingestion.reference.periods import Period
from ingestion.reference.relations import EACH, SAME, Relation, Term

Verdict = Literal["holds", "fails", "cannot_tell"]
Book = Mapping[Place, Figures]
Children = Callable[[str, date], list[str]]
Owes = Callable[[str, str, Period], bool]
_OPEN = Interval(None, None)
_ZERO_OR_MORE = Interval(Decimal(0), None)
_ZERO = Interval(Decimal(0), Decimal(0))


@dataclass(frozen=True, slots=True)
class Ground:
    """What figures are held against: those of a file, or those with what stands already."""

    book: Book
    catalogue: Catalogue
    children: Children
    owes: Owes = lambda *_: True  # whether the silence of a unit below says less than zero


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both sides of a relation at one place, and what becomes of it."""

    relation: Relation
    place: Place
    cube: Cube
    left: Observation
    given: tuple[tuple[Decimal, Observation], ...]
    right: Interval
    missing: int
    verdict: Verdict

    @property
    def figures(self) -> frozenset[Observation]:
        """Everything that takes part, the left side too."""
        return frozenset((self.left, *(one for _, one in self.given)))


def compared(places: Iterable[Place], ground: Ground) -> Iterator[Comparison]:
    """Every comparison whose left side stands at one of `places`."""
    asked: dict[tuple[Cube, str | None], list[Relation]] = {}
    for place in places:
        period = period_of(place.period)
        if period is None:
            continue
        for cube in ground.book.get(place, {}):
            at = cube, place.period
            if at not in asked:
                work = partial(_asked, cube, period, ground.catalogue)
                asked[at] = ground.catalogue.once(("relations", *at), work)
            for relation in asked[at]:
                begins = _begins_at(relation, place)
                found = compare(relation, place, cube, ground) if begins else None
                if found is not None:
                    yield found


def _asked(cube: Cube, period: Period, catalogue: Catalogue) -> list[Relation]:
    """The relations that have this cell on their left and are looked at in such periods."""
    relations = catalogue.relations.of(period.year).get(cube.indicator, ())
    return [one for one in relations if one.left.meets(cube) and _asked_in(one, period, catalogue)]


def _begins_at(relation: Relation, place: Place) -> bool:
    """Whether the left side of a relation means a figure that stands here."""
    left = relation.left
    return left.at_basis in (SAME, place.basis) and left.at_level in (SAME, place.scope)


def compare(relation: Relation, place: Place, cube: Cube, ground: Ground) -> Comparison | None:
    """The comparison of one left figure; None where nothing of the right side is there."""
    left = ground.book[place][cube]
    total, missing, others = _ZERO, 0, False
    given: list[tuple[Decimal, Observation]] = []
    for term in relation.right:
        if term.indicator is None:
            total, others = total + _exact(term.coefficient), True
            continue
        if term.is_listed or _is_before_the_year(term, place):
            continue
        said, amount, lacks = _amount(term, place, cube, ground)
        if not said and term.at_level == "children":
            return None  # nobody below has said anything yet
        total = total + _scaled(amount, term.coefficient)
        missing += lacks
        others |= bool(said)
        given += [(term.coefficient, one) for one in said]
    for largest in _listed(relation, place, cube, ground.book):
        total = total + interval(largest)
        given.append((Decimal(1), largest))
        others |= largest.indicator != cube.indicator
    if not others:
        return None
    tolerance = relation.tolerance * (1 + len(given))
    own = _scaled(interval(left), relation.left.coefficient)
    verdict = judge(relation.operator, own, total, tolerance)
    return Comparison(relation, place, cube, left, tuple(given), total, missing, verdict)


def judge(operator: str, left: Interval, right: Interval, tolerance: Decimal) -> Verdict:
    """What is known of `left operator right`; the tolerance is what rounding explains."""
    at_least, at_most = _at_least(left, right, tolerance), _at_least(right, left, tolerance)
    asked = {">=": [at_least], "<=": [at_most], "=": [at_least, at_most]}[operator]
    if "fails" in asked:
        return "fails"
    return "cannot_tell" if "cannot_tell" in asked else "holds"


def worst(found: Iterable[Comparison]) -> list[Comparison]:
    """What fails, each fault once: a sum that lacks terms says nothing beside a part of it."""
    failing = [one for one in found if one.verdict == "fails"]
    by_left: dict[Observation, list[Comparison]] = defaultdict(list)
    for one in failing:
        by_left[one.left].append(one)
    return [one for one in failing if not (one.missing and _is_outdone(one, by_left))]


def _is_outdone(one: Comparison, by_left: Mapping[Observation, list[Comparison]]) -> bool:
    """Whether another comparison fails over some of its figures and lacks fewer terms."""
    figures = one.figures
    others = (other for figure in figures for other in by_left.get(figure, ()))
    return any(one.missing > other.missing and other.figures <= figures for other in others)


def _asked_in(relation: Relation, period: Period, catalogue: Catalogue) -> bool:
    """A stock at its opening is asked once a year: by quarter its balance is never looked at."""
    asked = (t.indicator for t in relation.terms if t.indicator and not t.is_listed)
    return all(
        (known := catalogue.indicators.get(name)) is not None and period.type in known.period_types
        for name in asked
    )


def _is_before_the_year(term: Term, place: Place) -> bool:
    """Whether the term means what was counted before the first period of a year: nothing."""
    if term.at_period != "previous_in_year":
        return False
    period = period_of(place.period)
    return period is not None and period.number == 1


def _amount(
    term: Term, place: Place, cube: Cube, ground: Ground
) -> tuple[list[Observation], Interval, bool]:
    """What stands where the term points, its sum, and whether some of it is missing: that is zero
    or more, or anything at all."""
    indicator = ground.catalogue.indicators.get(term.indicator or "")
    unknown = _OPEN if indicator and indicator.may_be_negative else _ZERO_OR_MORE
    if term.at_level == "children":
        return _below(term, place, cube, ground, unknown)
    cell = term.cell(cube)
    if term.at_period == term.at_level == term.at_basis == SAME:
        one = ground.book.get(place, {}).get(cell)
        return ([one], interval(one), False) if one else ([], unknown, True)
    places = _places(term, place)
    found = next((one for at in places if (one := ground.book.get(at, {}).get(cell))), None)
    return ([found], interval(found), False) if found else ([], unknown, True)


def _places(term: Term, place: Place) -> Iterator[Place]:
    """Where the figure of a term may stand, one after another: a cumulative one under every period
    that ends with its own, or as the figure of a period that begins with the year."""
    period = period_of(place.period)
    if period is None:
        return
    asked = _shifted(term, period)
    basis = place.basis if term.at_basis == SAME else term.at_basis
    scope = place.scope if term.at_level == SAME else term.at_level
    there = place._replace(scope=scope, basis=basis)
    yield there._replace(period=str(asked))
    if basis == "ytd":
        for one in asked.ending_together:
            yield there._replace(period=str(one))
        for one in asked.ending_together:
            if one.number == 1:
                yield there._replace(period=str(one), basis="period")


def _shifted(term: Term, period: Period) -> Period:
    if term.at_period == SAME:
        return period
    return period.previous_year if term.at_period == "previous_year" else period.previous


def _below(
    term: Term, place: Place, cube: Cube, ground: Ground, unknown: Interval
) -> tuple[list[Observation], Interval, bool]:
    """The sum of the units below. What one with units below it says of itself alone is part of its
    total; one that owed nothing and said nothing has none."""
    period = period_of(place.period)
    said: list[Observation] = []
    total, lacks = _ZERO, False
    if period is None:
        return said, unknown, True
    asked, cell = _shifted(term, period), term.cell(cube)
    for child in ground.children(place.org_code or "", asked.last_day):
        at = place._replace(period=str(asked), org_code=child)
        whole = ground.book.get(at._replace(scope="inclusive"), {}).get(cell)
        own = ground.book.get(at._replace(scope="own"), {}).get(cell)
        one = whole or own
        if one is None:
            open_end = ground.owes(child, cell.indicator, asked)
            total, lacks = (total + unknown, True) if open_end else (total, lacks)
            continue
        said.append(one)
        total = total + interval(one)
        if whole is None and ground.children(child, asked.last_day):
            total, lacks = total + unknown, True
    return said, total, lacks


def _listed(relation: Relation, place: Place, cube: Cube, book: Book) -> Iterator[Observation]:
    """Of `each` term the largest of every member: sorts may overlap, members add up."""
    asked = [term for term in relation.right if term.is_listed]
    if not asked:
        return
    figures = book.get(place, {})
    by_member: dict[str, list[Observation]] = defaultdict(list)
    for term in asked:
        (dimension,) = (d for d, m in zip(DIMENSIONS, term.members, strict=True) if m == EACH)
        cell = term.cell(cube)
        at = Cube._fields.index(dimension)
        for other, one in figures.items():
            if other.indicator != cell.indicator or other[at] == TOTAL:
                continue
            if other == cell._replace(**{dimension: other[at]}):
                by_member[other[at]].append(one)
    for several in by_member.values():
        yield max(several, key=lambda one: (one.lower or 0, one.value or 0))


def _at_least(greater: Interval, smaller: Interval, tolerance: Decimal) -> Verdict:
    if greater.below(smaller, tolerance):
        return "fails"
    if greater.lower is None or smaller.upper is None:
        return "cannot_tell"
    best = greater.lower if greater.upper is None else greater.upper
    least = smaller.upper if smaller.lower is None else smaller.lower
    return "holds" if best + tolerance >= least else "cannot_tell"


def _exact(number: Decimal) -> Interval:
    return Interval(number, number)


def _scaled(one: Interval, by: Decimal) -> Interval:
    if by == 1:
        return one
    ends = (None if end is None else by * end for end in (one.lower, one.upper))
    return Interval(*(ends if by >= 0 else reversed(list(ends))))
