"""Who reported, in time, late or not at all: files in, rows of marts.submission_status out."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from ingestion.settings import Settings
from tests.conftest import NewWarehouse
from tests.ingestion.files import STATIONS, as_json, cover, literacy, workbook
from tests.nights import published_night, put, rows

IN_TIME, LATE = "2025-02-14T23:59:00+08:00", "2025-02-15T00:10:00+08:00"
FIRST_NIGHT, SECOND_NIGHT = "2025-02-10T01:30:00+08:00", "2025-02-15T01:30:00+08:00"
# how many cells the literacy form requires is the form's affair
REQUIRED = 46
ENDED, UNOFFICIAL, SILENT = "420107007", "420103400", "420115"
CHANGES_BY_TIME = {"status", "status_zh", "deadline_passed", "clock"}
Rows = dict[tuple[str, str, str], dict]


def report(code: str, value: int, period: str = "2024") -> bytes:
    return workbook(cover(code, period), literacy(("科普活动场次", value), ("培训人次", 1)))


def register(code: str, period: str) -> bytes:
    headers = ["工作站名称", "建站单位", "统一社会信用代码", "工作站类型", "级别", "批准日期"]
    line = ["虚构站", "虚构公司", "91420112MA4KXXXX11", "院士工作站", "省级", "2020-01-01"]
    return workbook(cover(code, period), {STATIONS: [headers, line]})


def first_of(settings: Settings) -> str:
    """The hash by which a correction names the first report of 2024."""
    return hashlib.sha256((settings.landing / "420112" / "2024.xlsx").read_bytes()).hexdigest()


def fill(settings: Settings) -> None:
    """What lies in the landing before the first night: one case each."""
    put(settings, "420112/2023.xlsx", report("420112", 30, "2023"), "2024-01-20")
    put(settings, "420111/2023.xlsx", report("420111", 10, "2023"), "2024-02-20")
    put(settings, "420114/2023.xlsx", report("420114", 60, "2023"), "2024-01-20")
    put(settings, "420112/名册.xlsx", register("420112", "2023"), "2024-01-20")
    put(settings, "420112/2024.xlsx", report("420112", 33), "2025-01-20")
    corrected = report("420112", 34)  # made once: a workbook holds the second of its making
    put(settings, "420112/2024改.xlsx", corrected, "2025-02-09")
    put(settings, "420112/2024再.xlsx", corrected, "2025-02-09T10:00:00+08:00")
    head = cover("420112", 更正对象=first_of(settings)) | {"报送类型": "更正"}
    mended = workbook(head, literacy(("科普活动场次", 34), ("培训人次", 1)))
    put(settings, "420112/2024更正.xlsx", mended, "2025-02-09T10:30:00+08:00")
    put(
        settings,
        "420113/坏.xlsx",
        workbook(cover("420113"), literacy(("没有这一项", 5))),
        "2025-01-20",
    )
    by_city = {"指标名称": "科普活动场次", "行政区划代码": "421002", "本级": 7}
    put(settings, "421000/代报.json", as_json(cover("421000"), "literacy", by_city), "2025-01-20")
    put(settings, f"{UNOFFICIAL}/2024.xlsx", report(UNOFFICIAL, 3), "2025-01-20")
    put(settings, f"{ENDED}/2024.xlsx", report(ENDED, 3), "2025-01-20")


def status(settings: Settings) -> Rows:
    found = rows(settings, "select * from marts.submission_status")
    return {(row["org_code"], row["form"], row["period"]): row for row in found}


def marts(settings: Settings) -> dict[str, set[tuple]]:
    """Every published row of every mart."""
    names = rows(settings, "select tablename from pg_tables where schemaname = 'marts'")
    return {
        name: {tuple(row.items()) for row in rows(settings, f"select * from marts.{name}")}
        for name in (row["tablename"] for row in names)
        if name != "publications"
    }


@pytest.fixture(scope="module")
def nights(
    new_warehouse: NewWarehouse,
) -> Iterator[tuple[Settings, list[dict[str, set[tuple]]], Rows]]:
    """A night before the deadline, one after it, and one with a late file; what each published.

    Gives the warehouse, all marts after the first two nights, and the status after the first.
    """
    settings = new_warehouse()
    fill(settings)
    published_night(settings, "n1", FIRST_NIGHT)
    before, first = marts(settings), status(settings)
    published_night(settings, "n2", SECOND_NIGHT)
    after = marts(settings)
    put(settings, "420111/2024.xlsx", report("420111", 12), "2025-02-20")
    put(settings, "420113/补.xlsx", report("420113", 6), "2025-02-16")
    published_night(settings, "n3", "2025-02-21T01:30:00+08:00")
    yield settings, [before, after], first


@pytest.mark.parametrize(
    ("org", "period", "before", "after"),
    [
        ("420112", "2024", "reported", "reported"),
        ("420113", "2024", "quarantined", "reported_late"),
        ("420111", "2024", "awaited", "reported_late"),
        ("420114", "2024", "awaited", "missing"),
        (SILENT, "2024", "awaited", "missing"),
        ("421002", "2024", "reported", "reported"),
        (UNOFFICIAL, "2024", "reported", "reported"),
        (ENDED, "2024", "not_due_but_reported", "not_due_but_reported"),
        ("420112", "2023", "reported", "reported"),
        ("420111", "2023", "reported_late", "reported_late"),
        (SILENT, "2023", "missing", "missing"),
        (SILENT, "2025", "awaited", "awaited"),
    ],
)
def test_status_of_a_literacy_form(nights, org, period, before, after):
    """Each case before the deadline and after the late files."""
    settings, _, first = nights
    assert first[org, "literacy", period]["status"] == before
    assert status(settings)[org, "literacy", period]["status"] == after


def test_nobody_is_asked_for_forms_and_years_that_nobody_reported(nights):
    """Literacy from 2023 to the year after the last; no funding form, no 2022."""
    found = status(nights[0])
    assert {(form, period) for _, form, period in found} == {
        ("literacy", "2023"), ("literacy", "2024"), ("literacy", "2025"),
        ("station_register", "2023"), ("station_register", "2024"),
    }  # fmt: skip


def test_everybody_who_owes_has_one_row(nights):
    """All official units of 2024, and of the others those that have begun to report."""
    due = [
        key
        for key, row in status(nights[0]).items()
        if row["is_due"] and key[1:] == ("literacy", "2024")
    ]
    assert len(due) == 1376 + 1
    assert (UNOFFICIAL, "literacy", "2023") not in status(nights[0])
    others = [key for key in status(nights[0]) if key[0] == "420103401"]
    assert others == []


def test_the_latest_that_speaks_and_its_findings(nights):
    """The correction speaks, its duplicate does not; the first arrival stays the first."""
    found = status(nights[0])["420112", "literacy", "2024"]
    (said,) = rows(
        nights[0], "select * from marts.submissions where source_uri like %s", "%2024更正.xlsx"
    )
    assert found["submission_id"] == said["submission_id"]
    assert found["first_received_at"] == datetime.fromisoformat("2025-01-20T09:00:00+08:00")
    assert (found["late_days"], found["is_by_another"], found["mandatory_count"]) == (0, False, 0)


def test_late_by_days(nights):
    """Six days after the deadline of 14 February; the ones still missing have no days."""
    found = status(nights[0])
    late = found["420111", "literacy", "2024"]
    assert (str(late["due_on"]), late["late_days"]) == ("2025-02-14", 6)
    assert found["420113", "literacy", "2024"]["late_days"] == 2
    assert found[SILENT, "literacy", "2024"]["late_days"] is None
    assert found[ENDED, "literacy", "2024"]["late_days"] is None


def test_the_four_days(nights):
    """Opens, due, late until, closed; how far a night has noted, and where a report fell."""
    found = status(nights[0])
    late = found["420111", "literacy", "2024"]
    days = ("opens_on", "due_on", "late_until_on", "closed_on")
    assert [str(late[name]) for name in days] == [
        "2025-01-01", "2025-02-14", "2025-03-15", "2025-04-30",
    ]  # fmt: skip
    assert (late["clock"], late["timing"], late["timing_zh"]) == (
        "late",
        "late",
        "逾期（补报期内）",
    )
    assert nights[2]["420111", "literacy", "2024"]["clock"] == "open"
    assert found["420112", "literacy", "2024"]["timing"] == "in_time"
    assert found[SILENT, "literacy", "2024"]["timing"] is None
    assert found[SILENT, "literacy", "2023"]["clock"] == "closed"
    assert found[SILENT, "literacy", "2025"]["clock"] == "not_open"


def test_the_whole_chain(nights):
    """All that a unit sent: what was sent back, repeated, corrected; one row tells how many."""
    found = status(nights[0])
    counts = ("received_count", "sent_back_count", "duplicate_count", "superseded_count")
    one = found["420112", "literacy", "2024"]
    assert [one[name] for name in counts] == [4, 0, 1, 1]
    assert str(one["last_received_at"].astimezone(UTC))[:16] == "2025-02-09 02:30"
    assert [found["420113", "literacy", "2024"][name] for name in counts] == [2, 1, 0, 0]
    assert [found[SILENT, "literacy", "2024"][name] for name in counts] == [0, 0, 0, 0]
    query = "select * from marts.submissions where source_uri like %s"
    (first,) = rows(nights[0], query, "%420112/2024.xlsx")
    (correction,) = rows(nights[0], query, "%2024更正.xlsx")
    assert (first["state"], first["decided_by"]) == ("accepted", "ingestion")
    assert first["superseded_by_id"] == correction["submission_id"]
    assert correction["supersedes_id"] == first["submission_id"]


def test_every_event_is_told(nights):
    """Who, when and why, submission by submission."""
    query = "select event from marts.submission_events where submission_id = %s order by event_no"
    (first,) = rows(
        nights[0], "select * from marts.submissions where source_uri like %s", "%420112/2024.xlsx"
    )
    told = rows(nights[0], query, first["submission_id"])
    assert [row["event"] for row in told] == ["received", "accepted", "superseded"]


def test_quarantined_file_is_shown_with_its_findings(nights):
    """Until a good one comes, the file that was sent back is the one to talk about."""
    row = nights[2]["420113", "literacy", "2024"]
    assert (row["mandatory_count"], row["status_zh"], row["cells_in"]) == (1, "已退回，待重报", 0)


def test_reported_by_another_office(nights):
    """荆州市 filed for 沙市区: it has reported, and its row says by whom it was done."""
    found = status(nights[0])
    assert found["421002", "literacy", "2024"]["is_by_another"] is True
    assert found["421000", "literacy", "2024"]["is_by_another"] is False


def test_cells_and_completeness(nights):
    """Two of the required cells are in; the silent have none; no share above one."""
    found = status(nights[0])
    one = found["420112", "literacy", "2024"]
    assert (one["cells_due"], one["cells_in"]) == (REQUIRED, 2)
    assert one["completeness_by_count"] == (Decimal(2) / REQUIRED).quantize(Decimal("0.000001"))
    assert found[SILENT, "literacy", "2024"]["completeness_by_count"] == 0
    assert found[ENDED, "literacy", "2024"]["completeness_by_count"] is None
    shares = [row["completeness_by_count"] for row in found.values()]
    assert all(share is None or 0 <= share <= 1 for share in shares)


def test_what_a_silence_costs(nights):
    """蔡甸区 had 60 of the province's 100 a year before; who said nothing then has no share."""
    found = status(nights[0])
    row = found["420114", "literacy", "2024"]
    assert (row["value_share"], row["value_share_indicator"]) == (Decimal("0.6"), "act_total")
    assert found[SILENT, "literacy", "2024"]["value_share"] is None
    assert found["420112", "literacy", "2023"]["value_share"] is None


