"""The time a report speaks of: its year or part of a year, its plan sections, the day of a notice.

What one quantity's own sentence says of its time is read by `moments`.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

from ingestion.narrative.report_year import report_year
from ingestion.narrative.years import (
    PAST_WORDS,
    PLAN_WORDS,
    Lines,
    is_heading,
    is_notice,
    opens_plan,
    year_of,
    years,
)

PART = r"(?P<part>(?P<half>[上下])半年|前(?P<first>[二三])个?季度|第?(?P<quarter>[一二三四])季度)"
_SPAN = re.compile(rf"{PART}|(?<![0-9])1[-—–~～至](?P<month>1[0-2]|[1-9])月份?(?![0-9])")
_YEARLY_TASKS = re.compile(
    r"(?P<y>20[0-9]{2})年.{0,6}(?:重点工作|主要任务|工作重点|目标任务|工作任务|工作目标)"
)
_MARKER = re.compile(
    r"(?P<hash>#+)|(?P<part>第[一二三四五六七八九十]{1,2}部分)|(?P<one>第?[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十][，,])|(?P<two>[（(][一二三四五六七八九十]{1,3}[）)])"
    r"|(?P<three>[0-9]{1,2}[、.．])|(?P<four>[（(][0-9]{1,2}[）)])"
)
_LISTED = 12  # after a lead 1. and （1） are its items, 一、 and （一） are not
_LEADS = re.compile(
    r"(?:(?P<y>20[0-9]{2})年|(?P<half>下)半年|明年|下一?步|接下来)[^。：:]{0,16}(?:要|将|重点|计划|力争)[^。：:]{0,14}[：:]$"
)
_REST = re.compile(
    r"(?:[（(]?[一二三四五六七八九十]{1,3}[）)、])?下半年[^。]{0,20}(?:要|将|重点|计划|拟)"
)
_TASKS = re.compile(
    r"(?:(?P<y>20[0-9]{2})年)?[^，。；]{0,6}(?:主要|重点|目标)(?:工作)?(?:任务|目标)(?:是|为|如下|包括)?[:：]"
)
# 2020年工作计划：培训农民3000人次 opens what its paragraph plans; 问题及打算 begins with what is.
_LEAD = re.compile(r"[^，。；：:]{2,24}[。：:](?=.)")
_TROUBLES = re.compile(r"问题|不足|困难")
# 2023年部门预算说明 is written before its year: what it calls tasks is still to come.
_BUDGET = re.compile(r"预算(?!.{0,4}(?:执行|完成|绩效))(?!.*决算)")
_DUTIES = re.compile(r"(?:主要|重点)(?:工作)?(?:任务|目标)|(?:年度|重点)工作(?:任务|目标)?$")
_MIXED = re.compile(rf"{PAST_WORDS.pattern}|{_TROUBLES.pattern}")
_NOTICE = re.compile(
    r"^.{0,16}?(?<![0-9])(?P<m>1[0-2]|[1-9])月[0-9]{1,2}日(?:上午|下午|晚|当天|，|,|[^，。]{0,12}[在举启])"
)
_UNTIL = re.compile(r"[至到止自从]")
_NOTICE_ENDS = re.compile(
    r"(?<=[。\n])(?:据了解|据悉|据介绍|据.{2,10}介绍|记者[获了]|近年来|近[两三四五]年|今年以来|一年来|此外|下一?步|截至|目前|接下来)"
)
_SEVERAL = re.compile(
    r"[两二三四五六七八九十近]年来|近?[三四五]年(?:间|工作|综述|回顾|成就|发展)|(?:十[一二三四五]五|历届|本届)”?"
    r"(?:期间|时期|以来|工作|回顾|收官)|(?:换届|届[一二三四五六]次全委会?)以来|任期内"
)
_OPENING = 200
Months = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a segment's flow text under one heading: plan or not, of which year, and of
    which months of it where it is not the whole. Under one heading of problems and plans nobody
    knows which a figure is of (`mixed`)."""

    start: int
    plan: bool
    year: str
    months: Months | None = None
    mixed: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """The reporting year ('' if the text gives none), its evidence, and the sections. `notice`
    is the stretch of a press notice that tells of one day, with its month; `several` says that the
    report opens as one on several years, so that no figure without a year is of one."""

    year: str
    strong: bool
    evidence: tuple[int, int] | None
    sections: tuple[Section, ...]
    notice: tuple[int, int, int] | None = None
    several: bool = False

    @property
    def period(self) -> str:
        """The year of the report, or the months of it that its title names."""
        months = self.sections[0].months
        return period_of(self.year, months) if self.year else ""

    def section(self, position: int) -> Section:
        starts = [s.start for s in self.sections]
        return self.sections[bisect_right(starts, position) - 1]


