"""Text on its way into a workbook or a CSV: what an office program would run is marked as text."""

import re

_RUNS = re.compile(r"[\s\ufeff]*[=+\-@|%\t\r＝＋－＠]")
_NUMBER = re.compile(r"[+-]?[\d,.]+%?")
_DASHES = frozenset({"-", "--", "－"})
# what XML cannot hold, so that a workbook with it would not open
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
LONGEST = 32_767


def inert(text: str) -> str:
    """The same to read, but never a formula: `=1+1` becomes `'=1+1`; numbers and dashes stay."""
    clean = _CONTROLS.sub("\ufffd", text)[: LONGEST - 1]
    word = clean.strip()
    if word in _DASHES or _NUMBER.fullmatch(word) or not _RUNS.match(clean):
        return clean
    return f"'{clean}"
