"""Numbers written out as reports write them, each with the value and interval that it must have.

Written apart from the reader: every way of writing is built from the value, never parsed.
"""

from dataclasses import dataclass
from decimal import Decimal

from hypothesis import strategies as st

_DIGITS = "零一二三四五六七八九"
_FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
UNITS = {
    "人次": ("人次", 1), "场": ("场次", 1), "名": ("人", 1), "家": ("家", 1), "个": ("个", 1),
    "份": ("份", 1), "册": ("册", 1), "元": ("元", 1), "万元": ("元", 10**4), "亿元": ("元", 10**8),
    "%": ("%", 1), "平方米": ("平方米", 1),
}  # fmt: skip
# Words before a number, between number and unit, and behind the unit, by what they mean.
BEFORE = {
    "low": ("超过", "超", "突破", "逾", "不少于", "不低于", "至少"),
    "high": ("近", "将近", "接近", "不足", "不到", "不超过"),
    "mid": ("约", "大约"),
    "none": ("", "共", "达", "达到", "累计"),
}
BEHIND = {"low": ("以上",), "mid": ("左右", "上下"), "high": ("以内", "以下"), "none": ("",)}


@dataclass(frozen=True, slots=True)
class Stated:
    """A number as written, its value, the place value u of its last non-zero digit, and the other
    end of a range."""

    text: str
    value: Decimal
    place: Decimal
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A quantity as written with what must be read; `span` is what must be marked in prose."""

    text: str
    span: str
    unit: str
    value: Decimal
    lower: Decimal
    upper: Decimal


def chinese(number: int) -> str:
    """A whole number below 10^12 in Chinese numerals: 105 is 一百零五, 35000 三万五千."""
    for sign, size in (("亿", 10**8), ("万", 10**4)):
        if number >= size:
            rest = number % size
            gap = "零" if 0 < rest < size // 10 else ""
            return chinese(number // size) + sign + gap + (chinese(rest) if rest else "")
    out, open_gap = "", False
    for place, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            lead = "零" if open_gap and out else ""
            out += lead + ("" if digit == 1 and place == 10 and not out else _DIGITS[digit]) + sign
        open_gap = not digit
    return out or "零"


def place_of(value: Decimal) -> Decimal:
    """The place value of the last non-zero digit, by trial."""
    place = Decimal(10) ** 12
    while value % place:
        place /= 10
    return place if value else Decimal(1)


@st.composite
def whole(draw: st.DrawFn, most: int = 99_990_000) -> Stated:
    """A whole number in one of the usual ways."""
    number = draw(st.integers(2, 9999) | st.integers(1, 99).map(lambda n: n * 100))
    scale = draw(st.sampled_from((1, 1, 1, 1000, 10000)))
    number *= scale if number * scale <= most else 1
    ways = [
        f"{number}",
        f"{number:,}",
        f"{number}".translate(_WIDE),
        f"{number:,}".translate(_WIDE),
    ]
    ways.append(chinese(number))
    if number > 10:
        ways.append(chinese(number).translate(_FORMAL))
    if 2000 <= number < 3000:
        ways.append("两" + chinese(number)[1:])
    return Stated(draw(st.sampled_from(ways)), Decimal(number), place_of(Decimal(number)))


@st.composite
def scaled(draw: st.DrawFn) -> Stated:
    """4.8万, 16.4亿, ３００万, 三十五万, 2万5千."""
    sign, size = draw(st.sampled_from((("万", 10**4), ("亿", 10**8))))
    thousands = draw(st.integers(1, 9))
    head = draw(st.integers(1, 9999))
    tenths = Decimal(draw(st.integers(11, 99999))) / draw(st.sampled_from((10, 100)))
    text, value = draw(
        st.sampled_from(
            (
                (f"{tenths}{sign}", tenths * size),
                (f"{head}{sign}".translate(_WIDE), Decimal(head * size)),
                (f"{chinese(head)}{sign}", Decimal(head * size)),
                (f"{head}万{thousands}千", Decimal(head * 10**4 + thousands * 1000)),
            )
        )
    )
    return Stated(text, value, place_of(value))


@st.composite
def plain(draw: st.DrawFn) -> Stated:
    """96.6 and ４．５０."""
    value = Decimal(draw(st.integers(1, 10**6))) / draw(st.sampled_from((10, 100)))
    text = f"{value:.2f}" if draw(st.booleans()) else f"{value}"
    return Stated(draw(st.sampled_from((text, text.translate(_WIDE)))), value, place_of(value))


@st.composite
def span_of_numbers(draw: st.DrawFn) -> Stated:
    """3-5, 20—30, 三至五, 两三, 四五十."""
    low = draw(st.integers(2, 8))
    high = draw(st.integers(low + 1, 9))
    tens = draw(st.sampled_from((1, 10, 100)))
    sign = draw(st.sampled_from(("-", "—", "–", "~", "～", "至", "到", "－")))
    first, last = low * tens, high * tens
    ways = [(f"{first}{sign}{last}", last), (f"{chinese(first)}至{chinese(last)}", last)]
    head = "两" if low == 2 else _DIGITS[low]
    ways.append((f"{head}{_DIGITS[low + 1]}{chinese(tens)[1:] or ''}", (low + 1) * tens))
    if tens == 10:
        ways[-1] = (f"{head}{_DIGITS[low + 1]}十", (low + 1) * 10)
    if tens == 100:
        ways[-1] = (f"{head}{_DIGITS[low + 1]}百", (low + 1) * 100)
    text, top = draw(st.sampled_from(ways))
    return Stated(text, Decimal(first), Decimal(tens), Decimal(top))


def _interval(stated: Stated, meant: set[str]) -> tuple[Decimal, Decimal]:
    value, u = stated.value, stated.place
    if stated.high is not None:
        return value, stated.high
    if not meant:
        return value, value
    if meant == {"low"}:
        return value, value + u
    if meant == {"high"}:
        return value - u, value
    return value - u / 2, value + u / 2


@st.composite
def quantities(draw: st.DrawFn, breaks: bool = False) -> Written:
    """A number under at most one hedge before and one behind, with a unit; with `breaks` a line
    or page may end, or a no-break space stand, between number and unit."""
    unit = draw(st.sampled_from(sorted(UNITS)))
    number = whole() | scaled() | plain() | span_of_numbers()
    # Nobody writes 1.1亿万元.
    stated = draw(whole(9999) if unit in ("万元", "亿元") else number)
    meant: set[str] = set()
    before = behind = yu = ""
    if stated.high is None:
        kind = draw(st.sampled_from(("none", "none", "low", "high", "mid")))
        before = draw(st.sampled_from(BEFORE[kind]))
        meant |= {kind} - {"none"}
        if draw(st.booleans()):
            yu = draw(st.sampled_from(("余", "多")))
            meant.add("low")
        elif kind == "none":
            kind = draw(st.sampled_from(("none", "low", "high", "mid")))
            behind = draw(st.sampled_from(BEHIND[kind]))
            meant |= {kind} - {"none"}
    gap = draw(st.sampled_from(("", " ", "\u00a0", "\n", "\n\n"))) if breaks else ""
    base, scale = UNITS[unit]
    lower, upper = _interval(stated, meant)
    span = f"{before}{stated.text}{gap}{yu}{unit}{behind}"
    for lead in BEFORE["none"]:
        span = span.removeprefix(lead) if lead and before == lead else span
    return Written(
        f"{before}{stated.text}{gap}{yu}{unit}{behind}", span, base,
        stated.value * scale, lower * scale, upper * scale,
    )  # fmt: skip
