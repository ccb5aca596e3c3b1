"""Reporting periods: `2024`, `2024-H1`, `2024-Q3`, `2024-07`.

Pure arithmetic on the calendar; which period types an indicator knows is the catalogue's affair.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from ingestion.errors import WarehouseError

PeriodType = Literal["annual", "half_year", "quarterly", "monthly"]
PERIOD_TYPES: tuple[PeriodType, ...] = ("annual", "half_year", "quarterly", "monthly")

_MONTHS: dict[PeriodType, int] = {"annual": 12, "half_year": 6, "quarterly": 3, "monthly": 1}
_LETTERS: dict[PeriodType, str] = {"half_year": "H", "quarterly": "Q", "monthly": ""}
_PATTERN = re.compile(
    r"(?P<year>[0-9]{4})"
    r"(?:-H(?P<half_year>[12])|-Q(?P<quarterly>[1-4])|-(?P<monthly>0[1-9]|1[0-2]))?"
)


class PeriodError(WarehouseError):
    """The text is no period."""


@dataclass(frozen=True, slots=True)
class Period:
    """The `number`-th period of its type in a year, counted from 1."""

    year: int
    type: PeriodType = "annual"
    number: int = 1

    @classmethod
    def parse(cls, text: str) -> "Period":
        """The period written as `text`. Raises PeriodError for anything else, blanks included."""
        match = _PATTERN.fullmatch(text)
        if match is None or match["year"] == "0000":
            raise PeriodError(f"{text!r} is no period: write 2024, 2024-H1, 2024-Q3 or 2024-07.")
        for period_type in PERIOD_TYPES[1:]:
            if match[period_type]:
                return cls(int(match["year"]), period_type, int(match[period_type]))
        return cls(int(match["year"]))

    def __str__(self) -> str:
        if self.type == "annual":
            return f"{self.year:04d}"
        number = f"{self.number:02d}" if self.type == "monthly" else str(self.number)
        return f"{self.year:04d}-{_LETTERS[self.type]}{number}"

    def __lt__(self, other: "Period") -> bool:
        """Earlier by the last day; of two that end together the shorter comes first."""
        if self.last_day != other.last_day:
            return self.last_day < other.last_day
        return self.first_day > other.first_day

    @property
    def first_day(self) -> date:
        return date(self.year, (self.number - 1) * _MONTHS[self.type] + 1, 1)

    @property
    def last_day(self) -> date:
        """The day whose tree a period's figures speak for."""
        return _last_day(self.year, self.number * _MONTHS[self.type])

    @property
    def ending_together(self) -> tuple["Period", ...]:
        """The periods of every type that end on its last day, itself among them."""
        month = self.last_day.month
        whole = (kind for kind in PERIOD_TYPES if month % _MONTHS[kind] == 0)
        return tuple(Period(self.year, kind, month // _MONTHS[kind]) for kind in whole)

    @property
    def parents(self) -> tuple["Period", ...]:
        """The longer periods that hold this one, the next longer first; none for a year."""
        month = self.first_day.month
        longer = reversed(PERIOD_TYPES[: PERIOD_TYPES.index(self.type)])
        return tuple(Period(self.year, kind, (month - 1) // _MONTHS[kind] + 1) for kind in longer)

    @property
    def parts(self) -> tuple["Period", ...]:
        """The next shorter periods that make this one up, in order; none for a month."""
        if self.type == "monthly":
            return ()
        finer = PERIOD_TYPES[PERIOD_TYPES.index(self.type) + 1]
        count = _MONTHS[self.type] // _MONTHS[finer]
        first = (self.number - 1) * count + 1
        return tuple(Period(self.year, finer, first + step) for step in range(count))

    @property
    def following(self) -> "Period":
        """The period of the same type that begins when this one ends."""
        last = 12 // _MONTHS[self.type]
        if self.number < last:
            return Period(self.year, self.type, self.number + 1)
        return Period(self.year + 1, self.type)

    @property
    def previous(self) -> "Period":
        """The period of the same type that ends when this one begins."""
        if self.number > 1:
            return Period(self.year, self.type, self.number - 1)
        return Period(self.year - 1, self.type, 12 // _MONTHS[self.type])

    @property
    def previous_year(self) -> "Period":
        """The same period one year before."""
        return Period(self.year - 1, self.type, self.number)


@lru_cache(maxsize=1024)  # asked for with every row
def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
