"""Numbers that take their unit or year from words further off.

Amounts under （单位：万元）, targets and results of a named indicator (讲座场次，目标值20),
and figures of several years told in one breath (2020年和2021年分别为...).
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from ingestion.narrative.quantity import Quantity, parse
from ingestion.narrative.units import UNIT

UNIT_ABOVE = "unit stands above"
_NUMBER = r"(?P<n>[0-9][0-9,]*(?:\.[0-9]+)?)(?=[，,、；;。）)（(\n]|$)"
_CAPTION = re.compile(r"单位[：:](?:人民币)?(?P<unit>[千百万亿]?元)")
_AMOUNT = re.compile(rf"(?<=[\u4e00-\u9fff：:]){_NUMBER}")
_HEADING = re.compile(r"(?:^|\n)(?=[一二三四五六七八九十]{1,3}、)")
_VALUED = re.compile(
    rf"(?:(?:目标|指标|完成|实际|计划|任务)[值数]?|值)[为：:]?(?P<sign>[≥≤])?{_NUMBER}"
)
_NAMED = re.compile(
    r"[（(](?:单位[：:])?(?P<aside>[百千万亿]*[\u4e00-\u9fff]{1,3})[）)]|(?P<ends>人次|场次)(?=[，,：:])"
    r"|(?P<kind>人数|次数)(?=[，,：:])"
)
_KINDS = {"人数": "人", "次数": "次"}
_CLAUSES = re.compile(r"[。；;\n]")
_YEARS = re.compile(r"(?P<years>20[0-9]{2}年?(?:[、，,和及与]20[0-9]{2}年?)+)[^。；\n]{0,24}?分别")
_YEAR = re.compile(r"20[0-9]{2}")
_LISTED = re.compile(r"[、，,和及与]+")


def unitless(text: str) -> Iterator[Quantity]:
    """The quantities of a text without layout that bear no unit of their own."""
    yield from _amounts(text)
    for match in _VALUED.finditer(text):
        before = _CLAUSES.split(text[: match.start()])[-1]
        yield _placed(match, _unit_named(before))


def _amounts(text: str) -> Iterator[Quantity]:
    """Bare numbers from a caption on, up to the next heading 二、."""
    for caption in _CAPTION.finditer(text):
        ends = _HEADING.search(text, caption.end())
        for match in _AMOUNT.finditer(text, caption.end(), ends.start() if ends else len(text)):
            yield _placed(match, caption["unit"])


def _placed(match: re.Match[str], unit: str) -> Quantity:
    start, end = match.span("n")
    found = parse(f"{match['n']}{unit}")
    if found is None:
        return Quantity(start, end, match["n"], None, None, None, "", "", masked=True)
    return found._replace(start=start, end=end, text=match["n"], remark=UNIT_ABOVE)


def _unit_named(before: str) -> str:
    """The unit that the name of an indicator carries: 发放资料（万份）, 培训人次."""
    unit = ""
    for match in _NAMED.finditer(before):
        said = match["aside"] or match["ends"] or _KINDS[match["kind"]]
        if UNIT.fullmatch(said.lstrip("百千万亿")):
            unit = said
    return unit


def years_told(text: str, quantities: list[Quantity]) -> dict[int, str]:
    """The year of each figure in 2020年和2021年培训农民分别为1200人次和1500人次, by its start: as
    many years as figures in one unit, else none."""
    told: dict[int, str] = {}
    for match in _YEARS.finditer(text):
        years = _YEAR.findall(match["years"])
        after = [q for q in quantities if q.start >= match.end()][: len(years)]
        pairs = list(pairwise(after))
        listed = all(_LISTED.fullmatch(text[a.end : b.start]) for a, b in pairs)
        if len(after) == len(years) and listed and len({q.unit for q in after}) == 1:
            told |= {q.start: year for q, year in zip(after, years, strict=True)}
    return told
