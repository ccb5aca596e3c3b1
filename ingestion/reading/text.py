"""Bytes to text: a byte order mark, else strict UTF-8, else strict GB18030.

Detectors take short Chinese headers for Korean; so the order is fixed, and GB18030, which accepts
nearly anything, must be confirmed by something known in the text.
"""

import codecs
from collections.abc import Callable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes, confirm: Callable[[str], bool]) -> str | None:
    """The text, line ends untouched, or None where no encoding fits."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, encoding)
    text = _strict(data, "utf-8")
    if text is not None:
        return text
    text = _strict(data, "gb18030")
    return text if text is not None and confirm(text) else None


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None
