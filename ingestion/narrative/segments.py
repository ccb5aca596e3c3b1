"""One file, several reports: where each begins, whose it is and which year it speaks of."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from ingestion.narrative.flow import Flow
from ingestion.narrative.places import Office, find_office, with_sender
from ingestion.narrative.timeline import Months, Timeline, read_timeline
from ingestion.reference.org_tree import OrgTree
from ingestion.reference.periods import Period, PeriodError

_NUMBERED = re.compile(
    r"^.{0,36}(?:[【\[（(〔]?第[一二三四五六七八九十0-9]{1,3}篇[】\]）)〕]?|[篇]?(?:范文|篇)[一二三四五六七八九十0-9]{1,3})\s*[:：]?.{0,12}$"
    r"|^[【\[（(〔](?:第[一二三四五六七八九十0-9]{1,3}篇|篇[一二三四五六七八九十0-9]{1,3})[】\]）)〕].{0,40}$"
)
_TITLE = re.compile(
    r"^[#\s]*(?P<who>[^\s，。,]{0,16}?(?:科协|科学技术协会))(?P<year>[^，。,]{0,6}(?:20[0-9]{2})?年?度?)"
    r"[^，。,]{0,10}(?:总结|报告|汇报|要点|自评|计划)[^，。,]{0,12}$"
)
_OF_AREA = re.compile(
    r"(?:素质[^，。]{0,4}(?:纲要|行动|工作)|规划纲要|科普统计)[^，。]{0,8}(?:情况|总结|报告|公报|结果)"
)
_TITLES = 80  # characters of the first lines in which the title stands
_MIN_BODY, _MIN_NUMBERED = 200, 80  # a list of contents has the same lines


@dataclass(frozen=True, slots=True)
class Segment:
    """One report inside a file. `start` and `end` are offsets in the file."""

    start: int
    end: int
    flow: Flow
    office: Office
    timeline: Timeline
    disagrees: bool
    period_disagrees: bool
    of_area: bool = False  # 某市全民科学素质纲要实施情况: what all departments of the area did


def split(text: str) -> list[tuple[int, int]]:
    """The stretches of `text` that are reports of their own; what stands before the first heading
    of a collection belongs to none."""
    position, numbered, titles = 0, [], []
    for line in text.splitlines(keepends=True):
        stripped = line.strip()
        if 0 < len(stripped) <= 50:
            if _NUMBERED.match(stripped):
                numbered.append(position)
            elif match := _TITLE.match(stripped):
                titles.append((position, (match["who"], match["year"])))
        position += len(line)
    starts = _bodies(numbered, len(text), _MIN_NUMBERED)
    if len(starts) < 2:
        different = [
            p for i, (p, key) in enumerate(titles) if key not in {k for _, k in titles[:i]}
        ]
        starts = _bodies(different, len(text))
        starts = [0, *starts[1:]] if len(starts) > 1 else []
    if len(starts) < 2:
        return [(0, len(text))]
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


def _bodies(starts: list[int], end: int, least: int = _MIN_BODY) -> list[int]:
    """Only headings that a text of some length follows."""
    return [s for s, e in pairwise([*starts, end]) if e - s >= least]


def read_segments(
    text: str, tree: OrgTree, sender: str | None = None, period: str | None = None
) -> list[Segment]:
    """All reports in a file, with the evidence for office and year found in each."""
    segments = []
    stretches = split(text)
    for start, end in stretches:
        flow = Flow(text[start:end], start)
        office, disagrees = with_sender(find_office(flow.text, tree, sender), sender, tree)
        timeline = read_timeline(flow.text)
        filled = _with_period(timeline, period)
        other = bool(period and timeline.year and timeline.year != period[:4])
        title = "".join(flow.text.split("\n")[:3])
        of_area = bool(_OF_AREA.search(title[:_TITLES]))
        segments.append(Segment(start, end, flow, office, filled, disagrees, other, of_area))
    return segments


def _with_period(timeline: Timeline, period: str | None) -> Timeline:
    """The timeline filled with the landing's period where the text leaves it open."""
    if not period or timeline.year not in ("", period[:4]):
        return timeline
    year, months = period[:4], _months_of(period)
    sections = tuple(
        replace(
            section,
            year=section.year or (str(int(year) + 1) if section.plan else year),
            months=section.months or (None if section.plan else months),
        )
        for section in timeline.sections
    )
    return replace(timeline, year=year, strong=True, sections=sections)


def _months_of(period: str) -> Months | None:
    """The months of a half year or quarter (2023-H1); a month or a year dates no single event."""
    try:
        parsed = Period.parse(period)
    except PeriodError:
        return None
    if parsed.type not in ("half_year", "quarterly"):
        return None
    return parsed.first_day.month, parsed.last_day.month
