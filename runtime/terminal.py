"""What a person sees: steps with their time, and tables in which Chinese stands in column."""

import sys
import time
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager


def say(text: str = "") -> None:
    """One line for a person; results go to standard output elsewhere."""
    print(text, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Announce a step, and say how long it took once it is done."""
    say(f"{title} ...")
    begun = time.monotonic()
    yield
    say(f"{title}: done in {time.monotonic() - begun:.1f} s")


def width(text: str) -> int:
    """Columns that the text takes on a terminal: Chinese characters take two, accents none."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(unicodedata.combining(character) > 0 for character in text)


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """The text filled with blanks to that many columns; `right` aligns it as numbers are."""
    blanks = " " * max(0, columns - width(text))
    return blanks + text if right else text + blanks


def table(
    rows: Sequence[Sequence[object]], header: Sequence[str] = (), numbers: Sequence[int] = ()
) -> list[str]:
    """Lines of a table; `numbers` are the columns aligned to the right. None shows as –."""
    texts = [["–" if cell is None else str(cell) for cell in row] for row in rows]
    grid = [list(header), *texts] if header else texts
    if not grid:
        return []
    widths = [max(width(row[column]) for row in grid) for column in range(len(grid[0]))]
    lines = [
        "  ".join(
            pad(cell, widths[column], right=column in numbers) for column, cell in enumerate(row)
        ).rstrip()
        for row in grid
    ]
    if header:
        lines.insert(1, "  ".join("-" * columns for columns in widths))
    return lines


def fail(text: str) -> None:
    """An error for a person, on standard error."""
    print(f"ERROR {text}", file=sys.stderr, flush=True)
