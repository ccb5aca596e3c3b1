"""Finding and understanding the header row of every table that an office may send.

Which headers there are is `form_columns`. A header is mapped to a field, never normalised; one that
stands there in no row stops its table.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ingestion import form_columns, settings
from ingestion.cells import Cell, key
from ingestion.model import Finding
from ingestion.rules import finding

_MOST_TITLE_ROWS = 40

_COLUMNS = form_columns.load(settings.load().reference)
FORM = form_columns.names(_COLUMNS, form_columns.ITEMS, form_columns.CUMULATIVE)
STATIONS = form_columns.names(_COLUMNS, form_columns.STATIONS)
TRANSFERS = form_columns.names(_COLUMNS, form_columns.TRANSFERS)
EDITS = form_columns.names(_COLUMNS, form_columns.EDITS)
EXPLANATIONS = form_columns.names(_COLUMNS, form_columns.EXPLANATIONS)
_ANCHORS = frozenset(
    key(header)
    for fields, names in (
        (FORM, ("indicator", "indicator_code")),
        (STATIONS, ("station_name",)),
        (TRANSFERS, ("payer_code",)),
    )
    for name in names
    for header in fields[name]
)


@dataclass(frozen=True, slots=True)
class Header:
    """A header row that was understood: its index, and the column of every field it has."""

    row: int
    columns: dict[str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """A row below a header, read by the names of its fields."""

    header: Header
    cells: Sequence[Cell]

    def cell(self, field: str) -> Cell:
        """The cell of a field, a blank one where the table has no such column."""
        column = self.header.columns.get(field)
        if column is None or column >= len(self.cells):
            return Cell(self.ref)
        return self.cells[column]

    def text(self, field: str) -> str:
        """What stands in the cell of a field, empty where nothing does."""
        cell = self.cell(field)
        return "" if cell.blank else cell.text.strip()

    @property
    def filled(self) -> list[Cell]:
        return [cell for cell in self.cells if not cell.blank]

    @property
    def ref(self) -> str:
        """Where the row begins."""
        return next((cell.ref for cell in self.cells if not cell.blank), "")

    @property
    def stray(self) -> Cell | None:
        """A filled cell below no header, which nobody would read."""
        named = set(self.header.columns.values())
        unnamed = (c for i, c in enumerate(self.cells) if i not in named)
        return next((c for c in unnamed if not c.blank), None)


def find_row(rows: Sequence[Sequence[Cell]]) -> int | None:
    """Index of the header row: the first with an anchor (指标名称, …) beside another header."""
    for number, row in enumerate(rows[:_MOST_TITLE_ROWS]):
        filled = {key(cell.text) for cell in row if not cell.blank}
        if len(filled) > 1 and filled & _ANCHORS:
            return number
    return None


def understand(
    rows: Sequence[Sequence[Cell]], fields: dict[str, tuple[str, ...]], place: str
) -> tuple[Header | None, list[Finding]]:
    """The header of a table, or every reason why it has none."""
    number = find_row(rows)
    if number is None:
        expected = "、".join(names[0] for names in fields.values())
        return None, [finding("header_missing", place, expected=f"含有这些栏目的表头：{expected}")]
    known = {key(name): field for field, names in fields.items() for name in names}
    columns: dict[str, int] = {}
    findings = []
    for column, cell in enumerate(rows[number]):
        if cell.blank:
            continue
        field = known.get(key(cell.text))
        if field is None:
            expected = "、".join(names[0] for names in fields.values())
            findings.append(finding("header_unknown", cell.ref, expected=expected, found=cell.text))
        elif field in columns:
            findings.append(finding("header_twice", cell.ref, expected="每栏一次", found=cell.text))
        else:
            columns[field] = column
    if findings:
        return None, findings
    return Header(number, columns), []
