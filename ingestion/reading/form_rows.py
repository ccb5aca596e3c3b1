"""One row of a form's table, understood as far as its values: label, breakdown, unit, period, type.

What a row does not say comes from the cover and from the form's printed layout.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ingestion.model import TOTAL, Basis, Finding, Status
from ingestion.reading import cells, cover, headers
from ingestion.reading.cells import Cell
from ingestion.reading.cover import Cover
from ingestion.reading.headers import Header, Line
from ingestion.reading.labels import Labels
from ingestion.reference.catalogue_rows import DIMENSIONS, Form, FormItem
from ingestion.reference.catalogue_rows import Cell as Cube
from ingestion.reference.org_tree import OrgTree
from ingestion.reference.periods import Period
from ingestion.reference.rules import finding

_BASIS: dict[str, Basis] = {"期内": "period", "period": "period", "累计": "ytd", "ytd": "ytd"}
_STATUS: dict[str, Status] = {
    "实际": "actual", "actual": "actual", "计划": "plan", "plan": "plan",
    "预计": "estimate", "estimate": "estimate",
}  # fmt: skip
_FIGURES = ("own", "inclusive", "unknown", "value", "amount", "note")
_BETWEEN = re.compile(r"[、,，;；/和\s]+")
_FOOT = re.compile(
    r"(?:填表人|填报人|制表人|审核人|(?:单位)?负责人|联系电话|联系人|填报日期|填表日期|注|说明|备注)"
    r"(?:[:：].*)?",
    re.S,
)
_NOTE = re.compile("注|说明|备注")
_DIGITS = re.compile(r"\s*[\d,.]+\s*")


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading needs to know beside the table."""

    labels: Labels
    tree: OrgTree
    cover: Cover
    form: Form


class Row(NamedTuple):
    """One row without its values. A row that is not `readable` has faults that forbid them."""

    cube: Cube
    item: FormItem | None
    period: Period | None
    status: Status
    basis: Basis
    unit_printed: str
    readable: bool
    header: Header
    org_code: str | None  # as it stands in the row
    unit: str | None  # the identity behind it, None where it is no unit


def code_on(tree: OrgTree, unit: str, day: date) -> str:
    """The code that a unit bore on a day, by which everybody will find it again."""
    version = tree.version(unit, day)
    return version.code_then if version else unit


def is_foot(line: Line) -> bool:
    """Whether a row is blank or the foot of the form (填表人：…). No note has figures behind it."""
    first = next((cell for cell in line.cells if not cell.blank), None)
    if first is None:
        return True
    if not is_foot_word(first):
        return False
    others = line.filled[1:]
    figures = any(cell.number is not None or _DIGITS.fullmatch(cell.text) for cell in others)
    return not (figures and _NOTE.match(first.label))


def is_foot_word(cell: Cell) -> bool:
    """Whether a row that begins so may be the foot of the form."""
    return cell.number is None and _FOOT.fullmatch(cell.label) is not None


def ditto(line: Line) -> list[Finding]:
    """A finding of every cell that refers to another row by 同上 for what its row is about."""
    named = (line.cell(name) for name in line.header.columns if not name.startswith(_FIGURES))
    return [
        finding("cell_ditto", cell.ref, expected="写明内容", found=cell.text)
        for cell in named
        if not cell.blank and cells.key(cell.text) in cells.DITTO
    ]


def understand(
    line: Line, reading: Reading, period: Period | None, faults: list[Finding]
) -> Row | None:
    """The row without its values, or None where its label means nothing."""
    year = (period or reading.cover.period or Period(9999)).year
    found = _label(line, reading, year, faults)
    if found is None:
        return None
    cube, item = found
    _item_number(line, item, faults)
    cube, sound = _broken_down(line, reading, cube, faults)
    org_code, unit = org(line, reading, period, faults)
    basis, status, typed = _data_type(line, faults)
    return Row(
        cube, item, period, status, basis, line.text("unit"), sound and typed, line.header,
        org_code, unit,
    )  # fmt: skip


def row_period(line: Line, reading: Reading, faults: list[Finding]) -> Period | None:
    """The period of a row: its own, else the cover's; None where neither can be read."""
    cell = line.cell("period")
    if cell.blank:
        return reading.cover.period
    period = None if cell.day else cover.read_period(cell.text)
    if period is None:
        expected = "2024、2024-H1、2024-Q3 或 2024-07（文本格式）"
        faults.append(finding("period_unreadable", cell.ref, expected=expected, found=cell.text))
    return period


def _label(
    line: Line, reading: Reading, year: int, faults: list[Finding]
) -> tuple[Cube, FormItem | None] | None:
    labels, form = reading.labels, reading.form.form
    name, code = line.text("indicator"), line.text("indicator_code")
    place = line.cell("indicator" if name else "indicator_code").ref or line.ref
    item = labels.item(form, year, name) if name else None
    cube = item.cell if item else labels.cell(name) if name else None
    by_code = labels.cell(code) if code else None
    if (name and cube is None) or (code and by_code is None) or not (name or code):
        expected = f"《{reading.form.name_zh}》{year}年所列指标"
        found = name or code or "空"
        faults.append(finding("label_unknown", place, expected=expected, found=found))
        return None
    if cube and by_code and by_code.indicator != cube.indicator:
        found = f"{name}，{code}"
        faults.append(finding("label_ambiguous", place, expected="名称与代码一致", found=found))
        return None
    cube = cube or by_code
    assert cube is not None  # noqa: S101  one of the two was found
    if not labels.asks_for(form, year, cube.indicator):
        faults.append(finding("label_outside_form", place, found=name or code))
    return cube, item or labels.item_of(form, year, cube)


