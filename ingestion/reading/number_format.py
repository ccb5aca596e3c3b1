"""What a number format makes of a number: a percentage, a unit of its own, another number.

A form is read as it is seen. Where the number that is stored and the number that is shown differ by
more than their digits, nobody can tell which was meant.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

_COLOURS = re.compile(r"\[(?:Black|Blue|Cyan|Green|Magenta|Red|White|Yellow|Color ?\d+|DBNum\d|"
                      r"(?:黑|蓝|青|绿|洋红|红|白|黄)色?)\]", re.I)  # fmt: skip
_GENERAL = re.compile(r"General|G/通用格式", re.I)
_CURRENCY = re.compile(r"\[\$([^\]-]*)(?:-[0-9A-Fa-f]+)?\]")
_CONDITION = re.compile(r"\[(?:[<>=]+)[^\]]*\]")
_TOKEN = re.compile(r'"([^"]*)"|\\(.)|!(.)|_.|\*.|([0#?]+|[.,%]|E[+-])|(.)', re.S)
_YUAN = frozenset("¥￥")
_PLACES = frozenset("0#?")
_MULTIPLES = {"万": 10**4, "亿": 10**8, "千": 10**3, "百万": 10**6, "千万": 10**7, "十万": 10**5}
_DASHES = frozenset({"-", "—", "–", "－", ""})


@dataclass(frozen=True, slots=True)
class Shown:
    """How a number is shown: as a percentage, with `unit`, or so that it cannot be trusted."""

    percent: bool = False
    unit: str = ""
    doubtful: bool = False


PLAIN = Shown()
PERCENT = Shown(percent=True)
_DOUBTFUL = Shown(doubtful=True)
_BUILTIN = {9: PERCENT, 10: PERCENT}


def builtin(number: int) -> Shown:
    """A format that has a number and no code."""
    return _BUILTIN.get(number, PLAIN)


def shown(code: str) -> Shown:
    """What a format code does. Formats of dates and text are no matter of numbers."""
    sections = _sections(_GENERAL.sub("0", _COLOURS.sub("", code)))
    told = {_section(section) for section in sections[:3] if _counts(section)}
    if not sections[0].strip():
        return _DOUBTFUL  # the number is hidden
    if len(told) > 1:
        return _DOUBTFUL
    return told.pop() if told else PLAIN


def _sections(code: str) -> list[str]:
    """The parts between semicolons that stand outside quotes."""
    out, quoted = [""], False
    for char in code:
        quoted ^= char == '"'
        if char == ";" and not quoted:
            out.append("")
        else:
            out[-1] += char
    return out


def _counts(section: str) -> bool:
    """Whether a section shows a number, not a dash, a date or a text."""
    bare = re.sub(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]', "", section)
    return bool(_PLACES & set(bare)) and not re.search(r"[ymdhs年月日]", bare, re.I)


def _section(section: str) -> Shown:
    for currency in _CURRENCY.findall(section):
        if currency and currency not in _YUAN:
            return Shown(unit=currency)
    text = _CONDITION.sub("", _CURRENCY.sub("", section))
    digits, words = "", ""
    for quoted, escaped, forced, places, other in _TOKEN.findall(text):
        literal = quoted or escaped or forced or other
        if places:
            digits += places
        elif literal == "." and "." not in digits:
            digits += "!"  # a point that only looks like one: 0!.0 shows a tenth
        elif literal not in " ()（）+-" and literal not in _YUAN:
            words += literal
    return _meaning(digits, words.strip())


def _meaning(digits: str, words: str) -> Shown:
    """Digits as places, `%`, trailing commas and `!` for a false point; words as they are shown."""
    factor = Decimal(1)
    body = digits.rstrip("%")
    while body.endswith(","):
        body, factor = body[:-1], factor / 1000
    if "!" in body:
        after = body.rpartition("!")[2]
        factor /= 10 ** sum(after.count(place) for place in "0#?")
    if "%" in digits:
        return PERCENT if factor == 1 and not words and digits.count("%") == 1 else _DOUBTFUL
    multiple, rest = _multiple(words)
    if factor == 1:
        return Shown(unit=words) if words else PLAIN
    if factor * multiple == 1:
        return Shown(unit=rest) if rest else PLAIN
    return _DOUBTFUL


def _multiple(words: str) -> tuple[int, str]:
    for word, factor in sorted(_MULTIPLES.items(), key=lambda pair: -len(pair[0])):
        if words.startswith(word):
            return factor, words.removeprefix(word)
    return 1, words
