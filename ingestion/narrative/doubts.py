"""What speaks against a fact: words beside it that make another thing of the figure.

A figure is loaded unseen only where nothing does. The words are data (`doubts.csv`): each row says
where to look, of which measures, and in Chinese what is doubtful, for the person who decides.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ingestion.narrative.actors import is_foreign, is_led_by_other
from ingestion.narrative.context import Context
from ingestion.narrative.measures import is_participants, nature
from ingestion.narrative.moments import When
from ingestion.narrative.places import Office

DOUBTS = Path(__file__).with_name("doubts.csv")
_UNTIL = re.compile(r"截[至止][^，。]{0,8}(?<![0-9])(?:[1-9]|1[01])月")
_HALL = re.compile(r"[\u4e00-\u9fff]{2,5}[县区市旗](?=科技馆)")
_YEARLY = frozenset(
    {"fund_budget_fiscal", "fund_per_capita", "fund_special_per_capita", "literacy_rate"}
)


@dataclass(frozen=True, slots=True)
class Doubt:
    """One row of `doubts.csv`, compiled."""

    rule: str
    where: str
    of: frozenset[str]
    words: re.Pattern[str]
    doubt: str


@cache
def rows() -> tuple[Doubt, ...]:
    """All rows in the order of the file."""
    with DOUBTS.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Doubt(
                row["rule"],
                row["where"],
                frozenset(row["of"].split("|")) - {""},
                re.compile(row["words"]),
                row["doubt"],
            )
            for row in csv.DictReader(lines)
        )


@cache
def _rows_of(measure: str, plan: bool) -> tuple[Doubt, ...]:
    """The rows that speak of `measure`: of all, of it, its family, its nature or its status."""
    family = measure.partition("_")[0]
    classes = {measure, family, nature(measure), "plan" if plan else "actual"}
    if is_participants(measure):
        classes.add("participants")
    return tuple(row for row in rows() if not row.of or classes & row.of)


def said_against(measure: str, time: When, context: Context, office: Office) -> Iterator[str]:
    """In Chinese, each doubt that the words around a figure of `measure` raise; `office` is the
    association that speaks."""
    texts = {
        "clause": context.clause,
        "near": "，".join((*reversed(context.back[:1]), context.clause)),
        "sentence": f"{context.sentence}{context.head}",
        "whole": context.whole_sentence,
        "paragraph": context.paragraph,
    }
    for row in _rows_of(measure, time.plan):
        if row.words.search(texts[row.where]):
            yield row.doubt
    if _UNTIL.search(context.sentence) and nature(measure) == "act" and len(time.period) == 4:
        yield "截至某月的数，不一定是全年的"
    if measure in _YEARLY and "/" in time.period:
        yield "按年计的数，与所属期不合"
    hall = _HALL.search(context.clause)
    if measure.startswith("museum") and hall and not office.name.startswith(hall[0]):
        yield "不一定是本单位的科技馆"
    foreign = nature(measure) != "own" and is_foreign(context, office.name, office.level)
    if foreign or is_led_by_other(context, office.name):
        yield "由本单位以外的一家举办或所有"
