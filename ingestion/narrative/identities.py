"""The catalogue's audit relations inside one report: totals and ratios against their parts.

Judged on intervals, with the rounding that the printed decimals allow: 263.69万 + 115.73万 may be
379.43万, but 432.63万 + 21.4万 is not 456.73万.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from ingestion.narrative.confidence import Contradiction
from ingestion.narrative.fact import Fact
from ingestion.narrative.intervals import ZERO, Span, span, verdict
from ingestion.narrative.units import MONEY
from ingestion.reference.catalogue import Catalogue

_Stated = dict[tuple[str, str], int]


def _rounding(fact: Fact) -> Decimal:
    """Half of the last printed decimal place, in the base unit; 0 for whole numbers of things."""
    digits = fact.text.partition(".")[2]
    places = len(digits) - len(digits.lstrip("0123456789"))
    if fact.unit != "元" or not places:
        return Decimal(0)
    scale = Decimal(MONEY.get(fact.unit_printed, 1))
    return scale / Decimal(10) ** places / 2


def stated(facts: list[Fact]) -> _Stated:
    """Where each measure of a period is first stated as a fact."""
    first: _Stated = {}
    for i, fact in enumerate(facts):
        if not fact.masked and fact.status == "actual" and fact.lower is not None:
            first.setdefault((fact.measure, fact.period), i)
    return first


def broken_identities(facts: list[Fact], catalogue: Catalogue) -> Iterable[Contradiction]:
    """Every relation of the catalogue whose sides are all stated and cannot both be right: `=`
    between a total and its parts, and ratios against their numerator and denominator."""
    known = stated(facts)
    for (measure, period), total in known.items():
        indicator = catalogue.indicators.get(measure)
        if indicator is None:
            continue
        for parts in catalogue.sums(measure, period):
            terms = [(sign, known.get((code, period))) for sign, code in parts]
            yield from _identity(facts, total, terms)
        if indicator.denominator and indicator.ratio_factor:
            above = [known.get((code, period)) for code in indicator.numerator]
            below = known.get((indicator.denominator, period))
            yield from _ratio(facts, total, above, below, indicator.ratio_factor)


def _identity(
    facts: list[Fact], total: int, terms: list[tuple[int, int | None]]
) -> Iterator[Contradiction]:
    signed = [(sign, facts[i]) for sign, i in terms if i is not None]
    if len(signed) < len(terms):
        return
    sums, slack = ZERO, _rounding(facts[total])
    for sign, fact in signed:
        sums += span(fact) if sign > 0 else -span(fact)
        slack += _rounding(fact)
    if verdict(span(facts[total]), "=", sums.widened(slack)) == "fails":
        words = "".join(f"{'+' if sign > 0 else '-'}“{f.text}”" for sign, f in signed).lstrip("+")
        said = f"总数“{facts[total].text}”与各项{words}（合计{sums}）不符，请说明差额。"
        indexes = (total, *(i for _, i in terms if i is not None))
        yield Contradiction(indexes, "report.identity", said, facts[total].text, str(sums))


def _ratio(
    facts: list[Fact], at: int, above: list[int | None], below: int | None, factor: Decimal
) -> Iterator[Contradiction]:
    parts = [facts[i] for i in above if i is not None]
    if below is None or len(parts) < len(above) or not parts:
        return
    fact, denominator = facts[at], facts[below]
    upper = sum((p.upper or Decimal(0) for p in parts), Decimal(0))
    lower = sum((p.lower or Decimal(0) for p in parts), Decimal(0))
    if not denominator.lower or not denominator.upper:
        return
    computed = Span(lower / denominator.upper * factor, upper / denominator.lower * factor)
    if verdict(span(fact), "=", computed.widened(_last_digit(fact) / 2)) == "fails":
        words = "+".join(f"“{p.text}”" for p in parts)
        shown = f"{computed.low:.4f}".rstrip("0").rstrip(".")
        said = f"“{fact.text}”与{words}÷“{denominator.text}”（为{shown}）不符，请核对。"
        indexes = (at, *(i for i in above if i is not None), below)
        yield Contradiction(indexes, "report.ratio", said, shown, fact.text)


def _last_digit(fact: Fact) -> Decimal:
    """One of the last printed digit: 83% may be anything that rounds to 83."""
    digits = fact.text.partition(".")[2]
    return Decimal(1).scaleb(-(len(digits) - len(digits.lstrip("0123456789"))))
