"""Which rules can hold in a text at all, told by the words that they cannot do without.

Most of the many patterns name nothing that stands in a clause. Each has words of which one must
stand there: these are looked up all at once, and only the patterns that they leave are searched.
"""

import re
from collections.abc import Iterator, Sequence

_TOKEN = re.compile(
    r"(?:(?P<look>\(\?<?[=!])|(?P<open>\((?:\?:|\?P<\w+>)?)|(?P<close>\))|(?P<bar>\|)"
    r"|(?P<any>[.^$#]|\\.|\[\^?.[^\]]*\])|(?P<char>.))(?P<times>(?:[?*+]|\{[0-9,]+\})[?+]?)?"
)


def needed(pattern: str) -> frozenset[str]:
    """Words of which one stands in every text in which `pattern` is found; none where the pattern
    can do without words. `大会|比赛` needs one of both, `(?:市|区)?科协.{2}奖` needs 科协."""
    return _of_branches(_TOKEN.finditer(pattern))[0]


def _of_branches(tokens: Iterator[re.Match[str]]) -> tuple[frozenset[str], str]:
    """The words of all alternatives up to the closing bracket, and how often that may stand."""
    branches, known, run = [], [frozenset[str]()], ""
    times = ""
    for token in tokens:
        if token["char"] and not token["times"]:
            run += token["char"]
            continue
        if token["char"] and token["times"].startswith("+"):
            run += token["char"]
        known.append(frozenset({run} - {""}))
        run = ""
        if token["bar"]:
            branches.append(_best(known))
            known = []
        elif token["close"]:
            times = token["times"] or ""
            break
        elif token["open"] or token["look"]:
            inside, repeated = _of_branches(tokens)
            if token["open"] and repeated[:1] in ("", "+"):
                known.append(inside)
    branches.append(_best([*known, frozenset({run} - {""})]))
    return (frozenset().union(*branches) if all(branches) else frozenset()), times


def _best(known: list[frozenset[str]]) -> frozenset[str]:
    """Of several sets of words, each needed, the one that fewest texts have."""
    return max(known, key=lambda words: (min(map(len, words), default=0), -len(words)))


class Index:
    """Patterns in their order, found by the needed words that stand in a text."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._always: list[int] = []
        self._by_start: dict[str, list[int]] = {}
        for i, pattern in enumerate(patterns):
            starts = {word[:2] for word in needed(pattern)}
            for start in starts:
                self._by_start.setdefault(start, []).append(i)
            if not starts:
                self._always.append(i)

    def candidates(self, text: str) -> list[int]:
        """The places, in order, of all patterns that can be found in `text`; others cannot."""
        starts = {*text, *map(str.__add__, text, text[1:])}
        found = set(self._always)
        for start in self._by_start.keys() & starts:
            found.update(self._by_start[start])
        return sorted(found)
