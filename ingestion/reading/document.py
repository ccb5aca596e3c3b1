"""What every file of forms comes down to, whatever its type: a cover and tables of cells."""

from dataclasses import dataclass

from ingestion.model import Finding
from ingestion.reading.cells import Cell

COVER_SHEET = "封面"


@dataclass(frozen=True, slots=True)
class Table:
    """A rectangle of cells. `name` is what the file calls it: the sheet, or the form in JSON.

    `findings` say what is odd about the table as a whole; `part` counts the tables of one sheet.
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    hidden: bool = False
    findings: tuple[Finding, ...] = ()
    part: int = 1

    @property
    def blank(self) -> bool:
        return all(cell.blank for row in self.rows for cell in row)


@dataclass(frozen=True, slots=True)
class Document:
    """A file of forms as read. `findings` say what could not be read at all."""

    cover: tuple[tuple[Cell, Cell], ...] = ()
    tables: tuple[Table, ...] = ()
    findings: tuple[Finding, ...] = ()
    answered: tuple[str, ...] = ()  # submissions whose receipt this file is, mended
