"""All sheets of a template, put together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook

from ingestion.reading import form_columns, read
from ingestion.reference.catalogue import Catalogue
from ingestion.reference.periods import Period
from ingestion.settings import Settings
from ingestion.template import asked as asking
from ingestion.template import before as last_year
from ingestion.template import front, item_sheet, lists, register_sheet
from ingestion.template.asked import Office, Sheet
from ingestion.template.before import Before

_REGISTERS = (form_columns.STATIONS, form_columns.TRANSFERS)


@dataclass(frozen=True, slots=True)
class Template:
    """A workbook, its file name, its forms, and in Chinese what stands beside them."""

    name: str
    content: bytes
    forms: tuple[str, ...]
    beside: str


def of(org: str, period: str, only: Iterable[str], warehouse: Settings) -> Template:
    """The template of an office for a period. Raises WarehouseError where there is none."""
    reference = read.load_reference(warehouse.reference)
    office = asking.office(org, Period.parse(period), reference)
    sheets = asking.sheets(office, reference, warehouse.reference, only)
    before = last_year.load(office, reference, warehouse)
    return Template(
        name=f"{office.code}_{office.period}_报表.xlsx",
        content=build(office, sheets, before, reference.catalogue, warehouse.reference),
        forms=tuple(sheet.form.name_zh for sheet in sheets),
        beside=before.told,
    )


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
    front.add_explanations(book, form_columns.load(folder), asked.period.year)
    lists.add(book, asked, of)
    book.calculation.fullCalcOnLoad = True
    book.properties.creator = "kexie-warehouse"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
