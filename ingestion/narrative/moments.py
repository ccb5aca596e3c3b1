"""When and whether: period and status of one quantity, from its own sentence.

The last word on time before the number holds: a year, 去年, 上半年, 五年来, the day of the event. A
year that is only compared with (较2021年末) or started from (由2020年的…提高到) dates nothing.
"""

import re
from typing import NamedTuple

from ingestion.model import Basis
from ingestion.narrative.timeline import PART, Months, Timeline, months_of, period_of
from ingestion.narrative.years import YEAR_PATTERN, quoted, year_of

_TIME = re.compile(
    rf"{YEAR_PATTERN}"
    r"|(?P<last>(?:去年|上年度?|上一年度?)(?!度?结[转余]|末|底))|(?P<this>今年|本年度?|全年)"
    rf"|{PART}(?![末底])"
    r"|(?:截至(?:20[0-9]{2}年)?|(?<![0-9])1[-—–~～至])(?P<until>1[0-2]|[1-9])月(?P<end>份|底|末)?"
    r"(?![0-9])(?:，?[^，。]{0,6}?(?P<sum>累计|共(?!有)|已)(?P<done>[开举组发培推完接受]))?"
    r"|近?(?P<n>[二两三四五六七八九十])年(?:以?来|间|期间|中|累计|共)|近(?P<near>[二两三四五])年"
    r"|“?十(?P<plan>[一二三四五])五”?(?:期间|时期|以来)?"
)
_COMPARED = re.compile(r"(?:[较比与同和超]|相比|相较|高于|低于|同比)$")
_ORIGIN = re.compile(r"[由从自]$")
_TURNED = re.compile(r"[到至]")
_COMPARED_AFTER = re.compile(r"同期相?比|相比|同比|以来|底前|年底前")
_FIRST_PLAN_YEAR = {"一": 2006, "二": 2011, "三": 2016, "四": 2021, "五": 2026}
_BESIDE = re.compile(r"[底末]?的?(?:为|达到?)?")
_COUNTED = dict(zip("二两三四五六七八九十", (2, 2, 3, 4, 5, 6, 7, 8, 9, 10), strict=True))
_LONG = re.compile(r"(?<!今年)以来|历年|正式开馆|[开建]馆(?:至今|后)|启用|成立至今|多年来|近年来")
_RANGE_AFTER = re.compile(r"[-—–~～至、]")
_DATE = re.compile(
    r"(?:^|(?<=[，,。；;：:、）)于在是《“至年])|(?<=[一-龥]))"
    r"(?P<m>1[0-2]|[1-9])月(?:份|上旬|中旬|下旬|底|初|[0-9]{1,2}(?:[-—至][0-9]{1,2})?日)?"
)
_NO_EVENT = re.compile(r"(?:截至|截止|截止到|到|至|自|从|起|[-—–~～至])(?:[0-9]{4}年)?$")
# 9月11日至17日开展 is of September; 9月至11月 of no month, 5月20日至27日科技周 of a campaign.
_GOES_ON = re.compile(r"[-—–~～至前到](?![0-9]{1,2}日(?:[，,]|在|开展|举办|举行|组织))")
_MEETING = re.compile(r"(?:会议|通知|文件|精神)")
_SAME_EVENT = re.compile(
    r"当天|当日|活动现场|现场|会上|启动仪式上|[此本]次|每[场期次]|活动[中期]|[其期]间|共(?![有建])|该"
)
_PLAN_CUE = re.compile(
    r"力争|争取(?=今年|明年|年底|年内|到|在|实现|达到|使|让|建成)(?!到)|拟(?=于|开|举|建|投|新|组)|预计|目标(?:是|为|[开建举培组新完发])"
    r"|计划(?=于|在|新|开|举|投|组|完|建|培|发|到)|(?:^|[，,；;：:）)、]|全年|年初|今年)计划(?![》”类书外内的])"
    r"|原定|年初(?:设定|确定|下达|目标)|(?:年度|预期)(?:目标|指标)值?(?:为|是)?"
    r"|将(?=于|在|要|继续|新增|新建|开展|组织|举办|达到|建成|完成|投入|实现|进一步|力争|争取|全面)|下一步|明年"
)
_DONE_CUE = re.compile(
    r"目前已|现有|已建成|已有|已完成|已开展|去年|上年|今年(?:已|共)|实际|圆满完成|完成了|决算|完成[值率]|[，,；;]完成$|得$"
)
# 培训17场（任务15场）, 指标值≥80场: the number itself is the target.
_TARGET = re.compile(
    r"(?:任务数?|目标值|指标值|年初目标|年初预算|全年(?:计划|任务|目标))[（(为是≥]{0,2}$|[≥≧]=?$"
)
_DONE_VERB = re.compile(r"目前已|现有|已建成|已有|已完成|已开展|去年|上年|今年(?:已|共)")
_REACHED = re.compile(r"已[达有建完经落]")
_NEAR = 60
_PARTS = {(1, 6): "H1", (7, 12): "H2", (1, 3): "Q1", (4, 6): "Q2", (7, 9): "Q3", (10, 12): "Q4"}


