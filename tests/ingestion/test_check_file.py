"""`python -m ingestion check`: the answer to a file before it is sent; nothing is written."""

import json
import os
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import psycopg
import pytest
from openpyxl import load_workbook

from ingestion import night
from ingestion.cli import main
from ingestion.settings import REPOSITORY, Settings
from tests.ingestion.files import LITERACY, as_csv, as_json, cover, literacy, outbox, workbook

FAULTY = workbook(cover(), literacy(("科普活动场次", "很多"), ("没有这一项", 5)))
NOT_ASKED = "没有连上数据仓库"


@pytest.fixture
def alone(tmp_path, monkeypatch) -> Path:
    """A state folder without a warehouse."""
    monkeypatch.setenv("WAREHOUSE_STATE", str(tmp_path / "state"))
    return tmp_path


def everything(warehouse: Settings) -> list[tuple]:
    """How much there is in raw, and which files there are in the state folder."""
    tables = ("files", "deliveries", "filings", "events", "observations", "findings")
    with psycopg.connect(warehouse.dsn("transformer")) as known:
        counts = [tuple(known.execute(f"table raw.{name}").fetchall()) for name in tables]
    return [*counts, *((str(path),) for path in sorted(warehouse.state.rglob("*")))]


def told(capsys: pytest.CaptureFixture[str]) -> dict:
    (receipt,) = json.loads(capsys.readouterr().out)
    return receipt


def test_it_answers_as_the_receipt_does(warehouse, tmp_path, capsys):
    """Word for word what the office gets when it sends the file, but for number and time."""
    path = tmp_path / "420112" / "年报.xlsx"
    path.parent.mkdir()
    path.write_bytes(FAULTY)
    assert main(["check", str(path), "--json"]) == 1
    checked = told(capsys)
    target = warehouse.landing / "420112" / "年报.xlsx"
    target.parent.mkdir(parents=True)
    target.write_bytes(FAULTY)
    night.run(str(warehouse.landing), "n1")
    (answer,) = outbox(warehouse).rglob("*.json")
    received = json.loads(answer.read_text(encoding="utf-8"))
    received["received_at"] = received["answers"][0]["submission_id"] = None
    assert checked == received


def test_files_of_an_archive_are_answered_one_by_one(alone, capsys):
    """As the landing takes them; an archive that stays closed is answered itself."""
    good, path = workbook(cover(), literacy(("科普活动场次", 5))), alone / "报表.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("街道/甲.xlsx", good)
        archive.writestr("乙.xlsx", FAULTY)
    assert main(["check", str(path), "--sender", "420112", "--json"]) == 1
    names = [receipt["file"] for receipt in json.loads(capsys.readouterr().out)]
    assert names == ["报表.zip!街道/甲.xlsx", "报表.zip!乙.xlsx"]
    path.write_bytes(path.read_bytes()[:-40])
    assert main(["check", str(path), "--sender", "420112", "--json"]) == 1
    assert told(capsys)["file"] == "报表.zip"


