"""Numbers as Chinese reports write them: `4.8万`, `三十二`, `2万5千`, `１，２００`, `两三百`.

Every reader here returns the value together with u, the place value of the last non-zero digit,
because the width of `余` or `近` hangs on it. Exact Decimals; no float anywhere.
"""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

DIGITS = "0-9０-９"
ARABIC = (
    rf"(?:[{DIGITS}]{{1,3}}(?:[,，][{DIGITS}]{{3}})+(?![{DIGITS}])|[{DIGITS}]+)"
    rf"(?:[.．][{DIGITS}]+)?"
)
CHINESE = "零〇一二两三四五六七八九十百千万亿"
_LONGEST = 24  # what is longer is the number of a card or a document
_VALUES = dict(zip("零〇一二两三四五六七八九", map(int, "001223456789"), strict=True))
FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟貳參陸萬億", "一二三四五六七八九十百千二三六万亿")
# Alone 伍 and 陆 stand in 队伍 and 陆续.
_FORMAL_RUN = re.compile(
    "[壹贰叁肆伍陆柒捌玖拾佰仟貳參陸萬億][壹贰叁肆伍陆柒捌玖拾佰仟貳參陸萬億万亿零]+"
    "|[壹贰叁肆伍陆柒捌玖拾佰仟](?=[余多]?[万亿]?[元圆])"
)
_WIDE = str.maketrans("０１２３４５６７８９．", "0123456789.")
_BIG = (("亿", Decimal(10**8)), ("万", Decimal(10**4)))
_SMALL = {"千": Decimal(1000), "百": Decimal(100), "十": Decimal(10)}
_SECTION = re.compile(rf"(?P<n>{ARABIC}|[零〇一二两三四五六七八九]+)?(?P<m>[千百十])?")
_ADJACENT = re.compile(
    r"(?P<ten>[一二三四五六七八九]?十)?"
    r"(?P<a>[一二两三四五六七八九])(?P<b>[二两三四五六七八九])(?P<m>[十百千万亿]*)"
)


class Number(NamedTuple):
    """A stated number: its value, the place value u of its last non-zero digit, and, for a range
    such as 两三百 or 3-5, the other end."""

    value: Decimal
    unit_place: Decimal
    high: Decimal | None = None


def informal(text: str) -> str:
    """The text with its formal numerals (贰拾万元) in everyday ones, character by character."""
    return _FORMAL_RUN.sub(lambda m: m[0].translate(FORMAL), text)


def place_value(digits: str) -> Decimal:
    """Place of the last non-zero digit of a plain decimal: 200 -> 100, 4.50 -> 0.1, 0 -> 1."""
    whole, _, fraction = digits.partition(".")
    if fraction.strip("0"):
        return Decimal(1).scaleb(-len(fraction.rstrip("0")))
    stripped = whole.rstrip("0")
    return Decimal(10) ** (len(whole) - len(stripped)) if stripped else Decimal(1)


def _token(text: str) -> tuple[Decimal, Decimal]:
    """(value, u) of one run of digits, arabic or Chinese digit by digit (二〇二四)."""
    plain = text.translate(_WIDE).replace(",", "").replace("，", "")
    if plain[0] in _VALUES:
        plain = "".join(str(_VALUES[c]) for c in plain)
    return Decimal(plain), place_value(plain)


def _section(text: str, scale: Decimal) -> list[tuple[Decimal, Decimal]] | None:
    """The parts of a number below 万, each as (value, u), or None where it is no number."""
    parts: list[tuple[Decimal, Decimal]] = []
    position, smallest = 0, Decimal(0)
    while position < len(text):
        match = _SECTION.match(text, position)
        if match is None or match.end() == position:
            return None
        token, multiplier = match["n"], match["m"]
        value, place = _token(token) if token else (Decimal(1), Decimal(1))
        if multiplier:
            factor = _SMALL[multiplier]
            if smallest and factor >= smallest:
                return None
            smallest = factor
        else:
            factor = Decimal(1)
            # 一百五 is 150, 一百零五 is 105: a lone digit takes the next lower place.
            if smallest > 10 and token and token[0] in _VALUES and token[0] not in "零〇":
                factor = smallest / 10
        if value or len(text) == match.end():
            parts.append((value * factor * scale, place * factor * scale))
        position = match.end()
    return parts


def _parts(text: str, scale: Decimal) -> list[tuple[Decimal, Decimal]] | None:
    for sign, factor in _BIG:
        left, found, right = text.rpartition(sign)
        if not found:
            continue
        upper = _parts(left, scale * factor) if left else [(factor * scale,) * 2]
        if upper is None:
            return None
        if not right:
            return upper
        if right[0] == "万":
            return None  # 亿万 is a manner of speaking
        lone = len(right) == 1 and right in "一二三四五六七八九"
        lower = _parts(right, scale * factor / 10 if lone else scale)
        return None if lower is None else upper + lower
    return _section(text, scale)


@lru_cache(maxsize=4096)
def read_number(text: str) -> Number | None:
    """The number that `text` is, as a whole; None if it is none. Never raises on any text."""
    text = text.translate(FORMAL)
    if not text or len(text) > _LONGEST:
        return None
    adjacent = _ADJACENT.fullmatch(text)
    if adjacent:
        return _read_adjacent(adjacent)
    parts = _parts(text, Decimal(1))
    if not parts:
        return None
    nonzero = [place for value, place in parts if value]
    return Number(sum((v for v, _ in parts), Decimal(0)), min(nonzero, default=Decimal(1)))


def _read_adjacent(match: re.Match[str]) -> Number | None:
    """两三个, 十七八, 四五十, 三五百: two neighbouring digits name a range, not 23."""
    low, high = _VALUES[match["a"]], _VALUES[match["b"]]
    if not (high == low + 1 or (low, high) == (3, 5)):
        return None
    tens = read_number(match["ten"]) if match["ten"] else None
    scale = read_number(match["m"]) if match["m"] else None
    base = tens.value if tens else Decimal(0)
    factor = scale.value if scale else Decimal(1)
    return Number((base + low) * factor, factor, (base + high) * factor)
