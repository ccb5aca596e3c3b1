"""What calamine does not tell about a workbook: number formats, errors, formulas without a result,
merged and hidden parts, and how far the cells reach (it would allocate the whole rectangle).

Reads the package's XML itself; `package.fault` must have found nothing before. An .xls has the
same marks by way of `xls_marks`.
"""

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from posixpath import join, normpath
from typing import IO
from xml.parsers import expat

from ingestion.reading import number_format, plain_cells
from ingestion.reading.marks import Area, Marks, position
from ingestion.reading.number_format import PLAIN, Shown

_RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships|id"
_STRICT_RELATIONSHIP = "http://purl.oclc.org/ooxml/officeDocument/relationships|id"
_TRUE = frozenset({"1", "true"})
Attributes = dict[str, str]


@dataclass(slots=True)
class Book:
    """The marks of a workbook by sheet name; the length of its longest shared text."""

    sheets: dict[str, Marks]
    longest: int = 0
    from_1904: bool = False


def column_name(number: int) -> str:
    """1 -> A, 27 -> AA."""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def read(data: bytes) -> Book:
    """The marks of a workbook. Raises KeyError, ValueError or ExpatError on a damaged package."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts, from_1904 = _workbook(archive)
        styles = _styles(archive)
        sheets = {}
        for name, part in parts:
            with archive.open(part) as stream:
                sheets[name] = _Sheet(styles).read(stream)
        return Book(sheets, _longest(archive), from_1904)


def _parse(
    stream: IO[bytes],
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Hand every element to the callbacks. Raises ExpatError, ValueError."""
    _parser(start, end, text).ParseFile(stream)


def _parser(
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None,
    text: Callable[[str], None] | None,
) -> expat.XMLParserType:
    """A parser that takes no declarations; names are `namespace|local`."""
    parser = expat.ParserCreate(namespace_separator="|")
    parser.buffer_text = True
    parser.StartElementHandler = start
    if end:
        parser.EndElementHandler = end
    if text:
        parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def _refuse(*_: object) -> None:
    raise ValueError("a document type has no place in a workbook")


def _workbook(archive: zipfile.ZipFile) -> tuple[list[tuple[str, str]], bool]:
    """((sheet name, part) of every worksheet, whether days count from 1904)."""
    links: dict[str, str] = {}
    found: list[tuple[str, str]] = []
    old: list[bool] = []

    def link(name: str, has: Attributes) -> None:
        if has.get("Type", "").endswith("/worksheet"):
            links[has.get("Id", "")] = has.get("Target", "")

    def sheet(name: str, has: Attributes) -> None:
        if name.endswith("|workbookPr"):
            old.append(has.get("date1904", "") in _TRUE)
        target = links.get(has.get(_RELATIONSHIP) or has.get(_STRICT_RELATIONSHIP, ""))
        if name.endswith("|sheet") and target:
            part = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
            found.append((has.get("name", ""), part))

    with archive.open("xl/_rels/workbook.xml.rels") as stream:
        _parse(stream, link)
    with archive.open("xl/workbook.xml") as stream:
        _parse(stream, sheet)
    return found, any(old)


def _styles(archive: zipfile.ZipFile) -> dict[str, Shown]:
    """The cell styles that show a number as something else, by their number as text."""
    formats: dict[str, Shown] = {}
    styles: list[Shown] = []
    within: list[str] = []

    def start(name: str, has: Attributes) -> None:
        local = name.rpartition("|")[2]
        within.append(local)
        number = has.get("numFmtId", "0")
        if local == "numFmt" and "dxf" not in within:
            formats[number] = number_format.shown(has.get("formatCode", ""))
        elif local == "xf" and "cellXfs" in within:
            styles.append(formats.get(number) or number_format.builtin(int(number)))

    if "xl/styles.xml" not in archive.namelist():
        return {}
    with archive.open("xl/styles.xml") as stream:
        _parse(stream, start, lambda name: _drop(within))
    return {str(i): style for i, style in enumerate(styles) if style != PLAIN}


