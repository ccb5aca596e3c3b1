"""The time a report speaks of: its year or part of a year, its plan sections, the day of a notice.

What one quantity's own sentence says of its time is read by `moments`.
"""

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass

YEAR_PATTERN = (
    r"(?<![0-9\-—–~～、/〔\[（(【])(?<!(?<!截)至)"
    r"(?P<y>(?:19|20)[0-9]{2}|[一二][〇○零九][〇○零一二三四五六七八九]{2})年度?"
)
_YEAR = re.compile(YEAR_PATTERN)
_NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
PART = r"(?P<part>(?P<half>[上下])半年|前(?P<first>[二三])个?季度|第?(?P<quarter>[一二三四])季度)"
_SPAN = re.compile(rf"{PART}|(?<![0-9])1[-—–~～至](?P<month>1[0-2]|[1-9])月份?(?![0-9])")
_PLAN_WORDS = re.compile(
    r"下一?步|下一?年|明年|来年|今后|展望|努力方向"
    r"|(?:工作|年度?|总体|主要|重点)(?:打算|计划|安排|设想|思路|要点)|(?:打算|设想|思路|(?<!行动)计划)$"
)
_PAST_WORDS = re.compile(r"总结|回顾|完成情况|工作情况|开展情况|成效|汇报|报告|自评|述职")
_YEARLY_TASKS = re.compile(
    r"(?P<y>20[0-9]{2})年.{0,6}(?:重点工作|主要任务|工作重点|目标任务|工作任务|工作目标)"
)
_COLLECTION = re.compile(
    r"第[一二三四五六七八九十0-9]{1,3}篇|篇[一二三四五六七八九十0-9]{1,3}$|范文|范例"
)
_MARKER = re.compile(
    r"(?P<hash>#+)|(?P<one>[一二三四五六七八九十]{1,3}、)|(?P<two>[（(][一二三四五六七八九十]{1,3}[）)])"
    r"|(?P<three>[0-9]{1,2}[、.．])|(?P<four>[（(][0-9]{1,2}[）)])"
)
_QUOTED = re.compile(r"《[^》]{0,60}》|“[^”]{0,40}”")


