"""One plain text, and where in the file each stretch of it stands."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from ingestion.model import Finding

# A paragraph that the file itself ends: no rule about lines joins it with the next one.
PARAGRAPH_END = "\u2029"
# No character of the file may pass for our mark, nor end a line that its reader sees as one.
_ENDS = re.compile(r"[\v\f\x1c-\x1e\x85\u2028\u2029]")

# What PDF files often call a character by, and what is copied from them: its radical. The first
# block says itself which character each is (but for the simplified 户), of the second these are
# in use.
_RADICAL = re.compile("[\u2e80-\u2fd5]")
_CHARACTERS = {c: unicodedata.normalize("NFKC", chr(c)) for c in range(0x2F00, 0x2FD6)} | {
    ord(radical): character
    for radical, character in zip(
        "⼾⺟⺠⺷⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
        "户母民羊虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
        strict=True,
    )
}


def whole_characters(text: str) -> str:
    """The text with characters where radicals stand for them, as many as before."""
    return text.translate(_CHARACTERS) if _RADICAL.search(text) else text


class Unreadable(Exception):
    """A file whose text cannot be had; `finding` tells the sender why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message_zh)
        self.finding = finding


@dataclass(frozen=True, slots=True)
class Prose:
    """The text of a file. `marks` are offsets where a named place (第3页, 表2第1行) begins; what a
    person wrote as plain text has none, its offsets are those of the file."""

    text: str
    marks: tuple[tuple[int, str], ...] = ()

    def place(self, offset: int) -> str:
        """What a person calls the place of the character at `offset`, '' where it has no name."""
        at = bisect_right(self.marks, offset, key=lambda mark: mark[0])
        return self.marks[at - 1][1] if at else ""

    def ref(self, start: int, end: int) -> str:
        """The reference of `text[start:end]`: offsets, and the place where it begins."""
        place = self.place(start)
        return f"chars {start}-{end}" + (f"（{place}）" if place else "")


def of_paragraphs(paragraphs: Iterable[tuple[str, str]]) -> Prose:
    """The text of paragraphs given as (place, text); empty ones leave nothing behind."""
    parts: list[str] = []
    marks: list[tuple[int, str]] = []
    length = 0
    for place, text in paragraphs:
        kept = _ENDS.sub(" ", text).strip()
        if not kept:
            continue
        marks.append((length, place))
        parts.append(kept + PARAGRAPH_END)
        length += len(kept) + 1
    return Prose("".join(parts), tuple(marks))
