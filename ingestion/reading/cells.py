"""One cell of a form: from what stands in it to a state and, where it has one, a number.

Five states, never one null; a blank cell is no statement at all and gives None. Numbers are exact:
no float ever enters a value, and a number that the office program has already mangled is refused.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

from ingestion.model import State
from ingestion.narrative import quantity
from ingestion.narrative.units import base_unit
from ingestion.reading import magnitude

NOT_APPLICABLE = frozenset({"-", "--", "–", "—", "——", "―", "/", "无", "不适用", "N/A"})
NOT_COLLECTED = frozenset({"未统计", "未收集", "未采集"})
ERASED = frozenset({"作废", "删除"})
_STATES: tuple[tuple[frozenset[str], State], ...] = (
    (NOT_APPLICABLE, "not_applicable"), (NOT_COLLECTED, "not_collected"), (ERASED, "erased"),
)  # fmt: skip
DITTO = frozenset({"同上", "同前", "同左", "〃", '"'})
_APOSTROPHES = ("'", "’", "‘", "＇")
# white space of every width, and what takes no room at all
_INVISIBLE = "\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
_SPACES = re.compile(rf"[\s\u2000-\u200a{_INVISIBLE}]+")
_UNSEEN = re.compile(rf"[{_INVISIBLE}]+")
_PLAIN = re.compile(
    r"(?P<sign>[-+])?(?P<n>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(?P<pct>%)?"
)
_BRACKETED = re.compile(r"\((?P<n>[^()]+)\)")
_MANY_DIGITS = 19  # beyond what any figure of a province needs
_TOO_LONG = re.compile(rf"(?:\d,?){{{_MANY_DIGITS},}}")
_GAP = re.compile(r"\d\s+\d")
_MULTIPLIED = re.compile(r"[万亿]")
_MULTIPLES = (
    ("千万", 10**7), ("百万", 10**6), ("十万", 10**5), ("亿", 10**8), ("万", 10**4),
    ("千", 10**3), ("百", 10**2),
)  # fmt: skip
_THINGS = frozenset({"个", "家", "处", "座", "所", "项"})
_LABEL = 200  # longer texts are said once
MOST_DIGITS = Decimal(10) ** 15


@dataclass(slots=True)  # not frozen: a large file has millions, and they would cost thrice as much
class Cell:
    """A cell as the reader of its file type found it. `fault` names the rule it already broke."""

    ref: str
    text: str = ""
    number: Decimal | None = None  # where the file holds a number, not a text
    percent: bool = False  # the number is shown as a percentage: 0.83 as 83%
    fault: str | None = None
    day: date | None = None  # where the file holds a date
    formula: str = ""  # where the file holds a formula without its result
    unit: str = ""  # a unit that the number's format shows behind it

    @property
    def blank(self) -> bool:
        if self.number is not None or self.fault is not None:
            return False
        # what begins with a letter or a digit is no white space: most texts are told apart by that
        return not self.text or (not self.text[0].isalnum() and bool(_SPACES.fullmatch(self.text)))

    @property
    def label(self) -> str:
        """The text without the white space that office programs leave in and around it."""
        return _SPACES.sub("", self.text)


class Figure(NamedTuple):
    """What a cell says, in the unit `unit` (the cell's own word, empty where it has none)."""

    state: State
    value: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    unit: str = ""
    multiplied: bool = False  # 万 or 亿 stood in the cell itself

    def times(self, factor: Decimal) -> "Figure":
        """The same in a unit that is `factor` times smaller."""
        if self.value is None or factor == 1:
            return self
        if self.is_point:
            value = self.value * factor
            return self._replace(value=value, lower=value, upper=value)
        lower = None if self.lower is None else self.lower * factor
        upper = None if self.upper is None else self.upper * factor
        return self._replace(value=self.value * factor, lower=lower, upper=upper)

    @property
    def is_point(self) -> bool:
        """Whether value and bounds are one number, as they are of all that is not hedged."""
        return self.value is self.lower is self.upper


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a cell could not be read: the rule it breaks and what would have been right."""

    rule_id: str
    expected: str


def narrow(text: str) -> str:
    """Full-width digits, signs and brackets as half-width, for comparison and reading only."""
    return unicodedata.normalize("NFKC", text).replace("−", "-").replace("﹣", "-")


def key(label: str) -> str:
    """What makes two printed labels the same: width and white space do not count."""
    return _key(label) if len(label) < _LABEL else _key.__wrapped__(label)


@lru_cache(maxsize=8192)  # a file says the same words again and again
def _key(label: str) -> str:
    return _SPACES.sub("", narrow(label))


def exact(value: Decimal, unit: str = "") -> Figure:
    """A figure without a hedge."""
    return Figure("value" if value else "zero", value, value, value, unit)


def read(cell: Cell) -> Figure | Fault | None:
    """The figure in a cell, None for a blank one, a Fault for what cannot be read."""
    if cell.fault:
        return Fault(cell.fault, _CURES.get(cell.fault, "数字"))
    if cell.blank:
        return None
    if cell.number is not None:
        return _from_number(cell)
    if cell.text.isdecimal() and cell.text.isascii() and len(cell.text) < _MANY_DIGITS:
        return exact(Decimal(cell.text))
    text = _UNSEEN.sub("", cell.text).strip()
    if text[:1] in _APOSTROPHES and text[1:]:
        text = text[1:]  # the mark that made the office program take a number for text
    return _from_text(_SPACES.sub("", text), text)


_CURES = {
    "cell_date": "数字（请把单元格格式改为“常规”后重新填写）",
    "cell_error": "数字（请更正公式）",
    "cell_merged": "每格各填各的数（请取消合并单元格）",
    "format_doubtful": "数字格式不改变数的大小（请改为“常规”后核对数值和单位）",
    "formula_uncached": "公式的计算结果（请用表格软件打开并保存，或直接填数）",
}
_UNREADABLE = Fault("cell_unreadable", "数字，或 -（不适用）、未统计、作废、XX（遮盖）")


def _from_number(cell: Cell) -> Figure | Fault:
    assert cell.number is not None  # noqa: S101  the caller looked
    if abs(cell.number) >= MOST_DIGITS:
        return Fault("digits_lost", "整数部分不超过 15 位的数字")
    return exact(cell.number * 100, "%") if cell.percent else exact(cell.number, cell.unit)


def _from_text(squeezed: str, original: str) -> Figure | Fault:
    word = narrow(squeezed)
    for known, state in _STATES:
        if squeezed in known or word in known:
            return Figure(state)
    if word in DITTO:
        return Fault("cell_ditto", "该格自己的数")
    if _TOO_LONG.search(word):
        return _UNREADABLE
    plain = _plain(narrow(original).strip())
    if plain is not None:
        return plain
    # a gap between digits where no thousands separator would stand: two numbers, or one?
    return _UNREADABLE if _GAP.search(original) else _worded(word)


def _plain(text: str) -> Figure | None:
    """A bare number with thousands separators, a sign or a percent sign."""
    bracketed = _BRACKETED.fullmatch(text)
    body = bracketed["n"].strip() if bracketed else text
    # 1 234 567 is one number only where the gaps stand as separators would
    if re.fullmatch(r"[-+]?\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:\.\d+)?", body):
        body = _SPACES.sub("", body)
    match = _PLAIN.fullmatch(body)
    if match is None or (bracketed and match["sign"]):
        return None
    try:
        value = Decimal(match["n"].replace(",", ""))
    except InvalidOperation:
        return None
    negative = bracketed is not None or match["sign"] == "-"
    return exact(-value if negative else value, "%" if match["pct"] else "")


def _worded(text: str) -> Figure | Fault:
    """A number with words: hedges, 万, a unit of its own, or a mask."""
    found = quantity.parse(text)
    if found is None:
        return _UNREADABLE
    if found.masked:
        return Figure("masked", unit=found.unit_printed)
    if found.value is None:
        return _UNREADABLE
    state: State = "zero" if found.value == found.lower == found.upper == 0 else "value"
    printed = found.unit_printed
    # `quantity` multiplies 万元 out; what is left to scale is the base unit
    unit = found.unit if printed and base_unit(printed) == "元" else printed
    number = text[: -len(printed)] if printed and text.endswith(printed) else text
    multiplied = bool(_MULTIPLIED.search(number))
    return Figure(state, found.value, found.lower, found.upper, unit, multiplied)


@lru_cache(maxsize=4096)  # a file says few units, and each of them in every row
def unit_factor(printed: str, base: str, form_unit: str = "") -> Decimal | None:
    """How many `base` units one `printed` unit is (万元 -> 元: 10000); None where it is another.

    `form_unit` is the unit that the form prints for the item: it is always right in its row.
    """
    word, target = _unit_key(printed), _unit_key(base)
    if _same_unit(word, target):
        return Decimal(1)
    for multiple, factor in _MULTIPLES:
        rest = word.removeprefix(multiple)
        if rest != word and rest and _same_unit(rest, target):
            return Decimal(factor)
    if base_unit(word) == base_unit(target) or (form_unit and word == _unit_key(form_unit)):
        return Decimal(1)
    return None


def too_large(*ends: Decimal | None, unit: str) -> Fault | None:
    """The fault of a figure with such value and bounds, in its base `unit`; None if it has none."""
    if not magnitude.is_too_large(*ends):
        return None
    return Fault("number_too_large", magnitude.expected(unit))


def _same_unit(word: str, target: str) -> bool:
    return word == target or {word, target} <= _THINGS


def _unit_key(unit: str) -> str:
    word = key(unit)
    return "%" if word in ("percent", "百分比", "%", "百分数") else word
