"""The columns of every table that offices fill: what is printed, in which order, what else is read.

One definition for templates and readers. A layout prints the columns that have a position; all
others are read where they stand.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

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

    @property
    def names(self) -> tuple[str, ...]:
        """The printed header first."""
        return self.header_zh, *self.aliases


def load(folder: Path) -> tuple[Column, ...]:
    """The columns in use in a reference folder."""
    return tuple(_column(row) for row in read_optional_rows(folder, "form_columns"))


def names(columns: Iterable[Column], *layouts: str) -> dict[str, tuple[str, ...]]:
    """Field -> every header by which readers know it in any of these layouts."""
    found: dict[str, tuple[str, ...]] = {}
    for column in columns:
        if column.layout in layouts:
            known = found.get(column.field, ())
            found[column.field] = tuple(dict.fromkeys((*known, *column.names)))
    return found


def printed(columns: Iterable[Column], layout: str) -> tuple[Column, ...]:
    """The columns that a layout prints, in their order."""
    of_layout = [(c.position, c) for c in columns if c.layout == layout and c.position is not None]
    return tuple(column for _, column in sorted(of_layout, key=lambda pair: pair[0]))


def _column(row: Row) -> Column:
    return Column(
        layout=row.text("layout"),
        field=row.text("field"),
        position=row.optional_integer("position"),
        header_zh=row.text("header_zh"),
        aliases=row.members("aliases"),
    )
