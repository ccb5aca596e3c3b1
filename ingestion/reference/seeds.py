"""Reading the reference data: the CSV files that dbt loads as seeds.

UTF-8 with a header; an empty cell is null. Every fault names file and line. Another province brings
a folder of its own: what that leaves out is empty, but for GENERAL.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from ingestion.errors import ReferenceDataError
from ingestion.settings import REPOSITORY

SHIPPED = REPOSITORY / "dbt_project" / "seeds"
# These name no unit, indicator or form, so they hold wherever they are not replaced. All others
# speak of one province and one catalogue: beside those of another they are wrong.
GENERAL = (
    "edit_methods",
    "form_columns",
    "general_relation_terms",
    "general_relations",
    "growth_parameters",
    "org_unit_kinds",
    "queue_suspicions",
)
_INTEGER = re.compile(r"-?[0-9]+")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a reference file; the accessors raise ReferenceDataError naming the place."""

    place: str
    cells: dict[str, str]

    def _cell(self, column: str) -> str:
        if column not in self.cells:
            raise self.error(column, "is missing: add the column")
        return self.cells[column]

    def text(self, column: str) -> str:
        """The cell, which must not be empty."""
        value = self._cell(column)
        if not value:
            raise self.error(column, "is empty")
        return value

    def optional(self, column: str) -> str | None:
        """The cell, None where empty."""
        return self._cell(column) or None

    def flag(self, column: str) -> bool:
        value = self._cell(column)
        if value not in ("true", "false"):
            raise self.error(column, f"is {value!r}: write true or false")
        return value == "true"

    def integer(self, column: str) -> int:
        """The whole number in the cell, which must not be empty."""
        value = self.text(column)
        if not _INTEGER.fullmatch(value):
            raise self.error(column, f"is {value!r}: write a whole number")
        return int(value)

    def optional_integer(self, column: str) -> int | None:
        return self.integer(column) if self._cell(column) else None

    def number(self, column: str) -> Decimal | None:
        value = self._cell(column)
        try:
            return Decimal(value) if value else None
        except InvalidOperation:
            raise self.error(column, f"is {value!r}: write a number") from None

    def day(self, column: str) -> date:
        """The date in the cell, which must not be empty."""
        value = self.text(column)
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise self.error(column, f"is {value!r}: write a date like 2024-12-31") from None

    def optional_day(self, column: str) -> date | None:
        return self.day(column) if self._cell(column) else None

    def members(self, column: str, separator: str = "|") -> tuple[str, ...]:
        """The parts of a cell that holds several; none for an empty cell."""
        value = self._cell(column)
        return tuple(value.split(separator)) if value else ()

    def error(self, column: str, fault: str) -> ReferenceDataError:
        return ReferenceDataError(f"{self.place}: {column} {fault}.")


def file_in_use(folder: Path, name: str) -> Path | None:
    """The file `<name>.csv` of a reference folder, else the shipped one if it holds everywhere."""
    for place in (folder, SHIPPED) if name in GENERAL else (folder,):
        if (place / f"{name}.csv").exists():
            return place / f"{name}.csv"
    return None


def read_optional_rows(folder: Path, name: str) -> Iterator[Row]:
    """The lines of the file in use; none where a province does without it."""
    path = file_in_use(folder, name)
    if path is not None:
        yield from read_rows(path.parent, name)


def read_rows(folder: Path, name: str) -> Iterator[Row]:
    """The lines of `<folder>/<name>.csv`."""
    path = folder / f"{name}.csv"
    if not path.exists():
        raise ReferenceDataError(f"{path.name} is missing: put it into {folder}.")
    with path.open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.DictReader(handle, strict=True)
        for cells in reader:
            place = f"{path.name} line {reader.line_num}"
            if None in cells or None in cells.values():
                raise ReferenceDataError(f"{place} has more or fewer cells than the header.")
            yield Row(place, cells)