def test_a_register_is_owed_by_those_who_have_sent_one(nights):
    """Only the unit with a station is asked for its register again."""
    registers = {
        key: row["status"] for key, row in status(nights[0]).items() if key[1] == "station_register"
    }
    assert registers == {
        ("420112", "station_register", "2023"): "reported",
        ("420112", "station_register", "2024"): "missing",
    }


def test_a_passed_deadline_changes_only_status_rows(nights):
    """Between two nights nothing arrived but a deadline passed: no other mart has another row."""
    before, after = nights[1]
    assert {name for name in before if before[name] != after[name]} == {"submission_status"}
    key = ("org_code", "form", "period")
    old = {tuple(dict(row)[name] for name in key): dict(row) for row in before["submission_status"]}
    new = {tuple(dict(row)[name] for name in key): dict(row) for row in after["submission_status"]}
    assert old.keys() == new.keys()
    changed = {name for one, row in new.items() for name in row if row[name] != old[one][name]}
    assert changed == CHANGES_BY_TIME
    missing = [
        one for one in new if old[one]["status"] == "awaited" and new[one]["status"] == "missing"
    ]
    assert len(missing) > 1000 and {period for _, _, period in missing} == {"2024"}


def test_history_keeps_the_status_before(nights):
    """When a unit was first called missing, and until when, is plain SQL."""
    states = rows(
        nights[0],
        "select status, known_to is null as is_now from marts_history.submission_status"
        " where org_code = %s and form = 'literacy' and period = '2024' order by known_from",
        "420111",
    )
    assert [(row["status"], row["is_now"]) for row in states] == [
        ("awaited", False), ("missing", False), ("reported_late", True),
    ]  # fmt: skip


def test_every_submission_is_listed_with_its_reason(nights):
    """One row per submission, whatever became of it."""
    found = rows(nights[0], "select * from marts.submissions order by received_at, submission_id")
    raw = rows(nights[0], "select submission_id from raw.submissions")
    assert {row["submission_id"] for row in found} == {row["submission_id"] for row in raw}
    states = {row["source_uri"].rsplit("/", 1)[1]: (row["state"], row["reason"]) for row in found}
    assert states["坏.xlsx"] == ("quarantined", "指标名称无法识别")
    assert states["2024再.xlsx"][0] == "duplicate"
