"""`make score-reports [REPORTS=folder]`: how well written reports are read, each and in all.

The folder holds facts.csv and the reports that it names; without one, our own annotated reports
are scored, the made-up ones apart. The definitions stand in `scoring`.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from .annotated import Annotated, in_folder, ours
from .scoring import Rate, Row, once, score

_COLUMNS = (
    "found", "spurious", "number", "home", "usable P", "R", "F1", "sure P", "R", "facts",
    "document",
)  # fmt: skip
_WIDTHS = "{:>6} {:>8} {:>6} {:>6} | {:>8} {:>6} {:>6} | {:>6} {:>6} | {:>5}  {}"


def table(annotated: Annotated) -> Iterator[str]:
    """The lines of one set."""
    read = annotated.read()
    yield annotated.name
    yield _WIDTHS.format(*_COLUMNS)
    docs = list(dict.fromkeys(row["doc"] for row in annotated.truth))
    for doc in docs:
        yield _line(
            doc, *([r for r in rows if r["doc"] == doc] for rows in (annotated.truth, read))
        )
    yield _line("all", annotated.truth, read)
    yield f"usable facts that rest on a rule that fired once: {once(annotated.truth, read):.3f}"


def _line(name: str, truth: list[Row], read: list[Row]) -> str:
    found = score(truth, read)
    usable: Rate = found.usable
    shares = (found.found, found.spurious, found.number, found.home, usable.precision,
              usable.recall, usable.f1, found.sure.precision, found.sure.recall)  # fmt: skip
    return _WIDTHS.format(*(f"{share:.3f}" for share in shares), len(truth), name)


def main() -> int:
    """Print the scores of the folder named by REPORTS, or of our own reports."""
    folder = os.environ.get("REPORTS")
    for annotated in [in_folder(Path(folder))] if folder else ours():
        sys.stdout.write("\n".join(table(annotated)) + "\n\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
