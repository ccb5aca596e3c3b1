"""The receipt, from a file in the landing to what the office finds in the outbox."""

import json
from io import BytesIO
from pathlib import Path

import fsspec
import pytest
import xlwt
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from ingestion import night
from ingestion.receipt import outbox, receipt_workbook
from ingestion.receipt.outbox import OutboxError
from ingestion.settings import Settings
from tests.ingestion.files import LITERACY, as_csv, as_json, cover, literacy, saved, workbook
from tests.ingestion.files import outbox as outbox_of

RESULT = "审核结果"
FAULTY = [("科普活动场次", "很多"), ("没有这一项", 5), ("培训人次", -5)]


def sent(warehouse: Settings, name: str, data: bytes, run_id: str = "n1") -> dict[str, Path]:
    """The answer to a file of 东西湖区, by the ending of its name."""
    target = warehouse.landing / "420112" / name
    target.parent.mkdir(parents=True, exist_ok=True)
    before = set(outbox_of(warehouse).rglob("*.*"))
    target.write_bytes(data)
    night.run(str(warehouse.landing), run_id)
    return {path.suffix: path for path in set(outbox_of(warehouse).rglob("*.*")) - before}


def own_book() -> Workbook:
    """A workbook with faults, and much that has to come back as it was."""
    book = load_workbook(BytesIO(workbook(cover(), literacy(*FAULTY))))
    sheet = book[LITERACY]
    sheet["A1"].comment = Comment("办公室自己的批注", "（姓名）")
    sheet["B2"].comment = Comment("请核对", "（姓名）")
    sheet["B2"].fill = PatternFill("solid", fgColor="FF00FF00")
    sheet["A8"], sheet["B8"] = "合计", "=B3+B4"
    sheet["A9"] = "'=不是公式"
    sheet.merge_cells("A10:B10")
    sheet.column_dimensions["A"].width = 33
    return book


def marked(answer: dict[str, Path]) -> Workbook:
    return load_workbook(answer[".xlsx"])


def shown(book: Workbook) -> list[list[str]]:
    """The lines of the table of faults on the result sheet."""
    rows = [[cell or "" for cell in row] for row in book[RESULT].iter_rows(values_only=True)]
    start = next(number for number, row in enumerate(rows) if row[0] == "序号")
    return [row for row in rows[start + 1 :] if row[0].isdigit()]


def test_the_office_gets_its_own_workbook_with_comments_on_the_cells(warehouse):
    """Each faulty cell bears its fault; the result sheet comes first and lists all, worst first."""
    book = marked(sent(warehouse, "年报.xlsx", workbook(cover(), literacy(*FAULTY))))
    assert book.sheetnames == [RESULT, "封面", LITERACY]
    assert book.active.title == RESULT
    sheet = book[LITERACY]
    commented = {c.coordinate for row in sheet.iter_rows() for c in row if c.comment}
    assert commented == {"B2", "A3", "B4"}
    assert "【强制性】数值无法识别：科普活动场次" in sheet["B2"].comment.text
    assert "实为：很多" in sheet["B2"].comment.text
    faults = shown(book)
    assert [(row[1], row[3]) for row in faults] == [
        ("强制性", "指标名称无法识别"), ("强制性", "数值无法识别：科普活动场次"),
        ("强制性", "数值不应为负：培训人次"),
    ]  # fmt: skip
    assert all(row[4] and row[5] and row[6] for row in faults)
    links = [c.hyperlink.location for row in book[RESULT].iter_rows() for c in row if c.hyperlink]
    assert links == [f"'{LITERACY}'!{cell}" for cell in ("A3", "B2", "B4")]
    coloured = {str(ranges.sqref) for ranges in sheet.conditional_formatting}
    assert {cell for cells in coloured for cell in cells.split()} == commented


def test_values_formulas_and_layout_come_back(warehouse):
    """What the office wrote stays: formulas, formats, merged cells, widths, its own comments."""
    before = own_book()
    book = marked(sent(warehouse, "年报.xlsx", saved(before)))
    old, new = before[LITERACY], book[LITERACY]
    assert [[c.value for c in row] for row in new] == [[c.value for c in row] for row in old]
    assert new["B8"].value == "=B3+B4"
    assert new["B2"].fill.fgColor.rgb == "FF00FF00"
    assert "A10:B10" in [str(merged) for merged in new.merged_cells.ranges]
    assert new.column_dimensions["A"].width == 33
    assert new["A1"].comment.text == "办公室自己的批注"
    assert new["B2"].comment.text.startswith("请核对")
    assert "数值无法识别" in new["B2"].comment.text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2+3", "@SUM(A1)", '=HYPERLINK("x")'])
