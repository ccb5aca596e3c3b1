"""The sheet of a form with printed rows: what is filled is open, what follows from it is locked."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.reading import cells, derived
from ingestion.reference.catalogue import Catalogue
from ingestion.reference.catalogue_rows import ZERO_OF_ZERO_TOTAL, FormItem
from ingestion.reference.catalogue_rows import Cell as Cube
from ingestion.template import head, ranges, style
from ingestion.template.asked import Office, Sheet
from ingestion.template.before import Before

FILLED = ("own", "own_ytd", "inclusive", "inclusive_ytd")
_BEFORE = ("own_previous", "inclusive_previous", "own_before", "inclusive_before")
_WIDTHS = {"item_no": 6, "indicator": 46, "unit": 8, "note": 20}
_OF_WHICH = ("其中", "另")
_FITS = 26  # characters of a label in one line


def add(book: Workbook, of: Sheet, asked: Office, before: Before, catalogue: Catalogue) -> None:
    """Add the sheet of a form to a workbook."""
    sheet = book.create_sheet(of.form.name_zh)
    header_row = head.add(sheet, of, asked)
    rows = {item.item_no: row for row, item in enumerate(of.items, header_row + 1)}
    page = _Page(sheet, of, rows, before, catalogue)
    for item in of.items:
        page.add_row(item)
    for number, column in enumerate(of.columns, 1):
        if column.field in FILLED:
            filled = [i for i in of.items if page.is_filled(i, column.field)]
            ranges.add(sheet, get_column_letter(number), filled, rows)
    below = header_row + 1 + len(of.items)
    opening = any(page.is_prefilled(item) for item in of.items)
    head.notes(sheet, below, len(of.columns), _notes(of, asked, opening))
    style.widths(sheet, *(_WIDTHS.get(column.field, 15) for column in of.columns))
    style.paper(sheet, landscape=True, header_row=header_row)
    style.protect(sheet)


@dataclass(frozen=True, slots=True)
class _Page:
    """The sheet in the making; `rows` says in which row an item stands."""

    sheet: Worksheet
    of: Sheet
    rows: dict[int, int]
    before: Before
    catalogue: Catalogue

    def add_row(self, item: FormItem) -> None:
        """Print an item."""
        row = self.rows[item.item_no]
        write: dict[str, Callable[[Cell, FormItem], None]] = {
            "item_no": _number, "indicator": _label, "unit": _unit, "note": _note,
        }  # fmt: skip
        for number, column in enumerate(self.of.columns, 1):
            cell = self.sheet.cell(row, number)
            cell.border, cell.font, cell.alignment = style.BOX, style.TEXT, style.CENTRE
            if column.field in write:
                write[column.field](cell, item)
            else:
                cell.number_format, cell.alignment = _number_format(item), style.RIGHT
                self._figure(cell, item, column.field)
        self.sheet.row_dimensions[row].height = 28 if len(item.label_zh) > _FITS else 16

    def is_filled(self, item: FormItem, column: str) -> bool:
        """Whether somebody has to fill the item's cell in this column."""
        return self._may_say(item, column) and item.item_no not in self.of.formulas

    def is_prefilled(self, item: FormItem) -> bool:
        """Whether an answer of the item is there already: an opening stock."""
        return any((item.cell, column) in self.before.figures for column in FILLED)

    def _may_say(self, item: FormItem, column: str) -> bool:
        """A stock has no cumulative figure."""
        behaviour = self.catalogue.indicators[item.cell.indicator].behaviour
        return behaviour == "flow" or not column.endswith("_ytd")

    def _figure(self, cell: Cell, item: FormItem, column: str) -> None:
        if column in FILLED and self.is_filled(item, column):
            cell.protection, cell.value = style.OPEN, self._published(item, column)
            return
        cell.fill = style.LOCKED_FILL
        if column in _BEFORE:
            cell.font, cell.value = style.GREY, self._published(item, column)
        elif self._may_say(item, column):
            letter = cell.column_letter
            formula = self.of.formulas[item.item_no]
            cell.value = derived.excel(formula, lambda number: f"{letter}{self.rows[number]}")

    def _published(self, item: FormItem, column: str) -> int | Decimal | None:
        """What was published before and belongs here, in the unit that is printed."""
        value = self.before.figures.get((item.cell, column))
        base = self.catalogue.indicators[item.cell.indicator].unit
        factor = cells.unit_factor(item.unit_printed, base, item.unit_printed)
        if value is None or not factor:
            return None
        value /= factor
        return int(value) if value == value.to_integral_value() else value.normalize()


def _has_typed_totals(of: Sheet) -> bool:
    """Whether a total is typed whose blank parts then are zero: one that is added up has none."""
    numbers = {item.cell: item.item_no for item in of.items}
    wholes = {
        numbers.get(Cube(item.cell.indicator))
        for item in of.items
        if item.blank_means == ZERO_OF_ZERO_TOTAL
    }
    return bool(wholes - {None} - of.formulas.keys())


def _number(cell: Cell, item: FormItem) -> None:
    cell.value = item.item_no


def _label(cell: Cell, item: FormItem) -> None:
    indent = 2 if item.label_zh.startswith(_OF_WHICH) else 0
    cell.alignment = Alignment("left", "center", wrap_text=True, indent=indent)
    cell.value = item.label_zh


def _unit(cell: Cell, item: FormItem) -> None:
    cell.value = item.unit_printed


def _note(cell: Cell, _: FormItem) -> None:
    cell.protection, cell.alignment = style.OPEN, style.LEFT


def _number_format(item: FormItem) -> str:
    return "#,##0" + ("." + "0" * item.decimals if item.decimals else "")


def _notes(of: Sheet, asked: Office, opening: bool) -> list[str]:
    notes = ["注：灰色格由系统算出或预填，不用填。分项填齐，合计自动算出。"]
    if opening:
        notes.append("注：期初数已按上期公布的期末数填好，不符的请改正，并在《上报说明》写明原因。")
    if _has_typed_totals(of):
        notes.append("注：合计为 0 的，其下各分项空着即为 0；其余空白表示没有说，不是 0。")
    if asked.has_children:
        notes.append("注：本级只填本单位自己做的；含下级填全区、全市的合计，没有合计的不填。")
    return notes
