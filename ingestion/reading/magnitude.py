"""How large a figure may be: beyond that it is a code or a slip, and its sums would fit nowhere."""

from decimal import Decimal

TOO_LARGE = Decimal(10) ** 15  # in base units; a thousand trillion yuan is no province's affair


def is_too_large(*ends: Decimal | None) -> bool:
    """Whether a value or an end of its interval, in base units, is no figure of a province."""
    return any(end is not None and abs(end) >= TOO_LARGE for end in ends)


def expected(unit: str) -> str:
    """What the reporter is told to send instead; `unit` is the base unit."""
    return f"小于 1000 万亿{unit}的数（请核对数值、计量单位和填写位置）"
