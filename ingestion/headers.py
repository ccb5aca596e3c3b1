"""The headers of every table that an office may send, in Chinese and in English.

A header is mapped to a field, never normalised; one that stands here in no list stops its table.
What takes several rows of headers is in `header_rows`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingestion import header_rows
from ingestion.cells import Cell, key
from ingestion.model import Finding
from ingestion.rules import finding
from ingestion.units import note as noted

_MOST_TITLE_ROWS = 40

FORM = {
    "item_no": ("序号", "item_no"),
    "indicator": ("指标名称", "指标", "indicator"),
    "indicator_code": ("指标代码", "indicator_code", "code"),
    "unit": ("计量单位", "单位", "unit"),
    "org_code": ("行政区划代码", "单位代码", "org_code"),
    "org_name": ("单位名称", "org_name"),
    "audience": ("对象", "audience"),
    "grade": ("级别", "grade"),
    "department": ("部门", "department"),
    "kind": ("类别", "kind"),
    "own": ("本级", "own"),
    "inclusive": ("含下级", "inclusive"),
    "unknown": ("口径不明", "unknown"),
    "scope": ("口径", "scope"),
    "value": ("数值", "value"),
    "period": ("报告期", "period"),
    "data_type": ("数据类型", "data_type"),
    "basis": ("累计口径", "basis"),
    "status": ("数据状态", "status"),
    "form": ("报表", "报表名称", "form"),
    "note": ("备注", "note"),
}
STATIONS = {
    "item_no": ("序号", "item_no"),
    "station_name": ("工作站名称", "台站名称", "station_name"),
    "host_name": ("建站单位", "host_name"),
    "credit_code": ("统一社会信用代码", "credit_code"),
    "type": ("工作站类型", "类型", "type"),
    "grade": ("级别", "grade"),
    "approved_on": ("批准日期", "approved_on"),
    "term_end": ("期满日期", "term_end"),
    "exited_on": ("退出日期", "exited_on"),
    "exit_kind": ("退出方式", "exit_kind"),
    "exit_reason": ("退出原因", "exit_reason"),
    "org_code": ("行政区划代码", "单位代码", "org_code"),
    "org_name": ("单位名称", "org_name"),
    "form": ("报表", "报表名称", "form"),
    "note": ("备注", "note"),
}
TRANSFERS = {
    "item_no": ("序号", "item_no"),
    "payer_code": ("拨款单位代码", "payer_code"),
    "payer_name": ("拨款单位名称", "payer_name"),
    "payee_code": ("收款单位代码", "payee_code"),
    "payee_name": ("收款单位名称", "payee_name"),
    "purpose": ("用途", "purpose"),
    "period": ("期间", "period"),
    "amount": ("金额", "amount", "amount_yuan"),
    "unit": ("单位", "计量单位", "unit"),
    "side": ("方向", "side"),
    "form": ("报表", "报表名称", "form"),
    "note": ("备注", "note"),
}
EDITS = {
    **{name: FORM[name] for name in (
        "item_no", "indicator", "indicator_code", "unit", "org_code", "org_name", "audience",
        "grade", "department", "kind", "scope", "value", "period", "data_type", "basis", "form",
        "note",
    )},
    "state": ("状态", "state"),
    "lower": ("下限", "lower"),
    "upper": ("上限", "upper"),
    "method": ("调整方法", "方法", "method"),
    "reason": ("调整原因", "原因", "reason"),
}  # fmt: skip
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
        return next((cell.ref for cell in self.cells if not cell.blank), "")

    @property
    def stray(self) -> Cell | None:
        """A filled cell below no header, which nobody would read."""
        named = set(self.header.columns.values())
        unnamed = (c for i, c in enumerate(self.cells) if i not in named)
        return next((c for c in unnamed if not c.blank), None)


def find_row(rows: Sequence[Sequence[Cell]]) -> int | None:
    """Index of the first header row: the first with an anchor (指标名称, …) beside another header."""
    for number, row in enumerate(rows[:_MOST_TITLE_ROWS]):
        if is_header(row):
            return number
    return None


def is_header(row: Sequence[Cell]) -> bool:
    """Whether a row is the first of a header: an anchor stands beside something else."""
    filled = {key(cell.text) for cell in row if not cell.blank}
    return len(filled) > 1 and not filled.isdisjoint(_ANCHORS)


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
        *above, cell = header_rows.stack(rows, number, bottom, column) or [Cell("")]
        label, unit = header_rows.split_unit(cell.text)
        name = known.get(key(cell.text)) or known.get(label)
        unread = next((c for c in above if not header_rows.is_group(c, known)), None)
        if cell.blank:
            continue
        if name is None or unread is not None:
            expected = "、".join(names[0] for names in fields.values())
            found = unread or cell
            findings.append(
                finding("header_unknown", found.ref, expected=expected, found=found.text)
            )
        elif name in columns:
            findings.append(finding("header_twice", cell.ref, expected="每栏一次", found=cell.text))
        else:
            columns[name] = column
            words = dict.fromkeys([*(header_rows.split_unit(c.text)[1] for c in above), unit])
            if any(words):
                units[name] = "、".join(filter(None, words))
    if findings:
        return None, findings
    return Header(bottom, columns, units, noted(rows, number)), []
