"""When a form for a period may be reported: four days, all of them reference data.

A form opens, is due, may be late until a day, and is closed. Nothing here reads the clock: what is
compared is the day on which a file arrived, and what a night has noted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from ingestion.errors import ReferenceDataError
from ingestion.reference.periods import Period
from ingestion.reference.seeds import read_optional_rows

_NAME = "form_deadlines"
_COLUMNS = (
    "opens_after_days", "days_after_period_end", "late_until_after_days", "closed_after_days",
)  # fmt: skip
EVENTS = ("window_opened", "deadline_passed", "late_window_ended", "window_closed")


@dataclass(frozen=True, slots=True)
class Window:
    """The four days of a form, counted from the last day of its period."""

    period_type: str
    opens: int
    due: int
    late_until: int
    closed: int

    def days(self, period: Period) -> dict[str, date]:
        """The day of each of EVENTS: the first is the day itself, the others end with their day."""
        counts = (self.opens, self.due, self.late_until, self.closed)
        ends = (period.last_day + timedelta(days=count) for count in counts)
        return dict(zip(EVENTS, ends, strict=True))


def load(folder: Path) -> Mapping[str, Window]:
    """The windows by form; none where `folder` brings no deadlines. Raises ReferenceDataError."""
    windows = {}
    for row in read_optional_rows(folder, _NAME):
        counts = [row.integer(name) for name in _COLUMNS]
        if counts[1] < 0:
            raise ReferenceDataError(f"{row.place}: a deadline lies after the end of its period.")
        if counts != sorted(counts):
            raise ReferenceDataError(
                f"{row.place}: a form opens, is due, may be late and is closed in this order: "
                f"sort {', '.join(_COLUMNS)}."
            )
        windows[row.text("form")] = Window(row.text("period_type"), *counts)
    return windows
