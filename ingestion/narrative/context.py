"""The words around a quantity: its clause, the clauses before it, its sentence and paragraph.

Chinese reports put the counted thing on either side of the number (`讲座20场`, `20场讲座`), so a
clause is the lead before the number, a `#` for the number itself, and the head after it.
"""

import re
from bisect import bisect_right
from typing import NamedTuple

from ingestion.narrative.quantity import Quantity

_SENTENCE = re.compile(r"[。！？!?\n]")
_STRETCH = re.compile(r"[。！？!?\n；;]|(?<=[。；;，,：:\n])[一二三四五六七八九十]{1,2}是")
_CLAUSE = re.compile(r"[，,：:]")
_HEAD_END = re.compile(r"[，,。；;：:！？\n、（(）)]")
# 46个乡镇（街道）科协: an aside within a name does not end it.
_ASIDE = re.compile(r"[（(][\u4e00-\u9fff]{1,3}[）)](?=[\u4e00-\u9fff])")
_PARENTHESIS = re.compile(r"[（(][^（）()]{0,40}[）)]")
_HEAD = 22
_LIST_TAIL = re.compile(r"(?<![一二三四两])等(?P<x>(?![级次奖])[^，,。；;、]{0,14})$")
_EMPTY = re.compile(r"(?:共计?|累计|合计|计|分别|约|达|为|有|和|及|、|[：:])*")


class Context(NamedTuple):
    """`clause` holds a `#` where the number stands. `back` lists earlier clauses of the stretch,
    nearest first; `core` is the clause after 等 in a list; `stretch`, `sentence` and `paragraph`
    are the text before the number."""

    clause: str
    core: str
    lead: str
    head: str
    back: tuple[str, ...]
    stretch: str
    sentence: str
    paragraph: str
    sentence_start: int
    sentence_end: int
    paragraph_start: int
    whole_sentence: str


class Contexts:
    """Contexts of all quantities of one text without layout."""

    def __init__(self, text: str, quantities: list[Quantity]) -> None:
        self._text = text
        self._quantities = quantities
        self._sentences = [0, *(m.end() for m in _SENTENCE.finditer(text))]
        self._stretches = [0, *(m.end() for m in _STRETCH.finditer(text))]
        self._paragraphs = [0, *(m.end() for m in re.finditer("\n", text))]

    @staticmethod
    def _start(starts: list[int], position: int) -> int:
        return starts[bisect_right(starts, position) - 1]

    def of(self, index: int) -> Context:
        """The context of quantity `index`."""
        text, q = self._text, self._quantities[index]
        sentence = self._start(self._sentences, q.start)
        stretch = max(self._start(self._stretches, q.start), sentence)
        paragraph = self._start(self._paragraphs, q.start)
        following = bisect_right(self._sentences, q.start)
        sentence_end = self._sentences[following] if following < len(self._sentences) else len(text)
        lead_start = self._lead_start(index, stretch)
        head_end = self._head_end(index)
        lead, head = text[lead_start : q.start], text[q.end : head_end]
        if _EMPTY.fullmatch(lead):
            # 2000套12000册, 得分为：96.6分: the noun stands before the neighbour or the colon.
            lead_start = self._wider_start(index, lead_start, stretch)
            lead = text[lead_start : q.start]
        listed = _LIST_TAIL.search(lead)
        # 甲、乙、丙等培训活动80场次: what follows 等 names the counted thing.
        core = f"{listed['x']}#{head}" if listed and (listed["x"] or head) else ""
        back = [c for c in re.split(r"[，,：:]", text[stretch:lead_start]) if c]
        return Context(
            clause=f"{lead}#{head}", core=core, lead=lead, head=head, back=tuple(reversed(back)),
            stretch=text[stretch : q.start], sentence=text[sentence : q.start],
            paragraph=text[paragraph : q.start], sentence_start=sentence,
            sentence_end=sentence_end, paragraph_start=paragraph,
            whole_sentence=text[sentence:sentence_end],
        )  # fmt: skip

    def _lead_start(self, index: int, stretch: int) -> int:
        q = self._quantities[index]
        start = stretch
        before = self._text[stretch : q.start]
        # A parenthesis between noun and number (讲座(报告会)20场) does not end the clause.
        flat = _PARENTHESIS.sub(lambda m: "·" * len(m[0]), before)
        for match in _CLAUSE.finditer(flat):
            start = stretch + match.end()
        if index:
            previous = self._quantities[index - 1]
            if start < previous.end <= q.start:
                between = self._text[previous.end : q.start]
                cut = max(between.rfind("、"), between.rfind("和"), between.rfind("及"))
                # 20场展会、29场发布: the list mark parts the clauses; 20场、30场 does not help.
                start = previous.end + cut + 1 if cut >= 0 else previous.end
        return min(start, q.start)

    def _wider_start(self, index: int, lead_start: int, stretch: int) -> int:
        if index and self._quantities[index - 1].end >= lead_start > stretch:
            return self._lead_start(index - 1, stretch)
        if self._text[lead_start - 1 : lead_start] not in ("：", ":"):
            return lead_start
        before = self._text[stretch : max(stretch, lead_start - 1)]
        cut = max((m.end() for m in _CLAUSE.finditer(before)), default=0)
        return stretch + cut

    def _head_end(self, index: int) -> int:
        q = self._quantities[index]
        limit = min(len(self._text), q.end + _HEAD)
        if index + 1 < len(self._quantities):
            limit = min(limit, max(q.end, self._quantities[index + 1].start))
        following = _ASIDE.sub(lambda m: "·" * len(m[0]), self._text[q.end : limit])
        match = _HEAD_END.search(following)
        return q.end + match.start() if match else limit
