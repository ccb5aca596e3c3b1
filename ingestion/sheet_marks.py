"""What calamine does not tell about a workbook: percent formats, errors, formulas without a result,
and how far the cells reach (it would allocate the whole rectangle).

Reads the package's XML itself; `sniff.unsafe_package` must have passed it before.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from posixpath import join, normpath
from typing import IO
from xml.etree import ElementTree as ET

_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REF = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_PERCENT_BUILTIN = frozenset({9, 10})
_QUOTED = re.compile(r'"[^"]*"|\\.')


@dataclass(slots=True)
class Marks:
    """Of one sheet: cells by (row, column), both from 1."""

    percent: set[tuple[int, int]] = field(default_factory=set)
    error: dict[tuple[int, int], str] = field(default_factory=dict)
    uncached: set[tuple[int, int]] = field(default_factory=set)
    formula: set[tuple[int, int]] = field(default_factory=set)  # with a result or without
    rows: int = 0
    columns: int = 0


def column_name(number: int) -> str:
    """1 -> A, 27 -> AA."""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def read(data: bytes) -> dict[str, Marks]:
    """Marks by sheet name. Raises KeyError, ValueError or ET.ParseError on a damaged package."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        percent = _percent_styles(archive)
        out = {}
        for name, part in _sheets(archive):
            with archive.open(part) as stream:
                out[name] = _marks(stream, percent)
        return out


def _local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _root(archive: zipfile.ZipFile, part: str) -> ET.Element:
    return ET.fromstring(archive.read(part))  # noqa: S314  declarations were refused before


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """(sheet name, part) of every worksheet."""
    links = {
        link.get("Id"): link.get("Target", "")
        for link in _root(archive, "xl/_rels/workbook.xml.rels")
        if link.get("Type", "").endswith("/worksheet")
    }
    for element in _root(archive, "xl/workbook.xml").iter():
        target = links.get(element.get(_REL)) if _local(element) == "sheet" else None
        if target:
            part = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
            yield element.get("name", ""), part


def _percent_styles(archive: zipfile.ZipFile) -> set[int]:
    """Numbers of the cell styles that show 0.83 as 83%."""
    if "xl/styles.xml" not in archive.namelist():
        return set()
    root = _root(archive, "xl/styles.xml")
    formats = set(_PERCENT_BUILTIN)
    styles: set[int] = set()
    for element in root.iter():
        if _local(element) == "numFmt" and "%" in _QUOTED.sub("", element.get("formatCode", "")):
            formats.add(int(element.get("numFmtId", "0")))
    for group in root:
        if _local(group) == "cellXfs":
            for number, style in enumerate(group):
                if int(style.get("numFmtId", "0")) in formats:
                    styles.add(number)
    return styles


def _marks(stream: IO[bytes], percent: set[int]) -> Marks:
    marks = Marks()
    row = column = 0
    for event, element in ET.iterparse(stream, events=("start", "end")):  # noqa: S314  as above
        name = _local(element)
        if event == "start" and name == "row":
            row, column = int(element.get("r", row + 1)), 0
        elif event == "end" and name == "c":
            row, column = _position(element, row, column)
            _mark(marks, (row, column), element, percent)
        elif event == "end" and name == "row":
            element.clear()
    return marks


def _position(cell: ET.Element, row: int, column: int) -> tuple[int, int]:
    reference = cell.get("r")
    if reference is None:
        return row, column + 1
    match = _REF.fullmatch(reference)
    if match is None:
        raise ValueError(f"{reference} is no cell")
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - 64
    return int(match[2]), number


def _mark(marks: Marks, at: tuple[int, int], cell: ET.Element, percent: set[int]) -> None:
    parts = {_local(part): part for part in cell}
    text = parts["v"].text if "v" in parts else None
    if text is None and "is" not in parts and "f" not in parts:
        return  # a format without content
    marks.rows, marks.columns = max(marks.rows, at[0]), max(marks.columns, at[1])
    if "f" in parts:
        marks.formula.add(at)
    if cell.get("t") == "e":
        marks.error[at] = text or "#?"
    elif "f" in parts and text is None and cell.get("t") != "str":
        marks.uncached.add(at)
    elif int(cell.get("s", "0")) in percent:
        marks.percent.add(at)
