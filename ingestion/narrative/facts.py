"""Facts of a report: every quantity with its home, time, scope, parts and how sure we are.

A fact is `sure` only where measure, number, unit, scope, period and office all rest on strong
rules; `doubts` says in Chinese what speaks against it otherwise.
"""

import re
from decimal import Decimal
from types import MappingProxyType

from ingestion.narrative import scope as scopes
from ingestion.narrative.carry import TARGET, carried, in_brackets, under_heading
from ingestion.narrative.context import Context, Contexts
from ingestion.narrative.doubts import said_against
from ingestion.narrative.fact import Fact
from ingestion.narrative.homes import OTHER, RATE, UNSURE, Home, find_home, is_contested
from ingestion.narrative.measures import is_participants, participants_of
from ingestion.narrative.moments import When, when
from ingestion.narrative.names import Names, by_name
from ingestion.narrative.parts import inherited_scope, place_of, total_of
from ingestion.narrative.quantity import Quantity, find_in_flow
from ingestion.narrative.segments import Segment
from ingestion.narrative.table_cells import TableCell, read_cells
from ingestion.narrative.unitless import UNIT_ABOVE, unitless, years_told

_PERSONS_BEFORE = re.compile(
    r"(?:专家|群众|居民|学生|教师|人员|公众|参观者|志愿者|市民|师生|农民|职工|医务人员|人才|教授|村民|院士)"
    r"(?:参与|参加|出动)?$"
)
_GENERIC_PEOPLE = re.compile(
    r"(?:参加|参与|受益|受众|惠及|覆盖|吸引|服务|参训|受训|到场|观众|听众|培训|线上线下|辐射|受教育)"
)
_BARE_LIST = re.compile(r"[、，,/]?(?:共|计|共计|约)?")
_EVENTS = "场次"
_LESSONS = frozenset({"节", "课时", "学时"})  # whose people come next, whatever was taught
_PARTED = re.compile(r"。|[；;][（(]?[0-9一二三四五六七八九十]{1,2}[、.．）)是要]")
_BUDGET = "dept_budget"
# Who was taught, asked or came into a museum says himself of which activity he is counted.
_OWN_PEOPLE = re.compile(r"培训|受训|参训|咨询|义诊|馆")
_TOTAL_WORDS = re.compile(r"全年|今年以来|年度|共|累计|总|全[省市县区]")
# How far from its noun a count of people may stand that no count of activities precedes.
_NEAR = {"act_participants": -1, "training_participants": 0}
_FAR = 8  # words in another sentence of the paragraph; see `homes`
_PLANNED = {
    "ws_new": "ws_planned_new",
    "ws_new_provincial": "ws_planned_new",
    "ws_new_municipal": "ws_planned_new",
    "literacy_rate": "literacy_rate_target",
}


def read_facts(segment: Segment, names: Names = MappingProxyType({})) -> list[Fact]:
    """All facts of one segment in the order of the text, masked ones included; `names` are those
    of the catalogue."""
    text = segment.flow.text
    tables = {cell.quantity.start: cell for cell in read_cells(segment.flow)}
    quantities = [_with_person_unit(text, q) for q in find_in_flow(text)]
    quantities += _stated_none(text)
    quantities = _beside(quantities, [cell.quantity for cell in tables.values()])
    quantities = _beside(list(unitless(text)), quantities)
    told = years_told(text, quantities)
    contexts = Contexts(text, quantities)
    facts: list[Fact] = []
    for i, quantity in enumerate(quantities):
        if (cell := tables.get(quantity.start)) is not None:
            facts.append(_of_table(segment, cell, facts, names))
            continue
        context = contexts.of(i)
        home = by_name(find_home(quantity, context), context, names)
        between = text[quantities[i - 1].end : quantity.start] if i else ""
        home = in_brackets(quantity, home, between, facts) or home
        if home.measure == OTHER and home.rule != RATE:
            sentence = segment.flow.span(context.sentence_start, context.sentence_start + 1)[0]
            home = (
                under_heading(quantity, context)
                or carried(quantity, context, between, facts, sentence)
                or home
            )
        near = _activities_of(context, home, between, facts)
        home = _paired_home(quantity, home, near, segment)
        fact = _fact(segment, quantity, context, home, facts)
        if year := told.get(quantity.start):
            fact = fact._replace(period=year)
        facts.append(fact)
    return _shared_audiences(facts)


