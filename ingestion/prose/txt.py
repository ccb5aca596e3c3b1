"""Plain text: its offsets count the characters of the file as decoded, nothing is changed."""

import codecs

from ingestion.arrival.sniff import Content
from ingestion.prose.text import Prose, Unreadable
from ingestion.reading.text import decode
from ingestion.reference.rules import finding

_MARK = "\ufeff"


def read(file: Content) -> Prose:
    """The decoded text. Raises Unreadable where no encoding fits."""
    text = decode(file.data, lambda text: "科" in text)
    if text is None:
        expected = "UTF-8 或 GB18030 编码的文字"
        raise Unreadable(finding("file_encoding", file.name, expected=expected))
    # a mark at the head is a character of the file, as every tool counts that reads UTF-8
    return Prose(f"{_MARK}{text}" if file.data.startswith(codecs.BOM_UTF8) else text)
