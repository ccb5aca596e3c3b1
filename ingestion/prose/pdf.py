"""PDF files with a text layer: what is printed page by page, column by column, as one text.

Where lines become paragraphs is decided in `page_lines`. A scan has no text layer and is told so;
nothing is recognised from pictures.
"""

import logging
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pypdf
from pypdf import PageObject

from ingestion.arrival.sniff import Content
from ingestion.prose.page_lines import Fragment, Line, columns, joined, without_furniture
from ingestion.prose.text import Prose, Unreadable, whole_characters
from ingestion.reference.rules import finding

MAX_PAGES = 500
MAX_OPERATIONS = 2_000_000  # of all pages: what a page draws can draw other things in turn
MAX_PAGE_BYTES = 16 * 2**20
_LEAST_PER_PAGE = 10  # characters: a stamp or a page number on a scan is no text layer
_MOST = f"{MAX_OPERATIONS:,} 步以上"
_UPRIGHT = (0,)  # what is turned is a watermark or a seal

logging.getLogger("pypdf").setLevel(logging.ERROR)  # it warns of every oddity of a file


class _TooMuch(Exception):
    """The file asks for more work than any report does."""


def read(file: Content) -> Prose:
    """The text of a PDF. Raises Unreadable where it is locked, damaged, beyond measure, a scan."""
    try:
        reader = pypdf.PdfReader(BytesIO(file.data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise _encrypted(file)
        count = len(reader.pages)
        if count > MAX_PAGES:
            told = finding(
                "file_too_large", file.name, expected=f"不超过 {MAX_PAGES} 页", found=f"{count} 页"
            )
            raise Unreadable(told)
        pages = [columns(fragments) for fragments in _pages(reader)]
    except Unreadable:
        raise
    except _TooMuch as error:
        fault = finding("file_unsafe", file.name, "页面内容过于复杂", found=str(error))
        raise Unreadable(fault) from error
    except pypdf.errors.DependencyError as error:  # locked in a way that needs more to open
        raise _encrypted(file) from error
    except Exception as error:  # a broken file raises whatever its first broken part does
        found = "文件内容残缺"
        fault = finding("file_damaged", file.name, expected="可以打开的 .pdf", found=found)
        raise Unreadable(fault) from error
    if sum(len(line.text) for page in pages for line in page) < _LEAST_PER_PAGE * len(pages):
        raise Unreadable(
            finding(
                "report_scanned", file.name, expected=_INSTEAD, found=f"{len(pages)} 页没有文字"
            )
        )
    return _prose(pages)


_INSTEAD = "原来的 .docx 或 .txt，或由它直接导出的 .pdf"


def _encrypted(file: Content) -> Unreadable:
    return Unreadable(
        finding(
            "file_encrypted", file.name, expected="不带密码的 .pdf、.docx 或 .txt", found="带密码"
        )
    )


def _pages(reader: pypdf.PdfReader) -> Iterator[list[Fragment]]:
    """The fragments of text of every page, in the order in which the page draws them."""
    done = 0

    def count(*_: Any) -> None:
        nonlocal done
        done += 1
        if done > MAX_OPERATIONS:
            raise _TooMuch(_MOST)

    for page in reader.pages:
        fragments = _fragments(page, count)
        if done > MAX_OPERATIONS:  # pypdf goes on where something drawn within the page fails
            raise _TooMuch(_MOST)
        yield fragments


def _fragments(page: PageObject, count: Any) -> list[Fragment]:
    out: list[Fragment] = []

    def keep(text: str, cm: list[float], tm: list[float], _: Any, size: float) -> None:
        if text.strip():
            x, y = _position(tm, cm)
            out.append(Fragment(x, y, abs(size * (tm[3] or 1.0) * (cm[3] or 1.0)), text.strip()))

    contents = page.get_contents()
    if contents is not None and len(contents.get_data()) > MAX_PAGE_BYTES:
        raise _TooMuch(f"一页超过 {MAX_PAGE_BYTES // 2**20} MB")
    page.extract_text(orientations=_UPRIGHT, visitor_operand_before=count, visitor_text=keep)
    return out


def _position(tm: list[float], cm: list[float]) -> tuple[float, float]:
    """Where the text matrix stands on the page."""
    x, y = tm[4], tm[5]
    return x * cm[0] + y * cm[2] + cm[4], x * cm[1] + y * cm[3] + cm[5]


def _prose(pages: list[list[Line]]) -> Prose:
    """The pages as one text; a page is marked where its first character stands."""
    parts: list[str] = []
    marks: list[tuple[int, str]] = []
    length = 0
    before: Line | None = None
    for number, page in enumerate(without_furniture(pages), start=1):
        for index, line in enumerate(page):
            between = joined(before, line) if before else ""
            length += len(between) + len(line.text)
            parts += (between, line.text)
            before = line
            if index == 0:
                marks.append((length - len(line.text), f"第{number}页"))
    return Prose(whole_characters("".join(parts)), tuple(marks))
