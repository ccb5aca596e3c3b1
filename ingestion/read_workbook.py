"""Workbooks (.xlsx): a cover sheet `封面` and a sheet for every form.

Values come from calamine; what it does not tell comes from `sheet_marks`.
"""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from xml.etree.ElementTree import ParseError

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from ingestion import receipt_mark, sheet_marks
from ingestion.cells import MOST_DIGITS, Cell, key
from ingestion.document import COVER_SHEET, MAX_CELLS, MAX_ROWS, Document, Table
from ingestion.model import Finding
from ingestion.receipt_mark import Mark
from ingestion.rules import finding
from ingestion.sheet_marks import Marks, column_name
from ingestion.sniff import Content, unsafe_package

# what a damaged package makes its readers raise
_DAMAGE = (CalamineError, ParseError, KeyError, ValueError, OSError)


def read(file: Content) -> Document:
    """The cover and the tables of a workbook; never raises on any bytes."""
    problem = unsafe_package(file.data)
    if problem:
        rule = "file_damaged" if problem.startswith("压缩包损坏") else "file_unsafe"
        return _refused(rule, file.name, problem)
    try:
        marks = sheet_marks.read(file.data)
        large = [name for name, mark in marks.items() if _too_large(mark)]
        if large:
            expected = f"每表不超过 {MAX_ROWS:,} 行"
            return Document(findings=tuple(
                finding("rows_too_many", name, expected=expected, found=f"{marks[name].rows:,} 行")
                for name in large
            ))  # fmt: skip
        return _document(CalamineWorkbook.from_filelike(BytesIO(file.data)), marks, file.name)
    except _DAMAGE as error:
        return _refused("file_damaged", file.name, f"{type(error).__name__} {error}")


def _refused(rule_id: str, name: str, detail: str) -> Document:
    fault: Finding = finding(rule_id, name, expected="可以正常打开的 .xlsx 文件", found=detail)
    return Document(findings=(fault,))


def _too_large(marks: Marks) -> bool:
    return marks.rows > MAX_ROWS or marks.rows * marks.columns > MAX_CELLS


def _document(workbook: CalamineWorkbook, marks: dict[str, Marks], file: str) -> Document:
    cover: list[tuple[Cell, Cell]] = []
    tables = []
    result: Mark | None = None
    for table in _tables(workbook, marks):
        mark = receipt_mark.read(table.name, table.rows)
        if mark is not None:
            result = mark
        elif key(table.name) == COVER_SHEET:
            cover.extend((row[i], row[i + 1]) for row in table.rows for i in _first(row))
        else:
            tables.append(table)
    if result is not None and result.fingerprint == _fingerprint(workbook, marks):
        return _returned(file, result)
    answered = result.submissions if result else ()
    return Document(tuple(cover), tuple(tables), answered=answered)


def _tables(workbook: CalamineWorkbook, marks: dict[str, Marks]) -> Iterator[Table]:
    for sheet in workbook.sheets_metadata:
        if sheet.name not in marks:
            continue  # a chart or a macro sheet
        values = workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        rows = tuple(_row(sheet.name, r, row, marks[sheet.name]) for r, row in enumerate(values, 1))
        yield Table(sheet.name, rows, sheet.visible != SheetVisibleEnum.Visible)


def fingerprint(data: bytes) -> str:
    """Names what a workbook says, so that a receipt made of it is known when it comes back."""
    return _fingerprint(CalamineWorkbook.from_filelike(BytesIO(data)), sheet_marks.read(data))


def _fingerprint(workbook: CalamineWorkbook, marks: dict[str, Marks]) -> str:
    tables = (t for t in _tables(workbook, marks) if receipt_mark.read(t.name, t.rows) is None)
    return receipt_mark.fingerprint(
        cell
        for table in tables
        for r, row in enumerate(table.rows, 1)
        for c, cell in enumerate(row, 1)
        if (r, c) not in marks[table.name].formula
    )


def _returned(file: str, result: Mark) -> Document:
    expected = "在原表上更正后再报；未作更正的不必再报"
    found = f"与报送 {'、'.join(result.submissions)} 的回执相同"
    return Document(findings=(finding("receipt_returned", file, expected=expected, found=found),))


def _first(row: tuple[Cell, ...]) -> list[int]:
    """Where the key of a cover's row stands: its first filled cell, if another can follow."""
    filled = [i for i, cell in enumerate(row) if not cell.blank]
    return filled[:1] if filled and filled[0] + 1 < len(row) else []


def _row(sheet: str, number: int, values: list, marks: Marks) -> tuple[Cell, ...]:
    return tuple(
        _cell(f"{sheet}!{column_name(c)}{number}", value, (number, c), marks)
        for c, value in enumerate(values, 1)
    )


def _cell(ref: str, value: object, at: tuple[int, int], marks: Marks) -> Cell:
    if at in marks.error:
        return Cell(ref, marks.error[at], fault="cell_error")
    if at in marks.uncached:
        return Cell(ref, "（公式）", fault="formula_uncached")
    if isinstance(value, bool):
        return Cell(ref, str(value).upper())
    if isinstance(value, int | float):
        number = exact(value)
        return Cell(ref, f"{number:f}", number, at in marks.percent)
    if isinstance(value, datetime.datetime | datetime.date):
        day = value.date() if isinstance(value, datetime.datetime) else value
        return Cell(ref, day.isoformat(), fault="cell_date", day=day)
    return Cell(ref, str(value))


def exact(value: float) -> Decimal:
    """The decimal that the office program shows: its numbers carry 15 digits, not 17."""
    number = Decimal(repr(value))
    if abs(number) < MOST_DIGITS:
        number = Decimal(f"{value:.15g}")
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number
