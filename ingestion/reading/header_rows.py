"""Headers that take several rows: groups above their columns, units beside them, column numbers.

序号 | 指标名称 | 计量单位 | 填报数（万元）   |
     |          |          | 本级   | 含下级  |
  甲 |    乙    |    丙    |   1    |   2     |
"""

import re
from collections.abc import Collection, Sequence

from ingestion.reading.cells import Cell, key
from ingestion.reading.units import is_unit

_MOST_ROWS = 4
_NUMBERED = re.compile(r"[甲乙丙丁戊己庚辛壬癸]|[(]?\d{1,2}[)]?|[一二三四五六七八九十]")
_WITH_UNIT = re.compile(r"(?P<label>.+?)[(\[](?:单位[:：]?)?(?P<unit>[^()\[\]]+)[)\]]")
Rows = Sequence[Sequence[Cell]]


def split_unit(text: str) -> tuple[str, str]:
    """本级（万元） -> (本级, 万元); the text as it is where no unit of ours stands in brackets."""
    word = key(text)
    match = _WITH_UNIT.fullmatch(word)
    if match and is_unit(match["unit"]):
        return match["label"], match["unit"]
    return word, ""


def last_row(rows: Rows, top: int, known: Collection[str]) -> int:
    """The last row of the header that begins at `top`."""
    bottom = top
    while bottom + 1 < len(rows) and bottom - top + 1 < _MOST_ROWS:
        if not (_continues(rows, bottom + 1, known) or _is_numbering(rows[bottom + 1])):
            break
        bottom += 1
    return bottom


def stack(rows: Rows, top: int, bottom: int, column: int, known: Collection[str]) -> list[Cell]:
    """The header cells of a column from top to bottom, each text once, without column numbers.

    A group stands in its first column only and speaks for those to the right of it.
    """
    found: list[Cell] = []
    for row in rows[top : bottom + 1]:
        if _is_numbering(row):
            continue
        cell = row[column] if column < len(row) else Cell("")
        if cell.blank and row is not rows[bottom]:
            cell = _group_left_of(row, column, known)
        if not cell.blank and (not found or key(found[-1].text) != key(cell.text)):
            found.append(cell)
    return found


def _group_left_of(row: Sequence[Cell], column: int, known: Collection[str]) -> Cell:
    """The nearest filled cell to the left, unless it is a header of its own column."""
    filled = [cell for cell in row[:column] if not cell.blank]
    if not filled or split_unit(filled[-1].text)[0] in known:
        return Cell("")
    return filled[-1]


def _continues(rows: Rows, number: int, known: Collection[str]) -> bool:
    """Whether a row carries on with the header: its words are headers, below groups or blanks."""
    above, row = rows[number - 1], rows[number]
    fresh = 0
    for column, cell in enumerate(row):
        if cell.blank or (column < len(above) and key(above[column].text) == key(cell.text)):
            continue
        if cell.number is not None or split_unit(cell.text)[0] not in known:
            return False
        fresh += 1
    return fresh > 0


def _is_numbering(row: Sequence[Cell]) -> bool:
    """甲 | 乙 | 1 | 2: the columns of a printed form are numbered."""
    filled = [key(cell.text) for cell in row if not cell.blank]
    return len(filled) > 1 and filled[0] == "甲" and all(map(_NUMBERED.fullmatch, filled))
