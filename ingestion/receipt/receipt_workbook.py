"""A receipt as a workbook: the office's own, with its faulty cells marked and a result sheet first.

Values, formulas and layout stay as they were sent. Cells are coloured by a conditional format, so
that their own format stays and a mended workbook can be cleaned and marked again.
"""

import logging
import zipfile
from collections.abc import Iterable
from io import BytesIO

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from ingestion.arrival import sniff
from ingestion.arrival.sniff import Content
from ingestion.reading import read_workbook
from ingestion.receipt import receipt_mark, receipt_sheet
from ingestion.receipt.receipt import Problem, Receipt
from ingestion.receipt.receipt_sheet import COLOURS, plain
from ingestion.reference.rules import quarantines

_LOG = logging.getLogger(__name__)
_AUTHOR = "审核回执"
_PARTED = f"\n———{_AUTHOR}———\n"
_CONDITION = f'LEN("{_AUTHOR}")>0'
_MOST_UNPACKED = 40 * 2**20  # beyond it openpyxl would need more memory than a night has
_NOT_OPENED = frozenset({"reader_failed", "rows_too_many"})


def of(receipt: Receipt, file: Content) -> bytes | None:
    """The workbook, None of a file that must not or cannot be opened.

    What is no workbook of pages (CSV, JSON, text) gets the result sheet alone.
    """
    if _is_refused(receipt):
        return None
    try:
        book, fingerprint = _own(file)
    except Exception:
        # a workbook that our reader understands and openpyxl does not is answered all the same
        _LOG.exception("Marking %r failed: the answer shows the result sheet alone.", file.name)
        book, fingerprint = Workbook(), ""
        book.remove(book.worksheets[0])
    _mark(book, receipt.problems)
    result = receipt_sheet.add(book, receipt, fingerprint)
    book.active = 0
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet is result
    book.calculation.fullCalcOnLoad = True  # results of formulas are not kept by openpyxl
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _is_refused(receipt: Receipt) -> bool:
    rules = {problem.rule_id for problem in receipt.problems}
    of_file = {name for name in rules if name.startswith("file_") and quarantines(name)}
    return bool(rules & _NOT_OPENED or of_file - {"file_nothing"})


def _own(file: Content) -> tuple[Workbook, str]:
    """The office's own pages, without what an earlier receipt left there, and their fingerprint."""
    if file.media_type == sniff.XLSX and _unpacked(file.data) <= _MOST_UNPACKED:
        book = load_workbook(BytesIO(file.data), rich_text=True, keep_links=False)
        _clean(book)
        return book, read_workbook.fingerprint(file.data)
    book = Workbook()
    book.remove(book.worksheets[0])
    if file.media_type == sniff.XLS:
        _copy(CalamineWorkbook.from_filelike(BytesIO(file.data)), book)
    return book, _fingerprint(book)


def _unpacked(data: bytes) -> int:
    with zipfile.ZipFile(BytesIO(data)) as package:
        return sum(part.file_size for part in package.infolist())


def _copy(old: CalamineWorkbook, book: Workbook) -> None:
    """An old workbook's values: nothing of ours writes its format, and a clerk opens the new."""
    for name in old.sheet_names:
        sheet = book.create_sheet(name)
        for r, row in enumerate(old.get_sheet_by_name(name).to_python(skip_empty_area=False), 1):
            for c, value in enumerate(row, 1):
                if isinstance(value, str) and value:
                    receipt_sheet.put(sheet.cell(r, c), value)
                elif value != "":
                    sheet.cell(r, c, value)


def _fingerprint(book: Workbook) -> str:
    """That of pages which were just made: they have to be written once to be read."""
    if not book.worksheets:
        return ""
    stream = BytesIO()
    book.save(stream)
    return read_workbook.fingerprint(stream.getvalue())


def _clean(book: Workbook) -> None:
    """Take away what an earlier receipt put there: its result sheet, comments and colours."""
    ours = [sheet for sheet in book.worksheets if _is_result(sheet)]
    for sheet in ours:
        book.remove(sheet)
    for sheet in book.worksheets if ours else ():
        for ranges in list(sheet.conditional_formatting):
            if any(_CONDITION in rule.formula for rule in ranges.rules):
                del sheet.conditional_formatting[str(ranges.sqref)]
        for row in sheet.iter_rows():
            for cell in row:
                if cell.comment is not None:
                    kept = _kept(cell.comment)
                    cell.comment = Comment(kept, cell.comment.author) if kept else None


def _is_result(sheet: Worksheet) -> bool:
    first = (row[0] for row in sheet.iter_rows(max_col=1, values_only=True))
    return sheet.title.startswith(receipt_mark.SHEET) and receipt_mark.MARK in first


def _kept(comment: Comment) -> str:
    """The office's own words in a comment."""
    return comment.text.partition(_PARTED.strip())[0].rstrip("\n")


def _mark(book: Workbook, problems: Iterable[Problem]) -> None:
    """Comment and colour every cell that a fault names; the worst of a cell gives its colour."""
    cells: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        if problem.place.sheet in book.sheetnames:
            name = problem.place.cell or "A1"
            cells.setdefault((str(problem.place.sheet), name), []).append(problem)
    colours: dict[tuple[str, str], list[str]] = {}
    for (page, name), told in cells.items():
        sheet = book[page]
        if isinstance(sheet, Worksheet):
            place = _seen(sheet, name)
            _comment(sheet, place, told)
            colours.setdefault((page, told[0].severity), []).append(place)
    for (page, severity), places in colours.items():
        fill = PatternFill("solid", fgColor=COLOURS[severity], bgColor=COLOURS[severity])
        rule = FormulaRule(formula=[_CONDITION], fill=fill, stopIfTrue=True)
        book[page].conditional_formatting.add(" ".join(dict.fromkeys(places)), rule)


def _seen(sheet: Worksheet, name: str) -> str:
    """The cell itself, or the one that a merged range shows instead of it."""
    for merged in sheet.merged_cells.ranges:
        if name in merged:
            return merged.start_cell.coordinate
    return name


def _comment(sheet: Worksheet, name: str, told: list[Problem]) -> None:
    own = sheet[name].comment
    text = plain((_kept(own) if own else "") + _PARTED + "\n".join(map(_words, told)))
    comment = Comment(text.lstrip("\n"), own.author if own else _AUTHOR)
    comment.width, comment.height = 320, 24 + 18 * sum(1 + len(x) // 22 for x in text.split("\n"))
    sheet[name].comment = comment


def _words(problem: Problem) -> str:
    parts = [f"【{problem.severity}】{problem.message}"]
    parts += [f"应为：{problem.expected}"] if problem.expected else []
    parts += [f"实为：{problem.found}"] if problem.found else []
    return "\n".join([*parts, problem.cure])
