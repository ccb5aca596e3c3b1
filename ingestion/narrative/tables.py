"""Tables pasted into a text: where they lie, their header and their rows, cell by cell.

Cells are parted by tabs, bars or wide spaces, or stand one to a line. A table is a header and rows
of as many cells; a row of another length ends it, for nobody could say which cell is missing.
What a cell means is read by `table_cells`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_BREAK = re.compile(r"\t|\s*[|｜│]\s*|[ \u00a0]{2,}|\u3000+")
_PARTED = re.compile(r"[\t|｜│ \u00a0\u3000]")  # without any of these a line is one cell
_SPACE = re.compile(r"[ \u00a0]")
_RULE = re.compile(r"[\s|｜│:：+—─-]+")
_PROSE = re.compile(r"[。；;，]")
FIGURE = re.compile(
    r"(?:[≥≤>＞<＜]=?|不少于|不低于|约)?\s*[0-9０-９][0-9０-９,]*(?:[.．][0-9０-９]+)?\s*"
    r"(?:[万亿千百]?[\u4e00-\u9fff]{0,3}|[%％])(?:以上|左右)?"
)
_REMARK = re.compile(r"备\s*注|说\s*明|原因")
NOTHING = re.compile(r"[—－\-/／无]*")
_UNIT_SAID = re.compile(r"单位[：:]\s*(?P<unit>[千百万亿]?[元人个场次家册份]{1,2})")
_LONGEST = 40  # characters of a cell
_ROWS_OF_LINES = 2  # one cell to a line is a table from so many rows on
_ABOVE = 3  # lines above a table in which its title and its unit may stand


@dataclass(frozen=True, slots=True)
class Cell:
    """A stretch of the source, without the spaces around it."""

    start: int
    end: int
    text: str

    @property
    def is_figure(self) -> bool:
        """Whether it is one number, with or without its unit."""
        return bool(FIGURE.fullmatch(self.text)) and not self.text.endswith(("年", "月", "日"))


@dataclass(frozen=True, slots=True)
class Table:
    """A header and its rows; `title` is what stands above it, `unit` what it says of all amounts
    (单位：万元). A list of names and figures has no header."""

    title: str
    unit: str
    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


def find_tables(source: str) -> Iterator[Table]:
    """All tables of a text, in its order."""
    lines = [line for line in _lines(source) if not _RULE.fullmatch(line.text)]
    i = 0
    while i < len(lines):
        found = _by_rows(lines, i) or _by_lines(lines, i)
        if found is None:
            i += 1
            continue
        table, i = found
        yield table


def _lines(source: str) -> Iterator[Cell]:
    position = 0
    for line in source.splitlines(keepends=True):
        if line.strip():
            yield _stripped(source, position, position + len(line))
        position += len(line)


def _stripped(source: str, start: int, end: int) -> Cell:
    text = source[start:end]
    left = len(text) - len(text.lstrip())
    return Cell(start + left, start + left + len(text.strip()), text.strip())


def _cells(line: Cell) -> tuple[Cell, ...]:
    """The cells of a line; one where it is prose."""
    text = line.text
    if not _PARTED.search(text):
        return (line,)
    bars = text.startswith(("|", "｜", "│"))
    inner = text.strip("|｜│") if bars else text
    offset = text.index(inner) if inner else 0
    breaks = list(_BREAK.finditer(inner))
    if not breaks and not _PROSE.search(inner):
        breaks = list(_SPACE.finditer(inner))
    edges = [0, *(edge for m in breaks for edge in m.span()), len(inner)]
    spans = list(zip(edges[::2], edges[1::2], strict=True))
    cells = tuple(_part(line, offset + a, offset + b) for a, b in spans)
    return cells if all(len(cell.text) <= _LONGEST for cell in cells) else (line,)


def _part(line: Cell, start: int, end: int) -> Cell:
    text = line.text[start:end]
    left = len(text) - len(text.lstrip())
    begin = line.start + start + left
    return Cell(begin, begin + len(text.strip()), text.strip())


def _above(lines: list[Cell], i: int) -> tuple[str, str]:
    """(title, unit) in the lines before line `i`."""
    near = [line.text for line in lines[max(0, i - _ABOVE) : i] if len(line.text) <= _LONGEST]
    said = _UNIT_SAID.search(" ".join(near))
    return "".join(near), said["unit"] if said else ""


def _by_rows(lines: list[Cell], i: int) -> tuple[Table, int] | None:
    """A table whose rows are lines, and the line after it."""
    first = _cells(lines[i])
    title, unit = _above(lines, i)
    if len(first) < 2:
        return None
    has_header = not any(cell.is_figure for cell in first)
    j = i + 1 if has_header else i
    rows = []
    while j < len(lines) and len(row := _padded(lines[j], first)) == len(first) and _is_row(row):
        rows.append(row)
        j += 1
    if not rows or not (has_header or (unit and len(first) == 2)):
        return None
    return Table(title, unit, first if has_header else (), tuple(rows)), j


def _padded(line: Cell, header: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """The cells of a line; a remark that is left out at its end is an empty one."""
    row = _cells(line)
    left_out = len(row) == len(header) - 1 and row[-1].is_figure
    if left_out and _REMARK.fullmatch(header[-1].text):
        return (*row, Cell(line.end, line.end, ""))
    return row


def _is_row(row: tuple[Cell, ...]) -> bool:
    return any(c.is_figure for c in row[1:]) and not all(c.is_figure for c in row)


def _by_lines(lines: list[Cell], i: int) -> tuple[Table, int] | None:
    """A table with one cell to a line: so many names, then again and again a name and figures."""
    if not _is_name(lines[i]):
        return None
    for width in range(2, 7):
        rows: list[tuple[Cell, ...]] = []
        j = i + width
        while _is_named(row := lines[j : j + width], width):
            rows.append(tuple(row))
            j += width
        header = tuple(lines[i : i + width])
        if len(rows) >= _ROWS_OF_LINES and all(_is_name(c) for c in header):
            if any(len(a.text) > _LONGEST for a, _ in pairwise(header)):
                return None
            return Table(*_above(lines, i), header, tuple(rows)), j
    return None


def _is_name(cell: Cell) -> bool:
    short = len(cell.text) <= _LONGEST // 2 and not _PROSE.search(cell.text)
    return short and not cell.is_figure


def _is_named(row: list[Cell], width: int) -> bool:
    return (
        len(row) == width
        and _is_name(row[0])
        and all(c.is_figure or NOTHING.fullmatch(c.text) for c in row[1:])
        and any(c.is_figure for c in row[1:])
    )
