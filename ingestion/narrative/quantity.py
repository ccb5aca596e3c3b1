"""Quantities in Chinese: number, hedges, unit, and the interval that the wording supports.

`parse` reads the text of one cell, `find` all quantities of a prose text with their offsets.
What was masked or lost (18xxxx, XX人, 产值共亿元) comes back as masked, never as a small number.

Interval rule, with u the place value of the last non-zero digit after 万 and 亿 are multiplied out:
exact [v, v]; at_least [v, v+u]; at_most [v-u, v]; approx [v-u/2, v+u/2]; a range 3至5 is [3, 5]
with the lower end as its value.
"""

import re
from decimal import Decimal
from typing import Literal, NamedTuple

from ingestion.narrative.exclusions import Stretches, is_name_or_rule, is_threshold
from ingestion.narrative.flow import Flow
from ingestion.narrative.grammar import Candidate, candidate_at, scaled
from ingestion.narrative.masks import find_masked, has_lost_digits, read_masked
from ingestion.narrative.numerals import CHINESE, DIGITS, FORMAL, Number, informal
from ingestion.narrative.units import FIRST_OF_UNITS, MONEY, base_unit

Qualifier = Literal["exact", "at_least", "at_most", "approx"]

_UNIT_BEFORE = re.compile(
    r"(?P<w>人次|人数|场次|次数|数量|总数|总量|浏览量|阅读量|播放量|点击量|访问量|观看量|粉丝数?)"
    r"(?:达到|达|为|共|累计|已|约|近)*$"
)
_COUNT_WORDS = {"人次": "人次", "人数": "人", "场次": "场次", "次数": "场次"}
_BOOKS = re.compile(r"^[^，,。；;]{0,8}(?:书|读|手册|刊|画册|杂志)|^《|^[，,。；;）)]|^$")
_SCALE = re.compile(r"(?P<s>[千百]?[万亿])[余多]?$")
_LEAD = re.compile(r"(?:共计|合计|总计|累计|多达|高达|达到|人均|共|计|达|为)+")
_GROUPS = re.compile(r"(?<=[0-9])[ \u00a0\u2009\u202f](?=[0-9]{3}(?![0-9]))")
_PLAN_NAME = re.compile(r"十[一二三四五六七]五")
_DIGIT = re.compile(rf"[{DIGITS}{CHINESE}]")
# What may follow a Chinese numeral that counts: a hedge, a range, the start of a unit word.
_GOES_ON = "".join(sorted(frozenset("余多来几成半之xX×+＋—–－~～至到") | FIRST_OF_UNITS))
# 一 of 一致, 三 of 三农: most numerals are part of a word, and no number begins there.
_NUMBER = re.compile(
    rf"[{DIGITS}{CHINESE}](?:(?<=[{DIGITS}])|[{CHINESE}]*+(?=[{re.escape(_GOES_ON)}-]))"
)
_RUN = re.compile(rf"[{DIGITS}{CHINESE}.．]+")


class Quantity(NamedTuple):
    """One quantity. `value`, `lower`, `upper` are in the base `unit` (元, 人次, ...) and None if
    `masked`; `start` and `end` are offsets in the text given, end exclusive."""

    start: int
    end: int
    text: str
    value: Decimal | None
    lower: Decimal | None
    upper: Decimal | None
    unit: str
    unit_printed: str
    qualifier: Qualifier = "exact"
    masked: bool = False
    remark: str = ""


def interval(number: Number, hedges: set[str]) -> tuple[Decimal, Decimal, Decimal, Qualifier]:
    """(value, lower, upper, qualifier) of a number under hedges out of low, high and mid."""
    value, u = number.value, number.unit_place
    if number.high is not None:
        return value, value, number.high, "approx"
    if not hedges:
        return value, value, value, "exact"
    if hedges == {"low"}:
        return value, value, value + u, "at_least"
    if hedges == {"high"}:
        return value, value - u, value, "at_most"
    # 约, 左右 and hedges that contradict each other (近…余) all centre on the number.
    return value, value - u / 2, value + u / 2, "approx"


def _unit_of(text: str, candidate: Candidate) -> tuple[str, str]:
    """(base unit, printed unit), looking before the number where none follows it."""
    printed = candidate.unit
    before = text[max(0, candidate.start - 14) : candidate.start]
    if not printed:
        named = _UNIT_BEFORE.search(before)
        if named:
            return _COUNT_WORDS.get(named["w"], "人次" if "量" in named["w"] else "个"), ""
        return "", ""
    if printed in MONEY:
        # The 万 of 115.73万元 was read as part of the number, and is part of the printed unit.
        scale = _SCALE.search(text, candidate.number_start, candidate.number_end)
        printed = f"{scale['s']}元" if scale and printed == "元" else printed
        return ("元/人" if "人均" in re.split(r"[，,。；;]", before)[-1] else "元"), printed
    base = base_unit(printed)
    if printed == "本" and not _BOOKS.search(text[candidate.end : candidate.end + 12]):
        base = "本"
    return (f"{base}/{candidate.rate[1:]}", printed) if candidate.rate else (base, printed)


