"""The derived cells of a table whose workbook holds formulas of ours and no results."""

from collections.abc import Sequence
from dataclasses import replace

from ingestion.reading import derived
from ingestion.reading.cells import Cell
from ingestion.reading.derived import Formula
from ingestion.reading.form_rows import Reading, is_foot
from ingestion.reading.headers import Line

UNCACHED = "formula_uncached"
_TODAY = 9998  # a year in which everything is printed that has not ended


def with_results(lines: Sequence[Line], reading: Reading) -> list[Line]:
    """The same lines; where a template's own formula has no result, the cell holds it.

    Any other formula without a result stays what it is: a fault.
    """
    if UNCACHED not in {cell.fault for line in lines for cell in line.cells}:
        return list(lines)
    lines = [line for line in lines if not is_foot(line)]
    # a file without a period comes back; its formulas are those of the form of today all the same
    sheet = _Sheet(lines, reading, reading.cover.period.year if reading.cover.period else _TODAY)
    return [
        replace(line, cells=tuple(sheet.cell(n, c) for c in range(len(line.cells))))
        for n, line in enumerate(lines)
    ]


def _is_uncached(cell: Cell) -> bool:
    return cell.fault == UNCACHED and bool(cell.formula)


class _Sheet:
    """The lines by the items that they are; results are worked out once."""

    def __init__(self, lines: Sequence[Line], reading: Reading, year: int) -> None:
        self._lines = lines
        labels, form = reading.labels, reading.form.form
        self._formulas = derived.formulas(labels.catalogue, form, year)
        self._items: dict[int, int | None] = {}  # number of an item -> its line
        self._numbers: dict[int, int] = {}
        for n, line in enumerate(lines):
            item = labels.item(form, year, line.text("indicator"))
            if item:
                # an item that stands twice (代报) has no cell of its own
                self._items[item.item_no] = None if item.item_no in self._items else n
                self._numbers[n] = item.item_no
        self._known: dict[tuple[int, int], Cell] = {}

    def cell(self, line: int, column: int) -> Cell:
        """The cell, or what its formula makes of the others in its column."""
        at = line, column
        if at not in self._known:
            cell = self._lines[line].cells[column]
            self._known[at] = self._result(cell, line, column) if _is_uncached(cell) else cell
        return self._known[at]

    def _result(self, cell: Cell, line: int, column: int) -> Cell:
        formula = self._formulas.get(self._numbers.get(line, 0))
        lines = self._lines_of(formula, column) if formula else None
        if formula is None or lines is None:
            return cell
        ours = derived.excel(formula, lambda item: _place(self._lines[lines[item]].cells[column]))
        if cell.formula != ours:
            return cell
        return derived.result(formula, lambda item: self.cell(lines[item], column), cell.ref)

    def _lines_of(self, formula: Formula, column: int) -> dict[int, int] | None:
        """The lines of the items of a formula; None where one is not there."""
        found = {item: self._items.get(item) for item in formula.items}
        known = {item: n for item, n in found.items() if n is not None}
        whole = len(known) == len(found)
        return (
            known
            if whole and all(column < len(self._lines[n].cells) for n in known.values())
            else None
        )


def _place(cell: Cell) -> str:
    return cell.ref.rpartition("!")[2]