class When(NamedTuple):
    """Period and status of one quantity, and whether both are beyond doubt. A period of several
    months or years is written `2023-01/2023-06`."""

    period: str
    plan: bool
    strong: bool


def filed_period(period: str) -> tuple[str | None, Basis]:
    """The period of the warehouse, and its basis, that a fact's period is: `2023-01/2023-06` is
    2023-H1, `2023-01/2023-09` cumulative to the end of 2023-Q3; several years are none."""
    if "/" not in period:
        return period or None, "period"
    first, last = period.split("/")
    year, months = first[:4], (int(first[5:]), int(last[5:]))
    if last[:4] != year:
        return None, "period"
    if months in _PARTS:
        return f"{year}-{_PARTS[months]}", "period"
    if months[0] == 1:
        end = "Q3" if months[1] == 9 else f"{months[1]:02d}"
        return f"{year}-{end}", "ytd"
    return None, "period"


class _Said(NamedTuple):
    """What the last word on time in a sentence says; '' and None where it says nothing."""

    year: str = ""
    months: Months | None = None
    since: str = ""
    strong: bool = True


def when(timeline: Timeline, position: int, sentence: str, clause: str, previous: str) -> When:
    """The period and status of the quantity at `position`; `sentence` is its sentence up to it,
    `previous` the sentence before."""
    section = timeline.section(position)
    # In the plan of 2020 今年 is 2020.
    said = _said(sentence, section.year if section.plan else timeline.year)
    year = said.year or section.year
    plan = section.plan
    strong = timeline.strong and said.strong and (bool(said.year) or not timeline.several)
    ahead = _is_ahead(said, timeline, clause)
    strong = strong and (bool(said.year) or not section.mixed)
    strong = strong and (ahead or section.plan or said.year <= timeline.year)
    if plan and _DONE_VERB.search(clause):
        plan, year, strong = False, said.year or timeline.year, False
    elif plan and said.year and said.year < section.year and not _is_intended(clause):
        plan, strong = False, False  # 2019年，接待10.3万人次: what a plan looks back on
    elif not plan and (ahead or _is_intended(sentence)):
        plan = True
        strong = strong and (ahead or _is_intended(clause.partition("#")[0]))
    if not year:
        return When("", plan, False)
    if said.since:
        # Several years in one figure: right, and no figure of any of them.
        return When(f"{said.since}-01/{year}-12", plan, False)
    elsewhen = said.months or said.year not in ("", section.year)
    month = 0 if plan or elsewhen else _event_month(sentence, previous)
    if month:
        return When(f"{year}-{month:02d}", plan, strong)
    if not plan and not elsewhen and (month := _notice_month(timeline, position)):
        # The day of the notice, from another sentence: of this figure or of all that went before.
        return When(f"{year}-{month:02d}", plan, False)
    months = said.months or (None if said.year else section.months)
    return When(period_of(year, months), plan, strong)


def _is_intended(sentence: str) -> bool:
    """Whether the last cue says that something is meant, not done (计划60场，实际73场)."""
    near = sentence[-_NEAR:]
    if _TARGET.search(near):
        return True
    meant = max((m.end() for m in _PLAN_CUE.finditer(near)), default=-1)
    return meant > max((m.end() for m in _DONE_CUE.finditer(near)), default=-1)


