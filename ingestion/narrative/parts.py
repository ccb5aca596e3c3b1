"""Which total a figure is a stated part of, and what it takes over from the figures beside it."""

import re
from typing import NamedTuple

from ingestion.narrative import measures
from ingestion.narrative.context import Context
from ingestion.narrative.fact import Fact
from ingestion.narrative.flow import Flow
from ingestion.narrative.homes import OTHER
from ingestion.narrative.quantity import Quantity
from ingestion.narrative.units import alike

_OF_WHICH = "其中"
_ENUMERATED = re.compile(r"^[一二三四五六七八九]是|[。；;][一二三四五六七八九]是")
_ITEM = re.compile(r"[一二三四五六七八九]是(?!.*[。；;][一二三四五六七八九]是)")
_OVERALL = ("act_total", "act_participants")
_VOLUNTEERS = ("volunteer_registered", "volunteer_org")
# Codes of the first edition that are parts of another code by definition.
_PARTS = {
    "ws_total": {"ws_academician", "ws_expert_provincial", "ws_expert_municipal", "ws_innovation"},
    "ws_new": {"ws_new_provincial", "ws_new_municipal"},
    "ws_evaluated": {"ws_eval_excellent", "ws_eval_pass", "ws_eval_fail"},
    "dept_expense_total": {"dept_expense_basic", "dept_expense_project"},
    "dept_revenue_final": {"dept_revenue_fiscal"},
    "dept_budget_total": {"dept_budget_fiscal", "dept_carryover_prev"},
    "fund_raised_total": {"fund_gov_appropriation", "fund_donation", "fund_self_raised"},
    "fund_gov_appropriation": {"fund_gov_special"},
    "fund_used_total": {"exp_admin", "exp_activity", "exp_venue_capital", "exp_exhibit"},
}

_GRADES = (("省级", "_provincial"), ("市级", "_municipal"))


def is_part(measure: str, total: str) -> bool:
    """Whether `measure` is by definition a part of `total`."""
    return measure in _PARTS.get(total, ())


def graded(total: str, words: str) -> str:
    """The part of `total` that the grade in `words` names (省级 of ws_new), else `total`."""
    whole = total.removesuffix("_provincial").removesuffix("_municipal")
    for grade, ending in _GRADES:
        if grade in words and is_part(whole + ending, whole):
            return whole + ending
    return total


class Place(NamedTuple):
    """Where a quantity stands, in offsets of the file: its sentence, its paragraph, the last 其中
    before it in the sentence, the last 其中： in the paragraph (None if there is none), and whether
    it is in a list 一是…二是, and whether its paragraph is one item of it."""

    sentence: int
    paragraph: int
    of_which: int | None
    list_from: int | None
    enumerated: bool
    opened: bool


def place_of(flow: Flow, context: Context) -> Place:
    """The place of the quantity that `context` is about."""
    at = context.sentence.rfind(_OF_WHICH)
    start, paragraph = context.sentence_start, context.paragraph_start
    opened = max(context.paragraph.rfind(f"{_OF_WHICH}{colon}") for colon in "：:")
    return Place(
        flow.span(start, start + 1)[0],
        flow.span(paragraph, paragraph + 1)[0],
        flow.span(start + at, start + at + 1)[0] if at >= 0 else None,
        flow.span(paragraph + opened, paragraph + opened + 1)[0] if opened >= 0 else None,
        bool(_ENUMERATED.search(context.paragraph)),
        bool(_ITEM.match(context.paragraph)),
    )


def total_of(place: Place, quantity: Quantity, measure: str, earlier: list[Fact]) -> int | None:
    """The index of the total that this quantity is a stated part of: after 其中, or in a list
    一是…四是 of kinds of activity; always of the same kind of thing."""
    if measure == OTHER:
        return None
    if place.of_which is None:
        listed = _listed_under(place, quantity, measure, earlier)
        return _in_open_list(place, quantity, measure, earlier) if listed is None else listed
    for index in range(len(earlier) - 1, -1, -1):
        fact = earlier[index]
        if fact.start < place.sentence:
            break
        if fact.start < place.of_which and _same_kind(fact, quantity, measure):
            return index
    return None


def _in_open_list(
    place: Place, quantity: Quantity, measure: str, earlier: list[Fact]
) -> int | None:
    """其中： opens a list that runs on in further sentences of the paragraph: a figure of the very
    measure of the total is a part of it, others are not."""
    if place.list_from is None:
        return None
    totals = [
        i
        for i, fact in enumerate(earlier)
        if place.paragraph <= fact.start < place.list_from
        and fact.measure == measure
        and _same_kind(fact, quantity, measure)
    ]
    return totals[-1] if totals else None


def _listed_under(
    place: Place, quantity: Quantity, measure: str, earlier: list[Fact]
) -> int | None:
    if not place.enumerated or measure in _OVERALL:
        return None
    if measures.participants_of(measure):
        wanted = "act_total"
    elif measures.is_participants(measure):
        wanted = "act_participants"
    else:
        return None
    for index, fact in enumerate(earlier):
        if fact.start >= place.paragraph and fact.measure == wanted:
            return index if alike(quantity.unit, fact.unit) else None
    return None


def _same_kind(total: Fact, part: Quantity, measure: str) -> bool:
    if total.measure == OTHER or total.masked or total.unit != part.unit:
        return False
    return total.measure == measure or measure in _PARTS.get(total.measure, ())


def inherited_scope(place: Place, measure: str, total: Fact | None, earlier: list[Fact]) -> str:
    """The scope of the total this stands under, or of the volunteers counted beside it; ''."""
    if total is not None:
        return total.scope
    if measure == "volunteer_activity":
        beside = [f for f in earlier if f.start >= place.sentence and f.measure in _VOLUNTEERS]
        return beside[-1].scope if beside else ""
    if place.enumerated:
        for fact in earlier:
            # What 二是 opens takes over nothing from the sentences before of its own item.
            if place.opened and fact.start < place.sentence:
                continue
            if fact.start >= place.paragraph and fact.measure in ("act_total", "five_entry_count"):
                return fact.scope
    return ""
