"""Nights through the real path: files in, rows of raw out; killed, repeated, in any order."""

import hashlib
import io
import os
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import fsspec
import psycopg
import pytest
from psycopg.rows import dict_row

from ingestion import night
from ingestion.arrival.archive import Archive
from ingestion.errors import WarehouseError
from ingestion.loading import load
from ingestion.prose.kept import Kept
from ingestion.reading import read_workbook
from ingestion.settings import Settings
from tests.ingestion import written
from tests.ingestion.files import (
    as_csv,
    as_json,
    cover,
    literacy,
    outbox,
    whole_form,
    workbook,
)

DAY = datetime.fromisoformat("2025-01-10T09:00:00+08:00")
Put = Callable[..., Path]


@pytest.fixture
def put(warehouse: Settings) -> Put:
    """Puts a file into the landing; the manifest states its day of arrival, counted from DAY."""
    lines = ["path,received_at,is_synthetic"]

    def write(path: str, data: bytes, day: int | None = None, synthetic: str = "") -> Path:
        target = warehouse.landing / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        if day is not None:
            lines.append(f"{path},{(DAY + timedelta(days=day)).isoformat()},{synthetic}")
            (warehouse.landing / "manifest.csv").write_text("\n".join(lines), encoding="utf-8")
        return target

    return write


def a_night(warehouse: Settings, run_id: str = "n1", batches: int = 1) -> dict:
    return night.run(str(warehouse.landing), run_id, batches)


def rows(warehouse: Settings, query: str) -> list[dict]:
    with psycopg.connect(warehouse.dsn("transformer"), row_factory=dict_row) as connection:
        return connection.execute(query).fetchall()


def submissions(warehouse: Settings) -> list[dict]:
    return rows(warehouse, "select * from raw.submissions order by received_at, submission_id")


def states(warehouse: Settings) -> dict[str, str]:
    return {row["source_uri"].rsplit("/", 1)[1]: row["state"] for row in submissions(warehouse)}


def form(value: int, **more: str) -> bytes:
    return workbook(cover(**more), literacy(("科普活动场次", value)))


def dump(warehouse: Settings) -> list[list[dict]]:
    """All that a night left, without the instants and serial numbers of its own."""
    queries = (
        "select content_sha256, bytes, media_type from raw.files order by 1",
        "select * from raw.deliveries order by delivery_id",
        "select * from raw.filings order by submission_id",
        "select submission_id, event, reason from raw.events order by submission_id, event_id",
        "select submission_id, org_code, indicator, value, source_ref from raw.observations"
        " order by submission_id, observation_id",
        "select submission_id, rule_id, source_ref from raw.findings"
        " order by submission_id, finding_id",
    )
    return [rows(warehouse, query) for query in queries]


def test_good_broken_and_duplicate(warehouse, put):
    """The good file is in, the broken one quarantined with its reason, the duplicate named."""
    good = form(5)  # made once: a workbook holds the second of its making
    put("420112/年报.xlsx", good, 0)
    put("420112/坏.xlsx", form(6)[:900], 1)
    put("420112/再报.xlsx", good, 2)
    summary = a_night(warehouse)
    assert states(warehouse) == {
        "年报.xlsx": "accepted", "坏.xlsx": "quarantined", "再报.xlsx": "duplicate",
    }  # fmt: skip
    counted = ("files_new", "received", "accepted", "quarantined", "duplicates")
    assert [summary[name] for name in counted] == [3, 3, 1, 1, 1]
    (fault,) = rows(warehouse, "select * from raw.findings")
    assert (fault["rule_id"], fault["severity"]) == ("file_damaged", "强制性")
    (told,) = rows(warehouse, "select reason from raw.events where event = 'duplicate'")
    assert submissions(warehouse)[0]["submission_id"] in told["reason"]
    (o,) = rows(warehouse, "select * from raw.observations")
    assert (o["org_code"], o["indicator"], o["value"], o["scope"]) == (
        "420112",
        "act_total",
        5,
        "own",
    )
    (row,) = rows(warehouse, "select * from raw.nights")
    assert row["ended_at"] >= row["started_at"]