def _item_number(line: Line, item: FormItem | None, faults: list[Finding]) -> None:
    printed = line.text("item_no")
    if item and printed.isdigit() and int(printed) != item.item_no:
        ref, expected = line.cell("item_no").ref, str(item.item_no)
        faults.append(finding("item_number", ref, item.label_zh, expected=expected, found=printed))


def _broken_down(
    line: Line, reading: Reading, cube: Cube, faults: list[Finding]
) -> tuple[Cube, bool]:
    """The cube cell with what the row's own columns add to the label's; whether they may."""
    sound = True
    for dimension in DIMENSIONS:
        cell = line.cell(dimension)
        if cell.blank:
            continue
        member = reading.labels.member(cube.indicator, dimension, cell.text)
        fixed = getattr(cube, dimension)
        if member is None:
            expected = f"指标目录所列{headers.FORM[dimension][0]}"
            faults.append(finding("member_unknown", cell.ref, expected=expected, found=cell.text))
            sound = False
        elif fixed not in (TOTAL, member) and member != TOTAL:
            expected = reading.labels.catalogue.label(cube.indicator, dimension, fixed)
            faults.append(finding("member_conflict", cell.ref, expected=expected, found=cell.text))
            sound = False
        elif member != TOTAL:
            cube = cube._replace(**{dimension: member})
    return cube, sound


def org(
    line: Line, reading: Reading, period: Period | None, faults: list[Finding]
) -> tuple[str | None, str | None]:
    """(code as it stands in the row, the unit's identity); the sender where the row says none."""
    tree, sender = reading.tree, reading.cover.sender_code
    day = period.last_day if period else reading.cover.day
    cell = line.cell("org_code")
    if cell.blank and sender and line.text("org_name"):
        return _by_name(line, tree, sender, day, faults)
    if cell.blank:
        return (code_on(tree, sender, day), sender) if sender else (None, None)
    code = cover.read_code(cell.text)
    unit = tree.resolve(code, day)
    if unit is None:
        expected = "现行或曾用的行政区划代码"
        faults.append(
            finding("org_unknown", cell.ref, expected=expected, found=code, org_code=code)
        )
        return code, None
    if sender and unit != sender and sender not in tree.ancestors(unit, day):
        expected = f"{sender} 或其下级"
        faults.append(
            finding("org_not_below", cell.ref, expected=expected, found=code, org_code=code)
        )
    faults.extend(misnamed(line.cell("org_name"), unit, day, tree, cell.ref))
    return code, unit


def misnamed(name: Cell, unit: str, day: date, tree: OrgTree, ref: str = "") -> Iterator[Finding]:
    """The finding of a name beside a code that is not the unit's, at the code if `ref` says so."""
    if not name.blank and unit not in tree.named(name.text, day):
        expected = tree.units[unit].name if unit in tree.units else unit
        code, found = code_on(tree, unit, day), name.text.strip()
        yield finding("org_name", ref or name.ref, expected=expected, found=found, org_code=code)


def _by_name(
    line: Line, tree: OrgTree, sender: str, day: date, faults: list[Finding]
) -> tuple[str, str | None]:
    """The unit of a row that names it without a code: only one that no other may be."""
    name = line.text("org_name")
    found = tree.named(name, day, sender)
    if len(found) == 1:
        return code_on(tree, found[0], day), found[0]
    expected = f"行政区划代码，或 {sender} 及其下级的名称"
    faults.append(finding("org_unknown", line.cell("org_name").ref, expected=expected, found=name))
    return name, None


def _data_type(line: Line, faults: list[Finding]) -> tuple[Basis, Status, bool]:
    """(basis, status, whether all words were known): an unknown word may mean a plan, and of two
    that contradict each other nobody can tell which is meant.
    """
    basis: Basis | None = None
    status: Status | None = None
    known = True
    for name in ("data_type", "basis", "status"):
        cell = line.cell(name)
        for word in filter(None, _BETWEEN.split("" if cell.blank else cell.text.strip())):
            if name != "status" and word in _BASIS and basis in (None, _BASIS[word]):
                basis = _BASIS[word]
            elif name != "basis" and word in _STATUS and status in (None, _STATUS[word]):
                status = _STATUS[word]
            else:
                known = False
                expected = "期内或累计；实际、计划或预计"
                faults.append(finding("data_type_unknown", cell.ref, expected=expected, found=word))
    return basis or "period", status or "actual", known


def tidy(value: Decimal | None) -> Decimal | None:
    """The same number without meaningless zeros: 48000.0 is 48000."""
    if value is None:
        return None
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