def _beside(found: list[Quantity], known: list[Quantity]) -> list[Quantity]:
    """What is known, and what was found where nothing is known, in the order of the text."""
    taken = {at for q in known for at in range(q.start, q.end)}
    others = [q for q in found if taken.isdisjoint(range(q.start, q.end))]
    return sorted([*others, *known], key=lambda q: q.start)


def _of_table(segment: Segment, cell: TableCell, earlier: list[Fact], names: Names) -> Fact:
    """The figure of a table cell: its words are the row's and the column's, and a person sees it
    before it counts."""
    home = by_name(find_home(cell.quantity, cell.context), cell.context, names)
    if home.measure == OTHER:
        # 科普教育基地 alone in its row: what there is, for nothing is said to have been done.
        home = find_home(cell.quantity, cell.context._replace(clause=f"现有{cell.context.clause}"))
    home = home if cell.housed else Home(OTHER, "table", True)
    fact = _fact(segment, cell.quantity, cell.context, home, earlier)
    return fact._replace(doubts=(*fact.doubts, "数字在表格中，请核对行、列和单位"))


def _shared_audiences(facts: list[Fact]) -> list[Fact]:
    """A count of activities and the participants after it are for the same people."""
    out = list(facts)
    for i in range(len(out) - 1):
        one, other = out[i], out[i + 1]
        if participants_of(one.measure) != other.measure or one.quote != other.quote:
            continue
        named = [f.audience for f in (other, one) if f.audience not in ("", scopes.PUBLIC)]
        if len(set(named)) == 1:
            out[i] = one._replace(audience=named[0])
            out[i + 1] = other._replace(audience=named[0])
    return out


def _with_person_unit(text: str, q: Quantity) -> Quantity:
    """40余次 of experts are 人次; 人数 before a bare number says the same."""
    if q.unit_printed == "次" and _PERSONS_BEFORE.search(text[max(0, q.start - 8) : q.start]):
        return q._replace(unit="人次")
    return q


def _stated_none(text: str) -> list[Quantity]:
    """无“三公”经费开支 is a stated zero of money."""
    zero = Decimal(0)
    return [
        Quantity(m.start(), m.start() + 1, "无", zero, zero, zero, "元", "")
        for m in re.finditer(r"(?<=[年度均，,])无(?=“?三公”?(?:经费|支出))", text)
    ]


def _activities_of(context: Context, home: Home, between: str, facts: list[Fact]) -> list[Fact]:
    """The figures before a count of people that may be their activities: of a bare 15场、460人次
    the one right before it."""
    if home.measure == OTHER and not context.head and _BARE_LIST.fullmatch(between):
        return facts[-1:]
    return facts[-4:] if _GENERIC_PEOPLE.search(context.clause) else []


def _paired_home(quantity: Quantity, home: Home, near: list[Fact], segment: Segment) -> Home:
    """Participants named right after a count of activities are the participants of those."""
    if quantity.unit not in ("人", "人次") or home.rule == RATE:
        return home
    if home.strong and home.score >= 86:
        return home
    here = segment.flow.span(quantity.start, quantity.end)[0]
    for fact in reversed(near):
        if _PARTED.search(segment.flow.source[fact.end - segment.start : here - segment.start]):
            break
        if fact.measure == OTHER and fact.unit in _LESSONS:
            break
        partner = participants_of(fact.measure)
        if partner and not fact.masked:
            return Home(partner, f"pair.{fact.rule}", UNSURE not in fact.doubts, 100)
    return home


