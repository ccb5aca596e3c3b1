"""Rules over a whole text, tried only where they can begin.

`re` is fast where a rule begins with plain characters, and slow where it begins with a look back or
with one of many words: then it is tried at every character.
"""

import re
from collections.abc import Iterator


def matches(rule: re.Pattern[str], first: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """What `rule.finditer(text)` finds, where each match begins with one of the characters that
    `first` finds."""
    position = 0
    while found := first.search(text, position):
        match = rule.match(text, found.start())
        if match is not None:
            yield match
        position = match.end() if match else found.end()
