"""Lists of who owes what, as workbooks: for one city, or for the province by city."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.chasing.owed import Chase, Owed
from ingestion.chasing.wording import CLOCKS, moment
from ingestion.receipt import receipt_sheet

SHEET = "催报名单"
_SHARE, _DAY = "0.00%", "yyyy-mm-dd"
# (header, width, how the cell is shown)
_COLUMNS = (
    ("市州", 14, "@"), ("单位代码", 14, "@"), ("单位", 18, "@"), ("层级", 14, "@"),
    ("报表", 30, "@"), ("报告期", 12, "@"), ("状态", 16, "@"), ("目前", 12, "@"),
    ("开始报送", 12, _DAY), ("报送期限", 12, _DAY), ("补报截止", 12, _DAY), ("关账", 12, _DAY),
    ("上年数占全省", 14, _SHARE), ("占比最大的指标", 28, "@"),
)  # fmt: skip
_HEAD_ROW = 2


def write(chase: Chase, owed: Sequence[Owed]) -> bytes:
    """One row a form that is owed, in the order given, which the sheet lets a reader change."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101  a new workbook has one
    sheet.title = SHEET
    _put(sheet, 1, 1, f"据{moment(chase.at)}发布的报送情况（第{chase.publication_id}次发布）", "@")
    for column, (name, width, _) in enumerate(_COLUMNS, start=1):
        head = _put(sheet, _HEAD_ROW, column, name, "@")
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="EDEDED")
        sheet.column_dimensions[head.column_letter].width = width
    for row, one in enumerate(owed, start=_HEAD_ROW + 1):
        for column, value in enumerate(_row(one), start=1):
            _put(sheet, row, column, value, _COLUMNS[column - 1][2])
    sheet.freeze_panes = sheet.cell(_HEAD_ROW + 1, 1)
    sheet.auto_filter.ref = f"A{_HEAD_ROW}:N{_HEAD_ROW + len(owed)}"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _row(one: Owed) -> tuple[Any, ...]:
    return (
        one.city_name, one.org_code, one.org_name, one.level_zh, one.form_zh, one.period_zh,
        one.status_zh, CLOCKS.get(one.clock or "", "无期限"),
        one.opens_on, one.due_on, one.late_until_on, one.closed_on, one.share, one.share_of,
    )  # fmt: skip


def _put(sheet: Worksheet, row: int, column: int, value: Any, shown: str) -> Cell:
    """A value; text as text, which no program may take for a formula."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)  # noqa: S101  nothing is merged here
    if isinstance(value, str):
        receipt_sheet.put(cell, value)
    else:
        cell.value = value  # a day, an exact share or nothing
    cell.number_format, cell.alignment = shown, Alignment(vertical="top")
    return cell