def period_of(year: str, months: Months | None) -> str:
    """2023, or 2023-01/2023-06 for months of it."""
    return f"{year}-{months[0]:02d}/{year}-{months[1]:02d}" if months else year


def months_of(match: re.Match[str]) -> Months:
    """The months that 上半年, 第三季度, 前三季度 or 1-9月 name."""
    if match["half"]:
        return (1, 6) if match["half"] == "上" else (7, 12)
    if match["quarter"]:
        quarter = "一二三四".index(match["quarter"])
        return quarter * 3 + 1, quarter * 3 + 3
    if match["first"]:
        return 1, 6 if match["first"] == "二" else 9
    return 1, int(match["month"])


def _rank(line: str) -> int:
    match = _MARKER.match(line)
    if match is None:
        return 0
    if match["hash"]:
        return len(match["hash"])
    return {"part": 10, "one": 11, "two": 12, "three": 13, "four": 14}[str(match.lastgroup)]


def read_timeline(text: str) -> Timeline:
    """The timeline of one segment (text without layout)."""
    lines: Lines = []
    position = 0
    for line in text.split("\n"):
        lines.append((position, line))
        position += len(line) + 1
    year, strong, evidence = report_year(text, lines)
    sections = tuple(_sections(lines, year, _span(lines)))
    return Timeline(year, strong, evidence, sections, _notice(text, lines), _several(text, lines))


def _several(text: str, lines: Lines) -> bool:
    """Whether title or opening speak of several years and the title names none of them."""
    if any(years(line) for _, line in lines[:3] if is_heading(line)):
        return False
    return bool(_SEVERAL.search(text[:_OPENING]))


def _span(lines: Lines) -> Months | None:
    """The part of the year that the title of a report names."""
    for _, line in lines[:3]:
        match = _SPAN.search(line) if is_heading(line) else None
        if match and PAST_WORDS.search(line, match.end()):
            return months_of(match)
    # A speech has its part of the year in its first numbered heading: 一、上半年工作回顾.
    heading = next((line for _, line in lines if is_heading(line) and _rank(line)), "")
    match = _SPAN.search(heading)
    return months_of(match) if match and not PLAN_WORDS.search(heading) else None


def _notice(text: str, lines: Lines) -> tuple[int, int, int] | None:
    """A notice that opens with a day tells of that day."""
    if not is_notice(text, lines):
        return None
    for start, line in lines[:6]:
        match = _NOTICE.match(line)
        if match and not _UNTIL.search(line[: match.start("m")]):
            ends = _NOTICE_ENDS.search(text, start + match.end())
            return start, ends.start() if ends else len(text), int(match["m"])
    return None


def _plan_year(line: str, following: str, year: str) -> str:
    for text in (line, following[:60]):
        for match in years(text):
            if not year or year_of(match) > year:
                return year_of(match)
    return str(int(year) + 1) if year else ""


