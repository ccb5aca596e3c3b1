"""An office's finished files, opened again to plant something into them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from typing import Any, Literal, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

LITERACY = "全民科学素质工作情况年报表"
STATIONS_COUNTED = "院士专家工作站情况年报表"
FUNDING = "科普经费情况年报表"
ORGANIZATION = "科协组织建设情况年报表"
STATIONS = "院士专家工作站登记册"
TRANSFERS = "科普经费上下级拨付明细表"
COVER = "封面"
EXPLAINED = "已说明"
_FIRST_HEADERS = ("指标名称", "工作站名称", "拨款单位代码")
Sort = Literal["fault", "oddity"]


class Unfit(Exception):
    """This office's file has no place for this kind; another office's may."""


class Planted(NamedTuple):
    """What must be told: of which file, where, and by which rule."""

    path: str
    place: str
    rule: str


@dataclass
class Sent:
    """A file on its way: night 0 takes in the year before, 1 the year, others what comes late."""

    path: str
    content: bytes
    received_at: str
    night: int = 1


class Book:
    """A finished workbook, opened."""

    def __init__(self, data: bytes) -> None:
        self.book: Workbook = load_workbook(BytesIO(data))

    def sheet(self, form: str) -> Worksheet:
        """The sheet of a form."""
        if form not in self.book.sheetnames:
            raise Unfit(form)
        return self.book[form]

    def header(self, form: str) -> int:
        """The row of the column headers."""
        for row in self.sheet(form).iter_rows():
            if any(cell.value in _FIRST_HEADERS for cell in row):
                return row[0].row
        raise Unfit(form)

    def column(self, form: str, name: str) -> int:
        """The number of a column by its header."""
        sheet, row = self.sheet(form), self.header(form)
        for column in range(1, sheet.max_column + 1):
            if sheet.cell(row, column).value == name:
                return column
        raise Unfit(name)

    def row(self, form: str, label: str) -> int:
        """The row of an item by its printed name."""
        sheet, column = self.sheet(form), self.column(form, "指标名称")
        for row in range(self.header(form) + 1, sheet.max_row + 1):
            if sheet.cell(row, column).value == label:
                return row
        raise Unfit(label)

    def at(self, form: str, label: str, column: str = "本级") -> Cell:
        """The cell of an item."""
        return self.sheet(form).cell(self.row(form, label), self.column(form, column))

    def line(self, form: str, number: int, column: str) -> Cell:
        """A cell of the register's line of this number, from 1."""
        sheet, row = self.sheet(form), self.header(form) + number
        if not isinstance(sheet.cell(row, 1).value, int):
            raise Unfit(f"{form} {number}")
        return sheet.cell(row, self.column(form, column))

    def lines(self, form: str) -> int:
        """How many lines a register has."""
        sheet, head = self.sheet(form), self.header(form)
        rows = range(head + 1, sheet.max_row + 1)
        return sum(isinstance(sheet.cell(row, 1).value, int) for row in rows)

    def add(self, form: str, label: str, unit: str, **values: Any) -> int:
        """A further row of a form, above its foot; the number of the row."""
        sheet = self.sheet(form)
        row = sheet.max_row + 1
        if str(sheet.cell(row - 1, 1).value).startswith("填表人"):
            sheet.insert_rows(row - 1)
            row -= 1
        for name, value in {"指标名称": label, "计量单位": unit, **values}.items():
            sheet.cell(row, self.column(form, name), value)
        return row

    def number(self, form: str, label: str, column: str = "本级", least: int = 1) -> int:
        """The whole number of an item, which must be at least so large."""
        value = self.at(form, label, column).value
        if not isinstance(value, int) or value < least:
            raise Unfit(label)
        return value

    def explain(self, form: str, indicator: str, place: str, text: str) -> None:
        """A line on the explanation sheet."""
        if "上报说明" not in self.book.sheetnames:
            self.book.create_sheet("上报说明").append(["报表", "指标", "位置", "说明"])
        self.book["上报说明"].append([form, indicator, place, text])

    def content(self) -> bytes:
        """The workbook as a file."""
        return saved(self.book)


