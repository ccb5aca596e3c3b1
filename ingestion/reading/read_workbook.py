"""Workbooks (.xlsx, .xls): a cover sheet `封面` and a sheet for every form.

Values come from calamine; what it does not tell comes from `sheet_marks` and `xls_marks`.
"""

import datetime
import struct
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from xml.parsers.expat import ExpatError

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from ingestion.arrival import package
from ingestion.arrival.sniff import XLS, Content
from ingestion.limits import MAX_CELLS, MAX_CHARACTERS, MAX_ROWS, MAX_SHEETS
from ingestion.model import Finding
from ingestion.reading import merged_cells, sheet_marks, xls_marks
from ingestion.reading.cells import MOST_DIGITS, Cell, key
from ingestion.reading.cover import pairs_of
from ingestion.reading.document import COVER_SHEET, Document, Table
from ingestion.reading.marks import Marks
from ingestion.reading.sheet_marks import Book, column_name
from ingestion.receipt import receipt_mark
from ingestion.receipt.receipt_mark import Mark
from ingestion.reference.rules import finding

# what a damaged workbook makes its readers raise
_DAMAGE = (CalamineError, ExpatError, KeyError, ValueError, OSError, IndexError, struct.error)
_EXPECTED = "可以正常打开的 .xlsx 文件"


def read(file: Content) -> Document:
    """The cover and the tables of a workbook; never raises on any bytes."""
    is_xls = file.media_type == XLS
    unsafe = None if is_xls else package.fault(file.name, file.data, _EXPECTED)
    if unsafe:
        return Document(findings=(unsafe,))
    try:
        book = (xls_marks if is_xls else sheet_marks).read(file.data)
        beyond = _beyond(book, file.name)
        if beyond:
            return Document(findings=beyond)
        return _document(CalamineWorkbook.from_filelike(BytesIO(file.data)), book, file.name)
    except xls_marks.PasswordError:
        expected = "不带密码的 .xlsx"
        return Document(findings=(finding("file_encrypted", file.name, expected=expected),))
    except _DAMAGE:
        fault = finding("file_damaged", file.name, expected=_EXPECTED, found="工作簿内容残缺")
        return Document(findings=(fault,))


def _beyond(book: Book, name: str) -> tuple[Finding, ...]:
    """What is too much of a workbook to be read at all."""
    if book.from_1904:
        expected = "1900 日期系统（选项中取消“使用 1904 日期系统”后另存）"
        return (finding("file_1904", name, expected=expected, found="1904 日期系统"),)
    if len(book.sheets) > MAX_SHEETS:
        expected, found = f"不超过 {MAX_SHEETS} 张表", f"{len(book.sheets):,} 张表"
        return (finding("rows_too_many", name, expected=expected, found=found),)
    expected = f"每表不超过 {MAX_ROWS:,} 行"
    large = [sheet for sheet, marks in book.sheets.items() if _too_large(marks)]
    if not large and sum(m.rows * m.columns for m in book.sheets.values()) > MAX_CELLS:
        large, expected = [name], f"全部表不超过 {MAX_CELLS:,} 格"
    if not large and book.longest * sum(m.texts for m in book.sheets.values()) > MAX_CHARACTERS:
        large, expected = [name], f"全部文字不超过 {MAX_CHARACTERS:,} 字"
    return tuple(
        finding("rows_too_many", place, expected=expected, found=_size(book, place))
        for place in large
    )


def _too_large(marks: Marks) -> bool:
    filled = sum(bottom - top + 1 for top, _, bottom, _ in marks.merged)
    return marks.rows > MAX_ROWS or max(marks.rows * marks.columns, filled) > MAX_CELLS


def _size(book: Book, place: str) -> str:
    marks = book.sheets.get(place)
    if marks:
        return f"{marks.rows:,} 行 {marks.columns:,} 栏"
    cells = sum(marks.rows * marks.columns for marks in book.sheets.values())
    return f"{len(book.sheets):,} 张表，{cells:,} 格，最长文字 {book.longest:,} 字"


def _document(workbook: CalamineWorkbook, book: Book, file: str) -> Document:
    cover: list[tuple[Cell, Cell]] = []
    tables = []
    result: Mark | None = None
    for table in _tables(workbook, book):
        mark = receipt_mark.read(table.name, table.rows)
        if mark is not None:
            result = mark
        elif key(table.name) == COVER_SHEET:
            cover.extend(pair for row in table.rows for pair in pairs_of(row))
        else:
            tables.append(table)
    if result is not None and result.fingerprint == _fingerprint(workbook, book):
        return _returned(file, result)
    answered = result.submissions if result else ()
    return Document(tuple(cover), tuple(tables), answered=answered)


