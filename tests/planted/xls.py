"""Workbooks of the old kind: .xls, as offices with old programs send them."""

from io import BytesIO

import xlwt

from tests.planted.office import LITERACY, Book, Office, Planted, fault, oddity, ref

FILES = "containers and encodings"


def _as_old(book: Book) -> bytes:
    """The same workbook as Excel 97 to 2003 saved it."""
    made = xlwt.Workbook(encoding="utf-8")
    for sheet in book.book.worksheets:
        old = made.add_sheet(sheet.title)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    old.write(cell.row - 1, cell.column - 1, cell.value)
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()


@oddity(FILES, "文件要能打开：.xlsx、.xls、.csv、.json，或一层 .zip", is_late=True)
def workbook_of_the_old_kind(office: Office) -> list[Planted]:
    """The whole file as .xls."""
    office.main.content = _as_old(Book(office.main.content))
    office.rename(".xls")
    return []


@fault(FILES, "格内应为数字；.xls 与 .xlsx 同样查验", is_late=True)
def words_in_a_workbook_of_the_old_kind(office: Office) -> list[Planted]:
    """很多 for a number, in an .xls."""
    book = Book(office.main.content)
    cell = book.at(LITERACY, "媒体宣传报道篇次")
    cell.value = "很多"
    office.main.content = _as_old(book)
    office.rename(".xls")
    return [office.told(ref(cell), "cell_unreadable")]
