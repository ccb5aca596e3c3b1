"""Years as texts write them, and the lines of a report: headings, plans, titles, navigation."""

import re

YEAR_PATTERN = (
    r"(?<![0-9\-—–~～/〔\[（(【])(?<![0-9年]、)(?<!(?<!截)至)"
    r"(?P<y>(?:19|20)[0-9]{2}|[一二][〇○零九][〇○零一二三四五六七八九]{2})年度?"
)
_YEAR = re.compile(YEAR_PATTERN)
_NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_START = re.compile(r"[^，。0-9]{0,4}(?:换届|成立|建成|开馆|启动)[^，。]{0,2}以来")
_QUOTED = re.compile(r"《[^》]{0,60}》|“[^”]{0,40}”")


PLAN_WORDS = re.compile(
    r"下一?步|下一?阶段|下一?年|明年|来年|今后|未来(?:工作|发展|计划)|展望|努力方向"
    r"|(?:工作|年度?|总体|主要|重点)(?:打算|计划|安排|设想|思路|要点|谋划)|(?:打算|设想|思路|谋划|[作年度步动务标及和与]计划)$"
    r"|20[0-9]{2}年.{0,6}(?:思路|谋划|打算|安排|考虑|设想|要点)"
    r"|将[^，。]{0,6}(?:抓好|做好|推进)[^，。]{0,6}[：:]$"
)
_PLANNED_FIRST = re.compile(r"[^，,]{0,6}(?:下一?步|下一?阶段|下一?年|明年|来年|今后)")
PAST_WORDS = re.compile(
    r"总结|小结|回顾|完成情况|[执实]行情况|落实情况|实施情况|亮点|做法|工作情况|开展情况|成效|汇报|报告|自评|述职"
)
NAVIGATION = re.compile(r"[上下]一[篇条页]|相关(?:链接|阅读|文章)|首页|当前位置")
# （四）2024年重点工作。: numbered and nothing but a title, although it ends like a sentence.
_STOPPED = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])[^，。；,;]{2,20}。$"
)
_NOTICE_LENGTH = 2500

Lines = list[tuple[int, str]]


def year_of(match: re.Match[str]) -> str:
    """The year of a match of `y`: 2013, also of 二〇一三."""
    return str(match["y"]).translate(_NUMERALS)


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
        and not _START.match(text, m.end())
        and not re.search(r"(?:自|从|始于|成立于|创建于)$", text[max(0, m.start() - 3) : m.start()])
    ]


def is_heading(line: str) -> bool:
    """Whether a line is a heading: short, without a full stop, and no trail of a web page."""
    if re.search(r"[>＞»|｜]", line) or NAVIGATION.search(line):
        return False
    if _STOPPED.match(line):
        return True
    return 0 < len(line) <= 40 and not line.endswith(("。", "；", ";", "，", ","))


def opens_plan(line: str) -> bool:
    """Whether a heading opens a plan: by its first words or its last clause, for what was done
    opens with 按照“123”工作思路，主要工作如下：."""
    planned = _PLANNED_FIRST.match(line) or PLAN_WORDS.search(re.split("[，,]", line)[-1])
    return bool(planned) and not PAST_WORDS.search(line)


def is_notice(text: str, lines: Lines) -> bool:
    """Whether the text is short and bears no title of a report: news of one event."""
    return len(text) <= _NOTICE_LENGTH and not any(PAST_WORDS.search(line) for _, line in lines[:2])
