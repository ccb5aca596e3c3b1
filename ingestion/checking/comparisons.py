"""Relations held against figures: each comparison holds, fails, or cannot be told.

The same rule as in dbt (`compare_intervals`): a term that is missing opens its side, so a sum that
lacks some of its terms can fail but never hold for certain.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Literal

from ingestion.checking.figures import (
    SCOPE_WORDS,
    Figures,
    Interval,
    Place,
    cube_of,
    interval,
    label,
    period_of,
    shown,
)
from ingestion.model import TOTAL, Finding, Observation
from ingestion.reference.catalogue import Catalogue
from ingestion.reference.catalogue_rows import DIMENSIONS
from ingestion.reference.catalogue_rows import Cell as Cube
from ingestion.reference.periods import Period
from ingestion.reference.relations import EACH, OPERATORS, SAME, Relation, Term

Verdict = Literal["holds", "fails", "cannot_tell"]
Book = Mapping[Place, Figures]
Children = Callable[[str, date], list[str]]
_OPEN = Interval(None, None)
_ZERO = Interval(Decimal(0), Decimal(0))


@dataclass(frozen=True, slots=True)
class Ground:
    """What figures are held against: those of a file, or those with what stands already."""

    book: Book
    catalogue: Catalogue
    children: Children


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
                found = compare(relation, place, cube, ground)
                if found is not None:
                    yield found


def _asked(cube: Cube, period: Period, catalogue: Catalogue) -> list[Relation]:
    """The relations that have this cell on their left and are looked at in such periods."""
    relations = catalogue.relations.of(period.year).get(cube.indicator, ())
    return [one for one in relations if one.left.meets(cube) and _asked_in(one, period, catalogue)]


def compare(relation: Relation, place: Place, cube: Cube, ground: Ground) -> Comparison | None:
    """The comparison of one left figure; None where nothing of the right side is there."""
    left = ground.book[place][cube]
    total, missing, others = _ZERO, 0, False
    given: list[tuple[Decimal, Observation]] = []
    for term in relation.right:
        if term.indicator is None:
            total, others = total + _exact(term.coefficient), True
            continue
        if term.is_listed:
            continue
        found = _figures(term, place, cube, ground)
        total = total + _scaled(_sum(found, term, ground.catalogue), term.coefficient)
        missing += None in found
        said = [(term.coefficient, one) for one in found if one is not None]
        others |= bool(said)
        given += said
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


def told(
    comparison: Comparison, catalogue: Catalogue, among: Collection[Observation] = ()
) -> Finding:
    """The finding of a comparison that fails, at its first figure that is `among` these, as a rule
    its left side."""
    relation, left = comparison.relation, comparison.left
    there = (left, *(one for _, one in comparison.given))
    at = next((one for one in there if one in among), left)
    words = [
        f"{_sign(coefficient)}{label(cube_of(one), catalogue)}{_elsewhere(one, left)} {shown(one)}"
        for coefficient, one in comparison.given
    ]
    constants = [t.coefficient for t in relation.right if t.indicator is None]
    words += [f"{'＋' if number >= 0 else '－'}{abs(number):f}" for number in constants]
    return Finding(
        rule_id=relation.relation_id,
        severity=relation.severity,  # type: ignore[arg-type]  # looked at when it was read
        source_ref=at.source_ref,
        message_zh=f"审核关系不成立：{label(comparison.cube, catalogue)}，{relation.message_zh}",
        expected=f"{OPERATORS[relation.operator]} {' '.join(words).removeprefix('＋')}",
        found=shown(left),
        org_code=left.org_code,
    )


def _asked_in(relation: Relation, period: Period, catalogue: Catalogue) -> bool:
    """A stock at its opening is asked once a year: by quarter its balance is never looked at."""
    asked = (t.indicator for t in relation.terms if t.indicator and not t.is_listed)
    return all(
        (known := catalogue.indicators.get(name)) is not None and period.type in known.period_types
        for name in asked
    )


def _figures(term: Term, place: Place, cube: Cube, ground: Ground) -> list[Observation | None]:
    """What stands where the term points; of children one each, None where nothing stands."""
    cell = term.cell(cube)
    if term.at_period == term.at_level == SAME:
        return [ground.book.get(place, {}).get(cell)]
    period = period_of(place.period)
    if period is None:
        return [None]
    shifted = {
        SAME: period,
        "previous_year": period.previous_year,
        "previous_period": period.previous,
    }[term.at_period]
    there = place._replace(period=str(shifted))
    if term.at_level != "children":
        if term.at_level != SAME:
            there = there._replace(scope=term.at_level)
        return [ground.book.get(there, {}).get(cell)]
    below = ground.children(place.org_code or "", shifted.last_day)
    return [_total(there._replace(org_code=child), cell, ground.book) for child in below] or [None]


def _total(place: Place, cell: Cube, book: Book) -> Observation | None:
    """What a unit says of all of it, else of itself."""
    for scope in ("inclusive", "own"):
        found = book.get(place._replace(scope=scope), {}).get(cell)
        if found is not None:
            return found
    return None


def _sum(found: list[Observation | None], term: Term, catalogue: Catalogue) -> Interval:
    """The sum of what was found: what is missing is zero or more, or anything at all."""
    indicator = catalogue.indicators.get(term.indicator or "")
    unknown = _OPEN if indicator and indicator.may_be_negative else Interval(Decimal(0), None)
    total = _ZERO
    for one in found:
        total = total + (unknown if one is None else interval(one))
    return total


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


def _sign(number: Decimal) -> str:
    factor = "" if abs(number) == 1 else f"{abs(number):f}×"
    return ("＋" if number >= 0 else "－") + factor


def _elsewhere(one: Observation, left: Observation) -> str:
    """Where a term stands, if not beside the left side."""
    words = [
        one.org_code or "" if one.org_code != left.org_code else "",
        one.period or "" if one.period != left.period else "",
        SCOPE_WORDS[one.scope] if one.scope != left.scope else "",
    ]
    said = " ".join(word for word in words if word)
    return f"〔{said}〕" if said else ""