def test_it_knows_what_the_warehouse_has(warehouse, tmp_path, capsys):
    """A duplicate, a correction and last year's figures are seen, and nothing is written."""
    row = {"指标名称": "捐赠", "计量单位": "元"}
    files = {
        "去年.json": as_json(cover(period="2023"), "funding", {**row, "本级": "35"}),
        "今年.json": as_json(cover(), "funding", {**row, "本级": "36"}),
    }
    folder = warehouse.landing / "420112"
    folder.mkdir(parents=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    night.run(str(warehouse.landing), "n1")
    before = everything(warehouse)
    again = tmp_path / "再报.json"
    again.write_bytes(files["今年.json"])
    main(["check", str(again), "--sender", "420112", "--json"])
    receipt = told(capsys)
    assert (receipt["answers"][0]["state"], receipt["notes"]) == ("duplicate", [])
    slip = as_json(cover(), "funding", {**row, "本级": "360000"})
    again.write_bytes(slip)
    main(["check", str(again), "--sender", "420112", "--json"])
    assert [p["rule_id"] for p in told(capsys)["answers"][0]["problems"]] == ["unit_slip"]
    assert everything(warehouse) == before


def test_it_says_when_the_warehouse_could_not_be_asked(alone, capsys):
    """Without a warehouse the file alone is looked at, and the answer says so."""
    path = alone / "年报.xlsx"
    path.write_bytes(FAULTY)
    assert main(["check", str(path)]) == 1
    assert NOT_ASKED in capsys.readouterr().out
    assert not (alone / "state").exists()


def test_what_the_file_explains_is_explained(alone, capsys):
    """The explanation sheet answers its faults, whether or not a warehouse can be asked; of two
    the one that names the cell."""
    said = [("", "科普活动场次", "", "上年少"), ("", "", "B2", "上门讲的也算")]
    explained = {"上报说明": [("报表", "指标", "位置", "说明"), *said]}
    rows = literacy(("科普活动场次", 9), ("科普活动参加人次", 5))
    path = alone / "年报.xlsx"
    path.write_bytes(workbook(cover(), {**rows, **explained}))
    assert main(["check", str(path), "--sender", "420112", "--json"]) == 0
    (problem,) = told(capsys)["answers"][0]["problems"]
    assert problem["explanation"] == "上门讲的也算"


def test_a_marked_workbook_on_demand(alone, capsys):
    """The marked workbook as the office would get it; none of a file that cannot be opened."""
    path, out = alone / "年报.xlsx", alone / "out.xlsx"
    path.write_bytes(FAULTY)
    assert main(["check", str(path), "--workbook", str(out)]) == 1
    assert "数值无法识别" in load_workbook(out)[LITERACY]["B2"].comment.text
    out.unlink()
    path.write_bytes(b"PK\x03\x04")
    assert main(["check", str(path), "--workbook", str(out)]) == 2
    assert "no workbook" in capsys.readouterr().err
    assert not out.exists()


def test_pipes_are_read(alone, capsys):
    """A named pipe is a file like others; standard input is `-`, and `--name` says what it is."""
    pipe = alone / "管道.csv"
    os.mkfifo(pipe)
    data = as_csv(cover(报表名称="literacy"), [("指标名称", "本级"), ("科普活动场次", 5)])
    writer = threading.Thread(target=pipe.write_bytes, args=(data,))
    writer.start()
    assert main(["check", str(pipe)]) == 0
    writer.join()
    assert "已受理（审核通过），读出 1 项" in capsys.readouterr().out
    command = [sys.executable, "-m", "ingestion", "check", "-", "--name", "年报.csv"]
    ended = subprocess.run(command, input=data, capture_output=True, cwd=REPOSITORY, check=True)
    assert "已受理（审核通过），读出 1 项" in ended.stdout.decode()


@pytest.mark.parametrize("name", [b"a b\n\x1b[31m.xlsx", "旧名.xlsx".encode("gb18030"), b"-x.xlsx"])
def test_any_name_will_do(alone, capsys, name):
    """Control characters, bytes that are no text, a leading dash."""
    path = Path(os.fsdecode(bytes(alone) + b"/" + name))
    path.write_bytes(FAULTY)
    assert main(["check", str(path)]) == 1
    out = capsys.readouterr().out
    assert "数值无法识别" in out and "\x1b" not in out


def test_only_what_checking_needs_is_imported(alone):
    """A check is one process: what takes a second to import and is not needed stays out."""
    path = alone / "年报.xlsx"
    path.write_bytes(FAULTY)
    script = (
        "import sys; from ingestion.cli import main; main(sys.argv[1:]);"
        "print([m for m in ('openpyxl', 'alembic', 'sqlalchemy', 'dbt') if m in sys.modules])"
    )
    command = [sys.executable, "-c", script, "check", str(path)]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY, check=True)
    assert ended.stdout.splitlines()[-1] == "[]"
