"""Most cells of a worksheet hold a value and nothing odd: they are cut out before it is parsed.

What is cut looks exactly as office programs write it and has no format of interest; whatever looks
otherwise goes to the parser, so nothing is decided here but how far the cells reach.
"""

import re
from collections.abc import Collection, Iterator
from typing import IO

from ingestion.reading.marks import Marks, column_number

_CHUNK = 2**20
_ROW_END = b"</row>"
_BLANK = re.compile(rb'<c r="[A-Z]{1,3}[1-9]\d{0,6}"(?: s="\d+")?/>')
# a place that only its neighbours tell: they must stay
_IMPLIED = re.compile(rb"<c(?! r=)[ />]|<row(?![^>]* r=)")
Pattern = re.Pattern[bytes]


def without(stream: IO[bytes], styles: Collection[str], marks: Marks) -> Iterator[bytes]:
    """The XML of a worksheet in pieces, without its plain cells, whose reach `marks` gets."""
    plain = _plain(styles)
    rest = b""
    while chunk := stream.read(_CHUNK):
        rest += chunk
        cut = rest.rfind(_ROW_END) + len(_ROW_END)
        if cut >= len(_ROW_END):
            yield _cut(rest[:cut], plain, marks)
            rest = rest[cut:]
    yield rest


def _plain(styles: Collection[str]) -> Pattern:
    """A cell with a number in no style of interest, or with a text: its column, row and type."""
    odd = "|".join(styles).encode() or b"-"
    style = rb'(?: s="(?!(?:%s)")\d+")' % odd
    if "0" not in styles:  # a cell that names no style has the first
        style += b"?"
    return re.compile(
        rb'<c r="([A-Z]{1,3})([1-9]\d{0,6})"(?:' + style + rb'(?: t="n")?><v>[^<]+</v>'
        rb'|(?: s="\d+")?(?: t="(s)"><v>[^<]+</v>'
        rb'| t="inlineStr"><is><t(?: xml:space="preserve")?>[^<]*</t></is>))</c>'
    )


def _cut(xml: bytes, plain: Pattern, marks: Marks) -> bytes:
    if _IMPLIED.search(xml):
        return xml
    pieces = plain.split(xml)
    columns, rows = set(pieces[1::4]), set(pieces[2::4])
    marks.texts += pieces[3::4].count(b"s")
    marks.rows = max(marks.rows, *map(int, rows), 0)
    marks.columns = max(marks.columns, *(column_number(c.decode()) for c in columns), 0)
    return _BLANK.sub(b"", b"".join(pieces[0::4]))
