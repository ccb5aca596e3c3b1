"""What looks like a quantity and is none: dates, ordinals, document numbers, slogans, thresholds.

Two kinds of rule: stretches of text in which no number counts (`excluded_stretches`), and the
look around one candidate (`is_name_or_rule`). General rules of the language, none of one text.
"""

import re
from bisect import bisect_right

_D = "[0-9０-９]"
_CN = "[零〇一二两三四五六七八九十]"
_DAY = rf"(?:{_D}{{1,2}}|{_CN}{{1,3}})"  # a day, a month or the number of a list item
_TO = "[-—–－~～至到、]"
_YEAR = rf"(?:{_D}{{4}}|[12][0-9][xX×]{{2}}|[一二][九〇零○][〇零○一二三四五六七八九]{{2}})"
# What begins with a number: tried once at every number, the first that holds counts.
_AT_NUMBERS = {
    "stamp": r"[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[:：][0-9]{2}(?![0-9])",
    "year": rf"{_YEAR}(?:{_TO}{_YEAR})*年",
    "year_range": r"(?:19|20)[0-9]{2}[-—–－~～至](?:19|20)[0-9]{2}(?![0-9])",
    "month": rf"(?<!\.){_DAY}(?:{_TO}{_DAY})?"
    rf"月(?:份|底|初|末|中旬|上旬|下旬|{_DAY}(?:{_TO}{_D}{{1,2}})?[日号])?",
    "day": rf"(?<!\.){_D}{{1,2}}(?:{_TO}{_D}{{1,2}})?日",
    "day_name": r"[0-9]{1,2}·[0-9]{1,2}(?![0-9])",
    "numbered": rf"{_D}+(?:[、,，和至-]{_D}+)*号(?:楼|线|院|门|公告|文)?",
    "session": rf"{_CN}{{1,4}}届(?:{_CN}{{1,3}}[次中](?:、{_CN}{{1,3}}中)*)?"
    rf"|{_CN}{{1,3}}次(?:党代会|全会|全体会议|代表大会|人代会)",
    "plus": rf"(?:{_D}+|{_CN})[+＋](?:{_D}+|N|{_CN})",
    "frame": rf"{_CN}+个(?:意识|自信|维护|确立|代表|全覆盖|面向|服务|全面|务必|坚持|必须|到位"
    r"|一律|不|结合|转变|百年|革命|答案|更加|统筹|明确|体系|“|方面|层面|平台(?!上)|环节|阶段|文明|关系|行动)",
    "norm": rf"{_CN}+件(?:实事|大事|事|好事)|{_CN}+项(?:规定|纪律|原则|制度)"
    rf"|{_CN}+次(?:开发|创业|污染|元|会议精神)",
    "group": rf"(?:{_CN}|{_D}){{1,2}}(?:大|类)(?:重点)?(?:人群|群体)",
    "fraction": rf"{_CN}+分之{_CN}+",
    "award_class": rf"{_CN}+(?:、{_CN})*等奖|{_CN}+级(?:调研员|主任科员|联|公路)",
    "nth_item": rf"{_CN}{{1,2}}[是要]",
}
_ANYWHERE = {
    "ordinal": rf"第(?:{_D}+|{_CN}+)(?:[、至和]第?(?:{_D}+|{_CN}+))*[\u4e00-\u9fff]?",
    "document": rf"[〔【\[（(]{_D}{{4}}[〕】\]）)](?:第?{_D}+号)?",
    "title": r"《[^》]{1,60}》",
    "quoted": rf"[“\"「『‘]{_DAY}(?![0-9.])[^”\"」』’，。；]{{0,10}}[”\"」』’]",
    "plus": rf"N[+＋](?:{_D}+|N|{_CN})",
    "norm": r"[落漏少]一[人户项]",
    "marker": rf"[。；;：:\n]{_DAY}[、.．](?!{_D})",
    "first_marker": rf"\A{_DAY}[、.．](?!{_D})",
    "marker_in_brackets": rf"[（(]{_DAY}[）)]",
    "turning": r"[上下]一[篇条页]",
    "collection": r"(?:推荐|通用|精选|精彩|合集)[0-9一二三四五六七八九十]{1,3}篇",
    "visits": r"(?:点击|浏览|阅读|访问)(?:次数|量|数)?[:：][0-9]+次?",
    "rank": rf"前(?<![目之以此当年]前)(?:{_D}+|{_CN}+)[名位强个]?",
}
_FURNITURE = re.compile(
    r"(?:ICP备|公网安备|copyright|版权所有|电话|邮编|传真|https?://|www\.)[^\n]{0,60}", re.I
)
_FURNITURE_WORDS = (
    "icp备",
    "公网安备",
    "copyright",
    "版权所有",
    "电话",
    "邮编",
    "传真",
    "http",
    "www.",
)
# A number before one of the characters that follow the first number of any of them.
_NUMBER = re.compile(
    r"[0-9０-９零〇一二两三四五六七八九十]"
    rf"(?:(?<={_D}){_D}*+|(?<={_CN}){_CN}*+)"
    r"(?=[年xX×—–－~～至到、月日/.:：·,，和号届次+＋个项大类分等级是要-])"
)
_AT_NUMBER = re.compile("|".join(f"(?P<{name}>{rule})" for name, rule in _AT_NUMBERS.items()))
_STRETCH = {name: re.compile(rule) for name, rule in _ANYWHERE.items()}
_DURATION_BEFORE = re.compile(
    r"(?:连续|为期|历时|历经|长达|时长|用时|满|仅用|耗时|超过|达|提前|延长|任期|近|约|余)$"
)
_LENGTHS = frozenset({"年", "个月", "周", "小时", "个小时", "个工作日", "秒"})
_PLACE_WORD = re.compile(r"(?:村(?![民庄干])|镇|路|街|巷|桥|湾|沟|岭|庄|寨|屯)")
_AVERAGE_AGE = re.compile(r"平均年龄[为达约是]?$")
_ARTICLE_AFTER = re.compile(r"[，,。；;、）)：:\n]|$")
_CLASS_AFTER = re.compile(r"[的\u4e00-\u9fff]")
_DONE_BEFORE = re.compile(
    r"(?:开展|举办|组织|服务|走访|培训|培育|完成|建成|建设|发放|达到?|共|新增|发展|推荐|参加|不少于"
    r"|活动|讲座|培训班|服务|慰问|宣传)$"
)


