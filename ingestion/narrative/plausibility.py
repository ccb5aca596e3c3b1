"""What can be true and still needs a word from the reporter: every doubt shows its arithmetic, and
no figure is changed for it.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from ingestion.narrative.confidence import Contradiction
from ingestion.narrative.fact import Fact
from ingestion.narrative.homes import OTHER
from ingestion.narrative.identities import stated
from ingestion.narrative.intervals import ZERO, span, verdict
from ingestion.narrative.segments import Segment
from ingestion.reference.catalogue import Catalogue

# What comes from above is part of what a budget gains in the year, unless it was planned in it or
# went to others: possible, and worth a question.
_WITHIN = (("subsidy_received", "dept_budget_added"),)
_NEARLY_ALL = Decimal("0.9")
_NEARLY_SAME = Decimal("0.01")
_LEAST_NUMBER = 100
_LEAST_PARTS = 3
_NEAR_LINES = 6  # so far above a heading still speaks for a paragraph
_PLACES = r"(?P<n>[0-9]{1,4})个(?P<kind>街道|乡镇|社区|行政村|县市区|县区|区县|村)"
_OF_ALL = re.compile(rf"全[省市州县区](?:的|共)?{_PLACES}")
_ANY = re.compile(rf"(?<![0-9.]){_PLACES}")
_MARKER = re.compile(r"[（(]?[一二三四五六七八九十0-9]{1,3}[）)、.．]")


def doubts(facts: list[Fact], segment: Segment, catalogue: Catalogue) -> Iterator[Contradiction]:
    """Everything in one segment that a careful reader would ask about."""
    yield from _parts_short(facts)
    yield from _nearly_same(facts)
    yield from _beyond(facts)
    yield from _without_base(facts, catalogue)
    yield from _under_other_heading(facts, segment, catalogue)
    yield from _more_than_all(facts, segment)


def _parts_short(facts: list[Fact]) -> Iterator[Contradiction]:
    """A list of the total's own kind, in its sentence, that names nearly all of it and still misses
    it. 其中 promises no full list, so shorter ones are left alone."""
    listed: dict[int, list[int]] = defaultdict(list)
    for i, fact in enumerate(facts):
        if fact.part_of is None or fact.masked:
            continue
        whole = facts[fact.part_of]
        if (fact.measure, fact.quote) == (whole.measure, whole.quote):
            listed[fact.part_of].append(i)
    for total, members in listed.items():
        whole, sums = facts[total], ZERO
        for i in members:
            sums += span(facts[i])
        if len(members) < _LEAST_PARTS or sums.high is None or whole.value is None:
            continue
        short = verdict(span(whole), "<=", sums) == "fails"
        if short and sums.high >= whole.value * _NEARLY_ALL:
            words = "、".join(facts[i].text for i in members)
            said = (
                f"所列各项（{words}）合计{sums}，少于“{whole.text}”，未列的是什么，还是总数有误？"
            )
            yield Contradiction(
                (total, *members), "report.parts_short", said, whole.text, str(sums)
            )


def _nearly_same(facts: list[Fact]) -> Iterator[Contradiction]:
    """Two exact numbers of one measure that hardly differ: one count printed twice, perhaps."""
    numbers: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, fact in enumerate(facts):
        counted = fact.measure != OTHER and fact.repeats is None and fact.qualifier == "exact"
        if counted and fact.value is not None and fact.value >= _LEAST_NUMBER:
            numbers[(fact.measure, fact.unit, fact.period[:4], fact.status)].append(i)
    for indexes in numbers.values():
        for i, j in combinations(indexes, 2):
            one, other = sorted((facts[i].value or Decimal(0), facts[j].value or Decimal(0)))
            if 0 < other - one <= other * _NEARLY_SAME:
                said = (
                    f"“{facts[i].text}”与“{facts[j].text}”几乎相同，是一项统计的两个数，"
                    "还是两项统计？请说明，不要相加。"
                )
                yield Contradiction(
                    (i, j), "report.nearly_same", said, facts[i].text, facts[j].text
                )


def _beyond(facts: list[Fact]) -> Iterator[Contradiction]:
    known = stated(facts)
    for part, whole in _WITHIN:
        for (measure, period), i in known.items():
            j = known.get((whole, period))
            if measure != part or j is None:
                continue
            if verdict(span(facts[i]), "<=", span(facts[j])) == "fails":
                said = (
                    f"取得的“{facts[i].text}”大于年中追加的“{facts[j].text}”，"
                    "是否有一部分已列入年初预算，或直接拨给了其他单位？"
                )
                yield Contradiction((i, j), "report.beyond", said, facts[j].text, facts[i].text)


def _without_base(facts: list[Fact], catalogue: Catalogue) -> Iterator[Contradiction]:
    """A figure per resident whose total the report does not give cannot be computed again."""
    known = stated(facts)
    for (measure, period), i in known.items():
        indicator = catalogue.indicators.get(measure)
        below = catalogue.indicators.get(indicator.denominator or "") if indicator else None
        if indicator is None or below is None or below.behaviour != "reference":
            continue
        if all((code, period) in known for code in indicator.numerator):
            continue
        names = "、".join(catalogue.indicators[code].name_zh for code in indicator.numerator)
        said = f"“{facts[i].text}”没有写明{names}和所用的人口数（常住还是户籍），无法复算，请补充。"
        yield Contradiction((i,), "report.no_base", said, names, facts[i].text)


def _under_other_heading(
    facts: list[Fact], segment: Segment, catalogue: Catalogue
) -> Iterator[Contradiction]:
    """A heading names a part, the figure under it is the total of which that is a part."""
    told: set[str] = set()
    for i, fact in enumerate(facts):
        indicator = catalogue.indicators.get(fact.measure)
        if indicator is None:
            continue
        parts = {code for sums in catalogue.sums(fact.measure) for _, code in sums}
        names = [catalogue.indicators[code].name_zh for code in parts & catalogue.indicators.keys()]
        heading = _heading(segment, fact)
        named = [name for name in names if name in heading]
        if not named or indicator.name_zh in heading or heading in told:
            continue
        told.add(heading)
        said = f"标题是“{heading}”，“{fact.text}”却是{indicator.name_zh}，请核对标题或数字。"
        yield Contradiction((i,), "report.heading_differs", said, named[0], indicator.name_zh)


def _heading(segment: Segment, fact: Fact) -> str:
    """The nearest numbered heading above the sentence of a fact, without its number; '' if none."""
    before = segment.flow.source[: fact.quote[0] - segment.start]
    for line in reversed(before.splitlines()[-_NEAR_LINES:]):
        said = line.strip()
        match = _MARKER.match(said)
        if match and len(said) <= 30 and said[-1] not in "。；，":
            return said[match.end() :]
    return ""


def _more_than_all(facts: list[Fact], segment: Segment) -> Iterator[Contradiction]:
    """全区 7 个街道, and elsewhere 12 of them: not all, or not seven."""
    text = segment.flow.text
    for whole in _OF_ALL.finditer(text):
        more = [
            m
            for m in _ANY.finditer(text)
            if m["kind"] == whole["kind"] and int(m["n"]) > int(whole["n"])
        ]
        at = segment.flow.span(whole.start("n"), whole.end("n"))[0]
        near = [i for i, fact in enumerate(facts) if fact.start <= at < fact.end]
        if more and near:
            said = f"“{whole[0]}”不是全部：另一处是“{more[0][0]}”，请说明{whole['kind']}总数。"
            yield Contradiction((near[0],), "report.not_all", said, more[0][0], whole[0])