_NAVIGATION = re.compile(r"[上下]一[篇条页]|相关(?:链接|阅读|文章)|首页|当前位置")
_PUBLISHED = re.compile(
    r"(?:发布|发表|更新|来源)(?:时间|日期)?[^0-9\n]{0,12}(?P<y>20[0-9]{2})[-/年.][0-9]{1,2}[-/月.]"
)
_TASKS = re.compile(
    r"(?:(?P<y>20[0-9]{2})年)?[^，。；]{0,6}(?:主要|重点|目标)(?:工作)?(?:任务|目标)(?:是|为|如下|包括)?[:：]"
)
_NOTICE = re.compile(
    r"^.{0,16}?(?<![0-9])(?P<m>1[0-2]|[1-9])月[0-9]{1,2}日(?:上午|下午|晚|当天|，|,|[^，。]{0,12}[在举启])"
)
_UNTIL = re.compile(r"[至到止自从]")
_NOTICE_ENDS = re.compile(
    r"(?<=[。\n])(?:据了解|据悉|近年来|近[两三四五]年|今年以来|一年来|此外|下一?步|截至|目前|接下来)"
)
_NOTICE_LENGTH = 2500
Months = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a segment's flow text under one heading: plan or not, of which year, and of
    which months of it where it is not the whole."""

    start: int
    plan: bool
    year: str
    months: Months | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """The reporting year ('' if the text gives none), its evidence, and the sections. `notice`
    is the stretch of a press notice that tells of one day, with its month."""

    year: str
    strong: bool
    evidence: tuple[int, int] | None
    sections: tuple[Section, ...]
    notice: tuple[int, int, int] | None = None

    def section(self, position: int) -> Section:
        starts = [s.start for s in self.sections]
        return self.sections[bisect_right(starts, position) - 1]


def year_of(match: re.Match[str]) -> str:
    """The year of a match of `y`: 2013, also of 二〇一三."""
    return str(match["y"]).translate(_NUMERALS)


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


def quoted(text: str) -> list[tuple[int, int]]:
    """The stretches in book titles and quotation marks: what they name dates nothing."""
    return [(m.start(), m.end()) for m in _QUOTED.finditer(text)]


def years(text: str) -> list[re.Match[str]]:
    """The years that `text` names and that may date something in it."""
    hidden = quoted(text)
    return [
        m
        for m in _YEAR.finditer(text)
        if not any(s < m.start() < e for s, e in hidden)
        and not re.search(r"(?:自|从|始于|成立于|创建于)$", text[max(0, m.start() - 3) : m.start()])
    ]


def _rank(line: str) -> int:
    match = _MARKER.match(line)
    if match is None:
        return 0
    if match["hash"]:
        return len(match["hash"])
    return {"one": 11, "two": 12, "three": 13, "four": 14}[str(match.lastgroup)]


def _is_heading(line: str) -> bool:
    if re.search(r"[>＞»|｜]", line) or _NAVIGATION.search(line):
        return False  # the trail of a web page
    return 0 < len(line) <= 40 and not line.endswith(("。", "；", ";", "，", ","))


def read_timeline(text: str) -> Timeline:
    """The timeline of one segment (text without layout)."""
    lines, position = [], 0
    for line in text.split("\n"):
        lines.append((position, line))
        position += len(line) + 1
    year, strong, evidence = _report_year(text, lines)
    sections = tuple(_sections(lines, year, _span(lines)))
    return Timeline(year, strong, evidence, sections, _notice(text, lines))


def _span(lines: list[tuple[int, str]]) -> Months | None:
    """The part of the year that the title of a report names."""
    for _, line in lines[:3]:
        match = _SPAN.search(line) if _is_heading(line) else None
        if match and _PAST_WORDS.search(line, match.end()):
            return months_of(match)
    return None


def _notice(text: str, lines: list[tuple[int, str]]) -> tuple[int, int, int] | None:
    """A short text without the title of a report that opens with a day tells of that day."""
    if len(text) > _NOTICE_LENGTH or any(_PAST_WORDS.search(line) for _, line in lines[:2]):
        return None
    for start, line in lines[:6]:
        match = _NOTICE.match(line)
        if match and not _UNTIL.search(line[: match.start("m")]):
            ends = _NOTICE_ENDS.search(text, start + match.end())
            return start, ends.start() if ends else len(text), int(match["m"])
    return None


def _report_year(
    text: str, lines: list[tuple[int, str]]
) -> tuple[str, bool, tuple[int, int] | None]:
    votes: Counter[str] = Counter()
    where: dict[str, tuple[int, int]] = {}
    planned_from = _first_plan(lines, len(text))
    for start, line in lines:
        heading = _is_heading(line)
        if heading and _COLLECTION.search(line):
            continue  # the title of a collection speaks for its publisher
        if _NAVIGATION.search(line):
            continue
        for match in years(line):
            after = line[match.end() : match.end() + 14]
            if heading:
                if _PAST_WORDS.search(after) and not _PLAN_WORDS.search(after[:6]):
                    weight = 8
                else:
                    weight = 0 if _PLAN_WORDS.search(after) else 2
            elif start >= planned_from:
                weight = 0
            elif match.start() == 0 or line[match.start() - 1] in "。；;":
                weight = 4 if re.match(r"[，,]|度?[^月]{0,8}(?:在|科协)", after) else 2
            else:
                weight = 1
            if weight:
                votes[year_of(match)] += weight
                where.setdefault(year_of(match), (start + match.start(), start + match.end()))
    if not votes:
        return _published(text)
    (best, score), *rest = votes.most_common(2)
    strong = score >= 4 and (not rest or score >= 2 * rest[0][1])
    return best, strong, where[best]


def _published(text: str) -> tuple[str, bool, tuple[int, int] | None]:
    """The year of publication, where nothing else names one: of a notice, not of a summary, which
    comes out in the year after."""
    match = _PUBLISHED.search(text)
    if match is None or re.search(r"总结|年度", text[:200]):
        return "", False, None
    return match["y"], True, match.span("y")


def _first_plan(lines: list[tuple[int, str]], end: int) -> int:
    for start, line in lines[1:]:
        if _is_heading(line) and _PLAN_WORDS.search(line) and not _PAST_WORDS.search(line):
            return start
    return end


def _plan_year(line: str, following: str, year: str) -> str:
    for text in (line, following[:60]):
        for match in years(text):
            if not year or year_of(match) > year:
                return year_of(match)
    return str(int(year) + 1) if year else ""


def _sections(lines: list[tuple[int, str]], year: str, span: Months | None) -> list[Section]:
    sections = [Section(0, False, year, span)]
    plan_rank: int | None = None
    for i, (start, line) in enumerate(lines):
        if not _is_heading(line):
            sections += _tasks_in(start, line, sections[-1])
            continue
        rank = _rank(line)
        tasks = _YEARLY_TASKS.search(line)
        planned = bool(_PLAN_WORDS.search(line)) and not _PAST_WORDS.search(line)
        planned = planned or bool(tasks and year and year_of(tasks) > year)
        # A heading of the plan's own rank ends it; deeper ones belong to it.
        if planned and (plan_rank is None or rank <= plan_rank):
            following = lines[i + 1][1] if i + 1 < len(lines) else ""
            plan_rank = rank
            sections.append(_plan_section(start, line, following, year, span))
        elif (
            plan_rank is not None
            and not planned
            and (0 < rank <= plan_rank or _PAST_WORDS.search(line))
        ):
            plan_rank = None
            sections.append(Section(start, False, year, span))
    return sections


def _plan_section(start: int, line: str, following: str, year: str, span: Months | None) -> Section:
    """A plan of the next year, or in a report on half a year of the other half."""
    part = _SPAN.search(line)
    if span and (part or not years(line)):
        rest = months_of(part) if part else (span[1] + 1, 12)
        if rest[0] > span[1]:
            return Section(start, True, year, rest)
    return Section(start, True, _plan_year(line, following, year))


def _tasks_in(start: int, line: str, current: Section) -> list[Section]:
    """主要任务是：（一）...；（二）...: what follows in the paragraph is planned."""
    match = _TASKS.search(line)
    if match is None or current.plan:
        return []
    planned = Section(start + match.end(), True, match["y"] or current.year)
    return [planned, Section(start + len(line), False, current.year, current.months)]
