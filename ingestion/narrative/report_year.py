"""Which year a report speaks of: every year in it has a say, by where it stands."""

import re
from collections import Counter

from ingestion.narrative.years import (
    NAVIGATION,
    PAST_WORDS,
    PLAN_WORDS,
    Lines,
    is_heading,
    is_notice,
    opens_plan,
    year_of,
    years,
)

_YEARLY = re.compile(rf"{PAST_WORDS.pattern}|预算|决算|绩效")
_CARRIED_OUT = re.compile(r"(?:完成|落实|执行)情况")
# The title of what an association reports, and no news of a meeting or an event.
_OF_OFFICE = re.compile(r"^(?!.*(?:召开|举办|举行|启动|开展|获|会议|活动)).*(?:科协|科学技术协会)")
_PART_OF_YEAR = re.compile(r"上半年|前[二三]个?季度|[一二三四]季度")
_STATE = re.compile(r"情况|亮点|结果|纪实|综述|成绩单|工作$")
_NEXT_YEAR = re.compile(r"20[0-9]{2}")
_COLLECTION = re.compile(
    r"第[一二三四五六七八九十0-9]{1,3}篇|篇[一二三四五六七八九十0-9]{1,3}$|范文|范例"
)
_PUBLISHED = re.compile(
    r"(?:发布|发表|更新|来源)(?:时间|日期)?[^0-9\n]{0,24}(?P<y>20[0-9]{2})[-/年.][0-9]{1,2}[-/月.]"
)
_THIS_YEAR = re.compile(r"今年|近日|日前|本报讯")
_INTENDED = re.compile(
    r"[，,]?[^，。]{0,4}(?:(?<![主重纲必需])要|将|计划|力争|拟|重点(?=[抓做推]))"
)
_ACHIEVED = re.compile(r"完成了?$")
_OPENS = re.compile(r"[，,]|度?[^月]{0,8}(?:在|科协)")
_SUMMED_UP = re.compile(r"(?:现将|向[^，。]{2,12}报告|科协)$")
_REPORT = re.compile(r"(?:总结|报告|汇报|结果|综述|说明)$")
_NAMED = re.compile(r"《[^》]*》")


def report_year(text: str, lines: Lines) -> tuple[str, bool, tuple[int, int] | None]:
    """(year or '', whether it is beyond doubt, where it stands)."""
    votes: Counter[str] = Counter()
    where: dict[str, tuple[int, int]] = {}
    planned_from = _first_plan(lines, len(text))
    notice = is_notice(text, lines)
    for start, line in lines:
        if NAVIGATION.search(line) or (is_heading(line) and _COLLECTION.search(line)):
            continue  # the title of a collection speaks for its publisher
        for match in years(line):
            if is_heading(line):
                weight = _in_heading(line[match.end() :], bool(_OF_OFFICE.search(line)))
            else:
                weight = 0 if start >= planned_from else _in_prose(line, match, notice)
            if weight:
                votes[year_of(match)] += weight
                where.setdefault(year_of(match), (start + match.start(), start + match.end()))
    stamp = _published(text)
    if not votes:
        return stamp
    if notice and stamp[0] not in votes and stamp[0] > max(votes) and _THIS_YEAR.search(text):
        return stamp  # 2019年 in the news of 2020 is the year before
    if stamp[0] in votes:
        votes[stamp[0]] += 3
    (best, score), *rest = votes.most_common(2)
    # A year that no other contests need not open a sentence: said twice, it is the report's.
    strong = score >= 2 * rest[0][1] and score >= 4 if rest else score >= 2
    return best, strong, where[best]


def _in_heading(after: str, of_office: bool) -> int:
    after = _NEXT_YEAR.split(after)[0]  # 2024年工作亮点及2025年计划
    done = _CARRIED_OUT.search(after[:14])
    if _YEARLY.search(after[:14]) and (done or not PLAN_WORDS.search(after[:6])):
        return 8
    if _PART_OF_YEAR.match(after) and not PLAN_WORDS.search(after[:14]):
        return 8
    if after.startswith(("，", ",")) and not PLAN_WORDS.search(after):
        return 4  # 2016年，全省各级科协做了以下工作：
    # 2021年度某县某项目绩效自评报告, 某市2024年度《某纲要》实施情况报告: the title ends as one.
    if _REPORT.search(after) and not PLAN_WORDS.search(_NAMED.sub("", after)):
        return 8
    if of_office and _STATE.search(after[:14]) and not PLAN_WORDS.search(after[:14]):
        return 8
    return 0 if PLAN_WORDS.search(after[:14]) else 2


def _in_prose(line: str, match: re.Match[str], notice: bool) -> int:
    before, after = line[: match.start()], line[match.end() : match.end() + 14]
    if _INTENDED.match(after):
        return int(notice)
    if _ACHIEVED.search(before[-4:]) or _SUMMED_UP.search(before[-16:]):
        return 4
    if not before or before[-1] in "。；;":
        return 4 if _OPENS.match(after) else 2
    return 1


def _published(text: str) -> tuple[str, bool, tuple[int, int] | None]:
    """The year of publication, where nothing else names one: of a notice, not of a summary, which
    comes out in the year after."""
    match = _PUBLISHED.search(text)
    if match is None or re.search(r"总结|年度", text[:200]):
        return "", False, None
    return match["y"], True, match.span("y")


def _first_plan(lines: Lines, end: int) -> int:
    for start, line in lines[1:]:
        if is_heading(line) and opens_plan(line):
            return start
    return end
