"""A made-up written report in every type of file, made by code for the tests of reading."""

from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.text.paragraph import Paragraph
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
SIZE = 12
HEIGHT = 842
TITLE = "荆州市科协2023年工作总结（虚构）"
PARAGRAPHS = (
    TITLE,
    "2023年，荆州市科协围绕中心、服务大局，各项工作稳步推进，现将情况汇报如下。",
    "一、科普工作",
    "全年举办科普讲座36场，参加讲座的群众近2400余人次，全市新建科普教育基地5家。",
    "二、平台建设",
    "目前，全市院士专家工作站共有31家，其中：院士工作站3家，省级专家工作站28家。",
)

pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def document(paragraphs: Sequence[str] = PARAGRAPHS) -> docx.document.Document:
    """A Word document of these paragraphs, still open."""
    made = docx.Document()
    for text in paragraphs:
        made.add_paragraph(text)
    return made


def saved(made: docx.document.Document) -> bytes:
    """The bytes of a Word document."""
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()


def xml(paragraph: Paragraph, inner: str) -> None:
    """Add raw WordprocessingML to a paragraph."""
    wrapped = f"<w:r {nsdecls('w')} {_SHAPES}>{inner}</w:r>"
    for child in parse_xml(wrapped):
        paragraph._p.append(child)


_SHAPES = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)


def drawn(*pages: Callable[[Canvas], None], password: str | None = None) -> bytes:
    """A PDF of pages that are drawn so."""
    stream = BytesIO()
    locked = StandardEncryption(password) if password else None
    canvas = Canvas(stream, pagesize=(595, HEIGHT), encrypt=locked)
    for page in pages:
        canvas.setFont(FONT, SIZE)
        page(canvas)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def lines(texts: Sequence[str], x: float = 72, top: float = 760) -> Callable[[Canvas], None]:
    """A page with these lines, one under the other; two spaces at the head indent a line."""

    def draw(canvas: Canvas) -> None:
        for number, text in enumerate(texts):
            indent = 2 * SIZE * text.startswith("  ")
            canvas.drawString(x + indent, top - 20 * number, text.strip(" "))

    return draw


def wrapped(paragraphs: Sequence[str], width: int) -> list[str]:
    """Paragraphs broken into lines of so many characters, wherever that falls."""
    out = []
    for text in paragraphs:
        indented = "  " + text
        first = indented[: width + 0]
        out.append(first)
        rest = indented[len(first) :]
        out += [rest[i : i + width] for i in range(0, len(rest), width)]
    return out


def page(body: str, head: str = "") -> bytes:
    """A web page with this body."""
    told = f"<head><title>页</title>{head}</head><body>{body}</body>"
    return f"<!DOCTYPE html><html>{told}</html>".encode()


def figures(filings: Sequence) -> dict[str, str]:
    """What the sure and held observations of a report say, by quantity as printed."""
    return {
        o.indicator + "/" + o.kind + "/" + o.grade: f"{o.lower:f}-{o.upper:f}"
        for filing in filings
        for o in filing.observations
    }


def written(path: Path, data: bytes) -> Path:
    """The path, with a file there."""
    path.write_bytes(data)
    return path
