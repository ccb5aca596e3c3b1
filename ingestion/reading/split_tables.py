"""Several tables on one sheet, taken apart: each begins with its own titles and header."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ingestion.reading.cells import Cell, key
from ingestion.reading.document import Table
from ingestion.reading.headers import is_header

Row = tuple[Cell, ...]


def split(table: Table) -> Iterator[Table]:
    """The tables of a sheet, from top to bottom. Only the first bears the name of the sheet.

    A header that is printed again on the next page begins no table and is dropped.
    """
    rows = table.rows
    starts = [number for number, row in enumerate(rows) if is_header(row)]
    again = {n for n in starts[1:] if _words(rows[n]) == _words(rows[starts[0]])}
    again = {n for n in again if not any(_titles(rows, n))}
    firsts = [n for n in starts if n not in again and n - 1 not in starts]
    if len(firsts) < 2 and not again:
        yield table
        return
    cuts = [0, *(_top(rows, n) for n in firsts[1:]), len(rows)]
    for number, (first, last) in enumerate(pairwise(cuts), 1):
        part = tuple(row for n, row in enumerate(rows[first:last], first) if n not in again)
        name = table.name if number == 1 else f"{table.name}（第 {number} 个表）"
        yield replace(table, rows=part, name=name, part=number)


def _words(row: Sequence[Cell]) -> list[str]:
    return [key(cell.text) for cell in row if not cell.blank]


def _titles(rows: Sequence[Row], header: int) -> Iterator[Row]:
    """The rows right above a header that hold one text each, blank ones left out."""
    for row in reversed(rows[:header]):
        filled = [cell for cell in row if not cell.blank]
        if len(filled) > 1 or any(cell.number is not None for cell in filled):
            return
        if filled:
            yield row


def _top(rows: Sequence[Row], header: int) -> int:
    """Where the titles of a later table begin."""
    top = header
    while top and sum(not cell.blank for cell in rows[top - 1]) <= 1:
        top -= 1
    return top
