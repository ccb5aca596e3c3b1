"""`python -m tests.oracle --submissions s.csv --observations o.csv --reference DIR --out t.csv`."""

import argparse
import csv
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.oracle import COLUMNS, Reference, publish


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of a CSV file with a header; an empty cell is null."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            {name: value or None for name, value in row.items()} for row in csv.DictReader(file)
        ]


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    """Rows as CSV, null as an empty cell, numbers without exponents."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for row in rows:
            writer.writerow({name: _written(value) for name, value in row.items()})


def _written(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else str(value)


def main() -> None:
    """Read the two raw tables and the reference folder, write the totals."""
    parser = argparse.ArgumentParser(prog="python -m tests.oracle", description=__doc__)
    for name in ("submissions", "observations", "reference", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--as-of", type=date.fromisoformat, help="day of the latest tree")
    given = parser.parse_args()
    rows = publish(
        read(given.submissions),
        read(given.observations),
        Reference.load(given.reference),
        given.as_of,
    )
    write(given.out, rows)


if __name__ == "__main__":
    main()