def _is_ahead(said: _Said, timeline: Timeline, clause: str) -> bool:
    """Whether the year said is after the report's own (到2025年), and nothing says it is done."""
    return bool(timeline.year) and said.year > timeline.year and not _REACHED.search(clause)


def _said(sentence: str, year: str) -> _Said:
    hidden = quoted(sentence)
    found = _Said(strong=not _LONG.search(sentence))
    for match in _TIME.finditer(sentence):
        is_plan_name = bool(match["plan"]) and re.search(r"期间|时期|以来", match[0])
        if any(s < match.start() < e for s, e in hidden) and not is_plan_name:
            continue
        if not _is_compared(sentence, match):
            beside = bool(_BESIDE.fullmatch(sentence, match.end()))
            found = _moment(match, year, found, beside) or found
    return found


def _is_compared(sentence: str, match: re.Match[str]) -> bool:
    before, after = sentence[: match.start()], sentence[match.end() :]
    if _COMPARED.search(before[-3:]) and after in ("", "的"):
        return False  # 比2015年的4%: that figure is of the year
    if _COMPARED.search(before[-3:]) or _COMPARED_AFTER.match(after) or _RANGE_AFTER.match(after):
        return True
    return bool(_ORIGIN.search(before)) and (after[:1] != "的" or bool(_TURNED.search(after)))


def _moment(match: re.Match[str], year: str, before: _Said, beside: bool) -> _Said | None:
    """What one word on time says; None where it cannot be told without a year."""
    if match["y"]:
        said = year_of(match)
        # The year beside the figure (2015年的4.9%) is its own, however long ago; so is one to come.
        near = int(said) >= int(year or said) - 1 or beside
        return _Said(said, None, "", before.strong and near)
    if not year:
        return None
    if match["last"]:
        return _Said(str(int(year) - 1), None, "", before.strong)
    if match["this"]:
        # 全年 after a named year adds nothing to it.
        unsaid = match["this"] != "全年" or not before.year or before.months
        return _Said(year, None, "", before.strong) if unsaid else None
    return _part_of(match, before, year)


def _part_of(match: re.Match[str], before: _Said, year: str) -> _Said | None:
    """What 1-10月, 上半年 and 五年来 say."""
    if match["until"]:
        return _until(match, before, year)
    if match["part"]:
        return _Said(before.year or year, months_of(match), "", before.strong)
    return _several_years(match, before.year or year)


def _until(match: re.Match[str], before: _Said, year: str) -> _Said | None:
    """1-10月, or 截至11月底，累计开展: from January on. 截至 alone dates a stock."""
    summed = not match[0].startswith("截至") or match["done"]
    months = (1, int(match["until"])) if summed and match["until"] != "12" else None
    return _Said(before.year or year, months, "", before.strong)


def _several_years(match: re.Match[str], year: str) -> _Said | None:
    if match["plan"]:
        first = _FIRST_PLAN_YEAR[match["plan"]]
        if not re.search(r"期间|时期|以来", match[0]) or not first < int(year):
            return None
        return _Said(str(min(int(year), first + 4)), None, str(first), False)
    count = _COUNTED[match["n"] or match["near"]]
    return _Said(year, None, str(int(year) - count + 1), False)


def _event_month(sentence: str, previous: str) -> int:
    found = _month_in(sentence)
    if not found and _SAME_EVENT.match(sentence):
        found = _month_in(previous.rsplit("。", 2)[-2] if previous.count("。") > 1 else previous)
    return found


def _notice_month(timeline: Timeline, position: int) -> int:
    """The month that a notice tells of, 0 beyond it."""
    if timeline.notice and timeline.notice[0] <= position < timeline.notice[1]:
        return timeline.notice[2]
    return 0


def _month_in(sentence: str) -> int:
    hidden, month = quoted(sentence), 0
    for match in _DATE.finditer(sentence):
        if any(s < match.start() < e for s, e in hidden):
            continue
        before, after = sentence[: match.start()], sentence[match.end() :]
        if _NO_EVENT.search(before) or _GOES_ON.match(after):
            continue
        if not _MEETING.search(after[:12]):
            month = int(match["m"])
    return month
