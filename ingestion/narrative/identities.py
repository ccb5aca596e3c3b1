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
    for (measure, period), total in stated.items():
        indicator = catalogue.indicators.get(measure)
        for relation in indicator.relations if indicator else ():
            indexes = [stated.get((code, period)) for _, code in relation.terms]
            if relation.sign != "=" or None in indexes:
                continue
            signed = [
                (sign, facts[i])
                for (sign, _), i in zip(relation.terms, indexes, strict=True)
                if i is not None
            ]
            found = _apart(facts[total], signed)
            if found:
                yield Contradiction(
                    (total, *(i for i in indexes if i is not None)),
                    "report.identity", found, facts[total].text, "",
                )  # fmt: skip


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
