"""Figures without a noun of their own: they count what the figure before them counts.

Lists name the thing once (一等奖5项、二等奖11项), a change names it before its first value
(由450人增加到612人), and 其中 leaves it out of the part (其中市本级举办46期).
"""

import re
from functools import cache

from ingestion.narrative.context import Context
from ingestion.narrative.fact import Fact
from ingestion.narrative.homes import OTHER, UNSURE, Home, compiled, find_home
from ingestion.narrative.parts import graded, is_part
from ingestion.narrative.quantity import Quantity
from ingestion.narrative.units import alike

_PAREN = r"(?:[（(][^（）()]{0,10}[）)])?"
_OF_WHICH = re.compile(r"其中[：:，,]?[^。；;]{0,14}$")
_VALUE = re.compile(
    r"(?:年度|年初|全年)?(?:指标|目标|计划|任务|实际)?(?:完成)?(?:值|数|情况)?[≥≤>为]?"
)
TARGET = re.compile(r"^[（(]?(?:年度|年初|全年)?(?:目标|指标|任务|计划)(?:值|数)?[≥≤>为]?$")
_HEADING = re.compile(r"(?:^|[；;。]|[0-9][.．、])([^：:，,；;。]{2,24})[：:]")
_UNIT_ASIDE = re.compile(r"[（(][\u4e00-\u9fff]{1,4}[）)]$|(?:场次|次数)$")
_SAYS_VALUE = re.compile(r"值|指标|目标|计划|任务|实际|完成")
_FIGURE = re.compile(r"[0-9]")
_OPENED = re.compile(r"[（(][^）)]*$")  # 16.6分（满20分）: what an aside says is of its own kind
_PERSONS = frozenset({"人", "人次"})
_NEAR = 120  # 其中 may open the sentence after the total's
_KIND = re.compile(r"、[\u4e00-\u9fff“”]{2,8}")  # 其中急救知识19场、防诈骗17场
_ACTED = re.compile(r"(?:组织|开展|举办|完成|承办|参与|参加.{0,3}|直接举办|直接组织)$")


@cache
def _item() -> re.Pattern[str]:
    """All that may stand between two figures of one list: 、二等奖, （满分20分）、产出."""
    mark = rf"{_PAREN}[、，,；;]?(?:和|及|与)?"
    return compiled(mark + r"(?:{item}){0,2}(?:为|共|达|得分|有)?")


@cache
def _then() -> re.Pattern[str]:
    """All that may stand between two values of one change: 增加到2020年的, ，实际完成."""
    when = r"[，,；;]?(?:到?20[0-9]{2}年的?)?(?:全年|目前|现)?"
    return compiled(when + r"(?:{then}){1,2}[^，,。；;]{0,4}")


@cache
def _graded() -> re.Pattern[str]:
    """All that may open an aside with the parts of the figure before it: （国家级, （其中省级."""
    return compiled(r"[（(](?:其中|含|包括)?[：:]?{item}(?:的|有|为)?")


def in_brackets(quantity: Quantity, home: Home, between: str, facts: list[Fact]) -> Home | None:
    """The home of the parts that an aside lists: 基地总数增至41家（国家级2家、省级13家）; None
    where `home` is one of the measures that the total is made of."""
    if not facts or facts[-1].masked or facts[-1].measure == OTHER:
        return None
    last, listed = facts[-1], facts[-1].rule.startswith("aside.")
    if is_part(home.measure, last.measure):
        return None
    same = alike(last.unit, quantity.unit) and quantity.unit != "分"
    if same and (_graded().fullmatch(between) or (listed and _item().fullmatch(between))):
        measure = graded(last.measure, between)
        return Home(measure, f"aside.{_root(last)}", UNSURE not in last.doubts, 90)
    return None


def carried(
    quantity: Quantity, context: Context, between: str, facts: list[Fact], sentence: int
) -> Home | None:
    """The home that a figure without one takes over; `between` is the text since the figure
    before, `sentence` where the sentence starts in the file."""
    if not facts or facts[-1].masked:
        return None
    return _of_the_last(quantity, context, between, facts[-1]) or (
        None if _OPENED.search(between) else _of_which(quantity, context, facts, sentence)
    )


def _of_the_last(quantity: Quantity, context: Context, between: str, last: Fact) -> Home | None:
    """The home of the figure just before: an item of its list, its later value, its target."""
    if last.measure == OTHER or last.unit != quantity.unit:
        return None
    later = Home(last.measure, f"then.{_root(last)}", False, 60)
    if TARGET.search(context.lead):
        return later
    if _OPENED.search(between) or context.head:
        return None
    if _item().fullmatch(between):
        sure = UNSURE not in last.doubts and not last.rule.startswith("then.")
        measure = graded(last.measure, between)
        return Home(measure, f"item.{_root(last)}", sure, 90)
    if last.rule.startswith("part.") and _KIND.fullmatch(between):
        return Home(last.measure, f"part.{_root(last)}", False, 60)
    return later if _then().fullmatch(between) else None


def _of_which(
    quantity: Quantity, context: Context, facts: list[Fact], sentence: int
) -> Home | None:
    """The home of the nearest figure in the same unit, for a part after 其中; never of money."""
    if quantity.unit == "元" or not (
        context.lead.startswith("其中")
        or context.back[:1] == ("其中",)
        or (_OF_WHICH.search(context.sentence) and _ACTED.search(context.lead))
    ):
        return None
    for fact in reversed(facts):
        if fact.start < sentence - _NEAR:
            break
        if {fact.unit, quantity.unit} <= _PERSONS or fact.unit == quantity.unit:
            if fact.measure == OTHER:
                continue
            measure = graded(fact.measure, context.lead)
            return Home(measure, f"part.{_root(fact)}", False, 60)
    return None


def under_heading(quantity: Quantity, context: Context) -> Home | None:
    """The home that the item before a colon gives: 举办科普活动：指标值80场，完成值126场."""
    if not _VALUE.fullmatch(context.lead):
        return None
    for head in (*_named_before(context), *_HEADING.findall(context.stretch)[-1:]):
        name = _UNIT_ASIDE.sub("", head)
        home = find_home(quantity, context._replace(clause=f"{name}#", lead=name, head=""))
        if home.measure != OTHER:
            return home._replace(rule=f"head.{home.rule}", strong=False)
    return None


def _named_before(context: Context) -> list[str]:
    """科普讲座场次，目标值20场，完成值25场: the nearest clause before that says no value itself."""
    if not _SAYS_VALUE.search(context.lead):
        return []
    return [c for c in context.back[:3] if not _FIGURE.search(c) and not _VALUE.fullmatch(c)][:1]


def _root(fact: Fact) -> str:
    """The pattern at the bottom of a chain of carried figures."""
    for prefix in ("item.", "then.", "part.", "head.", "aside."):
        if fact.rule.startswith(prefix):
            return fact.rule.removeprefix(prefix)
    return fact.rule
