"""What must agree within one submission: relations, parts and totals, own and inclusive.

Each holds, fails, or cannot be told from intervals; only what fails is a finding.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from ingestion.checking import comparison_words, shares
from ingestion.checking.comparisons import Children, Ground, compared, worst
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
from ingestion.reference.catalogue import Catalogue
from ingestion.reference.catalogue_rows import Cell as Cube
from ingestion.reference.catalogue_rows import Indicator
from ingestion.reference.org_tree import OrgTree

_ZERO = Interval(Decimal(0), Decimal(0))
# Accounts print 万元 with two decimals, whatever unit a form asks for: half a digit is 50 元.
_HALF_PRINTED_DIGIT = Decimal(50)


def findings(
    observations: Iterable[Observation], catalogue: Catalogue, tree: OrgTree
) -> Iterator[Finding]:
    """Every relation that fails."""
    book = by_place(observations)
    for one in worst(compared(book, Ground(book, catalogue, _children(book, tree)))):
        yield comparison_words.told(one, catalogue)
        if one.relation.operator == "=" and not (one.missing or one.relation.is_general):
            yield from _slip(one.left, one.right, catalogue)
    for fault in faults(book, catalogue):
        yield told_at(fault.figures[0], fault, catalogue)
        if fault.rule_id == "parts_not_total":
            whole, *parts = fault.figures
            total = sum(map(interval, parts), _ZERO)
            yield from _slip(whole, total, catalogue)


def _children(book: Mapping[Place, Figures], tree: OrgTree) -> Children:
    """Who stands below whom; a file that speaks of one unit has nobody to add up."""
    several = len({place.org_code for place in book}) > 1
    return cache(tree.children) if several else lambda *_: []


class Fault(NamedTuple):
    """A part or scope that does not fit its whole: the figure that is told, and those beside it."""

    rule_id: str
    figures: tuple[Observation, ...]
    expected: str


def faults(places: Mapping[Place, Figures], catalogue: Catalogue) -> Iterator[Fault]:
    """Parts against totals, own against inclusive figures, in whatever book of figures."""
    for place, figures in places.items():
        yield from _parts(figures, place, catalogue)
        yield from (Fault(*one) for one in shares.faults(figures, catalogue))
    yield from _scopes(places, catalogue)


def told_at(at: Observation, fault: Fault, catalogue: Catalogue) -> Finding:
    """The finding of a fault, at the place of one of its figures."""
    one = fault.figures[0]
    words = named(one, catalogue), fault.expected, shown(one)
    return replace(told(fault.rule_id, one, *words), source_ref=at.source_ref)


def _rounding(indicator: Indicator, figure_count: int) -> Decimal:
    """What rounding explains of a gap, in the base unit: half of the last printed digit of each
    amount in it, as in the rules of dbt (263.69 and 115.73 万元 are stated as 379.43). Counts are
    exact.
    """
    return figure_count * _HALF_PRINTED_DIGIT if indicator.value_type == "money" else Decimal(0)


def _parts(figures: Figures, place: Place, catalogue: Catalogue) -> Iterator[Fault]:
    """A part above its total; all parts of an exhaustive breakdown that miss their total."""
    period = period_of(place.period)
    for cube, part in figures.items():
        if cube.splits != 1:
            continue
        indicator, whole = catalogue.indicators.get(cube.indicator), figures.get(cube.whole)
        if whole and indicator and _exceeds(part, whole, indicator):
            expected = f"≤ {named(whole, catalogue)} {shown(whole)}"
            yield Fault("part_exceeds_total", (part, whole), expected)
    for cube, whole in figures.items():
        if period and not cube.splits:
            indicator = catalogue.indicators.get(cube.indicator)
            if indicator is not None:
                yield from _sums(indicator, whole, figures, period.year, catalogue)


def _exceeds(one: Observation, other: Observation, indicator: Indicator) -> bool:
    """Whether a figure lies above one that should include it, by more than rounding explains."""
    if indicator.may_be_negative or indicator.behaviour not in ("flow", "stock"):
        return False
    return interval(other).below(interval(one), _rounding(indicator, 2))


def _sums(
    indicator: Indicator, whole: Observation, figures: Figures, year: int, catalogue: Catalogue
) -> Iterator[Fault]:
    cube = Cube(indicator.indicator)
    for cells in catalogue.partitions(cube.indicator, year):
        parts = [figures[cell] for cell in cells if cell in figures]
        if len(parts) < len(cells):
            continue
        total = _ZERO
        for part in parts:
            total = total + interval(part)
        stated, room = interval(whole), _rounding(indicator, 1 + len(parts))
        if total.below(stated, room) or stated.below(total, room):
            added = " ＋ ".join(shown(part) for part in parts)
            yield Fault("parts_not_total", (whole, *parts), added)


def _slip(whole: Observation, parts: Interval, catalogue: Catalogue) -> Iterator[Finding]:
    """Money that is about ten thousand times the sum of its parts, or its ten thousandth."""
    exact = parts.lower is not None and parts.lower == parts.upper
    if not exact or whole.value is None or not is_money(whole.indicator, catalogue):
        return
    if is_slip(whole.value, parts.lower or Decimal(0)):
        expected = f"各项之和 {parts.lower:f} 元"
        yield told("unit_slip", whole, named(whole, catalogue), expected, f"{whole.value:f} 元")


def _scopes(places: Mapping[Place, Figures], catalogue: Catalogue) -> Iterator[Fault]:
    """An own figure above the inclusive one of the same cell."""
    for place, figures in places.items():
        if place.scope != "own":
            continue
        wide = places.get(place._replace(scope="inclusive"), {})
        for cube, own in figures.items() if wide else ():
            indicator, inclusive = catalogue.indicators.get(cube.indicator), wide.get(cube)
            if inclusive and indicator and _exceeds(own, inclusive, indicator):
                said = shown(inclusive)
                if inclusive.state == "not_applicable":
                    said = f"（填“{said}”，即没有）"
                expected = f"≤ {column(inclusive, catalogue)} {said}"
                yield Fault("own_exceeds_inclusive", (own, inclusive), expected)
