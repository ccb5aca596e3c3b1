"""Between the nights: files are answered as they come, and loaded by the night."""

import json
from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from ingestion import look, night
from ingestion.arrival import receive
from ingestion.arrival.watch import Watch
from ingestion.settings import Settings
from tests.ingestion.files import cover, literacy, outbox, workbook


def put(warehouse: Settings, name: str, value: int | str) -> Path:
    target = warehouse.landing / "420112" / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(workbook(cover(), literacy(("科普活动场次", value))))
    return target


def answers(warehouse: Settings, name: str) -> list[dict]:
    """What was answered under this name, the oldest first."""
    paths = sorted(outbox(warehouse).rglob(f"{name}.*.json"), key=lambda p: p.stat().st_mtime_ns)
    told = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    return [answer for one in told for answer in one["answers"]]


def loaded(warehouse: Settings) -> list[tuple]:
    query = "select state, received_at from raw.submissions order by received_at, submission_id"
    with psycopg.connect(warehouse.dsn("transformer")) as known:
        return known.execute(query).fetchall()


class Looks:
    """The watch of the triggerer, and what follows it."""

    def __init__(self, landing: str) -> None:
        self._landing = landing
        self._watch = Watch(landing)

    def look(self) -> int:
        """How many answers went out after one look."""
        return look.answer_arrivals(self._landing) if self._watch.look() else 0


@pytest.fixture
def watch(warehouse: Settings) -> Looks:
    warehouse.landing.mkdir()
    return Looks(str(warehouse.landing))


def test_answered_by_a_look_and_loaded_by_the_night(warehouse, watch):
    """Two looks after it lies there it is answered; nothing is loaded until the night."""
    put(warehouse, "甲.xlsx", "很多")
    assert [watch.look(), watch.look(), watch.look()] == [0, 1, 0]
    (told,) = answers(warehouse, "甲")
    assert [problem["rule_id"] for problem in told["problems"]] == ["cell_unreadable"]
    assert loaded(warehouse) == []
    (path,) = outbox(warehouse).rglob("甲.*.json")
    came = json.loads(path.read_text(encoding="utf-8"))["received_at"]
    night.run(str(warehouse.landing), "n1")
    ((state, received_at),) = loaded(warehouse)
    assert state == "accepted_with_findings"
    assert received_at == datetime.fromisoformat(came)
    assert answers(warehouse, "甲") == [told]
    assert watch.look() == 0


def test_a_file_that_still_grows_waits(warehouse, watch):
    """Only what two looks see alike is complete."""
    path = put(warehouse, "甲.xlsx", 5)
    whole = path.read_bytes()
    for share in (3, 2):
        path.write_bytes(whole[: len(whole) // share])
        assert watch.look() == 0
    path.write_bytes(whole)
    assert [watch.look(), watch.look()] == [0, 1]
    assert [one["state"] for one in answers(warehouse, "甲")] == ["accepted"]


def test_what_is_not_loaded_yet_counts_as_sent(warehouse, watch):
    """The same file again before the night is a duplicate; a return to what was is not."""
    first = put(warehouse, "甲.xlsx", 5)
    data = first.read_bytes()
    watch.look()
    watch.look()
    put(warehouse, "乙.xlsx", 5).write_bytes(data)
    assert [watch.look(), watch.look()] == [0, 1]
    assert answers(warehouse, "乙")[0]["state"] == "duplicate"
    put(warehouse, "甲.xlsx", 6)
    assert [watch.look(), watch.look()] == [0, 1]
    first.write_bytes(data)
    assert [watch.look(), watch.look()] == [0, 1]
    night.run(str(warehouse.landing), "n1")
    assert [state for state, _ in loaded(warehouse)] == ["accepted", "duplicate", *["accepted"] * 2]


def test_a_look_that_died_is_made_up_for(warehouse, watch, monkeypatch):
    """What was received and not answered is answered by the next look."""
    put(warehouse, "甲.xlsx", 5)
    watch.look()
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(look.answer, "send", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        watch.look()
    assert answers(warehouse, "甲") == []
    again = Looks(str(warehouse.landing))
    assert [again.look(), again.look()] == [0, 1]
    assert len(answers(warehouse, "甲")) == 1


def test_what_grows_while_it_rests_is_left(warehouse, watch, monkeypatch):
    """A young file that changes while the run waits is taken by a later one, whole."""
    path = put(warehouse, "甲.xlsx", 5)
    whole = path.read_bytes()
    path.write_bytes(whole[:100])
    with monkeypatch.context() as patch:
        patch.setattr(receive.time, "sleep", lambda _: path.write_bytes(whole))
        assert look.answer_arrivals(str(warehouse.landing), rest=1) == 0
        path.write_bytes(whole[:100])
        assert night.run(str(warehouse.landing), "n0", rest=1)["files_new"] == 0
    assert look.answer_arrivals(str(warehouse.landing)) == 1
    counted = night.run(str(warehouse.landing), "n1")
    assert (counted["accepted"], counted["quarantined"]) == (1, 0)


def test_what_a_night_has_taken_is_left_to_it(warehouse, watch):
    """While a night runs its files are not read twice; one that died is made up for later."""
    put(warehouse, "甲.xlsx", 5)
    night.receive(str(warehouse.landing), "n1")
    assert look.answer_arrivals(str(warehouse.landing)) == 0
    put(warehouse, "乙.xlsx", 6)
    assert look.answer_arrivals(str(warehouse.landing)) == 1
    listed = night.Night(warehouse, "n1").list_path
    told = json.loads(listed.read_text(encoding="utf-8"))
    listed.write_text(json.dumps({**told, "started_at": "2025-01-01T01:30:00+08:00"}))
    assert look.answer_arrivals(str(warehouse.landing)) == 1
    assert len(answers(warehouse, "甲")) == len(answers(warehouse, "乙")) == 1
