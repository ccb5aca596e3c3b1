"""The words of letters and lists: days, shares, what a clock asks for."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from ingestion.chasing.owed import Owed

OFFICE_TIME = ZoneInfo("Asia/Shanghai")
_LEAST = Decimal("0.01")
CLOCKS = {
    "open": "报送期内",
    "late": "补报期内",
    "overdue": "补报期已过",
    "closed": "已关账",
}
# what is asked of the offices, by the clock of the form
_ASKED = {
    "open": "请督促尚未报送的单位于报送期限{due_on}前报出",
    "late": "报送期限已过，请督促下列单位于补报截止日{late_until_on}前补报",
    "overdue": "补报期已过，请督促下列单位立即补报，最迟于关账日{closed_on}前报出",
    "closed": "已于{closed_on}关账，补报照样受理，但须说明迟报的原因",
}


def day(one: date | None) -> str:
    """2025年2月14日."""
    return f"{one.year}年{one.month}月{one.day}日" if one else "未定"


def moment(at: datetime) -> str:
    """2025年2月15日01:30, in the offices' time."""
    there = at.astimezone(OFFICE_TIME)
    return f"{day(there.date())}{there:%H:%M}"


def percent(share: Decimal) -> str:
    """12.50%, or 不足0.01%."""
    shown = (share * 100).quantize(_LEAST, ROUND_HALF_UP)
    return f"{shown}%" if shown or not share else f"不足{_LEAST}%"


def weight(one: Owed) -> str:
    """What a silence costs."""
    if one.share is None:
        return "无上年数可比"
    return f"上年数占全省{one.share_of or '同项数'}的{percent(one.share)}"


def asked(one: Owed) -> str:
    """What the letter asks for, by the clock."""
    text = _ASKED.get(one.clock or "", "请督促下列单位尽快报送")
    days = {name: day(getattr(one, name)) for name in ("due_on", "late_until_on", "closed_on")}
    return text.format(**days)
