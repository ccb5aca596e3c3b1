"""Files made for golden cases. Everything in them is made up."""

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import xlwt
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.ingestion.files import Rows, cover, saved

FUNDING = "科普经费情况年报表"
LITERACY = "全民科学素质工作情况年报表"
STATIONS = "院士专家工作站登记册"
TRANSFERS = "科普经费上下级拨付明细表"
HEADER = ("序号", "指标名称", "计量单位", "本级", "含下级")
RAISED = (1, "年度科普经费筹集额", "元", 250000, 900000)
GRANTED = (2, "政府拨款", "元", 125000, 600000)
EVENTS = (1, "科普活动场次", "场次", 12, 340)


@dataclass(frozen=True, slots=True)
class Made:
    """A file and the name under which it lies in the landing's folder 420112."""

    name: str
    data: bytes


Case = Callable[[], Made]
CASES: dict[str, Case] = {}


def case(function: Case) -> Case:
    """A golden case by the name of its function, which names the oddity."""
    assert function.__name__ not in CASES
    CASES[function.__name__] = function
    return function


def book(
    rows: Rows,
    form: str = FUNDING,
    change: Callable[[Worksheet], Any] = lambda sheet: None,
    more: Mapping[str, Rows] | None = None,
) -> Made:
    """A workbook with a cover and one sheet of a form, changed by hand."""
    made = Workbook()
    front = made.active
    front.title = "封面"
    for pair in cover().items():
        front.append(pair)
    for name, lines in {form: rows, **(more or {})}.items():
        sheet = made.create_sheet(name)
        for line in lines:
            sheet.append(line)
    change(made[form])
    return Made("年报.xlsx", saved(made))


def old_book(rows: Rows, form: str = FUNDING, change: Callable[[Any], Any] | None = None) -> Made:
    """The same as an .xls, where a cell may be a value with its number format."""
    made = xlwt.Workbook(encoding="utf-8")
    front = made.add_sheet("封面")
    for at, pair in enumerate(cover().items()):
        for column, text in enumerate(pair):
            front.write(at, column, text)
    sheet = made.add_sheet(form)
    for at, line in enumerate(rows):
        for column, value in enumerate(line):
            if isinstance(value, tuple):
                sheet.write(at, column, value[0], xlwt.easyxf(num_format_str=value[1]))
            elif value is not None:
                sheet.write(at, column, value)
    if change:
        change(sheet)
    stream = BytesIO()
    made.save(stream)
    return Made("年报.xls", stream.getvalue())


def csv(*lines: str, encoding: str = "utf-8", form: str = FUNDING) -> Made:
    """A CSV file with its cover lines."""
    head = [f"{name},{value}" for name, value in {**cover(), "报表名称": form}.items()]
    return Made("年报.csv", "\r\n".join([*head, *lines]).encode(encoding))


def repacked(
    made: Made,
    change: Callable[[str, bytes], bytes] = lambda name, data: data,
    added: Mapping[str, bytes] | None = None,
) -> Made:
    """The package with its parts changed, and further ones."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(made.data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name)))
        for name, data in (added or {}).items():
            target.writestr(name, data)
    return Made(made.name, out.getvalue())


def in_sheet(made: Made, old: bytes, new: bytes) -> Made:
    """The package with the XML of its first form changed."""

    def change(name: str, data: bytes) -> bytes:
        if name != "xl/worksheets/sheet2.xml":
            return data
        assert old in data
        return data.replace(old, new)

    return repacked(made, change)


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A .zip with these members, names as Python writes them."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()