@dataclass
class Office:
    """One office: its file of the year, that of the year before, and whatever else it sends."""

    code: str
    name: str
    level: str
    main: Sent
    make_last_year: Callable[[], Sent] | None
    more: list[Sent] = field(default_factory=list)

    @cached_property
    def last_year(self) -> Sent:
        """The file of the year before, made when it is asked for."""
        if self.make_last_year is None:
            raise Unfit("no year before")
        return self.make_last_year()

    @cached_property
    def book(self) -> Book:
        """The year's file, opened; it is saved when all is planted."""
        return Book(self.main.content)

    @cached_property
    def before(self) -> Book:
        """The file of the year before."""
        return Book(self.last_year.content)

    def at(self, cell: Cell, rule: str) -> Planted:
        """What must be told of a cell of the year's file."""
        return Planted(self.main.path, ref(cell), rule)

    def miswritten(self, form: str, column: str, value: Any, rule: str) -> list[Planted]:
        """Write `value` into the first line of a register, and what must be told of it."""
        cell = self.book.line(form, 1, column)
        cell.value = value
        return [self.at(cell, rule)]

    def told(self, place: str, rule: str) -> Planted:
        """What must be told of any other place of it."""
        return Planted(self.main.path, place, rule)

    def save(self) -> None:
        """Write the opened books back."""
        if "book" in self.__dict__:
            self.main.content = self.book.content()
        if "before" in self.__dict__:
            self.last_year.content = self.before.content()

    def sends(self, name: str, content: bytes, received_at: str, night: int) -> Sent:
        """A further file."""
        sent = Sent(f"{self.code}/{name}", content, received_at, night)
        self.more.append(sent)
        return sent

    def rename(self, extension: str) -> None:
        """The year's file under another extension."""
        self.main.path = self.main.path.rpartition(".")[0] + extension

    @property
    def file(self) -> str:
        """The name of the year's file, by which findings about the whole file call it."""
        return self.main.path.rpartition("/")[2]


def saved(book: Workbook) -> bytes:
    """A workbook as a file."""
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def ref(cell: Cell) -> str:
    """A cell as findings name it."""
    return f"{cell.parent.title}!{cell.coordinate}"


def row_ref(cell: Cell) -> str:
    """The row of a cell, named by its first cell."""
    return f"{cell.parent.title}!A{cell.row}"


Plant = Callable[[Office], list[Planted]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fault or oddity: where it may be planted, and the rule that it goes by."""

    name: str
    sort: Sort
    plant: Plant
    family: str
    basis: str
    levels: tuple[str, ...] = ("subdistrict",)
    format: str = "xlsx"
    is_late: bool = False  # written when the checks were frozen
    says_other: bool = False  # an oddity of figures, not of looks alone
    has_below: bool = False  # all units below send what is sound, and before it

    @property
    def what(self) -> str:
        """The kind in words."""
        return " ".join((self.plant.__doc__ or "").split())


KINDS: dict[str, Kind] = {}
AREAS = ("district", "city")


def _register(sort: Sort, kind: dict[str, Any]) -> Callable[[Plant], Plant]:
    def register(plant: Plant) -> Plant:
        name = plant.__name__
        assert name not in KINDS, name
        KINDS[name] = Kind(name, sort, plant, **kind)
        return plant

    return register


def fault(family: str, basis: str, **where: Any) -> Callable[[Plant], Plant]:
    """A kind of fault, with the rule that it breaks; `where` as the fields of Kind."""
    return _register("fault", {"family": family, "basis": basis, **where})


def oddity(family: str, basis: str, **where: Any) -> Callable[[Plant], Plant]:
    """A kind of lawful oddity, with the rule that allows it."""
    return _register("oddity", {"family": family, "basis": basis, **where})


def repacked(
    data: bytes,
    change: Callable[[str, bytes], bytes] = lambda name, part: part,
    added: Mapping[str, bytes] | None = None,
) -> bytes:
    """A package with its parts changed, and further ones."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name)))
        for name, part in (added or {}).items():
            target.writestr(name, part)
    return out.getvalue()


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A .zip with these members."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()
