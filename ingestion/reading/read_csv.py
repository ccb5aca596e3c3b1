"""CSV: cover lines `键,值`, a header row, the rows. Whatever makes a header delimits."""

import csv
import io

from ingestion.arrival.sniff import Content
from ingestion.limits import MAX_CELLS, MAX_ROWS
from ingestion.reading.cells import Cell
from ingestion.reading.cover import pairs_of
from ingestion.reading.document import Document, Table
from ingestion.reading.headers import find_row
from ingestion.reading.sheet_marks import column_name
from ingestion.reading.text import decode
from ingestion.reference.rules import finding

_DELIMITERS = ",\t;，"


def read(file: Content) -> Document:
    """The cover and the one table of a CSV file; never raises on any bytes."""
    text = decode(file.data, lambda text: _delimiter(text) is not None)
    if text is None:
        expected = "UTF-8 或 GB18030 编码，表头完整"
        return Document(findings=(finding("file_encoding", file.name, expected=expected),))
    delimiter = _delimiter(text) or ","
    try:
        rows = _rows(text, delimiter)
    except csv.Error:
        expected = "逗号分隔、引号成对的文本"
        found = "引号不成对，或一格过长"
        fault = finding("file_damaged", file.name, expected=expected, found=found)
        return Document(findings=(fault,))
    if rows is None:
        expected = f"不超过 {MAX_ROWS:,} 行"
        return Document(findings=(finding("rows_too_many", file.name, expected=expected),))
    start = find_row(rows) or 0
    cover = tuple(pair for row in rows[:start] for pair in pairs_of(row))
    return Document(cover, (Table("", tuple(rows[start:])),))


def _rows(text: str, delimiter: str) -> list[tuple[Cell, ...]] | None:
    """Every record as cells, referred to as a spreadsheet would; None where they are too many."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[Cell, ...]] = []
    cells = 0
    for number, record in enumerate(reader, 1):
        cells += len(record)
        if number > MAX_ROWS or cells > MAX_CELLS:
            return None
        rows.append(
            tuple(Cell(f"{column_name(c)}{number}", text) for c, text in enumerate(record, 1))
        )
    return rows


def _delimiter(text: str) -> str | None:
    """The delimiter under which a known header appears among the first lines, or None."""
    head = "\n".join(text.splitlines()[:60])
    for delimiter in _DELIMITERS:
        records = csv.reader(io.StringIO(head), delimiter=delimiter)
        try:
            rows = [[Cell("", value) for value in record] for record in records]
        except csv.Error:
            continue
        if find_row(rows) is not None:
            return delimiter
    return None
