"""The kinds as a table: kinds.csv, with the score that each had when it was first run.

`python -m tests.planted.listed` writes it anew from the code and keeps the scores.
"""

import csv
from pathlib import Path

from tests.planted import year  # noqa: F401  kinds register themselves
from tests.planted.office import KINDS

TABLE = Path(__file__).with_name("kinds.csv")
SAID = ("kind", "sort", "family", "written", "what", "basis")
# what had to be told in the first run and was, what was told beside it, and why that fell short
SCORED = ("first_found", "first_wanted", "first_false", "why")


def rows() -> list[dict[str, str]]:
    """What the code says of every kind."""
    return [
        {
            "kind": kind.name,
            "sort": kind.sort,
            "family": kind.family,
            "written": "after the checks were frozen" if kind.is_late else "before the first run",
            "what": kind.what,
            "basis": kind.basis,
        }
        for kind in KINDS.values()
    ]


def read() -> list[dict[str, str]]:
    """The table as it stands."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write() -> None:
    """The table anew; a kind that has no score yet gets none."""
    scores = {row["kind"]: row for row in read()} if TABLE.exists() else {}
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, (*SAID, *SCORED), lineterminator="\n")
        writer.writeheader()
        for row in rows():
            old = scores.get(row["kind"], {})
            writer.writerow(row | {name: old.get(name, "") for name in SCORED})


if __name__ == "__main__":
    write()
