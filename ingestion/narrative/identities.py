"""The catalogue's audit relations inside one report: a total against the parts it states.

Judged on intervals, with the rounding that the printed decimals allow: 263.69万 + 115.73万 may be
379.43万, but 432.63万 + 21.4万 is not 456.73万.
"""

from collections.abc import Iterable
from decimal import Decimal

from ingestion.catalogue import Catalogue
from ingestion.narrative.confidence import Contradiction
from ingestion.narrative.fact import Fact
from ingestion.narrative.units import MONEY
from ingestion.relations import SAME, Relation

_ANY_YEAR = 9998  # of a report that gives none: the relations of today


def _rounding(fact: Fact) -> Decimal:
    """Half of the last printed decimal place, in the base unit; 0 for whole numbers of things."""
    digits = fact.text.partition(".")[2]
    places = len(digits) - len(digits.lstrip("0123456789"))
    if fact.unit != "元" or not places:
        return Decimal(0)
    scale = Decimal(MONEY.get(fact.unit_printed, 1))
    return scale / Decimal(10) ** places / 2


def broken_identities(facts: list[Fact], catalogue: Catalogue) -> Iterable[Contradiction]:
    """Every `=` relation of the catalogue whose sides are all stated and cannot be equal."""
    stated: dict[tuple[str, str], int] = {}
    for i, fact in enumerate(facts):
        if not fact.masked and fact.status == "actual" and fact.lower is not None:
            stated.setdefault((fact.measure, fact.period), i)
    codes = {cell: code for code, cell in catalogue.codes.items()}
    for (measure, period), total in stated.items():
        for relation in _sums(measure, period, catalogue):
            left = catalogue.codes[measure]
            signed_codes = [(int(t.coefficient), codes.get(t.cell(left))) for t in relation.right]
            indexes = [stated.get((code or "", period)) for _, code in signed_codes]
            if None in indexes:
                continue
            signed = [
                (sign, facts[i])
                for (sign, _), i in zip(signed_codes, indexes, strict=True)
                if i is not None
            ]
            found = _apart(facts[total], signed)
            if found:
                yield Contradiction(
                    (total, *(i for i in indexes if i is not None)),
                    "report.identity", found, facts[total].text, "",
                )  # fmt: skip


def _sums(measure: str, period: str, catalogue: Catalogue) -> Iterable[Relation]:
    """The `=` relations whose left side is this measure, all of one period and level."""
    left = catalogue.codes.get(measure)
    year = int(period[:4]) if period[:4].isdigit() else _ANY_YEAR
    for relation in catalogue.relations.of(year).get(left.indicator, ()) if left else ():
        beside = all(
            t.indicator and (t.at_period, t.at_level) == (SAME, SAME) and not t.is_listed
            for t in relation.terms
        )
        if left and relation.operator == "=" and relation.left.meets(left) and beside:
            yield relation


def _apart(total: Fact, terms: list[tuple[int, Fact]]) -> str:
    low = high = slack = Decimal(0)
    for sign, fact in terms:
        bounds = (fact.lower or Decimal(0), fact.upper or fact.value or Decimal(0))
        low += sign * bounds[0 if sign > 0 else 1]
        high += sign * bounds[1 if sign > 0 else 0]
        slack += _rounding(fact)
    slack += _rounding(total)
    lower, upper = total.lower or Decimal(0), total.upper or total.value or Decimal(0)
    if low - slack <= upper and lower <= high + slack:
        return ""
    said = "".join(f"{'+' if sign > 0 else '-'}“{fact.text}”" for sign, fact in terms).lstrip("+")
    sums = f"{low:f}" if low == high else f"{low:f}至{high:f}"
    return f"总数“{total.text}”与各项{said}（合计{sums}）不符，请说明差额。"
