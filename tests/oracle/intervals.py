"""Figures: a number with the interval that is proven for it, or 'not applicable'."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction

ZERO = Decimal(0)
SIX_DECIMALS = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Figure:
    """A value in [lower, upper]; an end that is None is open. No value: not applicable (`-`)."""

    value: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None

    @property
    def is_number(self) -> bool:
        """False for not applicable."""
        return self.value is not None

    @property
    def is_hedged(self) -> bool:
        """Whether it is less than exactly known: its ends differ or one is open."""
        return self.is_number and (
            self.lower is None or self.upper is None or self.lower != self.upper
        )


NOT_APPLICABLE = Figure()


def exact(value: Decimal | int | str) -> Figure:
    """A number known exactly."""
    number = Decimal(value)
    return Figure(number, number, number)


def _sum(numbers: list[Decimal | None]) -> Decimal | None:
    """The sum; open (None) as soon as one of them is."""
    known = [number for number in numbers if number is not None]
    return sum(known, ZERO) if len(known) == len(numbers) else None


def add(figures: Iterable[Figure]) -> Figure:
    """Intervals add end by end; not applicable adds nothing, and nothing but it stays it."""
    numbers = [figure for figure in figures if figure.is_number]
    if not numbers:
        return NOT_APPLICABLE
    return Figure(
        _sum([figure.value for figure in numbers]),
        _sum([figure.lower for figure in numbers]),
        _sum([figure.upper for figure in numbers]),
    )


def scale(figure: Figure, weight: Decimal) -> Figure:
    """The share `weight` (0 to 1) of a figure."""
    if weight == 1 or not figure.is_number:
        return figure
    ends = (figure.value, figure.lower, figure.upper)
    return Figure(*(None if end is None else end * weight for end in ends))


def difference(end: Figure, start: Figure | None, may_be_negative: bool) -> Figure | None:
    """What a cumulative figure grew by, from `start` (None: zero by rule) to `end`.

    Not applicable counts as zero beside a number. A result below zero is cut at zero and, if
    wholly below, says nothing (None), unless the indicator may be negative.
    """
    if not end.is_number and (start is None or not start.is_number):
        return NOT_APPLICABLE
    late = end if end.is_number else exact(0)
    early = start if start is not None and start.is_number else exact(0)
    assert late.value is not None and early.value is not None
    value = late.value - early.value
    lower = None if late.lower is None or early.upper is None else late.lower - early.upper
    upper = None if late.upper is None or early.lower is None else late.upper - early.lower
    if may_be_negative:
        return Figure(value, lower, upper)
    if upper is not None and upper < 0:
        return None
    return Figure(max(value, ZERO), max(lower or ZERO, ZERO), upper)


def lies_below(figure: Figure, proven: Figure | None) -> bool:
    """Whether the whole interval of `figure` is below the lower end of `proven`."""
    if proven is None or proven.lower is None or figure.upper is None:
        return False
    return figure.upper < proven.lower


def raised_to(figure: Figure, proven: Figure | None) -> Figure:
    """`figure` with value and lower end raised to what `proven` shows at least."""
    if proven is None or proven.lower is None or figure.value is None:
        return figure
    lower = proven.lower if figure.lower is None else max(figure.lower, proven.lower)
    return Figure(max(figure.value, proven.lower), lower, figure.upper)


def _rounded(number: Fraction, rounding: str) -> Decimal:
    """A fraction with six decimals, exactly rounded."""
    scaled = number * 10**6
    floor, rest = divmod(scaled.numerator, scaled.denominator)
    if rounding == ROUND_CEILING and rest:
        floor += 1
    if rounding == ROUND_HALF_UP:  # half away from zero, as databases round
        twice = 2 * rest
        up = twice > scaled.denominator or (twice == scaled.denominator and number > 0)
        floor += 1 if up else 0
    return Decimal(floor) * SIX_DECIMALS


def share(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """part / whole with six decimals, half up; None of nothing."""
    return _rounded(Fraction(part) / Fraction(whole), ROUND_HALF_UP) if whole else None


def ratio(numerator: Figure, denominator: Figure, factor: Decimal) -> Figure | None:
    """numerator / denominator * factor: six decimals, half up, the ends rounded outward.

    None over a denominator that may be zero, or where either has no number.
    """
    if numerator.value is None or denominator.value is None:
        return None
    if denominator.lower is None or denominator.lower <= 0:
        return None
    value = Fraction(numerator.value) / Fraction(denominator.value) * Fraction(factor)
    least = _end(numerator.lower, denominator.upper, denominator.lower, factor, ROUND_FLOOR)
    most = _end(numerator.upper, denominator.lower, denominator.upper, factor, ROUND_CEILING)
    return Figure(_rounded(value, ROUND_HALF_UP), least, most)


def _end(
    end: Decimal | None,
    over_if_positive: Decimal | None,
    over_if_negative: Decimal | None,
    factor: Decimal,
    rounding: str,
) -> Decimal | None:
    """One end of a ratio over that end of the denominator which moves it outward."""
    if end is None:
        return None
    over = over_if_positive if end >= 0 else over_if_negative
    return (
        None
        if over is None
        else _rounded(Fraction(end) / Fraction(over) * Fraction(factor), rounding)
    )
