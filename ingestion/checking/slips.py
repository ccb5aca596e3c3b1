"""Slips between 元 and 万元: an amount about ten thousand times one that it should resemble."""

from decimal import Decimal

from ingestion.reference.catalogue import Catalogue

_SLIP = (Decimal(3000), Decimal(30000))


def is_slip(one: Decimal, other: Decimal) -> bool:
    """Whether one of two amounts is about ten thousand times the other."""
    if not one or not other:
        return False
    ratio = abs(one / other)
    return any(_SLIP[0] <= r <= _SLIP[1] for r in (ratio, 1 / ratio))


def is_money(indicator: str, catalogue: Catalogue) -> bool:
    """Whether a slip between 元 and 万元 can happen to this indicator."""
    known = catalogue.indicators.get(indicator)
    return known is not None and known.value_type == "money"
