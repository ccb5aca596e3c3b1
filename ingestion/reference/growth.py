"""How far a figure may lie from last year's before the office is asked: by indicator, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from ingestion.reference.seeds import read_optional_rows

EVERY = "*"


@dataclass(frozen=True, slots=True)
class Limit:
    """A change by more than `factor`, up or down, is asked about; below `least` it never is."""

    factor: Decimal
    least: Decimal

    def exceeded(self, before: Decimal, now: Decimal) -> bool:
        """Whether so large a change needs a word; out of nothing anything may grow."""
        small, large = sorted((abs(before), abs(now)))
        return small > 0 and large >= self.least and large > self.factor * small


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of all indicators; one without a limit may change as it likes."""

    rows: Mapping[str, Limit] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> "Limits":
        """From `growth_parameters`. Raises ReferenceDataError for an unreadable line."""
        rows = {}
        for row in read_optional_rows(folder, "growth_parameters"):
            factor = row.number("most_factor")
            if factor is not None:
                least = row.number("least_amount") or Decimal(0)
                rows[row.text("indicator")] = Limit(factor, least)
        return cls(rows)

    def of(self, indicator: str) -> Limit | None:
        return self.rows.get(indicator, self.rows.get(EVERY))
