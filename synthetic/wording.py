"""From a true number to what an office prints in a cell, and what that print asserts.

Hedges follow the interval rule of the data guide: u is the place of the last digit that is not
zero; 余, 多, 以上 are [n, n+u], 近, 不足 are [n-u, n], 约 is [n-u/2, n+u/2]. The number that an
office hedges is always chosen so that the interval holds the truth.
"""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from random import Random

from synthetic.claims import Said

HEDGES = {
    "余": ("{}余", "floor"),
    "多": ("{}多", "floor"),
    "以上": ("{}以上", "floor"),
    "近": ("近{}", "ceiling"),
    "不足": ("不足{}", "ceiling"),
    "约": ("约{}", "nearest"),
}
_ROUNDING = {"floor": ROUND_FLOOR, "ceiling": ROUND_CEILING, "nearest": ROUND_HALF_UP}
_NOT_APPLICABLE = ("-", "—", "——", "/", "无", "不适用")
_NOT_COLLECTED = ("未统计", "未收集", "未采集")
_MASKS = ("XX", "xxxx", "XXX", "****")
TEN_THOUSAND = Decimal(10000)


def plain(value: Decimal) -> str:
    """A number without exponent and without zeros that say nothing."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def exact(value: Decimal | int, scale: Decimal = Decimal(1), separators: bool = False) -> Said:
    """A number as it is, printed in a unit that is `scale` base units."""
    number = Decimal(value)
    shown = number / scale
    whole = separators and shown == shown.to_integral_value()
    printed = f"{int(shown):,}" if whole else plain(shown)
    return Said(printed, "value" if number else "zero", number, number, number)


def place(value: Decimal) -> Decimal:
    """Place value of the last digit of a number that is not zero: 4800 -> 100, 12.5 -> 0.1."""
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(int(exponent))


def rounded(value: Decimal, how: str, digits: int = 2) -> Decimal:
    """A positive number brought to so many significant digits."""
    step = Decimal(1).scaleb(max(value.adjusted() - digits + 1, 0))
    return (value / step).to_integral_value(_ROUNDING[how]) * step


def hedged(value: Decimal | int, word: str, scale: Decimal = Decimal(1)) -> Said:
    """A hedged number; `value` must be at least 10. Without a scale, 10,000 and more is in 万."""
    template, how = HEDGES[word]
    number = Decimal(value)
    stated = rounded(number, how, 1 if number < 100 else 2)
    unit = place(stated)
    below, above = {
        "floor": (Decimal(0), unit),
        "ceiling": (unit, Decimal(0)),
        "nearest": (unit / 2, unit / 2),
    }[how]
    printed = template.format(shown(stated, scale))
    return Said(printed, "value", stated, stated - below, stated + above)


def shown(stated: Decimal, scale: Decimal = Decimal(1)) -> str:
    """A round number as people write it: 48000 -> 4.8万."""
    if scale == 1 and stated >= TEN_THOUSAND:
        return f"{plain(stated / TEN_THOUSAND)}万"
    return plain(stated / scale)


def hedge(rng: Random, value: Decimal | int, scale: Decimal = Decimal(1)) -> Said:
    """A hedged number with a word of chance."""
    return hedged(value, rng.choice(tuple(HEDGES)), scale)


def masked(rng: Random, value: Decimal | int) -> Said:
    """A number made unreadable: XX, or its first digits and crosses."""
    digits = str(int(value))
    if len(digits) >= 4 and rng.random() < 0.5:
        return Said(f"{digits[:2]}{'x' * (len(digits) - 2)}", "masked")
    return Said(rng.choice(_MASKS), "masked")


def not_collected(rng: Random) -> Said:
    """The office never counted it."""
    return Said(rng.choice(_NOT_COLLECTED), "not_collected")


def not_applicable(rng: Random) -> Said:
    """The thing does not exist there."""
    return Said(rng.choice(_NOT_APPLICABLE), "not_applicable")


def erased() -> Said:
    """The office takes back what it said."""
    return Said("作废", "erased")


def slipped(value: Decimal | int, up: bool) -> Said:
    """元 and 万元 confused: the number is 10,000 times too large or too small, and stands so."""
    number = Decimal(value)
    return exact(number * TEN_THOUSAND if up else number / TEN_THOUSAND)
