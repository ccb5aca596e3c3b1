"""When and whether: the year a report speaks of, its plan sections, the date of one event."""

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass

_YEAR = re.compile(r"(?<![0-9\-—–~～至、/〔\[（(【])(?P<y>(?:19|20)[0-9]{2})年度?")
_RANGE_AFTER = re.compile(r"[-—–~～至、]")
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
_DATE = re.compile(
    r"(?:^|(?<=[，,。；;：:、于在是《“至年])|(?<=[一-龥]))"
    r"(?P<m>1[0-2]|[1-9])月(?:份|上旬|中旬|下旬|底|初|[0-9]{1,2}(?:[-—至][0-9]{1,2})?日)?"
)
_NO_EVENT = re.compile(r"(?:截至|截止|截止到|到|至|自|从|起|[-—–~～至])$")
_PLAN_VERB = re.compile(
    r"力争|争取(?=今年|明年|年底|年内|到|在|实现|达到|使|让|建成)(?!到)|拟(?=于|开|举|建|投|新|组)|预计|目标(?:是|为)"
    r"|计划(?=于|在|新|开|举|投|组|完|建|培|发|到)"
    r"|将(?=于|在|要|继续|新增|新建|开展|组织|举办|达到|建成|完成|投入|实现|进一步|力争|争取|全面)|下一步|明年"
)
_DONE_VERB = re.compile(r"目前已|现有|已建成|已有|已完成|已开展|去年|上年|今年(?:已|共)")
_QUOTED = re.compile(r"《[^》]{0,60}》|“[^”]{0,40}”")


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a segment's flow text under one heading: plan or not, of which year."""

    start: int
    plan: bool
    year: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The reporting year ('' if the text gives none), its evidence, and the sections."""

    year: str
    strong: bool
    evidence: tuple[int, int] | None
    sections: tuple[Section, ...]

    def section(self, position: int) -> Section:
        starts = [s.start for s in self.sections]
        return self.sections[bisect_right(starts, position) - 1]


def _years(text: str) -> list[re.Match[str]]:
    hidden = [(m.start(), m.end()) for m in _QUOTED.finditer(text)]
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
    if re.search(r"[>＞»|｜]|首页", line):
        return False  # the trail of a web page
    return 0 < len(line) <= 40 and not line.endswith(("。", "；", ";", "，", ","))


def read_timeline(text: str) -> Timeline:
    """The timeline of one segment (text without layout)."""
    lines, position = [], 0
    for line in text.split("\n"):
        lines.append((position, line))
        position += len(line) + 1
    year, strong, evidence = _report_year(text, lines)
    return Timeline(year, strong, evidence, tuple(_sections(lines, year)))


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
        for match in _years(line):
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
                votes[match["y"]] += weight
                where.setdefault(match["y"], (start + match.start(), start + match.end()))
    if not votes:
        return "", False, None
    (best, score), *rest = votes.most_common(2)
    strong = score >= 4 and (not rest or score >= 2 * rest[0][1])
    return best, strong, where[best]


def _first_plan(lines: list[tuple[int, str]], end: int) -> int:
    for start, line in lines[1:]:
        if _is_heading(line) and _PLAN_WORDS.search(line) and not _PAST_WORDS.search(line):
            return start
    return end


def _plan_year(line: str, following: str, year: str) -> str:
    for text in (line, following[:60]):
        for match in _years(text):
            if not year or match["y"] > year:
                return match["y"]
    return str(int(year) + 1) if year else ""


def _sections(lines: list[tuple[int, str]], year: str) -> list[Section]:
    sections = [Section(0, False, year)]
    plan_rank: int | None = None
    for i, (start, line) in enumerate(lines):
        if not _is_heading(line):
            continue
        rank = _rank(line)
        tasks = _YEARLY_TASKS.search(line)
        planned = bool(_PLAN_WORDS.search(line)) and not _PAST_WORDS.search(line)
        planned = planned or bool(tasks and year and tasks["y"] > year)
        # A heading of the plan's own rank ends it; deeper ones belong to it.
        if planned and (plan_rank is None or rank <= plan_rank):
            following = lines[i + 1][1] if i + 1 < len(lines) else ""
            plan_rank = rank
            sections.append(Section(start, True, _plan_year(line, following, year)))
        elif (
            plan_rank is not None
            and not planned
            and (0 < rank <= plan_rank or _PAST_WORDS.search(line))
        ):
            plan_rank = None
            sections.append(Section(start, False, year))
    return sections


@dataclass(frozen=True, slots=True)
class When:
    """Period and status of one quantity, and whether both are beyond doubt."""

    period: str
    plan: bool
    strong: bool


def when(timeline: Timeline, position: int, sentence: str, clause: str, previous: str) -> When:
    """The period and status of the quantity at `position`; `sentence` is its sentence up to it,
    `previous` the sentence before."""
    section = timeline.section(position)
    plan, year, strong = section.plan, section.year, timeline.strong
    if plan and _DONE_VERB.search(clause):
        plan, year, strong = False, timeline.year, False
    elif not plan and _PLAN_VERB.search(sentence[-40:]):
        plan, strong = True, False
    named = [m for m in _years(sentence) if not _RANGE_AFTER.match(sentence[m.end() : m.end() + 1])]
    if named and named[-1]["y"] != year:
        said = named[-1]["y"]
        strong = strong and abs(int(said) - int(year or said)) <= 1 and said <= (year or said)
        year = said
    if re.search(
        r"以来|历年|近[两三四五]年|几年来|开馆|启用|成立至今|“?十[三四五]五”?(?:期间|时期)",
        sentence,
    ):
        strong = False
    if not year:
        return When("", plan, False)
    month = "" if plan else _event_month(sentence, previous)
    return When(f"{year}-{month}" if month else year, plan, strong and bool(year))


def _event_month(sentence: str, previous: str) -> str:
    found = _month_in(sentence)
    if not found and re.match(r"当天|当日|活动现场|会上|此次|本次", sentence):
        found = _month_in(previous)
    return found


def _month_in(sentence: str) -> str:
    hidden = [(m.start(), m.end()) for m in _QUOTED.finditer(sentence)]
    for match in _DATE.finditer(sentence):
        if any(s < match.start() < e for s, e in hidden):
            continue
        before = sentence[: match.start()]
        if _NO_EVENT.search(before) or re.match(r"[-—–~～至]", sentence[match.end() :]):
            continue
        if re.search(r"(?:会议|通知|文件|精神)", sentence[match.end() : match.end() + 12]):
            continue
        return f"{int(match['m']):02d}"
    return ""
