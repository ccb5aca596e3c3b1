"""`make score-reports [REPORTS=folder]`: how well written reports are read, each and in all.

The folder holds facts.csv and the reports that it names; without one, our own annotated reports
are scored, the made-up ones apart. The definitions stand in `scoring`.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from .annotated import MADE, Annotated, in_folder, ours
from .scoring import Rate, Row, once, score

_COLUMNS = (
    "found", "spurious", "number", "home", "usable P", "R", "F1", "sure P", "R", "facts",
    "document",
)  # fmt: skip
_WIDTHS = "{:>6} {:>8} {:>6} {:>6} | {:>8} {:>6} {:>6} | {:>6} {:>6} | {:>5}  {}"


def table(annotated: Annotated, read: list[Row]) -> Iterator[str]:
    """The lines of one set."""
    yield annotated.name
    yield _WIDTHS.format(*_COLUMNS)
    docs = list(dict.fromkeys(row["doc"] for row in annotated.truth))
    for doc in docs:
        yield _line(
            doc, *([r for r in rows if r["doc"] == doc] for rows in (annotated.truth, read))
        )
    yield _line("all", annotated.truth, read)
    yield f"usable facts that rest on a pattern that fired once: {once(annotated.truth, read):.3f}"


def _line(name: str, truth: list[Row], read: list[Row]) -> str:
    found = score(truth, read)
    usable: Rate = found.usable
    shares = (found.found, found.spurious, found.number, found.home, usable.precision,
              usable.recall, usable.f1, found.sure.precision, found.sure.recall)  # fmt: skip
    return _WIDTHS.format(*(f"{share:.3f}" for share in shares), len(truth), name)


def together(sets: Sequence[Annotated], read: Sequence[list[Row]]) -> Iterator[str]:
    """All of several sets as one, and the made-up ones as one."""
    made_up = [n for n, one in enumerate(sets) if one.name.startswith(MADE)]
    yield "together"
    yield _WIDTHS.format(*_COLUMNS)
    for name, chosen in (("made up", made_up), ("all", range(len(sets)))):
        yield _line(name, _named(sets, chosen), [row for n in chosen for row in read[n]])
    truth, rows = _named(sets, range(len(sets))), [row for one in read for row in one]
    yield f"usable facts that rest on a pattern that fired once: {once(truth, rows):.3f}"


def _named(sets: Sequence[Annotated], chosen: Iterable[int]) -> list[Row]:
    return [row for n in chosen for row in sets[n].truth]


def main() -> int:
    """Print the scores of the folder named by REPORTS, or of our own reports."""
    folder = os.environ.get("REPORTS")
    sets = [in_folder(Path(folder))] if folder else ours()
    read = [one.read() for one in sets]
    for one, rows in zip(sets, read, strict=True):
        sys.stdout.write("\n".join(table(one, rows)) + "\n\n")
    if len(sets) > 1:
        sys.stdout.write("\n".join(together(sets, read)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
