"""Parts that exclude one another, and ratios, against the figures beside them.

Parts that need not be all of a whole cannot be more than it. A ratio is what its numerator and its
denominator give, as far as its own last digit tells.
"""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from ingestion.checking.figures import Figures, Interval, interval, named, shown, told
from ingestion.model import Finding, Observation
from ingestion.reference.catalogue import Catalogue, broken_down
from ingestion.reference.catalogue_rows import Cell as Cube
from ingestion.reference.catalogue_rows import Indicator

_ZERO = Interval(Decimal(0), Decimal(0))
_HALF = Decimal("0.5")
# amounts are printed in 万元 with two decimals: half a digit is 50 元
_ROUNDING = {"money": Decimal(50)}


def findings(figures: Figures, catalogue: Catalogue) -> Iterator[Finding]:
    """What fails among the figures of one unit, period and scope."""
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
    for place in listed.keys() & catalogue.exclusive:
        yield from _listed(listed[place], catalogue.indicators[place[0]], figures, catalogue)


def _listed(
    parts: list[Observation], indicator: Indicator, figures: Figures, catalogue: Catalogue
) -> Iterator[Finding]:
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
        yield told("parts_exceed_total", whole, named(whole, catalogue), expected, shown(whole))


def _ratio(
    one: Observation, indicator: Indicator, figures: Figures, catalogue: Catalogue
) -> Iterator[Finding]:
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
        yield told("ratio_differs", one, named(one, catalogue), expected, shown(one))


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
