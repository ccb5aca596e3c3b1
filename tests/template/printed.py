"""A template as the one who fills it sees it: which cells are open, and for what."""

from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell

from ingestion.arrival import sniff
from ingestion.reading import read
from ingestion.reading.filings import Reference
from ingestion.reading.read import Parsed
from ingestion.reference.catalogue_rows import FormItem
from ingestion.reference.periods import Period
from ingestion.template import asked, workbook
from ingestion.template.before import Before
from tests.conftest import REFERENCE

OFFICE, YEAR, QUARTER = "420112", "2024", "2024-Q3"
SCOPES = {
    "本级": ("own", "period"), "含下级": ("inclusive", "period"),
    "本级本期": ("own", "period"), "本级累计": ("own", "ytd"),
    "含下级本期": ("inclusive", "period"), "含下级累计": ("inclusive", "ytd"),
}  # fmt: skip
HEADER_ROW = 6
NO_FORMS = ("封面", "填报须知", "上报说明", "选项")


def built(
    reference: Reference,
    org: str = OFFICE,
    period: str = YEAR,
    *only: str,
    before: Before | None = None,
) -> bytes:
    """The template of an office."""
    office = asked.office(org, Period.parse(period), reference)
    sheets = asked.sheets(office, reference, REFERENCE, only)
    return workbook.build(office, sheets, before or Before(), reference.catalogue, REFERENCE)


def opened(data: bytes) -> Workbook:
    return load_workbook(BytesIO(data))


def saved(book: Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def parsed(data: bytes, reference: Reference, org: str = OFFICE) -> Parsed:
    """The file as the warehouse reads it."""
    return read.read(sniff.content("报表.xlsx", data), (org,), reference)


@dataclass(frozen=True, slots=True)
class Place:
    """A cell for a figure: the form, the printed row, the scope and basis of its column."""

    form: str
    item: FormItem
    scope: str
    basis: str
    sheet: str
    at: str

    @property
    def key(self) -> tuple:
        return self.form, self.item.cell, self.scope, self.basis


def places(book: Workbook, reference: Reference, year: int = 2024) -> list[Place]:
    """Every cell under a column of figures, open or not."""
    found = []
    for sheet in book.worksheets:
        form = reference.labels.form(sheet.title)
        if form is None or form.layout in ("stations", "transfers"):
            continue
        headers = {cell.column: cell.value for cell in sheet[HEADER_ROW]}
        for row in sheet.iter_rows(min_row=HEADER_ROW + 1):
            item = reference.labels.item(form.form, year, str(row[1].value or ""))
            for cell in row:
                if item and headers[cell.column] in SCOPES:
                    scope, basis = SCOPES[headers[cell.column]]
                    found.append(Place(form.form, item, scope, basis, sheet.title, cell.coordinate))
    return found


def cell(book: Workbook, place: Place) -> Cell:
    return book[place.sheet][place.at]


def is_open(book: Workbook, place: Place) -> bool:
    return not cell(book, place).protection.locked


def is_derived(book: Workbook, place: Place) -> bool:
    return str(cell(book, place).value or "").startswith("=")


def plain(value: Decimal) -> Any:
    """A number as a workbook holds it."""
    return int(value) if value == value.to_integral_value() else float(value)
