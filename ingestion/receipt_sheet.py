"""The result sheet of a receipt workbook: the outcome, then every fault with a way to its cell."""

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.receipt import Answer, Problem, Receipt, counted
from ingestion.receipt_mark import MARK, SHEET, SUBMISSION

COLOURS = {"强制性": "FFFFC7CE", "核实性": "FFFFEB9C", "提示性": "FFDDEBF7"}
_COLUMNS = (
    ("序号", 22), ("类别", 9), ("位置", 46), ("问题", 34),
    ("应为", 34), ("实为", 26), ("怎么办", 34),
)  # fmt: skip
_LONGEST = 2000
_FORMULA = tuple("=+-@\t\r")
_LINE = Border(*[Side(style="thin", color="FFBFBFBF")] * 4)
_HEAD = PatternFill("solid", fgColor="FFD9D9D9")
_FACE = "宋体"
_LINK = Font(name=_FACE, color="FF0563C1", underline="single")
_LINE_HEIGHT = 15
_HOW = "请在原表上更正标色的单元格，保存后放回收件目录；本页和批注不读，不必删除。"


def add(book: Workbook, receipt: Receipt, fingerprint: str) -> Worksheet:
    """Put the result sheet before all others; cells of the book's own sheets become links."""
    sheet = book.create_sheet(SHEET, 0)
    for letter, (_, width) in zip("ABCDEFG", _COLUMNS, strict=True):
        sheet.column_dimensions[letter].width = width
    _line(sheet, ("审核结果",))[0].font = Font(name=_FACE, bold=True, size=16)
    _pair(sheet, "文件", receipt.name)
    if receipt.received_at is not None:
        _pair(sheet, "收到时间", receipt.at)
    _pair(sheet, "内容校验（SHA-256）", receipt.content_sha256)
    for note in receipt.notes:
        _pair(sheet, "说明", note)
    for answer in receipt.answers:
        _answer(sheet, answer, is_filed=receipt.received_at is not None)
    _problems(sheet, receipt.problems, book.sheetnames)
    sheet.append(())
    if book.worksheets[1:]:
        _pair(sheet, "怎么改", _HOW)
    _pair(sheet, MARK, fingerprint)
    _page(sheet)
    return sheet


def put(cell: Cell, text: str) -> Cell:
    """Text and nothing else: an office program shall never take it for a formula."""
    cell.value = plain(text)
    cell.data_type = "s"
    if text.startswith(_FORMULA):
        cell.quotePrefix = True
    return cell


def plain(text: str) -> str:
    """Text such as a workbook can hold."""
    kept = ILLEGAL_CHARACTERS_RE.sub("\ufffd", text[:_LONGEST])
    return kept.encode("utf-8", "replace").decode("utf-8")


def _answer(sheet: Worksheet, answer: Answer, *, is_filed: bool) -> None:
    sheet.append(())
    heading = _line(sheet, (answer.heading,))[0]
    heading.font = Font(name=_FACE, bold=True, size=12)
    said = f"{answer.state_zh}（{answer.reason}），读出 {answer.figures} 项"
    _pair(sheet, "处理结果", said)[1].font = Font(name=_FACE, bold=True)
    if is_filed:
        _pair(sheet, SUBMISSION, answer.submission_id)
    for line in answer.advice:
        _pair(sheet, "说明", line)


def _problems(sheet: Worksheet, problems: Sequence[Problem], pages: Sequence[str]) -> None:
    sheet.append(())
    if not problems:
        _line(sheet, ("没有发现问题",))
        return
    _line(sheet, (f"问题 {len(problems)} 处：{counted(problems)}",))[0].font = Font(
        name=_FACE, bold=True
    )
    for cell in _line(sheet, [name for name, _ in _COLUMNS]):
        cell.font, cell.fill, cell.border = Font(name=_FACE, bold=True), _HEAD, _LINE
    for number, problem in enumerate(problems, start=1):
        cells = _line(
            sheet,
            (str(number), problem.severity, problem.place.words, problem.message,
             problem.expected, problem.found, problem.cure),
        )  # fmt: skip
        for cell in cells:
            cell.border = _LINE
        _wrap(sheet, cells, [width for _, width in _COLUMNS])
        cells[1].fill = PatternFill("solid", fgColor=COLOURS[problem.severity])
        if problem.place.sheet in pages:
            _link(cells[2], problem)


def _link(cell: Cell, problem: Problem) -> None:
    page = str(problem.place.sheet).replace("'", "''")
    place = f"'{page}'!{problem.place.cell or 'A1'}"
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=place)
    cell.font = _LINK


def _pair(sheet: Worksheet, name: str, text: str) -> list[Cell]:
    cells = _line(sheet, (name, text))
    sheet.merge_cells(start_row=cells[1].row, end_row=cells[1].row, start_column=2, end_column=7)
    _wrap(sheet, cells, [_COLUMNS[0][1], sum(width for _, width in _COLUMNS[1:])])
    return cells


def _wrap(sheet: Worksheet, cells: Sequence[Cell], widths: Sequence[int]) -> None:
    """Show whole texts: not every office program finds out by itself how high a row must be."""
    lines = 1
    for cell, width in zip(cells, widths, strict=True):
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        shown = sum(2 if ord(letter) > 0xFF else 1 for letter in str(cell.value))
        lines = max(lines, -(-shown * 11 // (width * 10)))  # a tenth for the cell's margins
    sheet.row_dimensions[cells[0].row].height = _LINE_HEIGHT * lines


def _line(sheet: Worksheet, texts: Sequence[str]) -> list[Cell]:
    sheet.append(("",) * len(texts))
    cells = [put(c, text) for c, text in zip(sheet[sheet.max_row], texts, strict=False)]
    for cell in cells:
        cell.font = Font(name=_FACE)
    return cells


def _page(sheet: Worksheet) -> None:
    """Printed on A4 across, as wide as the page."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
