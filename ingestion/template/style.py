"""How a template looks: fonts, borders, paper; and what is locked."""

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.worksheet import Worksheet

_LINE = Side(style="thin", color="808080")
BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
UNDER = Border(bottom=_LINE)
TITLE = Font(name="黑体", size=16)
HEAD = Font(name="黑体", size=10)
TEXT = Font(name="宋体", size=10)
SMALL = Font(name="宋体", size=9)
GREY = Font(name="宋体", size=10, color="606060")
HEADER_FILL = PatternFill("solid", fgColor="D9E1F2")
LOCKED_FILL = PatternFill("solid", fgColor="EDEDED")
OPEN = Protection(locked=False)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
TOP = Alignment(horizontal="left", vertical="top", wrap_text=True)
RIGHT = Alignment(horizontal="right", vertical="center")
_A4 = 9


def paper(sheet: Worksheet, *, landscape: bool, header_row: int | None = None) -> None:
    """A4, as wide as the page, as many pages as it takes, the header row on each."""
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top = margins.bottom = 0.7
    sheet.oddFooter.center.text = "&A　第 &P 页，共 &N 页"
    sheet.oddFooter.center.size = 9
    if header_row:
        sheet.print_title_rows = f"{header_row}:{header_row}"
        sheet.freeze_panes = f"A{header_row + 1}"


def protect(sheet: Worksheet, *, rows_may_come: bool = False) -> None:
    """Lock what is not open, without a password; widths and heights stay free."""
    protection = sheet.protection
    protection.sheet = True
    protection.formatColumns = protection.formatRows = False
    if rows_may_come:
        protection.insertRows = protection.deleteRows = protection.sort = False


def widths(sheet: Worksheet, *of: float) -> None:
    """The widths of the columns from A on."""
    for number, width in enumerate(of):
        sheet.column_dimensions[chr(ord("A") + number)].width = width
