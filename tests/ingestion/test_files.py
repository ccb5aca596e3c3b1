"""Files of every type: what is damaged, dangerous or disguised is told and never raises."""

import zipfile
from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook

from ingestion.arrival import sniff
from ingestion.reading import read_workbook
from ingestion.reading.read_workbook import exact
from tests.ingestion.files import (
    LITERACY,
    as_csv,
    as_json,
    cover,
    literacy,
    only,
    parsed,
    rules,
    saved,
    workbook,
)

GOOD = workbook(cover(), literacy(["科普活动场次", 5]))
TABLE = (("指标名称", "本级"), ("科普活动场次", 5))


def repacked(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The package with one part changed."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            # an empty value is written in one of two ways, by whichever XML library is there
            content = source.read(name).replace(b"<v />", b"<v></v>")
            assert name != part or old in content
            target.writestr(name, content.replace(old, new) if name == part else content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "rule"),
    [
        ("a.xlsx", GOOD[: len(GOOD) // 2], "file_damaged"),
        ("a.xlsx", b"PK\x03\x04" + b"0" * 50, "file_damaged"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "file_old"),
        ("a.csv", b"", "file_empty"),
        ("a.pdf", b"%PDF-1.7", "file_damaged"),
        ("a.exe", b"MZ\x00\x01", "file_type_unknown"),
        ("a.txt", "总结".encode() + b"\xff", "file_encoding"),
        ("a.csv", "指标名称,本级\n科普活动场次,5\n".encode() + b"\xff\n", "file_encoding"),
        ("a.csv", '指标名称,本级\n"科普活动场次,5\n'.encode(), "file_damaged"),
        ("a.json", b'{"cover": {', "file_damaged"),
        ("a.json", b"[" * 100000, "file_damaged"),
        ("a.json", b'{"rows": [{"value": NaN}]}', "file_damaged"),
        ("a.json", b'{"rows": [], "rows": []}', "file_damaged"),
    ],
)  # fmt: skip
def test_unreadable(reference, name, data, rule):
    """A file that cannot be read is one quarantined filing with its reason in Chinese."""
    filing = only(data, reference, name)
    assert filing.unreadable
    assert filing.sender_code == "420112"
    assert rule in rules(filing)
    assert all(fault.severity == "强制性" and fault.message_zh for fault in filing.findings)


def test_zip_bomb(reference):
    """A package that unpacks beyond measure is not opened."""
    out = BytesIO(GOOD)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet9.xml", b" " * (20 * 2**20))
    assert rules(only(out.getvalue(), reference)) == ["file_unsafe"]


def test_entities(reference):
    """A package that declares entities is not opened."""
    data = repacked(
        GOOD, "xl/workbook.xml", b"<workbook", b'<!DOCTYPE x [<!ENTITY y "z">]><workbook'
    )
    assert rules(only(data, reference)) == ["file_unsafe"]


def test_cell_at_the_far_end(reference):
    """A stray cell at the far corner is refused before it costs seventeen billion cells."""
    book = Workbook()
    assert book.active is not None
    book.active.cell(row=1_048_576, column=16_384, value=1)
    assert rules(only(saved(book), reference)) == ["rows_too_many"]


def test_too_large():
    """A file above the limit is told with its size and not read."""
    file = sniff.Content("a.xlsx", b"", sniff.UNKNOWN)
    (fault,) = sniff.faults(file, sniff.MAX_BYTES + 1)
    assert fault.rule_id == "file_too_large"


def test_workbook_under_another_name(reference):
    """A workbook is read by its content; its wrong extension is a hint."""
    filing = only(GOOD, reference, "年报.csv")
    assert rules(filing) == ["file_extension"]
    assert len(filing.observations) == 1


def test_what_calamine_does_not_tell():
    """Percent formats, errors, formulas without a result and dates are seen for what they are."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([0.83, "=1/0", date(2024, 7, 1), 12345678901234567, True, "00123", 0.1 + 0.2])
    sheet["A1"].number_format = "0.0%"
    data = repacked(saved(book), "xl/worksheets/sheet1.xml", b"<f>1/0</f><v></v>", b"<f>1/0</f>")
    (table,) = read_workbook.read(sniff.content("a.xlsx", data)).tables
    percent, formula, day, large, truth, text, noise = table.rows[0]
    assert (percent.percent, percent.text) == (True, "0.83")
    assert formula.fault == "formula_uncached"
    assert (day.fault, day.day) == ("cell_date", date(2024, 7, 1))
    assert large.number is not None
    assert large.number >= 10**15
    assert (truth.text, truth.number) == ("TRUE", None)
    assert text.text == "00123"
    assert noise.text == "0.3"


def test_error_value(reference):
    """An error value of the office program is a finding in its cell; other cells count."""
    data = workbook(cover(), literacy(["科普活动场次", "=1/0"], ["科普活动参加人次", 7]))
    data = repacked(
        data, "xl/worksheets/sheet2.xml", b'<c r="B2"><f>1/0</f><v></v></c>',
        b'<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
    )  # fmt: skip
    filing = only(data, reference)
    assert rules(filing) == ["cell_error"]
    assert (filing.findings[0].source_ref, filing.findings[0].found) == (
        f"{LITERACY}!B2",
        "#DIV/0!",
    )
    assert [o.value for o in filing.observations] == [7]


@pytest.mark.parametrize("value", [12.3, 456.73, 0.1, 1e-7, 99999999999999.9, 3.0])
def test_floats_are_what_was_typed(value):
    """The number that the office program shows, exactly, and not its binary neighbour."""
    assert exact(value) == exact(float(repr(value)))
    assert str(float(exact(value))) == str(value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_encodings(reference, encoding, delimiter):
    """BOM, UTF-8, GB18030 and UTF-16, with comma, tab or semicolon, say the same."""
    text = as_csv(cover(报表名称=LITERACY), TABLE).decode().replace(",", delimiter)
    filing = only(text.encode(encoding), reference, "年报.csv")
    assert (rules(filing), [o.value for o in filing.observations]) == ([], [5])


def test_rare_characters_survive(reference):
    """剅河镇 in GB18030 stays 剅河镇."""
    head = cover("429004102", 填报单位="剅河镇", 报表名称=LITERACY)
    data = as_csv(head, TABLE, "gb18030")
    (filing,) = parsed(data, reference, "年报.csv", "429004").filings
    assert (filing.sender_code, rules(filing)) == ("429004102", [])


def test_json_numbers_are_exact(reference):
    """A JSON number never becomes a float."""
    row = {"指标名称": "科普活动场次", "本级": 5}
    data = as_json(cover(), "literacy", row).replace(b": 5}", b": 12345678901234.123}")
    filing = only(data, reference, "a.json")
    assert str(filing.observations[0].value) == "12345678901234.123"


def test_reader_that_fails(reference, monkeypatch):
    """A fault of the reader itself quarantines the file; nothing is raised."""
    monkeypatch.setattr(read_workbook.package, "fault", lambda *_: 1 / 0)
    filing = only(GOOD, reference)
    assert (filing.unreadable, rules(filing)) == (True, ["reader_failed"])
