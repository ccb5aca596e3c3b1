"""The unit of a figure, by everything that a table prints about it: row, header, note, form.

What contradicts itself is a fault: between 元 and 万元 nobody may choose but the office.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import islice

from ingestion.narrative.units import UNIT
from ingestion.reading.cells import Cell, Fault, key, unit_factor

_NOTE = re.compile(r"(?:^|[(\[,，。;；、：:]|金额|经费|计量|计价|货币|数据|本表|表中|均以|以)"
                   r"单位(?:均?为|是|[:：])?[(\[]?(?:人民币)?"
                   r"(?P<units>[^()\[\]。;；]+)")  # fmt: skip
_BY = re.compile(
    r"(?:金额|经费|数据|本表)(?:均)?(?:以|按)(?P<units>[^()。;；]+?)(?:为单位|计|填列|填报)"
)
_LARGE = r"(?:千万|百万|十万|亿|万|千)元"
# alone, behind a title, of everything: as plain as 单位：万元
_PLAIN = (
    re.compile(rf"^(?:.*[(\[])?(?:人民币)?(?P<units>{_LARGE})[)\]]?$"),
    re.compile(
        rf"(?:(?<![人平年户])均|都|一律|金额:|金额为)(?:为|是|按|以|用|填)?(?P<units>{_LARGE})"
    ),
    re.compile(rf"[以按](?P<units>{_LARGE})(?:为单位|计)"),
)
# a mention that is no amount (5万元, 超过万元): whether it is the unit of the table nobody can tell
_MENTION = re.compile(
    rf"(?<![\d一二两三四五六七八九十百千几数多余过足满近约每])(?P<units>{_LARGE}|(?<=单位:)万)"
    r"(?!以[上下内])"
)
_BETWEEN = re.compile(r"[、,，/和及与]")
_MULTIPLE = re.compile(r"(?:千万|百万|十万|亿|万|千|百)(?=.)")


def is_unit(word: str) -> bool:
    """Whether a word is a unit, alone or in multiples (万元, 千人次)."""
    word = key(word)
    return bool(UNIT.fullmatch(word) or UNIT.fullmatch(_MULTIPLE.sub("", word, count=1)))


def note(rows: Iterable[Sequence[Cell]], start: int, end: int) -> tuple[str, ...]:
    """The units that a table notes above its header (rows `start` to `end`) or at its foot:
    单位：万元. Of what may be one, 万元？: it is no unit, so figures without one of their own wait.
    """
    found: dict[str, None] = {}
    for number, row in enumerate(rows):
        cells = (cell for cell in row if not cell.blank)
        filled = list(cells if number < start else islice(cells, 3))
        if number >= start and len(filled) > 2:
            continue
        apart = number < start or (number > end and len(filled) == 1)
        for cell in filled:
            if cell.number is None:
                text = key(cell.text)
                found.update(dict.fromkeys([*_noted(text)] or (_large(text) if apart else ())))
    return tuple(found)


def _large(text: str) -> list[str]:
    """Multiples of 元 that a text beside the table speaks of without the word 单位."""
    plain = [match["units"] for pattern in _PLAIN for match in pattern.finditer(text)]
    return plain or [f"{match['units']}？" for match in _MENTION.finditer(text)]


def _noted(text: str) -> Iterable[str]:
    if "单位" not in text and "计" not in text and "填" not in text:
        return
    for pattern in (_NOTE, _BY):
        for match in pattern.finditer(text):
            words = _BETWEEN.split(match["units"])
            if all(map(is_unit, words)):
                yield from words


@lru_cache(maxsize=4096)  # the same for every row of an indicator
def column_factor(
    row: str, header: str, noted: tuple[str, ...], form: str, base: str
) -> Decimal | Fault:
    """How many base units one of the column's is, or why nobody can tell."""
    stated = {word: unit_factor(word, base, form) for word in (row, header) if word}
    noted_factors = {word: unit_factor(word, base) for word in noted}
    fitting = {word: factor for word, factor in noted_factors.items() if factor is not None}
    wrong = next((word for word, factor in stated.items() if factor is None), None)
    if wrong is None and not stated and noted and not fitting:
        wrong = "、".join(noted)
    if wrong is not None:
        return Fault("unit_unknown", f"{form or base}（现为“{wrong}”）")
    factors = {factor for factor in (*stated.values(), *fitting.values()) if factor is not None}
    if len(factors) > 1:
        words = "、".join(dict.fromkeys([*stated, *fitting]))
        return Fault("unit_conflict", f"同一计量单位（现为{words}）")
    if factors:
        return factors.pop()
    factor = unit_factor(form or base, base, form)
    return Decimal(1) if factor is None else factor