def test_a_document_keeps_the_text_of_its_offsets(warehouse, put):
    """A Word report is loaded like a text file, and the text that its references count in stays."""
    data = written.saved(written.document())
    put("421000/总结.docx", data)
    put("420112/总结.doc", b"{\\rtf1}")
    a_night(warehouse)
    (stations,) = rows(
        warehouse, "select * from raw.observations where indicator = 'ws_total' and value = 31"
    )
    reference, place = stations["source_ref"].rstrip("）").split("（")
    start, end = map(int, reference.removeprefix("chars ").split("-"))
    text = Kept(warehouse.archive).find(hashlib.sha256(data).hexdigest())
    assert text is not None
    assert (text.text[start:end], place) == ("31家", "第6段")
    assert stations["quote"] in text.text
    assert rows(warehouse, "select rule_id from raw.findings where rule_id like 'report_o%'")


def test_an_archive_and_what_is_no_file(warehouse, put):
    """Each member of an archive is a delivery; a pipe is sent back; lock files are only counted."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("甲.xlsx", "乙.xlsx", "~$甲.xlsx"):
            period = "2024" if name == "甲.xlsx" else "2023"
            archive.writestr(name, workbook(cover(period=period), literacy(("科普活动场次", 5))))
    put("420112/报表.zip", out.getvalue())
    put("420112/Thumbs.db", b"x")
    os.mkfifo(warehouse.landing / "420112" / "pipe.csv")
    summary = a_night(warehouse)
    assert (summary["files_new"], summary["accepted"], summary["quarantined"]) == (3, 2, 1)
    assert summary["files_ignored"] == 1
    places = rows(warehouse, "select source_uri from raw.deliveries order by source_uri")
    assert [row["source_uri"].partition("420112/")[2] for row in places] == [
        "pipe.csv", "报表.zip!乙.xlsx", "报表.zip!甲.xlsx",
    ]  # fmt: skip
    told = rows(warehouse, "select rule_id from raw.findings where severity = '强制性'")
    assert [row["rule_id"] for row in told] == ["file_special"]
    assert a_night(warehouse, "n2")["files_new"] == 0


def test_second_night_takes_nothing_twice(warehouse, put):
    """What lies unchanged in the landing is not a delivery again."""
    put("420112/年报.xlsx", form(5))
    a_night(warehouse, "n1")
    before = dump(warehouse)
    summary = a_night(warehouse, "n2")
    assert (summary["files_known"], summary["files_new"], summary["received"]) == (1, 0, 0)
    assert dump(warehouse) == before


def test_second_full_form(warehouse, put, reference):
    """A second full form is not linked in silence: the receipt names the one that stands and says
    how to mark a correction; other offices, and forms that were sent back, are no concern of it."""
    put("420112/退.xlsx", form(4, kind="全量"), 0)
    put("420112/甲.xlsx", whole_form(reference, 5), 1)
    put("420112/乙.xlsx", whole_form(reference, 6), 2)
    put("421000/丙.xlsx", whole_form(reference, 7, code="421000"), 3)
    a_night(warehouse)
    assert states(warehouse) == {
        "退.xlsx": "quarantined", "甲.xlsx": "accepted", "乙.xlsx": "accepted_with_findings",
        "丙.xlsx": "accepted",
    }  # fmt: skip
    assert [row["supersedes_id"] for row in submissions(warehouse)] == [None] * 4
    first = submissions(warehouse)[1]["submission_id"]
    (told,) = rows(warehouse, "select * from raw.findings where rule_id = 'full_before'")
    assert (told["severity"], told["found"]) == ("提示性", "未填")
    (receipt,) = outbox(warehouse).rglob("乙*.json")
    text = receipt.read_text(encoding="utf-8")
    assert f"2025-01-11 09:00 收到的报送 {first}" in text
    assert f"在封面“更正对象”写 {first} 后再报" in text


def test_full_form_that_says_what_it_corrects(warehouse, put, reference):
    """A full form with 更正对象 is linked and asked nothing; a dash in that place says nothing."""
    path = put("420112/甲.xlsx", whole_form(reference, 5, 更正对象="/"), 0)
    digest, _ = Archive(warehouse.archive).keep(path.open("rb"))
    put("420112/乙.xlsx", whole_form(reference, 6, 更正对象=digest[:16]), 1)
    a_night(warehouse)
    one, two = submissions(warehouse)
    assert (one["supersedes_id"], two["supersedes_id"]) == (None, one["submission_id"])
    assert (one["state"], two["state"], two["kind"]) == ("accepted", "accepted", "snapshot")


def test_return_to_an_earlier_content(warehouse, put):
    """A, then B, then A again under one name: the third is no duplicate, its latest was B."""
    for run_id, value in (("n1", 5), ("n2", 6), ("n3", 5)):
        put("420112/年报.xlsx", form(value))
        a_night(warehouse, run_id)
    assert [row["state"] for row in submissions(warehouse)] == ["accepted"] * 3


def test_same_bytes_of_two_offices(warehouse, put):
    """Two offices may send the same bytes: neither repeats the other."""
    data = as_csv({"报告期": "2024", "报送类型": "补充", "报表名称": "literacy"},
                  [("指标名称", "本级"), ("科普活动场次", 5)])  # fmt: skip
    put("420112/年报.csv", data)
    put("420111/年报.csv", data)
    a_night(warehouse)
    assert [row["state"] for row in submissions(warehouse)] == ["accepted"] * 2
    assert len(rows(warehouse, "select * from raw.files")) == 1


def test_quarantined_content_may_come_again(warehouse, put):
    """What was quarantined is nobody's latest: the same bytes are read again."""
    put("420112/甲.xlsx", form(5, period="2024-Q1"), 0)
    put("420112/乙.xlsx", form(5, period="2024-Q1"), 1)
    a_night(warehouse)
    assert states(warehouse) == {"甲.xlsx": "quarantined", "乙.xlsx": "quarantined"}


