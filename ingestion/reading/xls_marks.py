"""What calamine does not tell about an .xls: the same marks as of an .xlsx, from its BIFF8 records.

Anything older than Excel 97, or behind a password, is not opened.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingestion.arrival.ole import CompoundFile
from ingestion.reading import number_format
from ingestion.reading.marks import Marks
from ingestion.reading.number_format import PLAIN, Shown
from ingestion.reading.sheet_marks import Book

_BOF, _EOF, _SHEET, _FORMAT, _XF, _DATES = 0x809, 0x0A, 0x85, 0x41E, 0xE0, 0x22
_ROW, _COLUMNS, _MERGED = 0x208, 0x7D, 0xE5
_NUMBER, _RK, _MANY_RK, _TEXT, _LABEL, _ERROR, _FORMULA = (
    0x203, 0x27E, 0xBD, 0xFD, 0x204, 0x205, 0x06,
)  # fmt: skip
_PASSWORD = 0x2F
_BIFF8 = 0x600
_WORKSHEET = 0x10
_IS_ERROR, _IS_EMPTY = 2, 3  # results; programs that do not calculate leave them empty
_ERRORS = {
    0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A",
}  # fmt: skip


class PasswordError(ValueError):
    """The workbook opens with a password only."""


@dataclass(slots=True)
class _Globals:
    """What stands before the first sheet."""

    formats: dict[int, Shown] = field(default_factory=dict)
    styles: list[int] = field(default_factory=list)
    sheets: list[tuple[str, int]] = field(default_factory=list)
    from_1904: bool = False

    def shown(self, style: int) -> Shown:
        if style >= len(self.styles):
            return PLAIN
        number = self.styles[style]
        return self.formats.get(number) or number_format.builtin(number)


def read(data: bytes) -> Book:
    """The marks of a workbook. Raises ValueError, KeyError or struct.error on a damaged one."""
    stream = CompoundFile(data).read("Workbook")
    head = _globals(stream)
    sheets = {name: _sheet(stream, at, head) for name, at in head.sheets}
    return Book(sheets, from_1904=head.from_1904)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """(kind, body) of the records of one substream, without what is nested in it (charts)."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + size]
        at += 4 + size
        if kind == _BOF:
            depth += 1
        if depth == 1:
            yield kind, body
        if kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
    raise ValueError("the workbook breaks off")


def _globals(stream: bytes) -> _Globals:
    head = _Globals()
    for kind, body in _records(stream, 0):
        if kind == _BOF and struct.unpack_from("<H", body)[0] != _BIFF8:
            raise ValueError("older than Excel 97")
        if kind == _PASSWORD:
            raise PasswordError("带密码")
        if kind == _FORMAT:
            (number,) = struct.unpack_from("<H", body)
            head.formats[number] = number_format.shown(_string(body, 2, 2))
        elif kind == _XF:
            head.styles.append(struct.unpack_from("<H", body, 2)[0])
        elif kind == _SHEET and body[5] == 0:  # not a chart, not a macro sheet
            head.sheets.append((_string(body, 6, 1), struct.unpack_from("<I", body)[0]))
        elif kind == _DATES:
            head.from_1904 = body[:1] == b"\x01"
    return head


def _string(body: bytes, at: int, width: int) -> str:
    """A string with a length of `width` bytes before it, narrow or wide."""
    length = int.from_bytes(body[at : at + width], "little")
    wide = body[at + width] & 1
    raw = body[at + width + 1 :]
    return raw[: length * 2].decode("utf-16-le") if wide else raw[:length].decode("latin-1")


def _sheet(stream: bytes, at: int, head: _Globals) -> Marks:
    marks = Marks()
    for kind, body in _records(stream, at):
        if kind == _MANY_RK:
            row, first = struct.unpack_from("<HH", body)
            for number in range((len(body) - 6) // 6):
                (style,) = struct.unpack_from("<H", body, 4 + number * 6)
                _filled(marks, (row + 1, first + 1 + number), head.shown(style))
        elif kind in (_NUMBER, _RK, _TEXT, _LABEL, _ERROR, _FORMULA):
            row, column, style = struct.unpack_from("<HHH", body)
            at_cell = row + 1, column + 1
            is_number = kind in (_NUMBER, _RK, _FORMULA)
            _filled(marks, at_cell, head.shown(style) if is_number else PLAIN)
            _special(marks, at_cell, kind, body)
        elif kind == _ROW and struct.unpack_from("<H", body, 12)[0] & 0x20:
            marks.hidden_rows.append(struct.unpack_from("<H", body)[0] + 1)
        elif kind == _COLUMNS and struct.unpack_from("<H", body, 8)[0] & 1:
            first, last = struct.unpack_from("<HH", body)
            marks.hidden_columns.append((first + 1, last + 1))
        elif kind == _MERGED:
            (count,) = struct.unpack_from("<H", body)
            for top, bottom, left, right in struct.iter_unpack("<4H", body[2 : 2 + 8 * count]):
                marks.merged.append((top + 1, left + 1, bottom + 1, right + 1))
    return marks


def _filled(marks: Marks, at: tuple[int, int], shown: Shown) -> None:
    marks.rows, marks.columns = max(marks.rows, at[0]), max(marks.columns, at[1])
    if shown != PLAIN:
        marks.shown[at] = shown


def _special(marks: Marks, at: tuple[int, int], kind: int, body: bytes) -> None:
    """Errors, and formulas that nobody has calculated."""
    if kind == _ERROR and body[7]:
        marks.error[at] = _ERRORS.get(body[6], "#?")
    elif kind == _FORMULA:
        is_other, what = body[12:14] == b"\xff\xff", body[6]
        if is_other and what == _IS_ERROR:
            marks.error[at] = _ERRORS.get(body[8], "#?")
        elif is_other and what == _IS_EMPTY:
            marks.uncached[at] = ""
