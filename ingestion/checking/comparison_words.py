"""A comparison that fails, told to the office: both sides in the words that its form prints."""

import re
from collections.abc import Collection, Iterator
from decimal import Decimal

from ingestion.checking.comparisons import Comparison
from ingestion.checking.figures import SCOPE_WORDS, column, named, shown
from ingestion.model import Finding, Observation
from ingestion.reference.catalogue import Catalogue, broken_down
from ingestion.reference.relations import OPERATORS

_BASES = {"period": "期内", "ytd": "累计"}
_MOST_BELOW = 3  # units below that are told one by one


def told(
    comparison: Comparison, catalogue: Catalogue, among: Collection[Observation] = ()
) -> Finding:
    """The finding of a comparison that fails, at its first figure that is `among` these, as a rule
    its left side."""
    relation, left = comparison.relation, comparison.left
    there = (left, *(one for _, one in comparison.given))
    at = next((one for one in there if one in among), left)
    words = list(_terms(comparison, catalogue))
    constants = [t.coefficient for t in relation.right if t.indicator is None]
    words += [f"{'＋' if number >= 0 else '－'}{abs(number):f}" for number in constants]
    return Finding(
        rule_id=relation.relation_id,
        severity=relation.severity,  # type: ignore[arg-type]  # looked at when it was read
        source_ref=at.source_ref,
        message_zh=f"审核关系不成立：{named(left, catalogue)}，{_message(comparison, catalogue)}",
        expected=f"{OPERATORS[_operator(comparison)]} {' '.join(words).removeprefix('＋')}",
        found=shown(left),
        org_code=left.org_code,
    )


def _terms(comparison: Comparison, catalogue: Catalogue) -> Iterator[str]:
    """The right side, figure by figure; many units below are told as their sum."""
    left = comparison.left
    below = [pair for pair in comparison.given if pair[1].org_code != left.org_code]
    together = below if len(below) > _MOST_BELOW else []
    for coefficient, one in comparison.given:
        if (coefficient, one) not in together:
            name, place = named(one, catalogue), _elsewhere(one, left, catalogue)
            yield f"{_sign(coefficient)}{name}{place} {shown(one)}"
    if together:
        total = sum((c * (one.value or Decimal(0)) for c, one in together), Decimal(0))
        yield f"＋{len(together)} 个下级单位之和 {total:f}"


def _operator(comparison: Comparison) -> str:
    """What the left side is held to: beside a sum that lacks terms it can only be too small, or
    where what lacks is taken off too large."""
    given, right = comparison.relation.operator, comparison.right
    if given != "=" or not comparison.missing:
        return given
    return ">=" if right.upper is None else "<="


def _message(comparison: Comparison, catalogue: Catalogue) -> str:
    """The relation's message, its indicators called as the form does."""
    indicators = catalogue.indicators
    printed = {
        indicators[one.indicator].name_zh: named(one, catalogue)
        for one in comparison.figures
        if one.indicator in indicators and not broken_down(one)
    }
    asked = comparison.relation.indicators & indicators.keys()
    known = sorted((indicators[name].name_zh for name in asked), key=len, reverse=True)
    if not known:
        return comparison.relation.message_zh
    pattern = "|".join(map(re.escape, known))
    return re.sub(pattern, lambda m: printed.get(m[0], m[0]), comparison.relation.message_zh)


def _sign(number: Decimal) -> str:
    factor = "" if abs(number) == 1 else f"{abs(number):f}×"
    return ("＋" if number >= 0 else "－") + factor


def _elsewhere(one: Observation, left: Observation, catalogue: Catalogue) -> str:
    """Where a term stands, if not beside the left side."""
    words = [
        one.org_code or "" if one.org_code != left.org_code else "",
        one.period or "" if one.period != left.period else "",
        column(one, catalogue) if (one.scope, one.basis) != (left.scope, left.basis) else "",
        _BASES[one.basis] if one.basis != left.basis and _is_plain(one, catalogue) else "",
    ]
    said = " ".join(word for word in words if word)
    return f"〔{said}〕" if said else ""


def _is_plain(one: Observation, catalogue: Catalogue) -> bool:
    """Whether no column header tells the figure's basis."""
    return column(one, catalogue) == SCOPE_WORDS[one.scope]
