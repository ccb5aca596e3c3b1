"""Who still owes which form, as published last: the weightiest first, for each city association."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from psycopg import Connection
from psycopg.rows import class_row, tuple_row

from ingestion.errors import WarehouseError

# Of those without a figure of last year's, the ones that tried come first, then the higher levels.
# Held reports wait for the province, not for the office; before its opening nobody owes a form, and
# after its closing it is asked for only by name.
_OWED = """
select
    cities.org_code as city_code, cities.name as city_name, status.org_code, status.org_name,
    units.level_zh, status.form, status.form_zh, status.period,
    coalesce(periods.label_zh, status.period) as period_zh, status.status, status.status_zh,
    status.opens_on, status.due_on, status.late_until_on, status.closed_on, status.clock,
    status.value_share as share, indicators.name_zh as share_of
from marts.submission_status as status
inner join marts.dim_org_unit as units on status.org_code = units.org_code
inner join marts.dim_org_unit as cities
    on cities.level = 'city'
    and (units.path = cities.path or starts_with(units.path, cities.path || '/'))
left join marts.dim_indicator as indicators on status.value_share_indicator = indicators.indicator
left join marts.dim_period as periods on status.period = periods.period
where status.is_due
    and (status.status in ('missing', 'quarantined', 'waiting')
        or (status.status = 'awaited' and status.clock = 'open'))
    and (%(form)s = '' or status.form = %(form)s)
    and case when %(period)s = '' then coalesce(status.clock, '') not in ('', 'closed')
        else status.period = %(period)s end
order by
    cities.sort_order, status.due_on desc nulls last, status.form, status.period,
    status.value_share desc nulls last, status.status in ('missing', 'awaited'), units.depth,
    units.sort_order
"""
_PROGRESS = """
select
    cities.org_code, status.form, status.period,
    count(*), count(*) filter (where status.status in ('reported', 'reported_late'))
from marts.submission_status as status
inner join marts.dim_org_unit as units on status.org_code = units.org_code
inner join marts.dim_org_unit as cities
    on cities.level = 'city'
    and (units.path = cities.path or starts_with(units.path, cities.path || '/'))
where status.is_due
group by 1, 2, 3
"""
_PUBLISHED = (
    "select publication_id, at from marts.publications order by publication_id desc limit 1"
)
_PROVINCE = "select org_code, name from marts.dim_org_unit where level = 'province' and is_current"


@dataclass(frozen=True, slots=True)
class Owed:
    """A form that an office owes; `share` is what its silence costs a total of the province."""

    city_code: str
    city_name: str
    org_code: str
    org_name: str
    level_zh: str
    form: str
    form_zh: str
    period: str
    period_zh: str
    status: str
    status_zh: str
    opens_on: date | None
    due_on: date | None
    late_until_on: date | None
    closed_on: date | None
    clock: str | None
    share: Decimal | None
    share_of: str | None


@dataclass(frozen=True, slots=True)
class Batch:
    """What offices of a city owe of one form and period, the weightiest office first."""

    owed: tuple[Owed, ...]
    due: int  # offices that owe or owed it
    reported: int


@dataclass(frozen=True, slots=True)
class City:
    """Everything that a city association is asked to see to."""

    code: str
    name: str
    batches: tuple[Batch, ...]

    @property
    def owed(self) -> list[Owed]:
        return [one for batch in self.batches for one in batch.owed]


@dataclass(frozen=True, slots=True)
class Chase:
    """All that is owed, as of one publication."""

    publication_id: int
    at: datetime
    province_code: str
    province_name: str
    cities: tuple[City, ...]


def read(connection: Connection, form: str = "", period: str = "") -> Chase:
    """Who owes what, as a reader of the marts sees it. Raises WarehouseError before the first
    publication.

    Without a period: of all periods that are open and not closed.
    """
    if connection.execute("select to_regclass('marts.publications')").fetchone() == (None,):
        raise WarehouseError("Nothing is published yet: run a night first.")
    published = connection.execute(_PUBLISHED).fetchone()
    province = connection.execute(_PROVINCE).fetchone()
    if published is None or province is None:
        raise WarehouseError("Nothing is published yet: run a night first.")
    asked = {"form": form, "period": period}
    rows = connection.cursor(row_factory=class_row(Owed)).execute(_OWED, asked).fetchall()
    counts = connection.cursor(row_factory=tuple_row).execute(_PROGRESS).fetchall()
    progress = {(code, of, when): (due, done) for code, of, when, due, done in counts}
    cities = []
    for (code, name), owed in groupby(rows, key=lambda one: (one.city_code, one.city_name)):
        batches = [
            Batch(tuple(of_form), *progress[code, form_code, of_period])
            for (form_code, of_period), of_form in groupby(owed, lambda one: (one.form, one.period))
        ]
        cities.append(City(code, name, tuple(batches)))
    (publication_id, at), (code, name) = published, province
    return Chase(publication_id, at, code, name, tuple(cities))
