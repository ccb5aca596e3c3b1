"""The result sheet of a receipt workbook: the outcome, then every fault with a way to its cell."""

from collections.abc import Sequence
from copy import copy
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.receipt.receipt import Answer, Problem, Receipt, counted
from ingestion.receipt.receipt_mark import MARK, SHEET, SUBMISSION

COLOURS = {"强制性": "FFFFC7CE", "核实性": "FFFFEB9C", "提示性": "FFDDEBF7"}
_COLUMNS = (
    ("序号", 22), ("类别", 9), ("位置", 46), ("问题", 34),
    ("应为", 34), ("实为", 26), ("怎么办", 34),
)  # fmt: skip
_WIDTHS = [width for _, width in _COLUMNS]
_LONGEST = 2000
_FORMULA = tuple("=+-@\t\r")
_FACE = "宋体"
_LINE_HEIGHT = 15
_BOX = Border(*[Side(style="thin", color="FFBFBFBF")] * 4)
_WRAP = Alignment(wrap_text=True, vertical="top")
_LOOKS: dict[str, dict[str, Any]] = {
    "text": {"font": Font(name=_FACE), "alignment": _WRAP},
    "title": {"font": Font(name=_FACE, bold=True, size=16)},
    "heading": {"font": Font(name=_FACE, bold=True, size=12)},
    "bold": {"font": Font(name=_FACE, bold=True), "alignment": _WRAP},
    "head": {
        "font": Font(name=_FACE, bold=True),
        "fill": PatternFill("solid", fgColor="FFD9D9D9"),
        "border": _BOX,
    },
    "boxed": {"font": Font(name=_FACE), "border": _BOX, "alignment": _WRAP},
    "link": {
        "font": Font(name=_FACE, color="FF0563C1", underline="single"),
        "border": _BOX,
        "alignment": _WRAP,
    },
    **{
        severity: {
            "font": Font(name=_FACE),
            "fill": PatternFill("solid", fgColor=colour),
            "border": _BOX,
            "alignment": _WRAP,
        }
        for severity, colour in COLOURS.items()
    },
}
_HOW = "请在原表上更正标色的单元格，保存后放回收件目录；本页和批注不读，不必删除。"


def add(book: Workbook, receipt: Receipt, fingerprint: str) -> Worksheet:
    """Put the result sheet before all others; cells of the book's own sheets become links."""
    page = _Page(book.create_sheet(SHEET, 0))
    page.line(("审核结果",), ("title",))
    page.pair("文件", receipt.name)
    if receipt.received_at is not None:
        page.pair("收到时间", receipt.at)
    page.pair("内容校验（SHA-256）", receipt.content_sha256)
    for note in receipt.notes:
        page.pair("说明", note)
    for answer in receipt.answers:
        _answer(page, answer, is_filed=receipt.received_at is not None)
    _problems(page, receipt.problems, set(book.sheetnames))
    page.skip()
    if book.worksheets[1:]:
        page.pair("怎么改", _HOW)
    page.pair(MARK, fingerprint)
    return page.sheet


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


class _Page:
    """The result sheet as it is written, line after line."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self._row = 0
        self._styles: dict[str, Any] = {}  # to set a style anew for every cell would take longest
        for letter, width in zip("ABCDEFG", _WIDTHS, strict=True):
            sheet.column_dimensions[letter].width = width
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_setup.fitToHeight = 0

    def skip(self) -> None:
        """An empty line."""
        self._row += 1

    def line(
        self, texts: Sequence[str], looks: Sequence[str], widths: Sequence[int] = ()
    ) -> list[Cell]:
        """A line of cells; high enough for whole texts where their widths are given."""
        self._row += 1
        cells = []
        for column, (text, look) in enumerate(zip(texts, looks, strict=True), start=1):
            cell = self.sheet.cell(self._row, column)
            self._dress(cell, look)
            cells.append(put(cell, text))
        if widths:
            lines = max(map(_lines, texts, widths))
            self.sheet.row_dimensions[self._row].height = _LINE_HEIGHT * lines
        return cells

    def pair(self, name: str, text: str, look: str = "text") -> None:
        """A name and what it says, across the page."""
        self.line((name, text), ("text", look), (_WIDTHS[0], sum(_WIDTHS[1:])))
        self.sheet.merge_cells(
            start_row=self._row, end_row=self._row, start_column=2, end_column=len(_WIDTHS)
        )

    def _dress(self, cell: Cell, look: str) -> None:
        if look not in self._styles:
            for name, value in _LOOKS[look].items():
                setattr(cell, name, value)
            self._styles[look] = copy(cell._style)
        cell._style = copy(self._styles[look])


def _lines(text: str, width: int) -> int:
    """How many lines a text takes; not every office program finds out by itself."""
    shown = sum(2 if ord(letter) > 0xFF else 1 for letter in text[:_LONGEST])
    return max(1, -(-shown * 11 // (width * 10)))  # a tenth for the cell's margins


def _answer(page: _Page, answer: Answer, *, is_filed: bool) -> None:
    page.skip()
    page.line((answer.heading,), ("heading",))
    said = f"{answer.state_zh}（{answer.reason}），读出 {answer.figures} 项"
    page.pair("处理结果", said, "bold")
    if is_filed:
        page.pair(SUBMISSION, answer.submission_id)
    for line in answer.advice:
        page.pair("说明", line)


def _problems(page: _Page, problems: Sequence[Problem], pages: set[str]) -> None:
    page.skip()
    if not problems:
        page.line(("没有发现问题",), ("bold",))
        return
    page.line((f"问题 {len(problems)} 处：{counted(problems)}",), ("heading",))
    page.line([name for name, _ in _COLUMNS], ["head"] * len(_COLUMNS))
    for number, problem in enumerate(problems, start=1):
        linked = problem.place.sheet in pages
        place = "link" if linked else "boxed"
        cells = page.line(
            (str(number), problem.severity, problem.place.words, problem.message,
             problem.expected, problem.found, problem.cure),
            ("boxed", problem.severity, place, "boxed", "boxed", "boxed", "boxed"), _WIDTHS,
        )  # fmt: skip
        if linked:
            name = str(problem.place.sheet).replace("'", "''")
            target = f"'{name}'!{problem.place.cell or 'A1'}"
            cells[2].hyperlink = Hyperlink(ref=cells[2].coordinate, location=target)
