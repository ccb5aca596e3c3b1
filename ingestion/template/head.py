"""What stands above and below every table: title, survey, office, period; notes, signatures."""

from collections.abc import Iterable

from openpyxl.worksheet.worksheet import Worksheet

from ingestion.reference.catalogue_rows import Form
from ingestion.reference.periods import Period
from ingestion.template import style
from ingestion.template.asked import Office, Sheet

UNDECIDED = "（待定）"
_HALVES, _QUARTERS = "上下", "一二三四"


def period_zh(period: Period) -> str:
    """The period as offices write it."""
    return {
        "annual": f"{period.year}年",
        "half_year": f"{period.year}年{_HALVES[(period.number - 1) % 2]}半年",
        "quarterly": f"{period.year}年第{_QUARTERS[(period.number - 1) % 4]}季度",
        "monthly": f"{period.year}年{period.number}月",
    }[period.type]


def survey(form: Form) -> list[tuple[str, str]]:
    """What the statistics law wants on every form; placeholders where nobody has decided it."""
    said = {
        "表号": form.table_no, "制定机关": form.issued_by, "批准文号": form.approval_no,
        "有效期至": form.valid_until,
    }  # fmt: skip
    return [(name, text or UNDECIDED) for name, text in said.items()]


def add(sheet: Worksheet, of: Sheet, asked: Office) -> int:
    """Title, survey and header row; the number of the header row."""
    last = len(of.columns)
    _line(sheet, 1, 1, last, of.form.name_zh).font = style.TITLE
    sheet.cell(1, 1).alignment = style.CENTRE
    sheet.row_dimensions[1].height = 30
    left = [
        f"填报单位：{asked.name}",
        f"行政区划代码：{asked.code}",
        f"报告期：{period_zh(asked.period)}",
        "",
    ]
    split = max(2, last - 3)
    for row, (text, (name, said)) in enumerate(zip(left, survey(of.form), strict=True), 2):
        _line(sheet, row, 1, split, text or None)
        _line(sheet, row, split + 1, last, f"{name}：{said}")
    for number, column in enumerate(of.columns, 1):
        cell = sheet.cell(6, number, column.header_zh)
        cell.font, cell.fill, cell.border = style.HEAD, style.HEADER_FILL, style.BOX
        cell.alignment = style.CENTRE
    sheet.row_dimensions[6].height = 30
    return 6


def notes(sheet: Worksheet, row: int, last: int, texts: Iterable[str]) -> None:
    """Lines below a table, each over its whole width; they begin with words that end a table."""
    for number, text in enumerate(
        (*texts, "单位负责人：　　　　　　填表人：　　　　　　联系电话："), row
    ):
        _line(sheet, number, 1, last, text).font = style.SMALL
        sheet.row_dimensions[number].height = 18


def _line(sheet: Worksheet, row: int, first: int, last: int, text: str | None):
    cell = sheet.cell(row, first, text)
    cell.font, cell.alignment = style.TEXT, style.LEFT
    if last > first:
        sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)
    return cell
