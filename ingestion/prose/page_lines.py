"""The lines of printed pages: which fragments make a line, which lines a column, and where a line
goes on in the next one, over the ends of columns and pages too. Geometry in points, y upwards.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from ingestion.prose.text import PARAGRAPH_END

_PAGE_NUMBER = re.compile(
    r"[-—–―－·.\s第]*[0-9０-９]{1,4}(?:\s*[/／]\s*[0-9]{1,4})?[-—–―－·.\s页]*"
)
_OF_PAGES = re.compile(r"第?\s*[0-9]{1,4}\s*页[\s,，/／(（]*共\s*[0-9]{1,4}\s*页[)）]?")
_FULL = 1.6  # a line is full where not this many more characters would have fitted
_INDENT = 0.9  # characters: what begins this far in begins a paragraph
_LEAST_LINES = 4  # of a column
_LEAST_WORDS = 8  # characters: shorter ones stand in the columns of a table
_EDGE = 2  # lines at the head or foot of a page that may be furniture


@dataclass(frozen=True, slots=True)
class Fragment:
    """Text drawn at one place; `size` is the height of its characters."""

    x: float
    y: float
    size: float
    text: str

    @property
    def end(self) -> float:
        """Where it ends, by the usual widths: files do not always say theirs."""
        wide = sum(unicodedata.east_asian_width(c) in "WFA" for c in self.text)
        return self.x + self.size * (wide + (len(self.text) - wide) / 2)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a column, with the left and right edge of that column."""

    text: str
    x: float
    y: float
    end: float
    size: float
    left: float
    right: float

    @property
    def full(self) -> bool:
        return self.end > self.right - _FULL * self.size

    @property
    def indented(self) -> bool:
        return self.x > self.left + _INDENT * self.size


def columns(fragments: list[Fragment]) -> list[Line]:
    """The lines of a page in reading order: above a line that crosses the gutter what stands left
    of it, then what stands right; a page without a gutter is one column."""
    pieces = [piece for row in _rows(fragments) for piece in row]
    gutter = _gutter(pieces)
    if gutter is None:
        return _lines(pieces)
    out: list[Line] = []
    band: list[Fragment] = []
    for piece in sorted(pieces, key=lambda p: -p.y):
        if piece.x < gutter < piece.end:
            out += (*_halves(band, gutter), *_lines([piece]))
            band = []
        else:
            band.append(piece)
    return [*out, *_halves(band, gutter)]


def _halves(band: list[Fragment], gutter: float) -> Iterator[Line]:
    yield from _lines([p for p in band if p.end <= gutter])
    yield from _lines([p for p in band if p.end > gutter])


def _rows(fragments: list[Fragment]) -> Iterator[list[Fragment]]:
    """Fragments of one height, from left to right; those that touch are one piece."""
    row: list[Fragment] = []
    for fragment in sorted(fragments, key=lambda f: (-f.y, f.x)):
        if row and abs(row[0].y - fragment.y) > 0.5 * min(row[0].size, fragment.size):
            yield _pieces(row)
            row = []
        row.append(fragment)
    if row:
        yield _pieces(row)


def _pieces(row: list[Fragment]) -> list[Fragment]:
    out: list[Fragment] = []
    for fragment in sorted(row, key=lambda f: f.x):
        if out and fragment.x - out[-1].end < out[-1].size:
            last = out[-1]
            between = " " if fragment.x - last.end > 0.3 * last.size else ""
            text = last.text + between + fragment.text
            out[-1] = Fragment(last.x, last.y, last.size, text)
        else:
            out.append(fragment)
    return out


def _gutter(pieces: list[Fragment]) -> float | None:
    """The x that parts two columns of running text, None where there are none: several full lines
    on both sides, at the same heights, hardly any across. Columns of a table hold short cells."""
    best: tuple[int, float] | None = None
    for x in {p.x for p in pieces}:
        left = [p for p in pieces if p.end <= x]
        right = [p for p in pieces if p.x >= x]
        if min(len(left), len(right)) < _LEAST_LINES or len(left) + len(right) < len(pieces) * 0.7:
            continue
        if min(median(len(p.text) for p in side) for side in (left, right)) < _LEAST_WORDS:
            continue
        beside = min(max(p.y for p in side) for side in (left, right))
        if beside <= max(min(p.y for p in side) for side in (left, right)):
            continue
        share = min(len(left), len(right))
        if best is None or share > best[0]:
            best = share, x - 0.1
    return best[1] if best else None


def _lines(pieces: list[Fragment]) -> list[Line]:
    """One column, from top to bottom. Pieces of one height are cells of a table."""
    rows = list(_rows(pieces))
    if not rows:
        return []
    starts = Counter(round(row[0].x) for row in rows)
    common = max(starts.values())
    # the left edge is where most lines begin; a short column may be all first lines
    left = min(x for x, count in starts.items() if count * 2 >= common)
    right = max(row[-1].end for row in rows)
    return [
        Line(
            "\t".join(p.text for p in row), row[0].x, row[0].y, row[-1].end, row[0].size, left,
            right,
        )
        for row in rows
    ]  # fmt: skip


def without_furniture(pages: list[list[Line]]) -> list[list[Line]]:
    """The pages without page numbers, and without what stands at the same height at the head or
    foot of most of them."""
    edges = Counter(key for page in pages for key in {_furniture(line) for line in _edge(page)})
    running = {key for key, count in edges.items() if count > 1 and count * 2 >= len(pages)}
    return [list(_kept(page, running)) for page in pages]


def _kept(page: list[Line], running: set[tuple[str, int]]) -> Iterator[Line]:
    at_edge = {id(line) for line in _edge(page)}
    for line in page:
        numbered = _PAGE_NUMBER.fullmatch(line.text) or _OF_PAGES.fullmatch(line.text)
        if id(line) not in at_edge or not (numbered or _furniture(line) in running):
            yield line


def _edge(page: list[Line]) -> list[Line]:
    """The highest and lowest lines of a page, in whatever column."""
    ordered = sorted(page, key=lambda line: line.y)
    return [*ordered[:_EDGE], *ordered[max(_EDGE, len(ordered) - _EDGE) :]]


def _furniture(line: Line) -> tuple[str, int]:
    """What makes lines of two pages the same furniture: page numbers count on."""
    return re.sub(r"[0-9０-９]+", "0", line.text), round(line.y / 3)


def joined(before: Line, after: Line) -> str:
    """What stands between two lines: nothing where the line was full and the next one does not
    begin a paragraph, the end of a paragraph where it does, else a line end for the reader of the
    text to judge by the words."""
    if "\t" in before.text or "\t" in after.text:
        return PARAGRAPH_END
    cut_number = before.text[-1].isdigit() and before.full
    if before.full and (cut_number or not after.indented):
        latin = before.text[-1].isascii() and after.text[0].isascii()
        return " " if latin and (before.text[-1] + after.text[0]).isalpha() else ""
    return PARAGRAPH_END if after.indented else "\n"