def _tables(workbook: CalamineWorkbook, book: Book) -> Iterator[Table]:
    for sheet in workbook.sheets_metadata:
        marks = book.sheets.get(sheet.name)
        if marks is None:
            continue  # a chart or a macro sheet
        values = workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        width = len(values[0]) if values else 0
        places = [f"{sheet.name}!{column_name(c)}" for c in range(1, width + 1)]
        rows = [_row(places, r, row, marks) for r, row in enumerate(values, 1)]
        merged_cells.spread(rows, marks.merged)
        hidden = sheet.visible != SheetVisibleEnum.Visible
        told = tuple(_hidden_parts(sheet.name, marks))
        yield Table(sheet.name, tuple(map(tuple, rows)), hidden, told)


def fingerprint(data: bytes) -> str:
    """Names what a workbook says, so that a receipt made of it is known when it comes back."""
    return _fingerprint(CalamineWorkbook.from_filelike(BytesIO(data)), sheet_marks.read(data))


def _fingerprint(workbook: CalamineWorkbook, book: Book) -> str:
    """Of every cell but formulas: an office program works those out again on saving."""
    pages = {}
    for name, marks in book.sheets.items():
        values = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        if not receipt_mark.is_ours(name, values):
            pages[name] = values, marks.formula
    return receipt_mark.fingerprint(pages)


def _returned(file: str, result: Mark) -> Document:
    expected = "在原表上更正后再报；未作更正的不必再报"
    found = f"与报送 {'、'.join(result.submissions)} 的回执相同"
    return Document(findings=(finding("receipt_returned", file, expected=expected, found=found),))


def _hidden_parts(name: str, marks: Marks) -> list[Finding]:
    """What the sheet holds and does not show; it counts all the same."""
    rows = [row for row in marks.hidden_rows if row <= marks.rows]
    columns = [column_name(n) for first, last in marks.hidden_columns
               for n in range(first, min(last, marks.columns) + 1)]  # fmt: skip
    found = []
    if rows:
        found.append(f"第 {'、'.join(sheet_marks.numbers(rows))} 行")
    if columns:
        found.append(f"{'、'.join(columns)} 栏")
    if not found:
        return []
    expected = "全部显示，或删除不报的行和栏"
    return [finding("form_parts_hidden", name, expected=expected, found="，".join(found))]


def _row(places: list[str], number: int, values: list, marks: Marks) -> list[Cell]:
    if not (marks.error or marks.uncached or marks.shown):
        return [
            Cell(f"{place}{number}", value)
            if value.__class__ is str
            else _plain(f"{place}{number}", value)
            for place, value in zip(places, values, strict=True)
        ]
    return [
        _cell(f"{place}{number}", value, (number, c), marks)
        for c, (place, value) in enumerate(zip(places, values, strict=True), 1)
    ]


def _cell(ref: str, value: object, at: tuple[int, int], marks: Marks) -> Cell:
    if at in marks.error:
        return Cell(ref, marks.error[at], fault="cell_error")
    if at in marks.uncached:
        return Cell(ref, "（公式）", fault="formula_uncached", formula=marks.uncached[at])
    shown = marks.shown.get(at)
    cell = _plain(ref, value)
    if shown is None or cell.number is None:
        return cell
    fault = "format_doubtful" if shown.doubtful else None
    return Cell(ref, cell.text, cell.number, shown.percent, fault, unit=shown.unit)


def _plain(ref: str, value: object) -> Cell:
    if isinstance(value, str):
        return Cell(ref, value)
    if isinstance(value, bool):
        return Cell(ref, str(value).upper())
    if isinstance(value, int | float):
        if isinstance(value, int) or value.is_integer():
            whole = int(value)
            return Cell(ref, str(whole), Decimal(whole))
        number = exact(value)
        return Cell(ref, f"{number:f}", number)
    day = value.date() if isinstance(value, datetime.datetime) else value
    if isinstance(day, datetime.date):
        return Cell(ref, day.isoformat(), fault="cell_date", day=day)
    return Cell(ref, str(value), fault="cell_date")  # a time of day or a duration


def exact(value: float) -> Decimal:
    """The decimal that the office program shows: its numbers carry 15 digits, not 17."""
    if isinstance(value, int) or value.is_integer():
        return Decimal(int(value))
    return Decimal(f"{value:.15g}" if abs(value) < MOST_DIGITS else repr(value))