def test_no_text_becomes_a_formula(warehouse, text):
    """What an office wrote and we repeat is shown, never run."""
    data = as_csv(cover(报表名称="literacy"), [("指标名称", "本级"), (text.replace(",", ""), 1)])
    book = marked(sent(warehouse, "年报.csv", data))
    (cell,) = (c for row in book[RESULT].iter_rows() for c in row if c.value == text)
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert not [c for row in book[RESULT].iter_rows() for c in row if c.data_type == "f"]


def test_a_short_text_fit_for_a_message(warehouse):
    """What holds, how many faults, the worst three; no line over 70 characters."""
    rows = [(f"没有这一项{n}" * 20, 5) for n in range(5)]
    answer = sent(warehouse, "年报.xlsx", workbook(cover(), literacy(*rows)))
    lines = answer[".txt"].read_text(encoding="utf-8").splitlines()
    assert max(map(len, lines)) <= 70
    text = "".join(lines)
    assert "东西湖区（420112） 全民科学素质工作情况年报表 2024：退回，更正后请重新报送" in text
    assert "尚无已受理的报送" in text
    assert "问题 5 处：强制性 5" in text
    assert "3. [强制性]" in text and "4. [强制性]" not in text
    assert f"其余 2 处见 {answer['.xlsx'].name}" in text


def test_json_has_the_same(warehouse):
    """For programs: each fault with its place, rule, expected, found and what to do."""
    answer = sent(warehouse, "年报.xlsx", workbook(cover(), literacy(*FAULTY)))
    told = json.loads(answer[".json"].read_text(encoding="utf-8"))
    assert (told["file"], told["version"]) == ("年报.xlsx", 1)
    (form,) = told["answers"]
    assert (form["state"], form["form"], form["period"]) == ("quarantined", "literacy", "2024")
    first = form["problems"][0]
    assert (first["rule_id"], first["severity"]) == ("label_unknown", "强制性")
    assert (first["place"]["sheet"], first["place"]["cell"]) == (LITERACY, "A3")
    assert first["expected"] and first["found"] == "没有这一项" and first["what_to_do"]


def test_row_and_field_of_csv_and_json(warehouse):
    """Files without pages name the row and the field."""
    head = cover(报表名称="literacy")
    data = as_csv(head, [("指标名称", "本级"), ("科普活动场次", "很多")])
    text = sent(warehouse, "a.csv", data)[".txt"].read_text(encoding="utf-8")
    assert "第 6 行“本级”栏（B6）：数值无法识别" in text.replace("\n", "")
    rows = {"指标名称": "科普活动场次", "本级": 5}, {"指标名称": "培训人次", "本级": "很多"}
    answer = sent(warehouse, "b.json", as_json(cover(), "literacy", *rows), "n2")
    assert "第 2 条“本级”：数值无法识别" in answer[".txt"].read_text("utf-8").replace("\n", "")
    place = json.loads(answer[".json"].read_text("utf-8"))["answers"][0]["problems"][0]["place"]
    assert (place["row"], place["field"]) == (2, "本级")


def test_an_old_workbook_comes_back_as_a_new_one_of_values(warehouse):
    """What lay in an .xls is there, with the comments; nothing of ours writes the old format."""
    old = xlwt.Workbook()
    for name, rows in (("封面", list(cover().items())), *literacy(*FAULTY).items()):
        sheet = old.add_sheet(name)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                sheet.write(r, c, value)
    stream = BytesIO()
    old.save(stream)
    answer = sent(warehouse, "年报.xls", stream.getvalue())
    book = marked(answer)
    assert book.sheetnames == [RESULT, "封面", LITERACY]
    assert [c.value for c in book[LITERACY]["B"]] == ["本级", "很多", 5, -5]
    assert "数值无法识别" in book[LITERACY]["B2"].comment.text
    told = sent(warehouse, "再.xlsx", answer[".xlsx"].read_bytes(), "n2")
    assert "这是未作更正的回执" in told[".txt"].read_text(encoding="utf-8")


def test_a_damaged_file_gets_text_and_json(warehouse):
    """Nothing is opened that could not be read."""
    answer = sent(warehouse, "坏.xlsx", b"PK\x03\x04")
    assert set(answer) == {".txt", ".json"}
    assert "文件损坏" in answer[".txt"].read_text(encoding="utf-8")


def test_a_workbook_that_cannot_be_marked_is_answered_all_the_same(warehouse, monkeypatch):
    """Where marking fails the result sheet goes out alone, and the night goes on."""
    monkeypatch.setattr(receipt_workbook, "load_workbook", lambda *_, **__: 1 / 0)
    book = marked(sent(warehouse, "年报.xlsx", workbook(cover(), literacy(*FAULTY))))
    assert book.sheetnames == [RESULT]
    assert len(shown(book)) == 3


