"""The workbook that a reviewer fills in: one row a figure, with drop-downs for the choices."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import PurePosixPath
from urllib.parse import unquote

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.checking.figures import SCOPE_WORDS, cube_of, label
from ingestion.reading.filings import Reference
from ingestion.receipt import receipt_sheet
from ingestion.reference.catalogue import Catalogue
from ingestion.review.waiting import Fact

SHEET, CHOICES = "核对", "可选项"
DECISIONS = ("确认", "更正", "不采用")
_STATUS = {"actual": "实际", "plan": "计划", "estimate": "预计"}
# (header, width); the last eight are the reviewer's
COLUMNS = (
    ("项号", 8), ("单位", 14), ("文件", 18), ("位置", 14), ("原句", 60), ("原文数字", 14),
    ("拟归指标", 26), ("数值", 12), ("下限", 12), ("上限", 12), ("报告期", 10), ("口径", 10),
    ("数据类型", 9), ("读取规则", 16),
    ("结论", 9), ("更正指标", 28), ("更正数值", 14), ("更正口径", 10), ("更正报告期", 11),
    ("核对人", 10), ("理由", 30),
)  # fmt: skip
_FILLED_IN = 7
_GREY, _OPEN = (PatternFill("solid", fgColor=colour) for colour in ("EDEDED", "FFF8DC"))
_HOW = (
    "一行一个数。核对原句后在“结论”选：确认（读得对）、更正（另填更正的各栏，没有错的不填）、不采用。",
    "更正、不采用须写理由；每行写核对人的真实姓名。没有写结论的行留待下次。",
    "更正数值照原文的写法填：48000、4.8万余、近200、88万元。报告期写 2024、2024-Q3、2024-07。",
    "读回：python -m ingestion review --read 本文件。已确认和已更正的数从下一夜起进入汇总。",
)


def measures(catalogue: Catalogue) -> dict[str, str]:
    """What a measure is called in the list of choices -> its code."""
    return {f"{label(cell, catalogue)}（{code}）": code for code, cell in catalogue.codes.items()}


def workbook(facts: Iterable[Fact], reference: Reference) -> bytes:
    """The workbook for these figures."""
    book = Workbook()
    sheet, choices = book.active, book.create_sheet(CHOICES)
    assert isinstance(sheet, Worksheet)  # noqa: S101  a new workbook has one
    sheet.title = SHEET
    for column, (name, width) in enumerate(COLUMNS, start=1):
        cell = _put(sheet, 1, column, name)
        cell.font, cell.fill = Font(bold=True), _OPEN if _is_open(column) else _GREY
        sheet.column_dimensions[cell.column_letter].width = width
    last = 1
    for last, fact in enumerate(facts, start=2):
        for column, text in enumerate(_row(fact, reference), start=1):
            _put(sheet, last, column, text).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "B2"
    _choices(sheet, choices, last, reference.catalogue)
    how = book.create_sheet("说明")
    for number, text in enumerate(_HOW, start=1):
        _put(how, number, 1, text)
    how.column_dimensions["A"].width = 110
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _is_open(column: int) -> bool:
    return column > len(COLUMNS) - _FILLED_IN


def _put(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    """Text as text: whatever it begins with, no program may take it for a formula."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)  # noqa: S101  nothing is merged here
    cell.number_format = "@"
    return receipt_sheet.put(cell, text)


def _row(fact: Fact, reference: Reference) -> list[str]:
    o = fact.observation
    unit = reference.tree.units.get(o.org_code or fact.sender_code or "")
    numbers = ("" if n is None else f"{n.normalize():f}" for n in (o.value, o.lower, o.upper))
    place = o.source_ref.partition("（")[2].rstrip("）") or o.source_ref
    return [
        str(fact.observation_id), unit.name if unit else "不明",
        PurePosixPath(unquote(fact.source_uri)).name, place, o.quote or "", fact.printed,
        label(cube_of(o), reference.catalogue), *numbers, o.period or "", SCOPE_WORDS[o.scope],
        _STATUS[o.status], o.rule_id or "",
        *("",) * _FILLED_IN,
    ]  # fmt: skip


def _choices(sheet: Worksheet, choices: Worksheet, last: int, catalogue: Catalogue) -> None:
    """Drop-downs; their lists stand in a sheet of their own."""
    lists = {
        "结论": DECISIONS, "更正指标": tuple(measures(catalogue)),
        "更正口径": tuple(SCOPE_WORDS.values()),
    }  # fmt: skip
    names = [name for name, _ in COLUMNS]
    for column, (name, texts) in enumerate(lists.items(), start=1):
        for row, text in enumerate(texts, start=1):
            letter = _put(choices, row, column, text).column_letter
        validation = DataValidation(
            type="list", formula1=f"'{CHOICES}'!${letter}$1:${letter}${len(texts)}",
            allow_blank=True, showErrorMessage=True, errorTitle="核对", error="请从下拉列表中选择",
        )  # fmt: skip
        sheet.add_data_validation(validation)
        at = sheet.cell(1, names.index(name) + 1).column_letter
        validation.add(f"{at}2:{at}{max(last, 2)}")
    choices.sheet_state = "hidden"
