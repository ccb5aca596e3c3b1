"""What two intervals say about a relation between the figures behind them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from ingestion.narrative.fact import Fact

Verdict = Literal["holds", "fails", "unclear"]


@dataclass(frozen=True, slots=True)
class Span:
    """All values that a wording permits; an end that it leaves open is None."""

    low: Decimal | None
    high: Decimal | None

    def __add__(self, other: "Span") -> "Span":
        return Span(_sum(self.low, other.low), _sum(self.high, other.high))

    def __neg__(self) -> "Span":
        return Span(_minus(self.high), _minus(self.low))

    def widened(self, slack: Decimal) -> "Span":
        """The same with so much more at both ends."""
        return Span(_sum(self.low, -slack), _sum(self.high, slack))

    def __str__(self) -> str:
        if self.low is not None and self.low == self.high:
            return f"{self.low:f}"
        low = "" if self.low is None else f"{self.low:f}"
        return f"{low}至{'' if self.high is None else f'{self.high:f}'}"


ZERO = Span(Decimal(0), Decimal(0))


def span(fact: Fact) -> Span:
    """What the wording of a fact permits."""
    return Span(fact.lower, fact.upper)


def verdict(left: Span, sign: str, right: Span) -> Verdict:
    """Whether `left sign right` (=, <=, >=) holds for all values, for none, or for some."""
    if sign == ">=":
        return verdict(right, "<=", left)
    below, above = _is_below(left.high, right.low), _is_below(right.high, left.low)
    if sign == "<=":
        at_most = left.high is not None and right.low is not None and left.high <= right.low
        return "fails" if above else "holds" if at_most else "unclear"
    if below or above:
        return "fails"
    exact = left.low is not None and left.low == left.high == right.low == right.high
    return "holds" if exact else "unclear"


def _is_below(one: Decimal | None, other: Decimal | None) -> bool:
    return one is not None and other is not None and one < other


def _sum(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one + other


def _minus(one: Decimal | None) -> Decimal | None:
    return None if one is None else -one
