"""What must agree within one submission: relations, parts and totals, own and inclusive.

Each holds, fails, or cannot be told from intervals; only what fails is a finding.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache

from ingestion.checking import comparison_words
from ingestion.checking.comparisons import Ground, compared, worst
from ingestion.checking.figures import (
    Figures,
    Interval,
    Place,
    by_place,
    column,
    interval,
    named,
    period_of,
    shown,
    told,
)
from ingestion.checking.slips import is_money, is_slip
from ingestion.model import Finding, Observation
from ingestion.reference.catalogue import Catalogue, broken_down
from ingestion.reference.catalogue_rows import DIMENSIONS, Indicator
from ingestion.reference.catalogue_rows import Cell as Cube
from ingestion.reference.org_tree import OrgTree

_ZERO = Interval(Decimal(0), Decimal(0))
# Accounts print 万元 with two decimals, whatever unit a form asks for: half a digit is 50 元.
_HALF_PRINTED_DIGIT = Decimal(50)


def findings(
    observations: Iterable[Observation], catalogue: Catalogue, tree: OrgTree
) -> Iterator[Finding]:
    """Every relation that fails."""
    observations = list(observations)
    book = by_place(observations)
    for one in worst(compared(book, Ground(book, catalogue, cache(tree.children)))):
        yield comparison_words.told(one, catalogue)
        if one.relation.operator == "=" and not (one.missing or one.relation.is_general):
            yield from _slip(one.left, one.right, catalogue)
    for place, figures in book.items():
        yield from _parts(figures, place, catalogue)
    yield from _scopes(observations, catalogue)


def _rounding(indicator: Indicator, figure_count: int) -> Decimal:
    """What rounding explains of a gap, in the base unit: half of the last printed digit of each
    amount in it, as in the rules of dbt (263.69 and 115.73 万元 are stated as 379.43). Counts are
    exact.
    """
    return figure_count * _HALF_PRINTED_DIGIT if indicator.value_type == "money" else Decimal(0)


def _fails(sign: str, left: Interval, right: Interval) -> bool:
    over, under = right.below(left), left.below(right)
    return {"<=": over, ">=": under, "=": over or under}[sign]


def _parts(figures: Figures, place: Place, catalogue: Catalogue) -> Iterator[Finding]:
    """A part above its total; all parts of an exhaustive breakdown that miss their total."""
    period = period_of(place.period)
    for cube, part in figures.items():
        indicator = catalogue.indicators.get(cube.indicator)
        split = broken_down(cube)
        if indicator is None or indicator.may_be_negative or len(split) != 1:
            continue
        whole = figures.get(Cube(cube.indicator))
        additive = indicator.behaviour in ("flow", "stock")
        if not (whole and additive):
            continue
        if interval(whole).widened(_rounding(indicator, 2)).below(interval(part)):
            expected = f"≤ {named(whole, catalogue)} {shown(whole)}"
            yield told("part_exceeds_total", part, named(part, catalogue), expected, shown(part))
    for cube, whole in figures.items():
        if period and not broken_down(cube):
            indicator = catalogue.indicators.get(cube.indicator)
            if indicator is not None:
                yield from _sums(indicator, whole, figures, period.year, catalogue)


def _sums(
    indicator: Indicator, whole: Observation, figures: Figures, year: int, catalogue: Catalogue
) -> Iterator[Finding]:
    cube = Cube(indicator.indicator)
    for dimension in DIMENSIONS:
        members = catalogue.parts(cube.indicator, dimension, year)
        parts = [figures.get(replace(cube, **{dimension: member})) for member in members]
        if not parts or None in parts:
            continue
        total = _ZERO
        for part in parts:
            assert part is not None  # noqa: S101  looked at above
            total = total + interval(part)
        if _fails("=", interval(whole), total.widened(_rounding(indicator, 1 + len(parts)))):
            added = " ＋ ".join(shown(part) for part in parts if part)
            yield told("parts_not_total", whole, named(whole, catalogue), added, shown(whole))
            yield from _slip(whole, total, catalogue)


def _slip(whole: Observation, parts: Interval, catalogue: Catalogue) -> Iterator[Finding]:
    """Money that is about ten thousand times the sum of its parts, or its ten thousandth."""
    exact = parts.lower is not None and parts.lower == parts.upper
    if not exact or whole.value is None or not is_money(whole.indicator, catalogue):
        return
    if is_slip(whole.value, parts.lower or Decimal(0)):
        expected = f"各项之和 {parts.lower:f} 元"
        yield told("unit_slip", whole, named(whole, catalogue), expected, f"{whole.value:f} 元")


def _scopes(observations: Iterable[Observation], catalogue: Catalogue) -> Iterator[Finding]:
    """An own figure above the inclusive one of the same cell."""
    places = by_place(observations)
    for place, figures in places.items():
        if place.scope != "own":
            continue
        wide = places.get(replace(place, scope="inclusive"), {})
        for cube, own in figures.items():
            indicator, inclusive = catalogue.indicators.get(cube.indicator), wide.get(cube)
            if inclusive is None or indicator is None or indicator.may_be_negative:
                continue
            additive = indicator.behaviour in ("flow", "stock")
            wide_enough = interval(inclusive).widened(_rounding(indicator, 2))
            if additive and wide_enough.below(interval(own)):
                said = shown(inclusive)
                if inclusive.state == "not_applicable":
                    said = f"（填“{said}”，即没有）"
                expected = f"≤ {column(inclusive, catalogue)} {said}"
                yield told(
                    "own_exceeds_inclusive", own, named(own, catalogue), expected, shown(own)
                )