def _sections(lines: Lines, year: str, span: Months | None) -> list[Section]:
    sections = [Section(0, False, year, span)]
    budget = any(_BUDGET.search(line) for _, line in lines[:3] if is_heading(line))
    plan_rank: int | None = None
    for i, (start, line) in enumerate(lines):
        if lead := _lead_in(start, line, sections[-1]):
            plan_rank = _LISTED
            sections += lead
            continue
        if not is_heading(line):
            sections += (
                _tasks_in(start, line, sections[-1])
                or _led(start, line, sections[-1], span)
                or _rest_in(start, line, sections[-1], span)
            )
            continue
        rank = _rank(line)
        tasks = _YEARLY_TASKS.search(line)
        planned = opens_plan(line) and not _MIXED.search(line)
        planned = planned or bool(tasks and year and year_of(tasks) > year)
        planned = planned or _is_rest(line, span) or _is_of_later_year(line, year)
        duties = budget and bool(_rank(line)) and bool(_DUTIES.search(line))
        planned = planned or duties
        # A heading of the plan's own rank ends it; deeper ones belong to it.
        if planned and (plan_rank is None or rank <= plan_rank):
            following = lines[i + 1][1] if i + 1 < len(lines) else ""
            plan_rank = rank
            ahead = _plan_section(start, line, following, year, span)
            sections.append(Section(start, True, year) if duties else ahead)
        elif _is_mixed(line) or (sections[-1].mixed and rank):
            plan_rank = None
            sections.append(Section(start, False, year, span, _is_mixed(line)))
        elif (
            plan_rank is not None
            and not planned
            and (0 < rank <= plan_rank or PAST_WORDS.search(line))
        ):
            plan_rank = None
            sections.append(Section(start, False, year, span))
    return sections


def _is_mixed(line: str) -> bool:
    return bool(_rank(line) and PLAN_WORDS.search(line) and _TROUBLES.search(line))


def _is_of_later_year(line: str, year: str) -> bool:
    """Whether a numbered heading names a year after the report's own, and nothing that was."""
    if not year or not _rank(line) or _MIXED.search(line):
        return False
    return any(year_of(match) > year for match in years(line))


def _is_rest(line: str, span: Months | None) -> bool:
    """Whether a heading of a report on half a year names the months that are still to come."""
    part = _SPAN.search(line)
    if not part or not span or PAST_WORDS.search(line):
        return False
    return months_of(part)[0] > span[1]


def _plan_section(start: int, line: str, following: str, year: str, span: Months | None) -> Section:
    """A plan of the next year, or in a report on half a year of the other half."""
    part = _SPAN.search(line)
    if span and (part or not years(line)):
        rest = months_of(part) if part else (span[1] + 1, 12)
        if rest[0] > span[1]:
            return Section(start, True, year, rest)
    return Section(start, True, _plan_year(line, following, year))


def _lead_in(start: int, line: str, current: Section) -> list[Section]:
    """下半年，将重点抓好: and a colon at the end of the line: a plan up to the next heading."""
    match = _LEADS.search(line)
    if match is None or current.plan or not current.year:
        return []
    if match["half"]:
        return [Section(start + match.start(), True, current.year, (7, 12))]
    year = match["y"] or str(int(current.year) + 1)
    return [Section(start + match.start(), True, year)] if year >= current.year else []


def _rest_in(start: int, line: str, current: Section, span: Months | None) -> list[Section]:
    """下半年，重点做好：1.培训农民: in a report on half a year, what is still to come."""
    match = _REST.match(line)
    if match is None or current.plan or not current.year or not span or span[1] != 6:
        return []
    planned = Section(start + match.end(), True, current.year, (7, 12))
    return [planned, Section(start + len(line), False, current.year, current.months)]


def _led(start: int, line: str, current: Section, span: Months | None) -> list[Section]:
    """A paragraph whose first words are the heading of a plan."""
    lead = _LEAD.match(line)
    words = lead[0][:-1] if lead else ""
    if not lead or current.plan or not PLAN_WORDS.search(words) or _MIXED.search(words):
        return []
    return [
        _plan_section(start + lead.end(), words, "", current.year, span),
        Section(start + len(line), False, current.year, current.months),
    ]


def _tasks_in(start: int, line: str, current: Section) -> list[Section]:
    """主要任务是：（一）...；（二）...: what follows in the paragraph is planned."""
    if current.plan or not ("任务" in line or "目标" in line):
        return []
    match = _TASKS.search(line)
    if match is None:
        return []
    planned = Section(start + match.end(), True, match["y"] or current.year)
    return [planned, Section(start + len(line), False, current.year, current.months)]
