"""Text as it reads, with the way back to the bytes that were sent.

Reports arrive with page breaks inside sentences (even inside numbers), spaces around digits and
no-break spaces. `Flow` drops what carries no meaning and remembers where every character stood,
so that rules see `近2400余人次` while the quoted span stays true to the file.
"""

import re

from ingestion.prose.text import PARAGRAPH_END, whole_characters

TERMINAL = "。！？!?；;：:…】"
_HEADING = re.compile(
    r"(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|[（(]?[0-9０-９]{1,2}[）)、.．](?![0-9])"
    r"|#|\*\*|第[一二三四五六七八九十]+[章节篇部]|[一二三四五六七八九十]是|其[一二三四五])"
)
_PROSE = re.compile(r"[，,。；;]")
_WORD = re.compile(r"[0-9A-Za-z]")
_DIGITS = "0123456789０１２３４５６７８９"
_AFTER_DIGITS = re.compile(r"[余多万亿]|人次|场次|[人名个家场次份册元项%％]")
_INVISIBLE = "\ufeff\u200b\u00ad"  # marks of order, of widths, of hyphens: no characters
_PIECE = re.compile(rf"[^\s*{_INVISIBLE}]+|[\s*{_INVISIBLE}]")
_LONG_LINE = 60


def _is_heading(line: str) -> bool:
    return bool(_HEADING.match(line)) and len(line) < 45 and "。" not in line


def _runs_on(before: str, after: str) -> bool:
    """Whether a line break between two non-empty lines cuts a sentence."""
    if before[-1] in _DIGITS and _AFTER_DIGITS.match(after):
        return True
    if before[-1] in TERMINAL or _HEADING.match(after) or _is_heading(before):
        return False
    if before.startswith("#") or (before[-1] in "”）)》" and not _PROSE.search(before)):
        return False
    return bool(_PROSE.search(before)) or len(before) >= _LONG_LINE


class Flow:
    """A text without layout. `text` is what rules read; a true paragraph end is one `\\n`.

    `origin[i]` is the offset in the source of `text[i]`; `span(start, end)` maps a stretch back.
    """

    def __init__(self, source: str, offset: int = 0) -> None:
        self.source = source
        self.offset = offset
        chars: list[str] = []
        self.origin: list[int] = []
        previous, ended = "", False
        for start, line in _lines(source):
            stripped = line.strip()
            if not stripped:
                continue
            if previous and (ended or not _runs_on(previous, stripped)):
                chars.append("\n")
                self.origin.append(start - 1)
            self._append(chars, source, start, line)
            previous = stripped
            ended = source[start + len(line) : start + len(line) + 1] == PARAGRAPH_END
        self.text = whole_characters("".join(chars))

    def _append(self, chars: list[str], source: str, start: int, line: str) -> None:
        for piece in _PIECE.finditer(line):
            i, text = start + piece.start(), piece[0]
            # Markdown emphasis is layout too; a row of stars is a mask and stays.
            if text == "*" and source[i - 1 : i + 2].count("*") == 2 and _pair(source, i):
                continue
            if text in _INVISIBLE:
                continue
            if text.isspace():
                if not (chars and _WORD.match(chars[-1][-1]) and _WORD.match(source, i + 1)):
                    continue
                text = " "
            chars.append(text)
            self.origin.extend(range(i, i + len(text)))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the source (plus `offset`) of `text[start:end]`, end exclusive."""
        return self.origin[start] + self.offset, self.origin[end - 1] + 1 + self.offset

    def quote(self, start: int, end: int) -> str:
        """The source's own characters behind `text[start:end]`."""
        return self.source[self.origin[start] : self.origin[end - 1] + 1]


def _pair(source: str, i: int) -> bool:
    """Whether the star at `i` belongs to a pair `**` that is not part of a longer row."""
    left = i - 1 if source[i - 1 : i] == "*" else i
    return source[left - 1 : left] != "*" and source[left + 2 : left + 3] != "*"


def _lines(source: str) -> list[tuple[int, str]]:
    """(offset, text) of every line, without its end."""
    out, position = [], 0
    for line in source.splitlines(keepends=True):
        out.append((position, line.rstrip("\r\n\f\v\x1c\x1d\x1e\x85\u2028\u2029")))
        position += len(line)
    return out
