"""All sheets of a template, put together."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook

from ingestion import form_columns
from ingestion.catalogue import Catalogue
from ingestion.template import front, item_sheet, lists, register_sheet
from ingestion.template.asked import Office, Sheet
from ingestion.template.before import Before

_REGISTERS = (form_columns.STATIONS, form_columns.TRANSFERS)


def build(
    asked: Office, of: Sequence[Sheet], before: Before, catalogue: Catalogue, folder: Path
) -> bytes:
    """The workbook's bytes; office programs work its formulas out when they open it."""
    book = Workbook()
    book.remove(book.worksheets[0])
    front.add_cover(book, asked, of)
    front.add_instructions(book)
    for one in of:
        add = register_sheet.add if one.form.layout in _REGISTERS else item_sheet.add
        add(book, one, asked, before, catalogue)
    front.add_explanations(book, form_columns.load(folder))
    lists.add(book, asked, of)
    book.calculation.fullCalcOnLoad = True
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