def excluded_stretches(text: str) -> list[tuple[int, int, str]]:
    """Sorted, possibly overlapping (start, end, rule) in which no number is a quantity."""
    found = [
        (m.start(), m.end(), name) for name, rule in _STRETCH.items() for m in rule.finditer(text)
    ]
    for number in _NUMBER.finditer(text):
        if match := _AT_NUMBER.match(text, number.start()):
            found.append((*match.span(), str(match.lastgroup)))
    plain = text.lower()
    if any(word in plain for word in _FURNITURE_WORDS):
        found += [(*m.span(), "furniture") for m in _FURNITURE.finditer(text)]
    return sorted(found)


class Stretches:
    """Fast test whether a candidate touches an excluded stretch."""

    def __init__(self, text: str) -> None:
        self._found = excluded_stretches(text)
        self._starts = [start for start, _, _ in self._found]
        self._longest = max((end - start for start, end, _ in self._found), default=0)

    def rule_at(self, start: int, end: int) -> str | None:
        """The name of the rule that excludes [start, end), or None."""
        i = bisect_right(self._starts, end - 1)
        while i > 0 and self._found[i - 1][0] > start - self._longest:
            i -= 1
            if self._found[i][1] > start and self._found[i][0] < end:
                return self._found[i][2]
        return None


def is_name_or_rule(text: str, start: int, number_end: int, end: int, unit: str) -> bool:
    """Whether the candidate `text[start:end]` (number up to `number_end`) is a name, an article,
    a length of time without weight, or a threshold. `unit` is the printed unit ('' if none)."""
    before, after = text[max(0, start - 8) : start], text[end : end + 4]
    number = text[start:number_end]
    if _in_latin_name(before[-1:], after[:1]) or number in ("零", "〇"):
        return True
    if number == "一":
        return not _is_counted_one(before, after, unit)
    if unit in ("小时", "个小时") and number not in ("24", "二十四", "8", "八"):
        return False
    if unit in _LENGTHS:
        return not _DURATION_BEFORE.search(before) or after[:1] in ("来", "以", "内", "间", "前")
    if unit == "岁":
        return not _AVERAGE_AGE.search(before)
    chinese = not number[-1:].isdigit()
    # 十分 is an adverb; 五十亩村 is a village: numeral and unit right before a place word.
    return chinese and (unit == "分" or (unit not in ("个", "") and bool(_PLACE_WORD.match(after))))


def _in_latin_name(before: str, after: str) -> bool:
    """5G, A4, 3+1: the number is part of a name."""
    return (
        before in ("+", "＋", "№")
        or (before.isascii() and before.isalpha())
        or (after.isascii() and after.isalpha() and after not in "xX")
    )


def _is_counted_one(before: str, after: str, unit: str) -> bool:
    """一 counts only where it closes its phrase (画廊一处，) or measures a time (为期一年)."""
    if unit in ("年", "个月", "周", "天"):
        return bool(re.search(r"(?:为期|历时|连续)$", before))
    noun_before = bool(re.search(r"[\u4e00-\u9fff”》]$", before)) and not re.search(
        r"(?:每|同|统|唯|另|之|某|这|那|万|进|不|任何|逐|单|专|了|有|是|成为|第)$", before
    )
    return (
        bool(unit)
        and unit not in ("次", "种", "批", "类")
        and noun_before
        and bool(_ARTICLE_AFTER.match(after))
    )


def is_threshold(text: str, start: int, end: int, tail: str, unit: str) -> bool:
    """Whether `5亿元以上` or `不足3人` names a class (…企业, …的) instead of counting something."""
    after = text[end : end + 2]
    if tail.startswith("及"):
        return True
    if unit in ("%", "％", "岁"):
        return False  # 90%以上的乡镇 is a share of them
    if tail in ("以上", "以下", "以内"):
        return bool(_CLASS_AFTER.match(after)) and not _DONE_BEFORE.search(
            text[max(0, start - 6) : start]
        )
    return after[:1] == "的" and bool(re.match(r"不足|不到|超过|达到?", text[start:end]))
