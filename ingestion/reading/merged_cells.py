"""Merged cells: a label speaks for every row that it spans, a figure for nobody knows which."""

from collections.abc import Iterable
from dataclasses import replace

from ingestion.reading.cells import Cell
from ingestion.reading.marks import Area


def spread(rows: list[list[Cell]], areas: Iterable[Area]) -> None:
    """Write the text of merged cells into the rows below that they span, marked as merged."""
    areas = list(areas)
    if not areas:
        return
    used = {column for row in rows for column, cell in enumerate(row, 1) if not cell.blank}
    for top, left, bottom, right in areas:
        if top > len(rows) or left > len(rows[top - 1]):
            continue
        anchor = rows[top - 1][left - 1]
        beside = used & set(range(left + 1, right + 1))
        if anchor.blank or (top == bottom and not beside):
            continue  # wide columns are no merger of figures
        fault = anchor.fault or "cell_merged"
        for row in rows[top - 1 : bottom]:
            row[left - 1] = replace(anchor, ref=row[left - 1].ref, fault=fault)
