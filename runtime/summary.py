"""What a person can act on: what came in and why not, what the marts say, where to go.

Reads as the roles that may: the night's books as transformer, the marts as reader. Gives lines.
"""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from ingestion.settings import Settings
from runtime import airflow
from runtime.terminal import pad, table

Connection = psycopg.Connection[dict[str, Any]]
MARTS = ("literacy", "workstations", "funding")
DRILL_DOWN_CITY = "荆州市"
MOST_REASONS = 10
CHAIN = ("province", "city", "district", "subdistrict")

# A path from the province to a sub-district on which one annual figure stands at every level, as
# deep as there is one; the latest year, then the catalogue's order.
_DRILL_DOWN = """
with figures as (
    select totals.*, units.level, units.parent_code, units.name
    from marts.totals as totals
    inner join marts.dim_org_unit as units on totals.org_code = units.org_code
    where totals.boundary = 'period' and totals.total > 0 and totals.period !~ '-'
)
select
    province.org_code as province, city.org_code as city,
    district.org_code as district, subdistrict.org_code as subdistrict,
    city.indicator, city.period, city.audience, city.grade, city.department, city.kind,
    indicators.name_zh
from figures as city
inner join figures as province
    on city.parent_code = province.org_code and {province}
left join figures as district
    on district.parent_code = city.org_code and {district}
left join figures as subdistrict
    on subdistrict.parent_code = district.org_code and {subdistrict}
inner join marts.dim_indicator as indicators on city.indicator = indicators.indicator
where city.level = 'city'
order by
    subdistrict.org_code is null, district.org_code is null, city.name <> %s,
    city.period desc, indicators.sort_order,
    city.audience <> 'total', city.grade <> 'total', city.department <> 'total',
    city.kind <> 'total', district.org_code, subdistrict.org_code
limit 1
"""
_WHY = """
select
    count(*) as submissions,
    case when events.event = 'duplicate' then '内容相同' else events.reason end as reason,
    array_agg(distinct regexp_replace(submissions.source_uri, '^.*/', '')) as files
from raw.events as events
inner join raw.submissions as submissions on events.submission_id = submissions.submission_id
where events.event = %(state)s and events.at between %(from)s and %(to)s
group by 2
order by submissions desc, reason
"""
_FINDINGS = """
select
    findings.severity,
    findings.rule_id,
    count(*) as findings,
    min(left(findings.message_zh, 60)) as message_zh
from raw.findings as findings
inner join raw.events as events on findings.submission_id = events.submission_id
where events.event <> 'received' and events.at between %(from)s and %(to)s
group by findings.severity, findings.rule_id
order by array_position(array['强制性', '核实性', '提示性'], findings.severity), findings desc
"""
_ONE_TOTAL = """
select units.name, totals.*
from marts.totals as totals
inner join marts.dim_org_unit as units on totals.org_code = units.org_code
where
    totals.boundary = 'period' and totals.org_code = %(org)s
    and totals.indicator = %(indicator)s and totals.period = %(period)s
    and totals.audience = %(audience)s and totals.grade = %(grade)s
    and totals.department = %(department)s and totals.kind = %(kind)s
"""
_CELL = ("indicator", "period", "audience", "grade", "department", "kind")


def publications(state: Path) -> int:
    """How many publications there are."""
    with _connect(state, "reader") as connection:
        if not _exists(connection, "marts.publications"):
            return 0
        rows = connection.execute("select count(*) as n from marts.publications").fetchall()
    return rows[0]["n"]


def of_night(state: Path, run_id: str, publications_before: int) -> Iterator[str]:
    """The summary of one night."""
    with _connect(state, "transformer") as connection:
        row = connection.execute("select * from raw.nights where run_id = %s", (run_id,)).fetchone()
        if row:
            yield from _received(row)
            yield from _not_accepted(connection, row)
    yield from _published(state, publications_before)


def of_warehouse(state: Path) -> Iterator[str]:
    """What the marts say and how to reach them."""
    with _connect(state, "reader") as connection:
        for mart in MARTS:
            if _exists(connection, f"marts.{mart}"):
                yield from _province_line(connection, mart)
        if _exists(connection, "marts.totals"):
            yield from _drill_down(connection)
    yield from _where_to_go(state)


def _received(night: dict[str, Any]) -> Iterator[str]:
    yield ""
    seen, new, known = night["files_seen"], night["files_new"], night["files_known"]
    yield f"Files seen {seen}, new {new}, known {known}"
    yield f"Submissions received {night['received']}:"
    for name, label in (
        ("accepted", "accepted"),
        ("accepted_with_findings", "  of them with findings"),
        ("quarantined", "quarantined"),
        ("duplicates", "duplicates"),
        ("held", "held for a person's review"),
    ):
        yield f"  {pad(label, 28)}{night[name]:>6}"


