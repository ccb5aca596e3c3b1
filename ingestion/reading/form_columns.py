"""The columns of every table that offices fill: what is printed, in which order, what else is read.

One definition for templates and readers. A layout prints the columns that have a position; all
others are read where they stand.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ingestion.errors import ReferenceDataError
from ingestion.reading.cells import key
from ingestion.reference.catalogue_rows import valid_in
from ingestion.reference.seeds import Row, read_optional_rows

ITEMS, CUMULATIVE = "items", "cumulative"
STATIONS, TRANSFERS = "stations", "transfers"
EDITS, EXPLANATIONS = "edits", "explanations"
GROUPS = "groups"  # printed above several columns, without a meaning of their own


@dataclass(frozen=True, slots=True)
class Column:
    """A field of a layout: its printed header, and the others by which it is known."""

    layout: str
    field: str
    position: int | None
    header_zh: str
    aliases: tuple[str, ...]
    valid_from: int | None = None
    valid_to: int | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The printed header first."""
        return self.header_zh, *self.aliases

    def valid_in(self, year: int) -> bool:
        """Whether the layout has the column in the forms of this year."""
        return valid_in(year, self.valid_from, self.valid_to)


def load(folder: Path) -> tuple[Column, ...]:
    """The columns in use in a reference folder. Raises ReferenceDataError for a header that means
    two fields: a reader knows it before it knows the year."""
    columns = tuple(_column(row) for row in read_optional_rows(folder, "form_columns"))
    fields: dict[tuple[str, str], str] = {}
    for column in columns:
        for name in column.names:
            other = fields.setdefault((column.layout, key(name)), column.field)
            if other != column.field:
                raise ReferenceDataError(
                    f"form_columns: {name} of {column.layout} is {other} and {column.field}:"
                    " give a header one meaning in all years."
                )
    return columns


def names(columns: Iterable[Column], *layouts: str) -> dict[str, tuple[str, ...]]:
    """Field -> every header by which readers know it in any of these layouts."""
    found: dict[str, tuple[str, ...]] = {}
    for column in columns:
        if column.layout in layouts:
            known = found.get(column.field, ())
            found[column.field] = tuple(dict.fromkeys((*known, *column.names)))
    return found


def printed(columns: Iterable[Column], layout: str, year: int) -> tuple[Column, ...]:
    """The columns that a layout prints for a year, in their order."""
    of_layout = [
        (column.position, column)
        for column in columns
        if column.layout == layout and column.position is not None and column.valid_in(year)
    ]
    return tuple(column for _, column in sorted(of_layout, key=lambda pair: pair[0]))


def _column(row: Row) -> Column:
    return Column(
        layout=row.text("layout"),
        field=row.text("field"),
        position=row.optional_integer("position"),
        header_zh=row.text("header_zh"),
        aliases=row.members("aliases"),
        valid_from=row.optional_integer("valid_from_year"),
        valid_to=row.optional_integer("valid_to_year"),
    )
