"""A passed deadline is an event: written once, by the night, for forms that somebody reports."""

from datetime import datetime

import psycopg
import pytest
from psycopg import errors

from ingestion import dbt_run, night
from ingestion.settings import Settings
from tests.ingestion.files import cover, literacy, workbook

IN_TIME = datetime.fromisoformat("2025-02-14T23:30:00+08:00")  # the last day still counts
AFTER = datetime.fromisoformat("2025-02-15T00:30:00+08:00")


def noted(warehouse: Settings) -> list[tuple]:
    query = (
        "select form, period, due_on::text, at, actor from raw.events"
        " where event = 'deadline_passed' order by due_on, form"
    )
    with psycopg.connect(warehouse.dsn("transformer")) as connection:
        return connection.execute(query).fetchall()


def report(warehouse: Settings, value: int | str = 5, period: str = "2024") -> None:
    target = warehouse.landing / "420112" / "年报.xlsx"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(workbook(cover(period=period), literacy(("科普活动场次", value))))


def a_night(warehouse: Settings, run_id: str, started_at: datetime) -> None:
    night.run(str(warehouse.landing), run_id, started_at=started_at)


def test_noted_once_on_the_day_after(warehouse):
    """Not on the last day, on the day after, and never again; it makes a build due."""
    report(warehouse)
    a_night(warehouse, "n1", IN_TIME)
    assert noted(warehouse) == []
    before = dbt_run.fingerprint(warehouse)
    a_night(warehouse, "n2", AFTER)
    assert noted(warehouse) == [("literacy", "2024", "2025-02-14", AFTER, "ingestion")]
    after = dbt_run.fingerprint(warehouse)
    assert after != before
    a_night(warehouse, "n3", AFTER)
    a_night(warehouse, "n2", AFTER)
    assert len(noted(warehouse)) == 1
    assert dbt_run.fingerprint(warehouse) == after


def test_the_period_after_a_reported_one_is_awaited_too(warehouse):
    """Whoever reported 2023 is expected to report 2024; nobody is asked for 2022 or 2025."""
    report(warehouse, period="2023")
    a_night(warehouse, "n1", AFTER.replace(year=2030))
    assert [(form, period) for form, period, *_ in noted(warehouse)] == [
        ("literacy", "2023"), ("literacy", "2024"),
    ]  # fmt: skip


def test_what_was_sent_back_was_not_reported(warehouse):
    """A form that nobody has filed acceptably is awaited by nobody."""
    target = warehouse.landing / "420112" / "年报.xlsx"
    target.parent.mkdir(parents=True)
    target.write_bytes(workbook(cover(period="2001"), literacy(("没有这一项", 5))))
    a_night(warehouse, "n1", AFTER)
    assert noted(warehouse) == []


def test_another_deadline_passes_anew(warehouse, tmp_path, monkeypatch):
    """A province that sets another day gets an event for that day; the first stays."""
    report(warehouse)
    a_night(warehouse, "n1", AFTER)
    for path in warehouse.reference.glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        if path.name == "form_deadlines.csv":
            text = text.replace("literacy,annual,45,", "literacy,annual,59,")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    monkeypatch.setenv("WAREHOUSE_REFERENCE", str(tmp_path))
    a_night(warehouse, "n2", AFTER)
    assert len(noted(warehouse)) == 1
    a_night(warehouse, "n3", AFTER.replace(month=3))
    assert [due_on for _, _, due_on, *_ in noted(warehouse)] == ["2025-02-14", "2025-02-28"]


@pytest.mark.parametrize(
    "values",
    [
        "'s', 'deadline_passed', 'literacy', '2024', '2025-02-14'",
        "null, 'deadline_passed', null, '2024', '2025-02-14'",
        "null, 'deadline_passed', 'literacy', '2024', null",
        "null, 'accepted', null, null, null",
        "'s', 'accepted', 'literacy', '2024', null",
    ],
)
def test_an_event_concerns_one_thing(warehouse, values):
    """A deadline names form, period and day and no submission; every other event one and no day."""
    statement = (
        "insert into raw.events (submission_id, event, form, period, due_on, actor)"
        f" values ({values}, 'test')"
    )
    with psycopg.connect(warehouse.dsn("loader")) as loader, pytest.raises(errors.CheckViolation):
        loader.execute(statement)