def _drop(within: list[str]) -> None:
    within.pop()


def _longest(archive: zipfile.ZipFile) -> int:
    """The length of the longest shared text."""
    sizes, current = [0], [0]

    def start(name: str, _: Attributes) -> None:
        if name.endswith("|si"):
            sizes[0] = max(sizes[0], current[0])
            current[0] = 0

    def text(part: str) -> None:
        current[0] += len(part)

    if "xl/sharedStrings.xml" not in archive.namelist():
        return 0
    with archive.open("xl/sharedStrings.xml") as stream:
        _parse(stream, start, text=text)
    return max(sizes[0], current[0])


class _Sheet:
    """One worksheet, element by element, without the cells that are plain."""

    def __init__(self, styles: dict[str, Shown]) -> None:
        self._styles = styles
        self._marks = Marks()
        self._row = self._column = 0
        self._style: Shown | None = None
        self._type = ""
        self._formula = self._filled = False
        self._written = ""
        self._text: list[str] | None = None

    def read(self, stream: IO[bytes]) -> Marks:
        """The marks of the sheet."""
        parser = _parser(self._start, self._end, self._characters)
        for part in plain_cells.without(stream, self._styles, self._marks):
            parser.Parse(part, False)
        parser.Parse(b"", True)
        return self._marks

    def _start(self, name: str, has: Attributes) -> None:
        local = name.rpartition("|")[2]
        if local == "c":
            self._cell(has)
        elif local in ("v", "f"):
            self._text, self._formula = [], self._formula or local == "f"
        elif local == "is":
            self._filled = True
        elif local == "row":
            self._row, self._column = int(has.get("r", self._row + 1)), 0
            if has.get("hidden") in _TRUE:
                self._marks.hidden_rows.append(self._row)
        elif local == "col" and has.get("hidden") in _TRUE:
            self._marks.hidden_columns.append((int(has["min"]), int(has["max"])))
        elif local == "mergeCell":
            self._marks.merged.append(area(has.get("ref", "")))

    def _cell(self, has: Attributes) -> None:
        reference = has.get("r")
        if reference is None:
            self._column += 1
        else:
            self._row, self._column = position(reference)
        self._style = self._styles.get(has.get("s", "0"))
        self._type = has.get("t", "")
        self._formula = self._filled = False
        self._written = ""

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, name: str) -> None:
        if name.endswith("|v"):
            self._value("".join(self._text or ()))
            self._text = None
        elif name.endswith("|f"):
            self._written, self._text = "".join(self._text or ()), None
        elif name.endswith("|c") and (self._filled or self._formula):
            marks = self._marks
            marks.rows, marks.columns = max(marks.rows, self._row), max(marks.columns, self._column)
            if self._formula:
                marks.formula.add((self._row, self._column))
            if self._formula and not self._filled and self._type != "str":
                marks.uncached[self._row, self._column] = f"={self._written}"

    def _value(self, text: str) -> None:
        if not text:
            return
        self._filled = True
        at = self._row, self._column
        if self._type == "e":
            self._marks.error[at] = text
        elif self._type == "s":
            self._marks.texts += 1
        elif self._style is not None:
            self._marks.shown[at] = self._style


def area(reference: str) -> Area:
    """B3:C4 -> (3, 2, 4, 3). Raises ValueError."""
    first, _, last = reference.partition(":")
    return *position(first), *position(last or first)


def numbers(parts: list[int]) -> Iterator[str]:
    """[3, 4, 5, 9] -> 3–5, 9."""
    start = before = None
    for number in [*sorted(set(parts)), None]:
        if before is not None and number == before + 1:
            before = number
            continue
        if start is not None:
            yield f"{start}" if start == before else f"{start}–{before}"
        start = before = number