def test_a_receipt_sent_back_unchanged_is_no_report(warehouse):
    """Put back into the landing it is known, also when an office program has saved it again."""
    answer = sent(warehouse, "年报.xlsx", saved(own_book()))
    again = load_workbook(answer[".xlsx"])
    for number, data in enumerate((answer[".xlsx"].read_bytes(), saved(again))):
        told = sent(warehouse, f"回执{number}.xlsx", data, f"n{number + 2}")
        (form,) = json.loads(told[".json"].read_text(encoding="utf-8"))["answers"]
        assert (form["state"], form["figures"]) == ("duplicate", 0)
        assert "这是未作更正的回执" in told[".txt"].read_text(encoding="utf-8")


def test_a_mended_receipt_is_read(warehouse):
    """The clerk mends the cells in the receipt itself: it is taken in as the report that it is."""
    first = sent(warehouse, "年报.xlsx", workbook(cover(kind="补充"), literacy(*FAULTY)))
    book = load_workbook(first[".xlsx"])
    sheet = book[LITERACY]
    sheet["B2"], sheet["A3"], sheet["B4"] = 2, "科普活动参加人次", 3
    second = sent(warehouse, "年报改.xlsx", saved(book), "n2")
    (form,) = json.loads(second[".json"].read_text(encoding="utf-8"))["answers"]
    assert (form["state"], form["figures"], form["problems"]) == ("accepted", 3, [])
    mended = marked(second)
    assert mended.sheetnames == [RESULT, "封面", LITERACY]
    left = [c.coordinate for row in mended[LITERACY].iter_rows() for c in row if c.comment]
    assert left == []
    assert not list(mended[LITERACY].conditional_formatting)


def test_answers_go_beside_the_landing_by_its_own_way(warehouse):
    """A landing that is a URL has its outbox under the same scheme."""
    files = fsspec.filesystem("memory")
    files.pipe("/office/landing/420112/a.xlsx", workbook(cover(), literacy(*FAULTY)))
    night.run("memory://office/landing", "n1")
    names = [Path(path).suffix for path in files.find("/office/outbox/420112")]
    assert sorted(names) == [".json", ".txt", ".xlsx"]


def test_a_folder_that_nobody_watches_is_left_as_it_is(warehouse, tmp_path, monkeypatch):
    """Sample reports, a stick, somebody's mail: a night reads them and answers below the state;
    only the landing that offices know has its outbox beside it."""
    report = tmp_path / "a" / "samples" / "420112" / "年报.xlsx"
    report.parent.mkdir(parents=True)
    report.write_bytes(workbook(cover(), literacy(*FAULTY)))
    samples = report.parent.parent
    night.run(str(samples), "n1")
    assert list(samples.parent.iterdir()) == [samples]
    assert len(list((outbox_of(warehouse) / "420112").iterdir())) == 3
    monkeypatch.setenv("WAREHOUSE_LANDING", str(samples))
    report.with_name("又一份.xlsx").write_bytes(workbook(cover(), literacy(("科普活动场次", 5))))
    night.run(str(samples), "n2")
    assert len(list((samples.parent / "outbox" / "420112").iterdir())) == 3


def test_another_outbox_by_setting(warehouse, tmp_path, monkeypatch):
    """The settings may name another folder or URL."""
    monkeypatch.setenv("WAREHOUSE_OUTBOX", str(tmp_path / "answers"))
    assert sent(warehouse, "年报.xlsx", workbook(cover(), literacy(*FAULTY))) == {}
    assert len(list((tmp_path / "answers" / "420112").iterdir())) == 3


def test_an_outbox_that_cannot_be_written(tmp_path):
    """Nobody shall wait for an answer that went nowhere: an error with the cure."""
    (tmp_path / "outbox").write_text("a file", encoding="utf-8")
    with pytest.raises(OutboxError, match="WAREHOUSE_OUTBOX"):
        outbox.Outbox(str(tmp_path / "outbox")).put("420112", "x.txt", b"")


@pytest.mark.parametrize(
    "name", ["../../x", "a/b\\c", "\u202egpj.exe", ".hidden", "名" * 200, "a\nb", ""]
)
def test_names_are_made_safe(name):
    """A file's name becomes part of another, never a path and never longer than a folder takes."""
    safe = outbox.safe_name(name)
    assert safe and not safe.startswith(".") and "/" not in safe and "\\" not in safe
    assert safe.isprintable() and len(safe.encode()) <= 200


def test_nobody_is_answered_too(warehouse):
    """A file whose sender is unknown has its answer in a folder of its own."""
    warehouse.landing.mkdir()
    (warehouse.landing / "x.xlsx").write_bytes(b"PK\x03\x04")
    night.run(str(warehouse.landing), "n1")
    (path,) = outbox_of(warehouse).rglob("*.txt")
    assert path.parent.name == "未识别单位"