def _accepted(text: str, candidate: Candidate, stretches: Stretches) -> bool:
    start, end, unit = candidate.start, candidate.end, candidate.unit
    if candidate.bare and not candidate.hedges:
        return False
    if stretches.rule_at(candidate.number_start, candidate.number_end + bool(unit)):
        return False
    if is_name_or_rule(text, candidate.number_start, candidate.number_end, end, unit):
        return False
    hedged = start != candidate.number_start
    if hedged and is_name_or_rule(text, start, candidate.number_end, end, unit):
        return False
    return not is_threshold(text, start, end, candidate.tail, unit) and (
        bool(unit) or _counts_without_unit(text, candidate)
    )


def _counts_without_unit(text: str, candidate: Candidate) -> bool:
    """参与人次超过4万 names its unit before; else only a hedged or a multiplied number is taken for
    a quantity (40余企业, 3000亿)."""
    if _UNIT_BEFORE.search(text[max(0, candidate.start - 14) : candidate.start]):
        return True
    number = text[candidate.number_start : candidate.number_end]
    if number[-1] in "余多" and "low" in candidate.hedges:
        return True
    return number[-1] in "万亿" and number[0] in DIGITS + "0123456789"


def _plain(value: Decimal) -> Decimal:
    """4.8E+4 as 48000: the shortest writing without an exponent."""
    whole = value.to_integral_value()
    return Decimal(int(whole)) if value == whole else value.normalize()


def _quantity(text: str, candidate: Candidate) -> Quantity:
    base, printed = _unit_of(text, candidate)
    factor = MONEY.get(candidate.unit, 1)
    number = scaled(candidate.number, Decimal(factor)) if factor > 1 else candidate.number
    value, lower, upper, qualifier = interval(number, candidate.hedges)
    remark = "hedges contradict each other" if len(candidate.hedges) > 1 else ""
    if candidate.bare and candidate.hedges == {"low"} and has_lost_digits(text):
        remark = "a digit may be lost before it"
    plain = _plain(value)
    low, high = (plain, plain) if qualifier == "exact" else (_plain(lower), _plain(upper))
    return Quantity(
        candidate.start, candidate.end, text[candidate.start : candidate.end],
        plain, low, high, base, printed, qualifier, remark=remark,
    )  # fmt: skip


def find_in_flow(text: str) -> list[Quantity]:
    """All quantities of a text without layout (see `flow.Flow`), masked ones included."""
    text = informal(text)
    stretches = Stretches(text)
    masked = find_masked(text, stretches)
    taken = [(m.start, m.end) for m in masked]
    out = [
        Quantity(m.start, m.end, m.text, None, None, None, base_unit(m.unit), m.unit, masked=True)
        for m in masked
    ]
    position = 0
    while match := _NUMBER.search(text, position):
        candidate = candidate_at(text, match.start())
        if candidate is None:
            run = _RUN.match(text, match.start())
            position = run.end() if run else match.end()
            continue
        if taken and any(s < candidate.end and candidate.start < e for s, e in taken):
            position = candidate.number_end
            continue
        if _accepted(text, candidate, stretches):
            out.append(_quantity(text, candidate))
            position = candidate.end
        else:
            position = candidate.number_end
    return sorted(out, key=lambda q: q.start)


def find(text: str) -> list[Quantity]:
    """All quantities of a prose text as it came, page breaks and spaces included; `start`, `end`
    and `text` are those of the source. Never raises on any text."""
    flow = Flow(text)
    out = []
    for q in find_in_flow(flow.text):
        start, end = flow.span(q.start, q.end)
        out.append(q._replace(start=start, end=end, text=text[start:end]))
    return out


def parse(text: str) -> Quantity | None:
    """The quantity that a cell's text is as a whole, or None: `4.8万余`, `近600人`, `XX`, `-13`."""
    body = Flow(_GROUPS.sub("", text)).text.strip().translate(FORMAL)
    if not body:
        return None
    if (lost := read_masked(body)) is not None:
        return Quantity(0, len(text), text, None, None, None, base_unit(lost), lost, masked=True)
    minus = body[0] in "-－−" and len(body) > 1
    q = _whole(body[1:] if minus else body)
    if q and minus and q.value is not None and q.lower is not None and q.upper is not None:
        q = q._replace(value=-q.value, lower=-q.upper, upper=-q.lower)
    return q._replace(start=0, end=len(text), text=text) if q else None


def _whole(body: str) -> Quantity | None:
    lead = _LEAD.match(body)
    first = lead.end() if lead else 0
    match = _DIGIT.search(body, first)
    candidate = candidate_at(body, match.start()) if match else None
    if candidate is None or candidate.start != first or candidate.end != len(body):
        return None
    if (candidate.bare and not candidate.hedges) or _PLAN_NAME.fullmatch(body):
        return None
    if Stretches(body).rule_at(first, candidate.number_end + bool(candidate.unit)):
        return None
    return _quantity(body, candidate)