def test_correction_by_hash(warehouse, put):
    """A correction names the file that it corrects by the beginning of its hash."""
    path = put("420112/原.xlsx", form(5, kind="全量"), 0)
    digest, _ = Archive(warehouse.archive).keep(path.open("rb"))
    put("420112/改.xlsx", form(6, kind="更正", 更正对象=digest[:10]), 1)
    a_night(warehouse)
    original, correction = submissions(warehouse)
    assert correction["supersedes_id"] == original["submission_id"]
    assert correction["kind"] == "patch"


def test_correction_before_what_it_corrects(warehouse, put):
    """A correction that arrived first is linked all the same."""
    path = put("420112/原.xlsx", form(5, kind="补充"), 5)
    digest, _ = Archive(warehouse.archive).keep(path.open("rb"))
    put("420112/改.xlsx", form(6, kind="更正", 更正对象=digest[:10]), 1)
    a_night(warehouse)
    correction, original = submissions(warehouse)
    assert correction["supersedes_id"] == original["submission_id"]


def test_correction_of_nothing(warehouse, put):
    """A correction whose target nobody knows counts by its arrival and is told."""
    put("420112/改.xlsx", form(6, kind="更正", 更正对象="deadbeef"), 1)
    a_night(warehouse)
    assert states(warehouse) == {"改.xlsx": "accepted_with_findings"}
    (fault,) = rows(warehouse, "select * from raw.findings")
    assert (fault["rule_id"], fault["found"]) == ("correction_target", "deadbeef")
    assert fault["source_ref"] == "封面 更正对象"


def test_slip_against_last_year(warehouse, put):
    """A figure ten thousand times last year's is told, and counted as reported."""

    def funds(value: str, period: str) -> bytes:
        row = {"指标名称": "捐赠", "本级": value, "计量单位": "元"}
        return as_json(cover(period=period), "funding", row)

    put("420112/2023.json", funds("35", "2023"), 0)
    put("420112/2024.json", funds("360000", "2024"), 1)
    a_night(warehouse)
    assert states(warehouse) == {"2023.json": "accepted", "2024.json": "accepted_with_findings"}
    (fault,) = rows(warehouse, "select * from raw.findings")
    assert fault["rule_id"] == "unit_slip"


