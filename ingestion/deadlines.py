"""Deadlines: a night notes, once and for all, that a form's deadline for a period has passed.

No rule reads the clock; this is where a night tells the rules what day it is. A period is awaited
where somebody has reported it or the one before it, so nobody is asked for years before the first.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from psycopg import Connection

from ingestion.errors import ReferenceDataError
from ingestion.load import ACTOR
from ingestion.periods import Period, PeriodError
from ingestion.reference import read_optional_rows

OFFICE_TIME = ZoneInfo("Asia/Shanghai")
_NAME = "form_deadlines"
_REPORTED = """
select distinct form, period from raw.submissions
where kind <> 'edit' and state in ('accepted', 'accepted_with_findings') and period is not null
"""
_NOTED = "select form, period, due_on from raw.events where event = 'deadline_passed'"
_NOTE = (
    "insert into raw.events (event, actor, reason, at, form, period, due_on)"
    " values ('deadline_passed', %s, %s, %s, %s, %s, %s) on conflict do nothing"
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day on which a form for a period is in time."""

    form: str
    period: str
    due_on: date


def pass_by(folder: Path, started_at: datetime, known: Connection, loader: Connection) -> int:
    """Note every deadline that lies before the day of `started_at`; how many were new.

    Noted again it changes nothing: what is noted is looked up, and the database takes one only.
    """
    today = started_at.astimezone(OFFICE_TIME).date()
    noted = {Deadline(*row) for row in known.execute(_NOTED)}
    reported = [(form, period) for form, period in known.execute(_REPORTED)]
    passed = [one for one in _awaited(_days(folder), reported) if one.due_on < today]
    new = sorted(set(passed) - noted, key=lambda one: (one.due_on, one.form, one.period))
    for one in new:
        reason = f"报送期限 {one.due_on} 已过"
        loader.execute(_NOTE, (ACTOR, reason, started_at, one.form, one.period, one.due_on))
    return len(new)


def _days(folder: Path) -> dict[str, tuple[str, int]]:
    """Period type and days by form; nothing is awaited where `folder` brings no deadlines."""
    days = {}
    for row in read_optional_rows(folder, _NAME):
        count = row.integer("days_after_period_end")
        if count < 0:
            raise ReferenceDataError(f"{row.place}: a deadline lies after the end of its period.")
        days[row.text("form")] = row.text("period_type"), count
    return days


def _awaited(
    days: dict[str, tuple[str, int]], reported: Iterable[tuple[str, str]]
) -> Iterator[Deadline]:
    """The deadlines of the periods that were reported, and of those that follow them."""
    for form, text in reported:
        try:
            period = Period.parse(text)
        except PeriodError:
            continue
        period_type, count = days.get(form, ("", 0))
        if period.type == period_type:
            for one in (period, period.following):
                yield Deadline(form, str(one), one.last_day + timedelta(days=count))
