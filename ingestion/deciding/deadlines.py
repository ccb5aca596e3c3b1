"""Deadlines: a night notes, once and for all, that one of the four days of a form has passed.

No rule reads the clock; this is where a night tells the rules what day it is. A period is awaited
where somebody has reported it or the one before it, so nobody is asked for years before the first.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from psycopg import Connection

from ingestion.loading.load import ACTOR
from ingestion.reference import windows
from ingestion.reference.periods import Period, PeriodError
from ingestion.reference.windows import EVENTS, Window

OFFICE_TIME = ZoneInfo("Asia/Shanghai")
_REASONS = {
    "window_opened": "{} 开始报送",
    "deadline_passed": "报送期限 {} 已过",
    "late_window_ended": "补报截止日 {} 已过",
    "window_closed": "{} 关账",
}
_REPORTED = """
select distinct form, period from raw.submissions
where kind <> 'edit' and state in ('accepted', 'accepted_with_findings') and period is not null
"""
_NOTED = "select event, form, period, due_on from raw.events where submission_id is null"
_CLOSED = """
select closing.event, closing.form, closing.period, closing.due_on
from raw.events as closing
where closing.event = 'window_closed' and exists (
    select from raw.events as opening
    where opening.event = 'window_opened'
        and opening.form = closing.form and opening.period = closing.period
        and (opening.at at time zone 'Asia/Shanghai')::date <= closing.due_on
)
"""
_NOTE = (
    "insert into raw.events (event, actor, reason, at, form, period, due_on)"
    " values (%s, %s, %s, %s, %s, %s, %s) on conflict do nothing"
)


@dataclass(frozen=True, slots=True)
class Day:
    """One of the four days of a form for a period; `event` is what a night notes of it."""

    event: str
    form: str
    period: str
    on: date

    def has_passed(self, today: date) -> bool:
        """A form opens on its day; the other days count to their end."""
        return self.on <= today if self.event == "window_opened" else self.on < today


def pass_by(folder: Path, started_at: datetime, known: Connection, loader: Connection) -> int:
    """Note every day that lies before that of `started_at`; how many were new.

    Noted again it changes nothing: what is noted is looked up, and the database takes one only.
    """
    today = started_at.astimezone(OFFICE_TIME).date()
    noted = {Day(*row) for row in known.execute(_NOTED)}
    reported = [(form, period) for form, period in known.execute(_REPORTED)]
    passed = [one for one in _awaited(windows.load(folder), reported) if one.has_passed(today)]
    new = sorted(
        set(passed) - noted, key=lambda one: (one.on, EVENTS.index(one.event), one.form, one.period)
    )
    for one in new:
        reason = _REASONS[one.event].format(one.on)
        loader.execute(_NOTE, (one.event, ACTOR, reason, started_at, one.form, one.period, one.on))
    return len(new)


def closed(known: Connection) -> set[Day]:
    """Every closing that a night has noted of a form that this warehouse saw open.

    One that began after the closing has told nobody of it: old files come too late for nothing.
    """
    return {Day(*row) for row in known.execute(_CLOSED)}


def _awaited(forms: Mapping[str, Window], reported: Iterable[tuple[str, str]]) -> Iterator[Day]:
    """The days of the periods that were reported, and of those that follow them."""
    for form, text in reported:
        window = forms.get(form)
        try:
            period = Period.parse(text)
        except PeriodError:
            continue
        if window is not None and period.type == window.period_type:
            for one in (period, period.following):
                for event, day in window.days(one).items():
                    yield Day(event, form, str(one), day)
