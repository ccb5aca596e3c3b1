"""Figures that wait for a person: out as a workbook, back as submissions of that person."""

import csv
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import psycopg
import pytest
from openpyxl import load_workbook
from psycopg.rows import dict_row

from ingestion import night
from ingestion.cli import main
from ingestion.prose.kept import Kept
from ingestion.reference.rules import RULES
from ingestion.settings import Settings
from tests.ingestion import written

PERSON = "（姓名）"
# Three figures of one kind for one year: nobody but a person can tell which one holds.
TEXT = (
    "荆州市科协2023年工作总结（虚构）",
    "2023年，荆州市科协各项工作稳步推进。",
    "春季举办科普讲座36场，参加讲座的群众近2400余人次。",
    "=夏季举办科普讲座20场，参加讲座的群众近600余人次。",
    "秋季举办科普讲座18场，参加讲座的群众近900余人次。",
)


def rows(warehouse: Settings, query: str) -> list[dict]:
    with psycopg.connect(warehouse.dsn("transformer"), row_factory=dict_row) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture
def held(warehouse: Settings) -> Settings:
    """A warehouse in which a Word report has figures that wait."""
    target = warehouse.landing / "421000" / "总结.docx"
    target.parent.mkdir(parents=True)
    target.write_bytes(written.saved(written.document(TEXT)))
    night.run(str(warehouse.landing), "n1")
    return warehouse


def out(path: Path) -> list[dict[str, str]]:
    """The workbook of what waits, as its rows."""
    assert main(["review", "--out", str(path)]) == 0
    sheet = load_workbook(path)["核对"]
    names, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(names, line, strict=True)) for line in lines]


def fill(path: Path, printed: str, said: Mapping[str, str]) -> None:
    """Write into the row of the figure that the report prints so."""
    book = load_workbook(path)
    sheet = book["核对"]
    names = {cell.value: cell.column for cell in sheet[1]}
    (row,) = (r for r in range(2, sheet.max_row + 1)
              if sheet.cell(r, names["原文数字"]).value == printed)  # fmt: skip
    for name, text in said.items():
        sheet.cell(row, names[name]).value = text
    book.save(path)


def taken(path: Path, capsys: pytest.CaptureFixture) -> tuple[int, str]:
    capsys.readouterr()
    return main(["review", "--read", str(path)]), capsys.readouterr().out


def test_what_waits_is_shown_with_its_sentence(held: Settings, tmp_path: Path) -> None:
    """One row a held figure, with the sentence, the printed number, and the proposed home."""
    waiting = out(tmp_path / "待核对.xlsx")
    (count,) = rows(
        held,
        "select count(*) as n from raw.observations where submission_id in"
        " (select submission_id from raw.submissions where state = 'held')",
    )
    assert len(waiting) == count["n"] >= 3
    one = next(row for row in waiting if row["原文数字"] == "近2400余人次")
    assert one["原句"] == TEXT[2]
    assert (one["单位"], one["文件"], one["位置"]) == ("荆州市", "总结.docx", "第3段")
    assert (one["数值"], one["下限"], one["上限"]) == ("2400", "2350", "2450")
    assert not one["结论"]


def test_no_text_becomes_a_formula(held: Settings, tmp_path: Path) -> None:
    """A sentence that begins like a formula is text in the file, and there is no formula at all."""
    path = tmp_path / "待核对.xlsx"
    assert any(row["原句"].startswith("=") for row in out(path))
    with zipfile.ZipFile(path) as package:
        sheets = [package.read(n).decode() for n in package.namelist() if "worksheets/" in n]
        styles = package.read("xl/styles.xml").decode()
    assert not any(re.search(r"<f[ >/]", sheet) for sheet in sheets)
    assert 'quotePrefix="1"' in styles
    assert any("dataValidation " in sheet for sheet in sheets)