def test_arrival_time_is_stored_once(warehouse, put):
    """Without a manifest a file arrived when the landing first showed it, whatever follows."""
    put("420112/年报.xlsx", form(5))
    night.receive(str(warehouse.landing), "n1")  # and then the night is lost
    (warehouse.landing / "420112" / "年报.xlsx").unlink()
    noted = night.Night(warehouse, "n1").entries()[0].received_at
    a_night(warehouse, "n2")
    (row,) = submissions(warehouse)
    assert row["received_at"] == noted


@pytest.mark.parametrize("killed_after", [0, 1, 2])
def test_killed_while_loading(warehouse, put, monkeypatch, killed_after, new_warehouse):
    """A night killed at any delivery and repeated ends as one that was never killed."""
    put("420112/甲.xlsx", form(5, kind="全量"), 0)
    put("420112/乙.xlsx", form(6, kind="全量"), 1)
    put("420112/丙.xlsx", form(6, kind="全量"), 2)
    done: list[int] = []

    def dying(*arguments):
        if len(done) == killed_after:
            raise KeyboardInterrupt
        done.append(1)
        return load.load(*arguments)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(night.load, "load", dying)
        a_night(warehouse)
    a_night(warehouse)
    interrupted = dump(warehouse)
    other = new_warehouse()
    monkeypatch.setenv("WAREHOUSE_STATE", str(other.state))
    night.run(str(warehouse.landing), "n1")
    assert dump(other) == interrupted