def _fact(
    segment: Segment, quantity: Quantity, context: Context, home: Home, earlier: list[Fact]
) -> Fact:
    flow, timeline = segment.flow, segment.timeline
    start, end = flow.span(quantity.start, quantity.end)
    previous = flow.text[max(0, context.sentence_start - 120) : context.sentence_start]
    sentence = context.sentence if quantity.start > context.sentence_start else ""
    time = when(timeline, quantity.start, sentence, context.clause, previous)
    if TARGET.search(context.lead):
        time = time._replace(plan=True)
    if home.measure.startswith(_BUDGET) and not timeline.section(quantity.start).plan:
        time = time._replace(plan=False)  # a budget was approved, whatever it is for
    measure = _PLANNED.get(home.measure, home.measure) if time.plan else home.measure
    place = place_of(flow, context)
    part_of = total_of(place, quantity, measure, earlier)
    total = earlier[part_of] if part_of is not None else None
    inherited = inherited_scope(place, measure, total, earlier)
    scoped = scopes.find_scope(measure, context, inherited, segment.of_area)
    scoped = scopes.plausible(scoped, measure, quantity)
    doubts = _doubts(quantity, home, time, scoped.strong, segment)
    near = _NEAR.get(measure, 2)
    if is_participants(measure) and home.distance > near and not _follows(measure, earlier):
        doubts += ("是哪一项活动的受众不确定",)
    quote_start, quote_end = context.sentence_start, context.sentence_end
    quote = flow.span(quote_start, max(quote_end, quote_start + 1))
    if not _OWN_PEOPLE.search(context.clause) and _is_of_another(measure, earlier, quote[0]):
        doubts += ("前面还有别的活动，受众属哪一项不确定",)
    if measure != OTHER:
        doubts += tuple(said_against(measure, time, context, segment.office))
    return Fact(
        start=start, end=end, text=flow.source[start - segment.start : end - segment.start],
        value=quantity.value, unit=quantity.unit, unit_printed=quantity.unit_printed,
        qualifier=quantity.qualifier, lower=quantity.lower, upper=quantity.upper,
        measure=measure, rule=home.rule, period=time.period,
        status="plan" if time.plan else "actual", scope=scoped.scope,
        audience=scopes.find_audience(context), grade=scopes.find_grade(context),
        part_of=part_of, quote=quote,
        clause=context.clause, as_total=bool(_TOTAL_WORDS.search(context.clause)),
        masked=quantity.masked, doubts=doubts,
    )  # fmt: skip


def _follows(measure: str, earlier: list[Fact]) -> bool:
    """Whether the last activities counted are those of these participants, and no people of any
    activity stand between."""
    for fact in reversed(earlier[-4:]):
        if is_participants(fact.measure):
            return False
        if partner := participants_of(fact.measure):
            return partner == measure
    return False


def _is_of_another(measure: str, earlier: list[Fact], sentence: int) -> bool:
    """Whether participants follow activities of another kind in their sentence."""
    if not is_participants(measure):
        return False
    for fact in reversed(earlier):
        if fact.quote[0] != sentence or is_participants(fact.measure):
            return False
        if fact.unit == _EVENTS and participants_of(fact.measure) != measure:
            return True
    return False


def _doubts(
    quantity: Quantity, home: Home, time: When, scope_strong: bool, segment: Segment
) -> tuple[str, ...]:
    """In Chinese, all that keeps a fact from being sure."""
    office = segment.office
    said = (
        (home.measure != OTHER and (not home.strong or is_contested(home)), UNSURE),
        (home.distance >= _FAR, "指标用词离数字太远"),
        (quantity.masked, "数字被遮盖或缺失"),
        # 近2400余: the interval around the number holds both readings; a lost digit holds neither.
        ("digit" in quantity.remark, "数字前面可能缺数字"),
        (quantity.remark == UNIT_ABOVE, "数字旁没有单位，单位取自上文"),
        (not time.period, "正文没有年份依据"),
        (bool(time.period) and not time.strong, "所属期不确定"),
        (not scope_strong, "本级或含下级不确定"),
        (office.code is None, "单位不明，没有代码"),
        (office.code is not None and not office.strong, "单位依据不足"),
    )
    return tuple(doubt for holds, doubt in said if holds)
