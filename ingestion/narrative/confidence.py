"""What one document says twice, and what contradicts itself: repeats, rivals, parts and totals."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ingestion.narrative.fact import Fact
from ingestion.narrative.homes import OTHER
from ingestion.narrative.intervals import ZERO, span, verdict

_Cell = tuple[str, ...]
_YEARLY = re.compile(r"全年|年度|今年以来|全[省市县区](?:共|累计|现有|已)")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Figures of one segment that cannot all be right: their indexes, and the sentence for it."""

    indexes: tuple[int, ...]
    rule: str
    message: str
    expected: str
    found: str


def cell(fact: Fact) -> _Cell:
    """What a fact speaks about, without its figure."""
    return (fact.measure, fact.period, fact.status, fact.scope, fact.audience, fact.grade)


def _figure(fact: Fact) -> tuple[object, ...]:
    return (fact.value, fact.lower, fact.upper)


def settle(facts: list[Fact], homes: list[_Cell]) -> list[Fact]:
    """Mark repeats, and leave at most one sure figure for a cell of the catalogue (`homes`, beside
    each fact): the one presented as the annual total, else none of the rivals."""
    facts = _agreed(_mark_repeats(facts, homes))
    rivals: dict[_Cell, list[int]] = defaultdict(list)
    for i, fact in enumerate(facts):
        if fact.confidence == "sure" and fact.repeats is None:
            rivals[(*homes[i], fact.period, fact.status, fact.scope)].append(i)
    for indexes in rivals.values():
        if len({_figure(facts[i]) for i in indexes}) < 2:
            continue
        parts = {i for i in indexes if facts[i].part_of in indexes}
        totals = [i for i in indexes if i not in parts and facts[i].as_total]
        whole = [i for i in indexes if i not in parts]
        keep = totals[0] if len(totals) == 1 else (whole[0] if len(whole) == 1 else None)
        for i in indexes:
            if i != keep:
                facts[i] = _doubted(facts[i], "同一指标在本文另有不同数字")
    for found in _parts_beyond_total(facts):
        total = found.indexes[0]
        facts[total] = _doubted(facts[total], "分项合计超过总数")
    return facts


def _doubted(fact: Fact, doubt: str) -> Fact:
    return fact._replace(doubts=(*fact.doubts, doubt))


def _mark_repeats(facts: list[Fact], homes: list[_Cell]) -> list[Fact]:
    first: dict[tuple[object, ...], int] = {}
    out = list(facts)
    for i, fact in enumerate(facts):
        if fact.masked or fact.measure == OTHER:
            continue
        key = (*homes[i], *cell(fact), *_figure(fact), fact.unit)
        if key in first:
            out[i] = fact._replace(repeats=first[key])
        else:
            first[key] = i
    return out


def _agreed(facts: list[Fact]) -> list[Fact]:
    """One fact with two places is as sure as the surer of them."""
    sure = {
        fact.repeats if fact.repeats is not None else i
        for i, fact in enumerate(facts)
        if fact.confidence == "sure"
    }
    return [
        fact._replace(doubts=())
        if fact.doubts and (i if fact.repeats is None else fact.repeats) in sure
        else fact
        for i, fact in enumerate(facts)
    ]


def contradictions(facts: list[Fact]) -> Iterable[Contradiction]:
    """Parts against totals and one quantity with two values, judged on intervals."""
    yield from _parts_beyond_total(facts)
    yield from _two_values(facts)


def _parts_beyond_total(facts: list[Fact]) -> Iterable[Contradiction]:
    parts: dict[int, list[int]] = defaultdict(list)
    for i, fact in enumerate(facts):
        if fact.part_of is not None and not fact.masked:
            parts[fact.part_of].append(i)
    for total, members in parts.items():
        sums = ZERO
        for i in members:
            sums += span(facts[i])
        whole = facts[total]
        if verdict(sums, "<=", span(whole)) == "fails":
            listed = "、".join(facts[i].text for i in members)
            yield Contradiction(
                (total, *members), "report.parts_exceed_total",
                f"分项（{listed}）合计至少{sums.low}，超过总数“{whole.text}”的上限{whole.upper}，"
                "请核对。",
                f"不超过{whole.upper}", f"至少{sums.low}",
            )  # fmt: skip


def _two_values(facts: list[Fact]) -> Iterable[Contradiction]:
    stated: dict[_Cell, list[int]] = defaultdict(list)
    for i, fact in enumerate(facts):
        if (
            fact.measure != OTHER
            and not fact.masked
            and fact.as_total
            and _YEARLY.search(fact.clause)
        ):
            stated[(*cell(fact), fact.unit)].append(i)
    for indexes in stated.values():
        first = facts[indexes[0]]
        for i in indexes[1:]:
            other = facts[i]
            if other.repeats is None and verdict(span(first), "=", span(other)) == "fails":
                yield Contradiction(
                    (indexes[0], i), "report.two_values",
                    f"同一指标出现两个总数：“{first.text}”与“{other.text}”，请说明以哪个为准。",
                    first.text, other.text,
                )  # fmt: skip