def test_killed_within_a_delivery(warehouse, put, monkeypatch):
    """A delivery is there as a whole or not at all."""
    put("420112/年报.xlsx", form(5))
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(night.load, "_events", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        a_night(warehouse)
    assert dump(warehouse) == [[]] * 6
    a_night(warehouse)
    assert states(warehouse) == {"年报.xlsx": "accepted"}


def test_batches_in_parallel(warehouse, put, new_warehouse, monkeypatch):
    """Four batches at once, out of order and one of them twice, give what one batch gives."""
    for number in range(12):
        put(f"4201{number % 4 + 11}/{number}.csv", as_csv(
            cover(f"4201{number % 4 + 11}", 报表名称="literacy"),
            [("指标名称", "本级"), ("科普活动场次", number // 5)],
        ), number)  # fmt: skip
    night.receive(str(warehouse.landing), "n1")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda batch: night.read_batch("n1", batch, 4), (3, 1, 0, 2, 1)))
    night.finish("n1")
    other = new_warehouse()
    monkeypatch.setenv("WAREHOUSE_STATE", str(other.state))
    night.run(str(warehouse.landing), "n1")
    assert dump(other) == dump(warehouse)
    assert set(states(warehouse).values()) == {"accepted", "duplicate"}


def test_steps_may_be_repeated(warehouse, put):
    """Every step of a night may run again and changes nothing."""
    put("420112/年报.xlsx", form(5))
    first = a_night(warehouse)
    before = dump(warehouse)
    put("420112/新.xlsx", form(6))
    assert night.receive(str(warehouse.landing), "n1")["files_new"] == 1
    night.read_batch("n1", 0, 1)
    assert night.finish("n1") == first
    assert dump(warehouse) == before


def test_books_are_closed_after_a_kill(warehouse, put, monkeypatch):
    """Killed between the last delivery and the night's books: the repetition counts the same."""
    put("420112/年报.xlsx", form(5))
    put("420112/坏.xlsx", b"PK\x03\x04")
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(night, "_close", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        a_night(warehouse)
    summary = a_night(warehouse)
    assert (summary["received"], summary["accepted"], summary["quarantined"]) == (2, 1, 1)


def test_file_that_kills_its_reader(warehouse, put, monkeypatch):
    """A file that has ended its reader three times is quarantined unread; the night goes on."""
    put("420112/毒.xlsx", form(5))
    put(
        "420112/好.csv",
        as_csv(cover(报表名称="literacy"), [("指标名称", "本级"), ("科普活动场次", 1)]),
    )
    with monkeypatch.context() as patch:
        patch.setattr(read_workbook, "read", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        monkeypatch.setitem(night.read._READERS, night.sniff.XLSX, read_workbook.read)
        for _ in range(3):
            with pytest.raises(KeyboardInterrupt):
                a_night(warehouse)
        a_night(warehouse)
    assert states(warehouse) == {"毒.xlsx": "quarantined", "好.csv": "accepted"}


def test_step_without_the_first(warehouse):
    """A night that has received nothing says what to do."""
    with pytest.raises(WarehouseError, match="run `receive` first"):
        night.finish("nowhere")


def test_made_up_data_are_marked(warehouse, put):
    """Made-up by manifest or by cover: the flag is in the warehouse."""
    put("420112/甲.xlsx", form(5), 0, "true")
    put("420112/乙.xlsx", form(6, 数据性质="合成数据"), 1)
    put("420112/丙.xlsx", form(7), 2)
    a_night(warehouse)
    assert [row["is_synthetic"] for row in submissions(warehouse)] == [True, True, False]


def test_faulty_manifest_line(warehouse, put):
    """A manifest that states no time with a zone is told on the submission it concerns."""
    put("420112/年报.xlsx", form(5))
    text = "path,received_at\n420112/年报.xlsx,2025-01-01\n"
    (warehouse.landing / "manifest.csv").write_text(text, encoding="utf-8")
    a_night(warehouse)
    (fault,) = rows(warehouse, "select * from raw.findings")
    assert (fault["rule_id"], "时区" in fault["message_zh"]) == ("manifest_line", True)


def test_written_report(warehouse, put):
    """A written report is one submission of form `report`, its figures with offsets and quotes."""
    text = (
        "东西湖区科协2024年工作总结\n\n2024年，全区共开展科普活动120场次，参与群众4.8万余人次。\n"
    )
    put("420112/总结.txt", text.encode())
    a_night(warehouse)
    report = submissions(warehouse)[0]
    assert (report["form"], report["sender_code"], report["period"]) == ("report", "420112", "2024")
    said = rows(warehouse, "select * from raw.observations order by observation_id")
    assert {o["value"] for o in said} >= {120, 48000}
    assert all(o["quote"] in text and o["source_ref"].startswith("chars ") for o in said)


def test_url_landing(warehouse):
    """A landing may be a URL."""
    fsspec.filesystem("memory").pipe("/night-test/420112/a.xlsx", form(5))
    night.run("memory://night-test", "n1")
    (row,) = submissions(warehouse)
    assert (row["state"], row["source_uri"]) == ("accepted", "memory:///night-test/420112/a.xlsx")


def test_text_that_no_database_holds(warehouse, put):
    """A NUL or half a surrogate pair in a cell does not stop the night."""
    data = as_json(cover(), "literacy", {"指标名称": "科普活动场次", "本级": "五五"})
    put("420112/a.json", data.replace("五五".encode(), b"\\ud800\\u0000"))
    a_night(warehouse)
    (fault,) = rows(warehouse, "select * from raw.findings")
    assert fault["rule_id"] == "cell_unreadable"


def test_name_that_is_not_utf8(warehouse, put):
    """A file name from an old archive is shown as text."""
    path = put("420112/年报.xlsx", form(5))
    path.rename(path.with_name(os.fsdecode("旧名.xlsx".encode("gb18030"))))
    a_night(warehouse)
    assert states(warehouse) == {"旧名.xlsx": "accepted"}


def test_every_byte_comes_back(warehouse, put):
    """What arrived can be produced again, quarantined or not."""
    sent = {
        put("420112/年报.xlsx", form(5)).read_bytes(),
        put("x/坏.xlsx", b"PK\x03\x04").read_bytes(),
    }
    a_night(warehouse)
    archive = Archive(warehouse.archive)
    kept = rows(warehouse, "select content_sha256 from raw.files")
    assert {archive.read(row["content_sha256"]) for row in kept} == sent