def _not_accepted(connection: Connection, night: dict[str, Any]) -> Iterator[str]:
    """Why submissions were quarantined and which files repeat others, with names of files."""
    for state, title in (("quarantined", "Quarantined, by reason"), ("duplicate", "Duplicates")):
        found = connection.execute(
            _WHY, {"state": state, "from": night["started_at"], "to": night["ended_at"]}
        ).fetchall()
        if not found:
            continue
        rows = [(row["submissions"], row["reason"], _some(row["files"])) for row in found]
        yield ""
        yield title
        yield from (f"  {line}" for line in table(rows[:MOST_REASONS], numbers=(0,)))
        if len(rows) > MOST_REASONS:
            yield f"  and {len(rows) - MOST_REASONS} more: see marts.submissions"
    found = connection.execute(
        _FINDINGS, {"from": night["started_at"], "to": night["ended_at"]}
    ).fetchall()
    if found:
        yield ""
        yield "Findings, by rule (each with its place in the receipts, var/outbox)"
        rows = [(row["findings"], row["severity"], row["message_zh"]) for row in found]
        header = ("count", "class", "for example")
        yield from (f"  {line}" for line in table(rows[:MOST_REASONS], header, numbers=(0,)))


def _some(files: list[str]) -> str:
    """The first names of many."""
    more = f" and {len(files) - 3} more" if len(files) > 3 else ""
    return ", ".join(files[:3]) + more


def _published(state: Path, before: int) -> Iterator[str]:
    if publications(state) == before:
        yield "Nothing changed: nothing was published, the marts are as they were."
        return
    with _connect(state, "reader") as connection:
        rows = connection.execute(
            "select * from marts.publications order by publication_id desc limit 1"
        ).fetchall()
    for row in rows:
        yield (
            f"Published: publication {row['publication_id']} of {row['at']:%Y-%m-%d %H:%M:%S}, "
            f"{row['rows_changed']} rows changed"
        )


def _province_line(connection: Connection, mart: str) -> Iterator[str]:
    """The province's fullest year of a wide mart, one line per figure."""
    rows = connection.execute(
        f"select * from marts.{mart} where level = 'province'"  # noqa: S608 - one of MARTS
    ).fetchall()
    if not rows:
        return
    row = max(rows, key=lambda row: (sum(cell is not None for cell in row.values()), row["year"]))
    figures = [name for name in row if f"{name}_method" in row and row[name] is not None]
    labels = _labels(connection, mart)
    yield ""
    yield f"marts.{mart}  {row['name']} {row['year']}"
    lines = [
        (
            labels.get(name, name),
            _number(row[name]),
            _interval(row.get(f"{name}_lower"), row.get(f"{name}_upper")),
            _share(row.get(f"{name}_completeness")),
            row[f"{name}_method"],
        )
        for name in figures
    ]
    header = ("figure", "total", "interval", "complete", "method")
    yield from (f"  {line}" for line in table(lines, header, numbers=(1, 3)))


def _drill_down(connection: Connection) -> Iterator[str]:
    """One figure from the province down to a sub-district."""
    same = {
        level: " and ".join(f"{level}.{name} = city.{name}" for name in _CELL)
        for level in ("province", "district", "subdistrict")
    }
    found = connection.execute(_DRILL_DOWN.format(**same), (DRILL_DOWN_CITY,)).fetchone()
    if found is None:
        return
    lines = []
    for depth, level in enumerate(CHAIN):
        row = connection.execute(_ONE_TOTAL, {**found, "org": found[level]}).fetchone()
        if row:
            lines.append(
                (
                    "  " * depth + row["name"],
                    *(_number(row[name]) for name in ("total", "own", "children", "residual")),
                    _share(row["completeness"]),
                    row["method"],
                )
            )
    broken_down = [found[name] for name in _CELL[2:] if found[name] != "total"]
    yield ""
    yield " ".join([f"Drill-down  {found['name_zh']}", *broken_down, found["period"]])
    header = ("unit", "total", "own", "children", "residual", "complete", "method")
    yield from (f"  {line}" for line in table(lines, header, numbers=(1, 2, 3, 4, 5)))


def _where_to_go(state: Path) -> Iterator[str]:
    user, _ = airflow.login(state)
    yield ""
    yield f"Airflow   {airflow.page(state)}   user {user}"
    yield f"          password in {state / 'secrets' / airflow.LOGIN}"
    yield 'Database  psql "$(make -s url)"   (reads marts; ROLE=owner for the owner)'
    yield "Stop      make down"


def _connect(state: Path, role: str) -> Connection:
    dsn = Settings(state=state, reference=state).dsn(role)
    return psycopg.connect(dsn, row_factory=dict_row)


def _exists(connection: Connection, relation: str) -> bool:
    row = connection.execute("select to_regclass(%s) is not null as known", (relation,)).fetchone()
    return bool(row and row["known"])


def _labels(connection: Connection, mart: str) -> dict[str, str]:
    """Chinese comments of a mart's columns, up to the first full stop or bracket."""
    rows = connection.execute(
        "select attname, col_description(attrelid, attnum) as label from pg_attribute"
        " where attrelid = %s::regclass and attnum > 0",
        (f"marts.{mart}",),
    ).fetchall()
    return {row["attname"]: row["label"] for row in rows if row["label"]}


def _number(value: Decimal | None) -> str | None:
    """With thousands separated and without a tail of zeros; exact."""
    if value is None:
        return None
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _interval(lower: Decimal | None, upper: Decimal | None) -> str:
    if lower == upper:
        return ""
    return f"{_number(lower) or '?'} .. {_number(upper) or '?'}"


def _share(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.1%}"
