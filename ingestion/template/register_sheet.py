"""The sheet of a register: last year's lines, blank ones to go on, lists to choose from."""

from collections.abc import Iterator, Mapping
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from ingestion.checking import station_check
from ingestion.reading import form_columns
from ingestion.reference.catalogue import Catalogue
from ingestion.template import head, lists, style
from ingestion.template.asked import Office, Sheet
from ingestion.template.before import Before

BLANK_LINES = 40
_DAYS = frozenset({"approved_on", "term_end", "exited_on"})
_CODES = frozenset({"credit_code", "org_code", "payer_code", "payee_code", "period"})
_WIDTHS = {
    "item_no": 6, "station_name": 26, "host_name": 26, "credit_code": 22, "type": 16, "note": 14,
    "payer_name": 20, "payee_name": 20, "purpose": 24, "unit": 7, "side": 8, "exit_reason": 16,
}  # fmt: skip
_NOTES = {
    form_columns.STATIONS: (
        "注：一站一行。统一社会信用代码 18 位，按文本填写。",
        "注：升级的，原级别一行写明退出，再按新级别列一行。",
        "注：已列出的是上年在册的站，照实更改；退出日期与退出方式同时填写。没有站的，整表不填。",
    ),
    form_columns.TRANSFERS: (
        "注：拨款、收款双方各报一份，方向写“拨出”或“收到”。金额只填确切数，一次拨付一行。",
        "注：两边的用途写法应一致。没有拨付的，整表不填。",
    ),
}


def add(book: Workbook, of: Sheet, asked: Office, before: Before, catalogue: Catalogue) -> None:
    """Add the sheet of a register to a workbook."""
    sheet = book.create_sheet(of.form.name_zh)
    header_row = head.add(sheet, of, asked)
    lines = (
        [dict(line) for line in before.stations] if of.form.layout == form_columns.STATIONS else []
    )
    last = header_row + len(lines) + BLANK_LINES
    for row in range(header_row + 1, last + 1):
        known = (
            _known(lines[row - header_row - 1], row - header_row)
            if row - header_row <= len(lines)
            else {}
        )
        for number, column in enumerate(of.columns, 1):
            cell = sheet.cell(row, number, known.get(column.field))
            cell.border, cell.font, cell.alignment = style.BOX, style.TEXT, style.CENTRE
            cell.protection = style.OPEN
            if column.field in _CODES:
                cell.number_format = "@"
            elif column.field in _DAYS:
                cell.number_format = "yyyy-mm-dd"
            elif column.field == "amount":
                cell.number_format, cell.alignment = "#,##0.00", style.RIGHT
    for number, column in enumerate(of.columns, 1):
        letter = get_column_letter(number)
        for one in _choices(column.field, letter, header_row + 1, catalogue):
            one.add(f"{letter}{header_row + 1}:{letter}{last}")
            sheet.add_data_validation(one)
    head.notes(sheet, last + 1, len(of.columns), _NOTES[of.form.layout])
    style.widths(sheet, *(_WIDTHS.get(column.field, 13) for column in of.columns))
    style.paper(sheet, landscape=True, header_row=header_row)
    style.protect(sheet, rows_may_come=True)


def _known(line: Mapping[str, Any], number: int) -> dict[str, Any]:
    """A line of last year's register by the fields of the sheet."""
    return {**line, "item_no": number, "type": line["type_as_sent"], "grade": line["grade_as_sent"]}


def _choices(field: str, letter: str, row: int, catalogue: Catalogue) -> Iterator[DataValidation]:
    place = f"{letter}{row}"
    counted = station_check.COUNTED
    if field == "type":
        yield lists.choice(lists.members(catalogue, counted, "kind"))
    elif field == "grade":
        yield lists.choice(lists.members(catalogue, counted, "grade"))
    elif field == "exit_kind":
        yield lists.choice(station_check.EXITS[:3])
    elif field == "side":
        yield lists.choice(("拨出", "收到"))
    elif field == "unit":
        yield lists.choice(("元", "万元"))
    elif field in ("org_code", "payer_code", "payee_code"):
        yield lists.named(lists.UNITS)
    elif field == "credit_code":
        yield _custom(f"LEN({place})=18", "应为 18 位统一社会信用代码，按文本填写")
    elif field in _DAYS:
        yield _custom(f"OR(ISNUMBER({place}),LEN({place})=10)", "应为 2023-05-12 这样的日期")
    elif field == "amount":
        yield _custom(f"AND(ISNUMBER({place}),{place}>=0)", "应为不小于 0 的确切金额")


def _custom(formula: str, said: str) -> DataValidation:
    return DataValidation(
        type="custom", formula1=formula, allow_blank=True, errorStyle="warning",
        showErrorMessage=True, errorTitle="请核对", error=said,
    )  # fmt: skip
