"""What happens to a submission is a row of raw.events: who, when, why; silence erases nothing."""

import json
from pathlib import Path

import psycopg
import pytest
from openpyxl import load_workbook
from psycopg.rows import dict_row

from ingestion import night
from ingestion.arrival.archive import Archive
from ingestion.edits import edit_filing
from ingestion.settings import Settings
from tests.ingestion.files import cover, literacy, outbox, workbook

ANNUAL = "科普活动场次"


def form(value: int | str, **more: str) -> bytes:
    return workbook(cover(**more), literacy((ANNUAL, value)))


class Office:
    """东西湖区, who sends one file a night and reads the answer."""

    def __init__(self, warehouse: Settings) -> None:
        self.warehouse = warehouse
        self.sent = 0

    def send(self, data: bytes) -> dict:
        """The answer to a file under a name of its own."""
        self.sent += 1
        target = self.warehouse.landing / "420112" / f"第{self.sent}份.xlsx"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        night.run(str(self.warehouse.landing), f"n{self.sent}")
        (path,) = outbox(self.warehouse).rglob(f"第{self.sent}份*.json")
        (answer,) = json.loads(path.read_text(encoding="utf-8"))["answers"]
        return answer

    def rows(self, query: str) -> list[dict]:
        dsn = self.warehouse.dsn("transformer")
        with psycopg.connect(dsn, row_factory=dict_row) as connection:
            return connection.execute(query).fetchall()

    def events(self, answer: dict) -> list[str]:
        query = f"select event from raw.events where submission_id = '{answer['submission_id']}'"
        return [row["event"] for row in self.rows(f"{query} order by event_id")]

    def said(self) -> list[int]:
        """What all that was loaded says of the events of the year, in the order of arrival."""
        return [int(row["value"]) for row in self.rows(
            "select value from raw.observations order by observation_id")]  # fmt: skip


@pytest.fixture
def office(warehouse: Settings) -> Office:
    return Office(warehouse)


def sha(data: bytes, tmp_path: Path) -> str:
    path = tmp_path / "file"
    path.write_bytes(data)
    with path.open("rb") as stream:
        return Archive(tmp_path / "archive").keep(stream)[0]


def test_a_correction_marks_what_it_replaces_and_silences_nobody(office, tmp_path):
    """The corrected one gets the event `superseded`, by whom and why; its state stays."""
    original = form(5)
    first = office.send(original)
    second = office.send(form(6, kind="更正", 更正对象=sha(original, tmp_path)[:8]))
    assert office.events(first) == ["received", "accepted", "superseded"]
    assert office.events(second) == ["received", "accepted"]
    states = office.rows("select state from raw.submissions order by received_at")
    assert [row["state"] for row in states] == ["accepted", "accepted"]
    (event,) = office.rows("select * from raw.events where event = 'superseded'")
    assert event["actor"] == "ingestion"
    assert second["submission_id"] in event["reason"]
    (advice,) = second["advice"]
    assert first["submission_id"] in advice and "仍然有效" in advice


def test_a_correction_that_is_sent_back_replaces_nothing(office, tmp_path):
    """What does not count supersedes nothing; its receipt says what still holds."""
    original = form(5)
    first = office.send(original)
    bad = workbook(
        cover(kind="更正", 更正对象=sha(original, tmp_path)), literacy(("没有这一项", 6))
    )
    second = office.send(bad)
    assert second["state"] == "quarantined"
    assert office.events(first) == ["received", "accepted"]
    (advice,) = second["advice"]
    assert "现行有效的是" in advice and first["submission_id"] in advice


def test_the_same_bytes_after_a_correction_undo_nothing(office, tmp_path):
    """The old file comes again: the receipt says that the correction holds, and how to revive."""
    original = form(5)
    office.send(original)
    correction = office.send(form(6, kind="更正", 更正对象=sha(original, tmp_path)))
    again = office.send(original)
    assert again["state"] == "duplicate"
    assert correction["submission_id"] in again["reason"]
    holds, revive = again["advice"]
    assert "现行有效的是" in holds and correction["submission_id"] in holds
    assert f"在封面“更正对象”写 {correction['submission_id']} 后再报" in revive
    assert office.said() == [5, 6]
    revived = office.send(form(5, kind="更正", 更正对象=correction["submission_id"]))
    assert revived["state"] == "accepted"
    assert office.said() == [5, 6, 5]
    assert office.events(correction) == ["received", "accepted", "superseded"]


def test_the_same_bytes_after_a_withdrawal_undo_nothing(office):
    """Withdrawn is withdrawn: the receipt says by whom, why, what holds, and how to revive."""
    original = form(5)
    first = office.send(original)
    edit_filing.withdraw(first["submission_id"], "虚构人乙", "报错了表")
    again = office.send(original)
    assert again["state"] == "duplicate"
    assert "虚构人乙撤销（报错了表）" in again["reason"]
    holds, revive = again["advice"]
    assert "尚无已受理的报送" in holds
    assert first["submission_id"] in revive
    revived = office.send(form(5, kind="更正", 更正对象=first["submission_id"]))
    assert (revived["state"], office.said()) == ("accepted", [5, 5])


def test_the_same_bytes_without_a_correction_between_count_again(office):
    """A return to an earlier content, where nobody corrected it, is the office's latest word."""
    office.send(form(5))
    original = form(7)
    for data in (original, form(6), original):
        assert office.send(data)["state"].startswith("accepted")
    assert office.said() == [5, 7, 6, 7]


def test_a_mended_receipt_names_what_it_corrects(office):
    """Its result sheet says which submission it answers: that one is marked as superseded."""
    first = office.send(workbook(cover(), literacy((ANNUAL, 5), ("培训人次", "很多"))))
    (path,) = outbox(office.warehouse).rglob("*.xlsx")
    book = load_workbook(path)
    book["全民科学素质工作情况年报表"]["B3"] = 9
    book.save(path.with_name("改.xlsx"))
    second = office.send(path.with_name("改.xlsx").read_bytes())
    assert (second["state"], second["problems"]) == ("accepted", [])
    assert office.events(first) == ["received", "accepted_with_findings", "superseded"]
    query = "select supersedes_id from raw.submissions where submission_id = "
    (row,) = office.rows(f"{query}'{second['submission_id']}'")
    assert row["supersedes_id"] == first["submission_id"]
