"""Edits on their way into raw: by the landing and by command, refused, repeated, withdrawn."""

from pathlib import Path

import psycopg
import pytest
from psycopg.rows import dict_row

from ingestion import night
from ingestion.cli import main
from ingestion.edits import edit_filing
from ingestion.errors import WarehouseError
from ingestion.settings import Settings
from tests.edits import sheets
from tests.edits.sheets import head, row
from tests.ingestion.files import cover, literacy, outbox, workbook

REASON = sheets.CORRECTED["调整原因"]


def rows(warehouse: Settings, query: str) -> list[dict]:
    with psycopg.connect(warehouse.dsn("transformer"), row_factory=dict_row) as connection:
        return connection.execute(query).fetchall()


def put(warehouse: Settings, path: str, data: bytes) -> Path:
    target = warehouse.landing / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    return target


def a_night(warehouse: Settings, run_id: str = "n1") -> dict:
    return night.run(str(warehouse.landing), run_id)


def report(warehouse: Settings, value: int) -> None:
    put(warehouse, "420112/年报.xlsx", workbook(cover(), literacy(("科普活动场次", value))))


@pytest.fixture
def sheet(warehouse: Settings, tmp_path: Path) -> Path:
    path = tmp_path / "调整.csv"
    # nobody and nothing named: that is for the command
    plain = row(12, 调整方法="", 调整原因="")
    path.write_bytes(sheets.csv({"报告期": "2024", "报表名称": sheets.SHEET}, plain))
    return path


def submissions(warehouse: Settings) -> list[dict]:
    return rows(warehouse, "select * from raw.submissions order by received_at, submission_id")


def command(sheet: Path, *more: str, by: str = sheets.PERSON) -> list[str]:
    return ["edit", str(sheet), "--by", by, "--reason", REASON, "--method", "修正：核实更正", *more]


def test_an_edit_sheet_in_the_landing(warehouse):
    """Archived, a delivery, a filing of kind edit, and an event with person and reason."""
    path = put(warehouse, "420000/调整.xlsx", sheets.xlsx(head(), row(12)))
    assert a_night(warehouse)["accepted"] == 1
    (edit,) = submissions(warehouse)
    assert (edit["kind"], edit["form"], edit["period"]) == ("edit", "edit", "2024")
    assert (edit["sender_code"], edit["state"]) == ("420000", "accepted")
    said = rows(warehouse, "select event, actor, reason from raw.events order by event_id")
    assert [(one["event"], one["actor"]) for one in said] == [
        ("received", sheets.PERSON), ("accepted", "ingestion"),
    ]  # fmt: skip
    assert said[0]["reason"] == REASON
    (cell,) = rows(warehouse, "select * from raw.observations")
    assert (cell["method"], cell["reason"], cell["value"]) == ("corrected", REASON, 12)
    assert cell["source_ref"] == f"{sheets.SHEET}!D2"
    (kept,) = (p for p in warehouse.archive.rglob("*") if p.is_file())
    assert kept.read_bytes() == path.read_bytes()
    (receipt,) = outbox(warehouse).rglob("*.txt")
    assert "湖北省（420000） 数据调整表 2024：已受理" in receipt.read_text(encoding="utf-8")


def test_by_command_it_is_the_same(warehouse, sheet, capsys):
    """The command names person, reason and method; the province edits unless another is named."""
    assert main(command(sheet)) == 0
    assert "已受理" in capsys.readouterr().out
    (edit,) = submissions(warehouse)
    assert (edit["kind"], edit["state"], edit["sender_code"]) == ("edit", "accepted", "420000")
    assert edit["source_uri"] == sheet.as_uri()
    (event,) = rows(warehouse, "select * from raw.events where event = 'received'")
    assert (event["actor"], event["reason"]) == (sheets.PERSON, REASON)
    (cell,) = rows(warehouse, "select * from raw.observations")
    assert (cell["method"], cell["reason"]) == ("corrected", REASON)


def test_by_command_all_faults_are_told(warehouse, sheet, capsys):
    """A broken sheet ends with 1 and its receipt, and is kept with its findings."""
    bad = row("很多", 行政区划代码="999999", 调整方法="拍脑袋", 调整原因="")
    sheet.write_bytes(sheets.csv({"报告期": "2024", "报表名称": sheets.SHEET}, bad))
    assert main(["edit", str(sheet), "--by", ""]) == 1
    told = capsys.readouterr().out
    for words in (
        "没有写明调整人", "没有写明调整原因", "调整方法无法识别", "数值无法识别",
        "行政区划代码不存在", "位置：", "应为：", "实为：拍脑袋",
    ):  # fmt: skip
        assert words in told, told
    assert [one["state"] for one in submissions(warehouse)] == ["quarantined"]
    assert rows(warehouse, "select * from raw.observations") == []


