"""Word documents: paragraphs, tables and text boxes in reading order, as they stand when every
tracked change is accepted. Headers, footers and comments are not part of the report.
"""

from collections.abc import Iterator
from io import BytesIO

import docx
from lxml import etree

from ingestion.arrival import package
from ingestion.arrival.sniff import Content
from ingestion.prose.text import Prose, Unreadable, of_paragraphs
from ingestion.reference.rules import finding

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
# Text that is not there any more, that stands elsewhere already, or that Word shows nowhere.
_GONE = {f"{_W}del", f"{_W}moveFrom", f"{_W}rPr", f"{_W}pPr", f"{_MC}Fallback"}
_BOX = f"{_W}txbxContent"
_DEEPEST = 200


def read(file: Content) -> Prose:
    """The text of a .docx. Raises Unreadable where the package is unsafe or broken."""
    unsafe = package.fault(file.name, file.data, "可以打开的 .docx")
    if unsafe:
        raise Unreadable(unsafe)
    try:
        body = docx.Document(BytesIO(file.data)).element.body
    except Exception as error:  # a broken package raises whatever its first broken part does
        found = "文件内容残缺"
        fault = finding("file_damaged", file.name, expected="可以打开的 .docx", found=found)
        raise Unreadable(fault) from error
    return of_paragraphs(_blocks(body))


def _blocks(body: etree._Element) -> Iterator[tuple[str, str]]:
    """(place, text) of every paragraph and table row. Paragraphs are counted as a reader counts
    them: without empty ones, without those in tables and boxes."""
    paragraphs = tables = 0
    for block in _unwrapped(body):
        if block.tag == f"{_W}p":
            text = _text(block)
            paragraphs += bool(text.strip())
            place = f"第{paragraphs}段"
            yield place, text
            for box in _boxes(block):
                yield f"{place}旁的文本框", box
        elif block.tag == f"{_W}tbl":
            tables += 1
            for number, row in enumerate(_rows(block), start=1):
                yield f"表{tables}第{number}行", row


def _unwrapped(parent: etree._Element, depth: int = 0) -> Iterator[etree._Element]:
    """Paragraphs and tables of a body, also inside content controls and tracked insertions."""
    for child in parent:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag not in _GONE and isinstance(child.tag, str) and depth < _DEEPEST:
            yield from _unwrapped(child, depth + 1)


def _text(element: etree._Element) -> str:
    """The text that stands in a paragraph itself, boxes apart."""
    out: list[str] = []
    pending = [element]
    while pending:
        node = pending.pop()
        if node.tag in _GONE or node.tag == _BOX:
            continue
        if node.tag == f"{_W}t":
            out.append(node.text or "")
        out.append(_BREAKS.get(node.tag, ""))
        pending.extend(reversed(node))
    return "".join(out)


def _boxes(paragraph: etree._Element) -> Iterator[str]:
    """The paragraphs of the text boxes that hang on a paragraph, each box once: for programs that
    do not know it Word repeats it in another form."""
    for box in paragraph.iter(_BOX):
        if any(above.tag in _GONE for above in box.iterancestors()):
            continue
        for inner in box.iter(f"{_W}p"):
            yield _text(inner)


def _rows(table: etree._Element) -> Iterator[str]:
    """The rows of a table, cells parted by tabs; a cell merged downwards speaks once, in the row
    where it begins. A table within a cell reads as part of the cell."""
    for row in table.iter(f"{_W}tr"):
        if any(above.tag == f"{_W}tr" for above in row.iterancestors()) or _is_gone(row):
            continue
        cells = ("".join(f"{_text(p)}\n" for p in c.iter(f"{_W}p")) for c in row.iter(f"{_W}tc"))
        yield "\t".join(" ".join(cell.split()) for cell in cells)


def _is_gone(row: etree._Element) -> bool:
    """Whether a tracked change has taken the whole row away."""
    properties = row.find(f"{_W}trPr")
    return properties is not None and properties.find(f"{_W}del") is not None
