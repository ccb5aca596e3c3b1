"""Periods `2024`, `2024-H1`, `2024-Q3`, `2024-07`: their type, first and last day, finer ones."""

import re
from datetime import date, timedelta
from functools import cache

MONTHS = {"annual": 12, "half_year": 6, "quarterly": 3, "monthly": 1}
_FORM = re.compile(r"(\d{4})(?:-(?:H([12])|Q([1-4])|(0[1-9]|1[0-2])))?")


@cache
def _parse(period: str) -> tuple[str, int, int]:
    """Period type, year and first month of `period`. Raises ValueError when it is none."""
    match = _FORM.fullmatch(period)
    if match is None or match[1] == "0000":
        raise ValueError(f"{period!r} is no period: write 2024, 2024-H1, 2024-Q3 or 2024-07.")
    year, half, quarter, month = match.groups()
    if half:
        return "half_year", int(year), 6 * int(half) - 5
    if quarter:
        return "quarterly", int(year), 3 * int(quarter) - 2
    return ("monthly", int(year), int(month)) if month else ("annual", int(year), 1)


def is_period(text: str) -> bool:
    """Whether `text` is written as a period is."""
    try:
        _parse(text)
    except ValueError:
        return False
    return True


def period_type(period: str) -> str:
    """annual, half_year, quarterly or monthly."""
    return _parse(period)[0]


def year_of(period: str) -> int:
    """The calendar year of a period."""
    return _parse(period)[1]


def first_day(period: str) -> date:
    """The day on which the period starts."""
    _, year, month = _parse(period)
    return date(year, month, 1)


@cache
def last_day(period: str) -> date:
    """The day that decides which units and which tree hold for the period."""
    kind, year, month = _parse(period)
    following = month + MONTHS[kind]
    first_after = date(year + 1, 1, 1) if following > 12 else date(year, following, 1)
    return first_after - timedelta(days=1)


def _written(kind: str, year: int, month: int) -> str:
    """The period of a type that starts in a month."""
    number = (month - 1) // MONTHS[kind] + 1
    return {
        "annual": f"{year}",
        "half_year": f"{year}-H{number}",
        "quarterly": f"{year}-Q{number}",
        "monthly": f"{year}-{month:02d}",
    }[kind]


@cache
def next_finer(period: str) -> tuple[str, ...]:
    """A year's halves, a half's quarters, a quarter's months, in order; nothing below a month."""
    kind, year, month = _parse(period)
    finer = {"annual": "half_year", "half_year": "quarterly", "quarterly": "monthly"}.get(kind)
    if finer is None:
        return ()
    starts = range(month, month + MONTHS[kind], MONTHS[finer])
    return tuple(_written(finer, year, start) for start in starts)


def next_coarser(period: str) -> str | None:
    """The period that `period` is a finer one of; None above a year."""
    kind, year, month = _parse(period)
    coarser = {"monthly": "quarterly", "quarterly": "half_year", "half_year": "annual"}.get(kind)
    if coarser is None:
        return None
    return _written(coarser, year, month - (month - 1) % MONTHS[coarser])


@cache
def ending_on(day: date) -> tuple[str, ...]:
    """All periods whose last day is `day`, the month first (30 June: month, quarter, half)."""
    ends = []
    for kind in ("monthly", "quarterly", "half_year", "annual"):
        if day.month % MONTHS[kind] == 0:
            ends.append(_written(kind, day.year, day.month - MONTHS[kind] + 1))
    return tuple(ends)


def year_before(period: str) -> str:
    """The same period of the year before."""
    kind, year, month = _parse(period)
    return _written(kind, year - 1, month)