def test_decisions_become_submissions_of_a_person(
    held: Settings, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    """Confirmed and corrected figures are asserted in the reviewer's name, with reference and
    sentence of the report; the held submission stays; what was decided waits no more."""
    path = tmp_path / "待核对.xlsx"
    before = out(path)
    fill(path, "近2400余人次", {"结论": "确认", "核对人": PERSON})
    fill(path, "近900余人次", {
        "结论": "更正", "更正数值": "0.12万余", "更正口径": "含下级", "核对人": PERSON,
        "理由": "与原件核对",
    })  # fmt: skip
    fill(path, "近600余人次", {"结论": "不采用", "核对人": PERSON, "理由": "重复计数"})
    code, said = taken(path, capsys)
    assert (code, said) == (0, "确认 1 项，更正 1 项，不采用 1 项\n")

    (filed,) = rows(held, "select * from raw.submissions where supersedes_id is not null")
    (origin,) = rows(held, "select * from raw.submissions where state = 'held'")
    assert filed["supersedes_id"] == origin["submission_id"]
    same = ("sender_code", "form", "period", "content_sha256", "source_uri")
    assert [filed[name] for name in same] == [origin[name] for name in same]
    assert filed["state"] == "accepted_with_findings"
    events = rows(held, "select * from raw.events where submission_id = "
                        f"'{filed['submission_id']}' order by event_id")  # fmt: skip
    assert (events[0]["actor"], events[0]["reason"]) == (PERSON, "重复计数；与原件核对")
    assert "SHA-256" in events[1]["reason"]

    asserted = {
        o["quote"]: o
        for o in rows(
            held, f"select * from raw.observations where submission_id = '{filed['submission_id']}'"
        )
    }
    assert set(asserted) == {TEXT[2], TEXT[4]}
    corrected = asserted[TEXT[4]]
    assert [corrected[n] for n in ("value", "lower", "upper")] == [1200, 1200, 1300]
    assert (corrected["scope"], corrected["reason"]) == ("inclusive", "与原件核对")
    assert asserted[TEXT[2]]["lower"] == 2350
    text = Kept(held.archive).find(filed["content_sha256"])
    assert text is not None
    start, end = map(int, corrected["source_ref"].split("（")[0][6:].split("-"))
    assert text.text[start:end] == "近900余人次"
    (rejected,) = rows(held, "select * from raw.findings where rule_id = 'review_rejected'")
    assert "重复计数" in rejected["message_zh"]

    assert len(out(tmp_path / "再.xlsx")) == len(before) - 3
    with (held.state / "review" / "cases.csv").open(encoding="utf-8", newline="") as lines:
        (case,) = csv.DictReader(lines)
    assert (case["sentence"], case["quantity"]) == (TEXT[4], "近900余人次")
    assert (case["lower"], case["scope"]) == ("1200", "inclusive")


def test_a_workbook_read_twice_counts_once(
    held: Settings, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    """Decisions taken in before are passed over, new ones in the same workbook are taken; a
    withdrawn decision waits again."""
    path = tmp_path / "待核对.xlsx"
    count = len(out(path))
    fill(path, "近2400余人次", {"结论": "确认", "核对人": PERSON})
    assert taken(path, capsys)[0] == 0
    fill(path, "近600余人次", {"结论": "不采用", "核对人": PERSON, "理由": "重复"})
    assert taken(path, capsys) == (0, "不采用 1 项；1 项此前已核对\n")
    assert len(rows(held, "select 1 from raw.submissions where supersedes_id is not null")) == 2
    (filed,) = rows(
        held,
        "select submission_id from raw.observations where reason is null and submission_id in"
        " (select submission_id from raw.submissions where supersedes_id is not null)",
    )
    name = filed["submission_id"]
    assert main(["withdraw", name, "--by", PERSON, "--reason", "核对有误"]) == 0
    assert len(out(path)) == count - 1


FAULTS = (
    ({"结论": "确认"}, "edit_person"),
    ({"结论": "确认", "核对人": "admin"}, "edit_person"),
    ({"结论": "不采用", "核对人": PERSON}, "edit_reason"),
    ({"结论": "同意", "核对人": PERSON}, "review_row"),
    ({"结论": "更正", "核对人": PERSON, "理由": "误"}, "review_row"),
    ({"结论": "确认", "更正数值": "5", "核对人": PERSON}, "review_row"),
    ({"更正数值": "5", "核对人": PERSON}, "review_row"),
    ({"结论": "更正", "更正数值": "许多", "核对人": PERSON, "理由": "误"}, "cell_unreadable"),
    ({"结论": "更正", "更正指标": "人数", "核对人": PERSON, "理由": "误"}, "review_row"),
    ({"结论": "更正", "更正报告期": "去年", "核对人": PERSON, "理由": "误"},
     "period_unreadable"),
    ({"结论": "更正", "更正口径": "全市", "核对人": PERSON, "理由": "误"}, "review_row"),
    ({"结论": "确认", "核对人": PERSON, "项号": "999999"}, "review_row"),
)  # fmt: skip


def test_a_faulty_workbook_decides_nothing(
    held: Settings, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    """One faulty row sends all back, with its place, and a good row beside it is not taken."""
    for number, (said, rule) in enumerate(FAULTS):
        path = tmp_path / f"{number}.xlsx"
        out(path)
        fill(path, "近600余人次", {"结论": "不采用", "核对人": PERSON, "理由": "重复"})
        fill(path, "近2400余人次", said)
        code, told = taken(path, capsys)
        assert (said, code) == (said, 1)
        assert RULES[rule].title_zh in told
        assert re.search(r"核对![A-Z]+[0-9]+：.*；应为：.+；实为：.+", told)
    assert not rows(held, "select 1 from raw.submissions where supersedes_id is not null")


def test_what_is_no_workbook_of_ours_is_told(
    held: Settings, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    """Another workbook, or no workbook at all, decides nothing and says what is expected."""
    path = written.written(tmp_path / "x.xlsx", b"PK\x03\x04 no workbook")
    code, told = taken(path, capsys)
    assert (code, "工作表“核对”" in told) == (1, True)
