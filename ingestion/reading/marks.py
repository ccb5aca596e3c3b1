"""What stands in a sheet beside its values, and how places are named."""

import re
from dataclasses import dataclass, field

from ingestion.reading.number_format import Shown

Area = tuple[int, int, int, int]  # top, left, bottom, right, from 1
_REF = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


@dataclass(slots=True)
class Marks:
    """Of one sheet: cells by (row, column), both from 1. `texts` counts cells with shared text."""

    shown: dict[tuple[int, int], Shown] = field(default_factory=dict)
    error: dict[tuple[int, int], str] = field(default_factory=dict)
    uncached: dict[tuple[int, int], str] = field(default_factory=dict)  # the formula, if told
    formula: set[tuple[int, int]] = field(default_factory=set)  # with a result or without
    merged: list[Area] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    rows: int = 0
    columns: int = 0
    texts: int = 0


def column_number(letters: str) -> int:
    """A -> 1, AA -> 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def position(reference: str) -> tuple[int, int]:
    """B3 -> (3, 2). Raises ValueError."""
    match = _REF.fullmatch(reference)
    if match is None:
        raise ValueError(f"{reference} is no cell")
    return int(match[2]), column_number(match[1])
