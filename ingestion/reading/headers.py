"""Finding and understanding the header row of every table that an office may send.

Which headers there are is `form_columns`. A header is mapped to a field, never normalised; one that
stands there in no row stops its table. What takes several rows is `header_rows`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from ingestion import settings
from ingestion.model import Finding
from ingestion.reading import form_columns, header_rows
from ingestion.reading.cells import Cell, key
from ingestion.reading.units import note as noted
from ingestion.reference.rules import finding

_MOST_TITLE_ROWS = 40

_COLUMNS = form_columns.load(settings.load().reference)
FORM = form_columns.names(_COLUMNS, form_columns.ITEMS, form_columns.CUMULATIVE)
STATIONS = form_columns.names(_COLUMNS, form_columns.STATIONS)
TRANSFERS = form_columns.names(_COLUMNS, form_columns.TRANSFERS)
EDITS = form_columns.names(_COLUMNS, form_columns.EDITS)
GROUPS = form_columns.names(_COLUMNS, form_columns.GROUPS)
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
    units: dict[str, str] = field(default_factory=dict)  # 本级（万元）
    noted: tuple[str, ...] = ()  # 单位：万元, above the table or at its foot

    def unit(self, column: str) -> str:
        """What the table prints about the unit of a column, for all of its rows."""
        return self.units.get(column) or "、".join(self.noted)


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
        if field not in self.header.columns:
            return ""
        cell = self.cell(field)
        return "" if cell.blank else cell.text.strip()

    def without(self, *names: str) -> "Line":
        """The same row as if the table had no such columns."""
        kept = {name: at for name, at in self.header.columns.items() if name not in names}
        return replace(self, header=replace(self.header, columns=kept))

    @property
    def cells_text(self) -> str:
        """The row as it stands, for a finding that shows it."""
        return " ".join(cell.text.strip() for cell in self.filled)[:100]

    @property
    def filled(self) -> list[Cell]:
        return [cell for cell in self.cells if not cell.blank]

    @property
    def ref(self) -> str:
        """Where the row begins."""
        for cell in self.cells:
            if not cell.blank:
                return cell.ref
        return ""

    @property
    def stray(self) -> Cell | None:
        """A filled cell below no header, which nobody would read."""
        named = set(self.header.columns.values())
        unnamed = (c for i, c in enumerate(self.cells) if i not in named)
        return next((c for c in unnamed if not c.blank), None)


def printed(layout: str, field: str, year: int) -> str | None:
    """What a layout prints above a field in the forms of a year."""
    columns = form_columns.printed(_COLUMNS, layout, year)
    return next((column.header_zh for column in columns if column.field == field), None)


def find_row(rows: Sequence[Sequence[Cell]]) -> int | None:
    """Index of the first header row: the first with an anchor (指标名称, …) beside another."""
    for number, row in enumerate(rows[:_MOST_TITLE_ROWS]):
        if is_header(row):
            return number
    return None


def _is_group(cell: Cell, known: Collection[str]) -> bool:
    """Whether a cell above a header adds nothing to it but a unit."""
    label, _ = header_rows.split_unit(cell.text)
    return label in known or any(label == key(name) for name in GROUPS.get("group", ()))


def is_header(row: Sequence[Cell]) -> bool:
    """Whether a row is the first of a header: an anchor stands beside something else."""
    if not any(cell.number is None and key(cell.text) in _ANCHORS for cell in row):
        return False
    return len({key(cell.text) for cell in row if not cell.blank}) > 1


def understand(
    rows: Sequence[Sequence[Cell]], fields: dict[str, tuple[str, ...]], place: str
) -> tuple[Header | None, list[Finding]]:
    """The header of a table, or every reason why it has none."""
    number = find_row(rows)
    if number is None:
        expected = "、".join(names[0] for names in fields.values())
        return None, [finding("header_missing", place, expected=f"含有这些栏目的表头：{expected}")]
    known = {key(name): field for field, names in fields.items() for name in names}
    bottom = header_rows.last_row(rows, number, known)
    columns: dict[str, int] = {}
    units: dict[str, str] = {}
    findings = []
    for column in range(max(len(row) for row in rows[number : bottom + 1])):
        *above, cell = header_rows.stack(rows, number, bottom, column, known) or [Cell("")]
        label, unit = header_rows.split_unit(cell.text)
        name = known.get(key(cell.text)) or known.get(label)
        unread = next((c for c in above if not _is_group(c, known)), None)
        if cell.blank:
            continue
        if name is None or unread is not None:
            expected = "、".join(names[0] for names in fields.values())
            found = unread or cell
            fault = finding("header_unknown", found.ref, expected=expected, found=found.text)
            findings.extend([fault] if fault not in findings else [])
        elif name in columns:
            findings.append(finding("header_twice", cell.ref, expected="每栏一次", found=cell.text))
        else:
            columns[name] = column
            words = dict.fromkeys([*(header_rows.split_unit(c.text)[1] for c in above), unit])
            if any(words):
                units[name] = "、".join(filter(None, words))
    if findings:
        return None, findings
    return Header(bottom, columns, units, noted(rows, number, bottom)), []
