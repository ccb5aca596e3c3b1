"""The shape of a quantity in running text: hedges, number, range, unit, hedges again.

Finds out what is written at one place; whether it is a quantity at all, and its interval, are
said by `quantity`.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from ingestion.narrative.numerals import ARABIC, CHINESE, Number, read_number
from ingestion.narrative.units import FIRST_OF_UNITS, UNIT

_AT_LEAST = "超过|超|突破|逾|不少于|不低于|不下于|不下|至少|过|上"
_AT_MOST = "将近|接近|近|不足|不到|不超过|不多于|至多|最多"
_APPROX = "大约|约为|约"
_PRE = re.compile(
    rf"(?:(?P<rate>每(?:周|月|年|季度|季|天|日|学期|半年))"
    rf"|(?P<low>{_AT_LEAST})|(?P<high>(?<![习就附最临远亲靠毗相])(?:{_AT_MOST}))"
    rf"|(?P<mid>(?<![签节预条公契制相邀履违])(?:{_APPROX})))$"
)
_CORE = re.compile(
    rf"(?P<n>(?:{ARABIC}(?:(?:[十百千][万亿]?|[万亿]{{1,2}})(?:{ARABIC}[百千万]{{1,2}})*)?)|[{CHINESE}]+)"
    rf"(?P<h1>余|多|来|几)?(?P<m>[百千]?[万亿]{{1,2}})?(?P<h2>余|多|[+＋](?![0-9０-９NＮ]))?"
)
_RANGE = re.compile(r"[-—–－~～至到]{1,2}")
_TAIL = re.compile(r"(?:左右|上下|及以[上下]|以上|以下|以内|之多|有余|余|多|[+＋](?![0-9N]))")
# The last characters of all of them; a line may end between hedge and number.
_LAST_OF_HEDGES = frozenset(
    word[-1] for word in (*f"{_AT_LEAST}|{_AT_MOST}|{_APPROX}".split("|"), *"周月年季度天日期\n")
)
_PERCENT = re.compile(rf"百分之(?P<n>{ARABIC}|[零〇一二两三四五六七八九十百]+)")
# 两成 is 20 %; 成 also begins 成立, 成效, 成员.
_TENTHS = re.compile(r"(?P<n>[一二两三四五六七八九])成(?=[，,。；;、）)\n]|以上|左右|多|$)")
_HALF = re.compile(r"一半(?=以上|左右)")
_SHARES = frozenset("分成半")  # the second character of all three
# Units after which 多 or 余 still hedges: 3万元多, 2米多.
_MEASURED = frozenset({"年", "元", "万元", "亿元", "吨", "米", "公里", "亩", "倍"})


@dataclass(slots=True)
class Candidate:
    """What is written at one place. `start` includes hedges, `number_start` does not; `hedges` are
    out of low, high and mid; `bare` is a 万 or 百 without digits."""

    start: int
    number_start: int
    number_end: int
    end: int
    number: Number
    hedges: set[str]
    unit: str
    tail: str
    rate: str
    bare: bool


def scaled(number: Number, factor: Decimal) -> Number:
    """The number with value, place and range multiplied by `factor`."""
    high = None if number.high is None else number.high * factor
    return Number(number.value * factor, number.unit_place * factor, high)


def _core(text: str, position: int) -> tuple[Number, set[str], int, bool] | None:
    """(number, hedges, end, bare) of the number core at `position`."""
    match = _CORE.match(text, position)
    if match is None:
        return None
    digits, hedges = match["n"], set()
    end = match.end()
    number = read_number(digits)
    if number is None:
        return None
    if match["h1"] == "几" and not (digits.endswith("十") or digits[-1] == "0"):
        return None
    if match["h1"] or match["h2"]:
        hedges.add("low")
    if match["m"]:
        number = read_number(digits + match["m"])
        if number is None:
            return None
    bare = not match["m"] and not digits.strip("百千万亿")
    return number, hedges, end, bare


def _pre_hedges(text: str, start: int, bare: bool) -> tuple[int, set[str], str]:
    """Walk left over hedges and 每周: (start with them, hedges, rate word)."""
    hedges: set[str] = set()
    rate = ""
    while text[start - 1 : start] in _LAST_OF_HEDGES and (
        match := _PRE.search(text, max(0, start - 5), start)
    ):
        word = match[0]
        if word in ("上", "过") and not bare:
            break
        if word == "超" and text[match.start() - 1 : match.start()] in ("高", "赶"):
            break
        if match["rate"]:
            return match.start(), hedges, word
        hedges.add("low" if match["low"] else "high" if match["high"] else "mid")
        start = match.start()
    return start, hedges, rate


def _percent(text: str, position: int) -> Candidate | None:
    """百分之八, 两成, 一半以上: shares that name their unit otherwise than behind the number."""
    if text[position + 1 : position + 2] not in _SHARES:
        return None
    match, number = _PERCENT.match(text, position), None
    if match:
        number = read_number(match["n"])
    elif match := _TENTHS.match(text, position):
        digit = read_number(match["n"])
        number = scaled(digit, Decimal(10)) if digit else None
    elif match := _HALF.match(text, position):
        number = Number(Decimal(50), Decimal(10))
    if match is None or number is None:
        return None
    start, hedges, rate = _pre_hedges(text, position, False)
    end, tail = _tail(text, match.end(), "%", hedges)
    return Candidate(start, position, match.end(), end, number, hedges, "%", tail, rate, False)


def candidate_at(text: str, position: int) -> Candidate | None:
    """The number at `position` with its hedges and unit, or None where the digits are no number."""
    share = _percent(text, position)
    if share:
        return share
    core = _core(text, position)
    if core is None:
        return None
    number, hedges, end, bare = core
    unit = _unit(text, end)
    if not hedges and (ranged := _ranged(text, number, end, unit)):
        number, end = ranged
        unit = _unit(text, end)
    number_end = end
    start, before, rate = _pre_hedges(text, position, bare)
    hedges |= before
    end += len(unit)
    end, tail = _tail(text, end, unit, hedges)
    return Candidate(start, position, number_end, end, number, hedges, unit, tail, rate, bare)


def _tail(text: str, end: int, unit: str, hedges: set[str]) -> tuple[int, str]:
    """(end with the hedge behind the unit, that hedge), its meaning added to `hedges`."""
    match = _TAIL.match(text, end)
    tail = match[0] if match else ""
    if not tail or (tail in ("余", "多") and unit not in _MEASURED):
        return end, ""
    hedges |= {_tail_hedge(tail)} - {""}
    return end + len(tail), tail


def _tail_hedge(tail: str) -> str:
    if tail in ("左右", "上下"):
        return "mid"
    if tail in ("以下", "以内", "及以下"):
        return "high"
    return "" if tail == "之多" else "low"


def _unit(text: str, end: int) -> str:
    """The unit word at `end`, '' if none."""
    if text[end : end + 1] not in FIRST_OF_UNITS:
        return ""
    match = UNIT.match(text, end)
    return match[0] if match else ""


def _ranged(text: str, number: Number, end: int, unit: str) -> tuple[Number, int] | None:
    """The range that a number opens (3至5个, 3万至5万元) and its end, None if it opens none."""
    if separator := _RANGE.match(text, end):
        return _range(text, separator.end(), number, "")
    separator = _RANGE.match(text, end + len(unit)) if unit else None
    return _range(text, separator.end(), number, unit) if separator else None


def _range(text: str, position: int, low: Number, unit: str) -> tuple[Number, int] | None:
    """The range that ends with the number at `position`: (range, its end before the unit)."""
    second = _core(text, position)
    if second is None:
        return None
    high, hedges, end, bare = second
    following = _unit(text, end)
    if hedges or bare or not following or (unit and following != unit):
        return None
    for sign in (Decimal(10**8), Decimal(10**4)):
        if high.value >= sign and low.value < sign and high.value % sign == 0 and not unit:
            low = scaled(low, sign) if text[end - 1] in "万亿" else low
            break
    if high.value <= low.value:
        return None
    return Number(low.value, low.unit_place, high.value), end
