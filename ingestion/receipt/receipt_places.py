"""Where a fault is, in words that an office understands: sheet and cell, row and field, letters.

A finding's `source_ref` is exact and short; a clerk who opens a CSV or JSON file needs the row and
the name of the field.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from ingestion.arrival import sniff
from ingestion.arrival.sniff import Content
from ingestion.reading.cells import Cell
from ingestion.reading.headers import find_row

_CELL = re.compile(r"(?P<column>[A-Z]{1,3})(?P<row>[1-9]\d{0,6})")
_IN_SHEET = re.compile(rf"(?P<sheet>.+)!(?P<cell>{_CELL.pattern})")
_FIELD = re.compile(r"(?:forms\[(?P<form>\d+)\]\.)?rows\[(?P<row>\d+)\]\.(?P<field>.+)")
_COVER = re.compile(r"cover\.(?P<field>.+)")
_LETTERS = re.compile(r"chars (?P<first>\d+)-(?P<last>\d+)(?P<part>（.+）)?")
_PAGES = (sniff.XLSX, sniff.XLS)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fault is. `ref` is the exact reference, `words` what the office reads."""

    ref: str
    words: str
    sheet: str | None = None
    cell: str | None = None
    row: int | None = None
    field: str | None = None


class Places:
    """The places of one file; `rows` are the lines of a CSV file, which has its header there."""

    def __init__(self, media_type: str, rows: Callable[[], list[tuple[Cell, ...]]] = list) -> None:
        self._has_pages = media_type in _PAGES
        self._rows = rows
        self._header: tuple[int, tuple[Cell, ...]] | None = None

    def of(self, ref: str) -> Place:
        """The place that a finding names."""
        if in_sheet := _IN_SHEET.fullmatch(ref):
            sheet, cell = in_sheet["sheet"], in_sheet["cell"]
            return Place(ref, f"工作表“{sheet}” {cell}", sheet, cell, int(in_sheet["row"]))
        if self._has_pages:
            return Place(ref, f"“{ref}”" if ref else "全文", ref or None)
        if cell := _CELL.fullmatch(ref):
            return self._in_lines(ref, cell["column"], int(cell["row"]))
        return _in_text(ref)

    def _in_lines(self, ref: str, column: str, row: int) -> Place:
        number, header = self._found_header()
        at = _number(column) - 1
        field = header[at].text.strip() if row > number and at < len(header) else ""
        words = f"第 {row} 行“{field}”栏（{ref}）" if field else f"第 {row} 行（{ref}）"
        return Place(ref, words, None, ref, row, field or None)

    def _found_header(self) -> tuple[int, tuple[Cell, ...]]:
        """(number of the header's row, its cells) of a CSV file, looked for once."""
        if self._header is None:
            rows = self._rows()
            at = find_row(rows) if rows else None
            self._header = (0, ()) if at is None else (at + 1, rows[at])
        return self._header


def of_file(file: Content) -> Places:
    """The places of this file."""
    return Places(file.media_type, lambda: _lines(file) if file.media_type == sniff.CSV else [])


def _lines(file: Content) -> list[tuple[Cell, ...]]:
    from ingestion.reading import read_csv  # noqa: PLC0415  only where a CSV file has faults

    document = read_csv.read(file)
    table = document.tables[0].rows if document.tables else ()
    first = table[0] if table else ()
    # the reader gives the table from its header on: its reference says what comes before
    match = _CELL.fullmatch(first[0].ref) if first else None
    return [*[()] * (int(match["row"]) - 1), *table] if match else []


def _in_text(ref: str) -> Place:
    if found := _FIELD.fullmatch(ref):
        row, form = int(found["row"]) + 1, found["form"]
        of_form = f"第 {int(form) + 1} 张表" if form else ""
        return Place(
            ref, f"{of_form}第 {row} 条“{found['field']}”", None, None, row, found["field"]
        )
    if found := _COVER.fullmatch(ref):
        return Place(ref, f"封面“{found['field']}”", field=found["field"])
    if found := _LETTERS.fullmatch(ref):
        first, last, part = int(found["first"]) + 1, found["last"], found["part"] or ""
        return Place(ref, f"正文第 {first} 至 {last} 字{part}")
    return Place(ref, ref or "全文")


def _number(column: str) -> int:
    number = 0
    for letter in column:
        number = number * 26 + ord(letter) - 64
    return number