def test_command_and_sheet_may_not_name_two_persons(warehouse, sheet, capsys):
    """Who edited must be beyond doubt."""
    sheet.write_bytes(sheets.csv(head(), row(12)))
    assert main(command(sheet, by="虚构人乙")) == 1
    assert "封面同一项目有两个不同的值" in capsys.readouterr().out


def test_the_same_edit_twice_is_a_duplicate(warehouse, sheet, capsys):
    """Filed again it changes nothing; withdrawn and filed again it is in force again."""
    for _ in range(2):
        main(command(sheet))
    first, second = submissions(warehouse)
    assert (first["state"], second["state"]) == ("accepted", "duplicate")
    assert (
        main(["withdraw", first["submission_id"][:10], "--by", "虚构人乙", "--reason", "改错了"])
        == 0
    )
    (event,) = rows(warehouse, "select * from raw.events where event = 'withdrawn'")
    assert (event["actor"], event["reason"]) == ("虚构人乙", "改错了")
    main(command(sheet))
    assert [one["state"] for one in submissions(warehouse)] == [
        "withdrawn", "duplicate", "accepted",
    ]  # fmt: skip


def test_what_does_not_stand_cannot_be_withdrawn(warehouse, sheet, capsys):
    """Nobody, nothing, too little of an id, and a second time."""
    main(command(sheet))
    (edit,) = submissions(warehouse)
    name = edit["submission_id"]
    edit_filing.withdraw(name, "虚构人乙", "改错了")
    for submission, by, reason in (
        (name, "虚构人乙", "再撤"), ("0" * 32, "虚构人乙", "改错了"),
        (name[:3], "虚构人乙", "改错了"), (name, "", "改错了"), (name, "虚构人乙", " "),
    ):  # fmt: skip
        with pytest.raises(WarehouseError):
            edit_filing.withdraw(submission, by, reason)
    assert len(rows(warehouse, "select * from raw.events where event = 'withdrawn'")) == 1


def test_a_form_is_not_filed_as_an_edit(warehouse, tmp_path):
    """What an office reports goes into the landing."""
    path = tmp_path / "年报.xlsx"
    path.write_bytes(workbook(cover(), literacy(("科普活动场次", 5))))
    with pytest.raises(WarehouseError, match="put it into the landing"):
        edit_filing.file(path, {"调整人": sheets.PERSON})
    assert submissions(warehouse) == []


def test_imputed_is_only_what_nobody_reported(warehouse):
    """A cell with a reported figure may be corrected, never imputed; elsewhere it may."""
    report(warehouse, 5)
    a_night(warehouse, "n1")
    imputed = row(9, **sheets.IMPUTED)
    put(warehouse, "420000/一.xlsx", sheets.xlsx(head(), imputed))
    put(warehouse, "420000/二.xlsx", sheets.xlsx(head(), {**imputed, "行政区划代码": "420111"}))
    put(warehouse, "420000/三.xlsx", sheets.xlsx(head(), row(9)))
    a_night(warehouse, "n2")
    states = {s["source_uri"].rsplit("/", 1)[1]: s["state"] for s in submissions(warehouse)}
    assert states == {
        "年报.xlsx": "accepted", "一.xlsx": "quarantined", "二.xlsx": "accepted",
        "三.xlsx": "accepted",
    }  # fmt: skip
    (fault,) = rows(warehouse, "select * from raw.findings")
    assert (fault["rule_id"], fault["org_code"]) == ("edit_reported", "420112")
    assert "科普活动场次" in fault["message_zh"]


def test_an_edit_is_no_year_before(warehouse):
    """A slip between 元 and 万元 is looked for against what was reported, not against edits."""
    money = row("35", 指标名称="捐赠", 报告期="2023")
    put(warehouse, "420000/调整.xlsx", sheets.xlsx(head(), money))
    a_night(warehouse, "n1")
    put(
        warehouse, "420112/年报.csv",
        "行政区划代码,420112\n报告期,2024\n报送类型,补充\n报表名称,funding\n指标名称,本级,计量单位\n捐赠,350000,元\n".encode(),
    )  # fmt: skip
    a_night(warehouse, "n2")
    assert [one["state"] for one in submissions(warehouse)] == ["accepted", "accepted"]
