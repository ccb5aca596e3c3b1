"""One quantity of a report with all that was read about it."""

from decimal import Decimal
from typing import NamedTuple

from ingestion.narrative.homes import OTHER


class Fact(NamedTuple):
    """One quantity of a report. Offsets are those of the file; `measure` is a first-edition code
    or `other`; `period`, `audience`, `grade` are '' where the text gives none."""

    start: int
    end: int
    text: str
    value: Decimal | None
    unit: str
    unit_printed: str
    qualifier: str
    lower: Decimal | None
    upper: Decimal | None
    measure: str
    rule: str
    period: str
    status: str
    scope: str
    audience: str
    grade: str
    part_of: int | None
    quote: tuple[int, int]
    clause: str
    as_total: bool
    masked: bool
    doubts: tuple[str, ...]
    repeats: int | None = None

    @property
    def confidence(self) -> str:
        return "review" if self.doubts or self.measure == OTHER else "sure"
