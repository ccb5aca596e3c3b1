"""A passed deadline is an event: written once, by the night, for forms that somebody reports."""

import json
from datetime import datetime

import psycopg
import pytest
from psycopg import errors

from ingestion import night
from ingestion.errors import ReferenceDataError
from ingestion.publishing import dbt_run
from ingestion.reference import windows
from ingestion.settings import Settings
from tests.ingestion.files import cover, literacy, outbox, workbook

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


def told(warehouse: Settings, name: str) -> list[str]:
    """The rules that the answer to a file names."""
    (answer,) = outbox(warehouse).rglob(f"{name}.*.json")
    (form,) = json.loads(answer.read_text(encoding="utf-8"))["answers"]
    return [problem["rule_id"] for problem in form["problems"]]


def send(warehouse: Settings, name: str, at: str, value: int = 5) -> None:
    """A report of 2024 that arrived at a time which the manifest states, and a night after it."""
    folder = warehouse.landing / "420112"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.xlsx").write_bytes(workbook(cover(), literacy(("科普活动场次", value))))
    line = f"420112/{name}.xlsx,{at}"
    text = f"path,received_at\n{line}\n"
    (warehouse.landing / "manifest.csv").write_text(text, encoding="utf-8")
    a_night(warehouse, name, datetime.fromisoformat(at))


def test_before_the_opening_and_after_the_closing(warehouse):
    """Both are asked about and count; the days between are free of it, their ends included."""
    days = {
        "早": "2024-12-31T23:30:00+08:00", "开": "2025-01-01T00:30:00+08:00",
        "闭": "2025-04-30T23:30:00+08:00", "迟": "2025-05-02T00:30:00+08:00",
    }  # fmt: skip
    for number, (name, at) in enumerate(days.items()):
        if name == "迟":
            a_night(warehouse, "between", datetime.fromisoformat("2025-05-01T01:30:00+08:00"))
        send(warehouse, name, at, number)
    assert told(warehouse, "早") == ["filed_before_opening"]
    assert told(warehouse, "开") == told(warehouse, "闭") == []
    assert told(warehouse, "迟") == ["filed_after_closing"]
    with psycopg.connect(warehouse.dsn("transformer")) as known:
        rows = known.execute("select state from raw.submissions").fetchall()
    assert all(state.startswith("accepted") for (state,) in rows)


def test_a_new_warehouse_closes_nothing_to_old_files(warehouse):
    """Who begins after the closing has told nobody of it."""
    send(warehouse, "甲", "2026-01-10T09:00:00+08:00", 5)
    send(warehouse, "乙", "2026-01-12T09:00:00+08:00", 6)
    assert told(warehouse, "乙") == []


def test_the_four_days_are_noted_in_their_order(warehouse):
    """Opened on the day, the others the day after; each once."""
    report(warehouse)
    for run_id, day in (("n1", "2025-01-01"), ("n2", "2025-03-16"), ("n3", "2025-05-01")):
        a_night(warehouse, run_id, datetime.fromisoformat(f"{day}T01:30:00+08:00"))
    query = (
        "select event, due_on::text, (at at time zone 'Asia/Shanghai')::date::text from raw.events"
        " where submission_id is null order by event_id"
    )
    with psycopg.connect(warehouse.dsn("transformer")) as known:
        assert known.execute(query).fetchall() == [
            ("window_opened", "2025-01-01", "2025-01-01"),
            ("deadline_passed", "2025-02-14", "2025-03-16"),
            ("late_window_ended", "2025-03-15", "2025-03-16"),
            ("window_closed", "2025-04-30", "2025-05-01"),
        ]


@pytest.mark.parametrize(
    ("days", "words"), [("-1,1,74,120", "after the end"), ("45,1,40,120", "in this order")]
)
def test_faulty_days_stop_a_night(warehouse, tmp_path, monkeypatch, days, words):
    """A form opens, is due, may be late, is closed: in this order, or the reference is wrong."""
    for path in warehouse.reference.glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        text = text.replace("literacy,annual,45,1,74,120,", f"literacy,annual,{days},")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=words):
        windows.load(tmp_path)


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
