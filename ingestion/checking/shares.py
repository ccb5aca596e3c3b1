"""Parts that exclude one another, and ratios, against the figures beside them.

Parts that need not be all of a whole cannot be more than it. A ratio is what its numerator and its
denominator give, as far as its own last digit tells.
"""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from ingestion.checking.figures import Figures, Interval, interval, shown
from ingestion.model import Observation
from ingestion.reference.catalogue import Catalogue, broken_down
from ingestion.reference.catalogue_rows import Cell as Cube
from ingestion.reference.catalogue_rows import Indicator

Told = tuple[str, tuple[Observation, ...], str]
_ZERO = Interval(Decimal(0), Decimal(0))
_HALF = Decimal("0.5")
# amounts are printed in 万元 with two decimals: half a digit is 50 元
_ROUNDING = {"money": Decimal(50)}


def faults(figures: Figures, catalogue: Catalogue) -> Iterator[Told]:
    """What fails among the figures of one unit, period and scope: the rule, the figure that is told
    with those beside it, and what was expected of it."""
    listed: dict[tuple[str, str], list[Observation]] = defaultdict(list)
    for cube, one in figures.items():
        indicator = catalogue.indicators.get(cube.indicator)
        if indicator is None:
            continue
        if cube.splits == 1:
            (dimension,) = broken_down(cube)
            listed[cube.indicator, dimension].append(one)
        elif not cube.splits and indicator.denominator:
            yield from _ratio(one, indicator, figures, catalogue)
    for place, parts in listed.items():
        if place in catalogue.exclusive:
            yield from _listed(parts, catalogue.indicators[place[0]], figures)


def _listed(parts: list[Observation], indicator: Indicator, figures: Figures) -> Iterator[Told]:
    """Several parts that together are more than the whole, where none of them is so alone."""
    cube = Cube(indicator.indicator)
    whole = figures.get(cube)
    if whole is None or len(parts) < 2 or indicator.may_be_negative:
        return
    room = _ROUNDING.get(indicator.value_type, Decimal(0))
    stated = interval(whole)
    if any(stated.below(interval(part), 2 * room) for part in parts):
        return
    if stated.below(_sum(parts), (1 + len(parts)) * room):
        expected = f"≥ {' ＋ '.join(shown(part) for part in parts)}"
        yield "parts_exceed_total", (whole, *parts), expected


def _ratio(
    one: Observation, indicator: Indicator, figures: Figures, catalogue: Catalogue
) -> Iterator[Told]:
    """A ratio that its numerator and denominator, both there and exact to a digit, do not give."""
    above = [figures.get(cell) for cell in _cells(indicator.numerator, catalogue)]
    below = [figures.get(cell) for cell in _cells((indicator.denominator or "",), catalogue)]
    parts = [part for part in (*above, *below) if part is not None]
    factor = indicator.ratio_factor
    if not factor or one.value is None or len(parts) < len(indicator.numerator) + 1:
        return
    top, bottom = _sum(parts[:-1]), interval(parts[-1])
    if top.lower is None or top.upper is None or not bottom.lower or not bottom.upper:
        return
    computed = Interval(top.lower / bottom.upper * factor, top.upper / bottom.lower * factor)
    room, stated = _last_digit(one.value) * _HALF, interval(one)
    if stated.below(computed, room) or computed.below(stated, room):
        words = " ＋ ".join(shown(part) for part in parts[:-1])
        whole = f"{computed.lower:.2f}".rstrip("0").rstrip(".")
        expected = f"{words} ÷ {shown(parts[-1])}，即 {whole}{indicator.unit}"
        yield "ratio_differs", (one, *parts), expected


def _cells(codes: tuple[str, ...], catalogue: Catalogue) -> list[Cube]:
    return [catalogue.codes.get(code, Cube(code)) for code in codes]


def _sum(parts: list[Observation]) -> Interval:
    total = _ZERO
    for part in parts:
        total = total + interval(part)
    return total


def _last_digit(value: Decimal) -> Decimal:
    """One of the last digit stated: 83 may be anything that rounds to it."""
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(min(int(exponent), 0))
