"""Numbers that were blacked out or lost: 18xxxx, XX人, ×××万元, 产值共亿元, 增长%, 万多人.

What stands beside a mask (the 18 of 18xxxx) is no value: digits or the unit are gone.
"""

import re
from dataclasses import dataclass

from ingestion.narrative.exclusions import Stretches
from ingestion.narrative.scanning import matches
from ingestion.narrative.units import UNIT

_X = r"[xX×ＸｘΧ*＊□○◯〇_＿]"
# A mask of x with or without digits, then a unit word; 20xx年 is a year and handled as a date.
_MASK = re.compile(
    rf"(?P<d>[0-9０-９]*)(?P<x>{_X}{{2,}}|[xX×＊*]{{1,}}(?=[万亿]))(?P<m>[余多]?[万亿]?[余多]?)"
)
_LOST = re.compile(
    r"(?:(?<=[共达到约近为长降增超率计成资献入促])(?P<a>[万亿][余多]?(?:元|人次|人|份|册|件|篇|条|家|个)|[%％])"
    r"|(?<=人次)(?P<b>万(?:余|多)?(?=[，,。；;、]))"
    r"|(?P<c>(?<![百千万亿十零〇一二两三四五六七八九0-9０-９几数近上约超过逾])[千万亿]多(?:人次|人|名|元|份|册|件|篇|条|家|个|场)))"
)
# What each of the two begins with: in most texts nothing is hidden, and few scales stand alone.
_HIDDEN = re.compile(_X)
_SCALE = re.compile(r"[千万亿%％]")
_HEDGED = re.compile(r"(?:近|约|超|超过|逾|突破|上)$")
_STRIPPED = re.compile(r"(?<=[共达到长率比])(?:[万亿]元|[%％])|(?<=人次)万(?=[，,。；;])")


@dataclass(frozen=True, slots=True)
class Masked:
    """A quantity whose number is gone: its span and its printed unit."""

    start: int
    end: int
    text: str
    unit: str


def has_lost_digits(text: str) -> bool:
    """Whether digits were stripped elsewhere in the text: then a bare 万余 is not to be trusted."""
    return bool(_STRIPPED.search(text))


def find_masked(text: str, stretches: Stretches) -> list[Masked]:
    """All masked or lost quantities of a text without layout, in order."""
    out = []
    for match in _MASK.finditer(text) if _HIDDEN.search(text) else ():
        unit = UNIT.match(text, match.end())
        # Without digits before it and without a unit after it an XX is a hidden name.
        if not match["d"] and not match["m"] and unit is None:
            continue
        if stretches.rule_at(match.start(), match.end()):
            continue
        end = unit.end() if unit else match.end()
        out.append(Masked(match.start(), end, text[match.start() : end], unit[0] if unit else ""))
    for match in matches(_LOST, _SCALE, text):
        if (
            match["a"]
            and match["a"] not in "%％"
            and _HEDGED.search(text[max(0, match.start() - 2) : match.start()])
        ):
            continue
        end = match.end()
        out.append(Masked(match.start(), end, match[0], match[0].lstrip("万亿千余多")))
    return sorted(out, key=lambda m: m.start)


def read_masked(cell: str) -> str | None:
    """The unit of a cell that is masked as a whole (`XX`, `18xxxx`, `**万元`), else None."""
    match = _MASK.match(cell)
    if match is None:
        return "" if re.fullmatch(r"[*＊xX×]+", cell) and len(cell) > 1 else _lost_cell(cell)
    unit = UNIT.match(cell, match.end())
    if unit and unit[0] == "年":
        return None  # 20xx年 is a date
    end = unit.end() if unit else match.end()
    return (unit[0] if unit else "") if end == len(cell) else None


def _lost_cell(cell: str) -> str | None:
    match = re.fullmatch(
        r"\D*?(?:(?<![百千万亿十零〇一二两三四五六七八九0-9０-９])[千万亿]多|[共达][万亿]|^[万亿](?=元|人次|人$))(?P<u>\w{0,3})",
        cell,
    )
    return match["u"] if match else None
