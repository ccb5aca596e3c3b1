"""Finished workbooks of random forms, before and after somebody has changed their looks."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from random import Random
from typing import Any

import xlwt
from openpyxl import Workbook

from ingestion.reading.filings import Reference
from ingestion.reference.catalogue_rows import FormItem
from tests.ingestion.files import cover, saved

FORMS = ("literacy", "workstation", "funding", "organization")
OFFICES = ("420112", "421000", "420112001", "429004")
HEADER = ["序号", "指标名称", "计量单位", "本级", "含下级", "备注"]
LABEL, UNIT, OWN, INCLUSIVE, NOTE = 1, 2, 3, 4, 5
TEN_THOUSAND = Decimal(10_000)
Truth = frozenset[tuple[Any, ...]]


@dataclass
class Draft:
    """A sheet on its way: a grid whose row `top` begins the header, and all that is not text."""

    form: str
    name: str
    office: str
    truth: Truth
    grid: list[list[Any]]
    top: int = 0
    formats: dict[tuple[int, int], str] = field(default_factory=dict)  # from 0
    merged: list[str] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)  # from 1
    hidden_columns: list[str] = field(default_factory=list)
    is_hidden: bool = False
    more: dict[str, list[list[Any]]] = field(default_factory=dict)
    file: str = "年报.xlsx"
    after: Callable[[bytes], bytes] = lambda data: data
    build: Callable[["Draft"], bytes] = lambda draft: draft.as_xlsx()

    @property
    def rows(self) -> list[list[Any]]:
        """The rows below the header."""
        return self.grid[self.top + 1 :]

    @property
    def data(self) -> bytes:
        """The file as it arrives."""
        return self.after(self.build(self))

    @property
    def pairs(self) -> dict[str, str]:
        return cover(self.office)

    def as_xlsx(self) -> bytes:
        """An .xlsx with the cover and everything that was done to the sheet."""
        book = Workbook()
        front = book.active
        front.title = "封面"
        for pair in self.pairs.items():
            front.append(pair)
        for name, lines in {self.name: self.grid, **self.more}.items():
            sheet = book.create_sheet(name)
            for line in lines:
                sheet.append([float(v) if isinstance(v, Decimal) else v for v in line])
        sheet = book[self.name]
        for (row, column), code in self.formats.items():
            sheet.cell(row=row + 1, column=column + 1).number_format = code
        for area in self.merged:
            sheet.merge_cells(area)
        for row in self.hidden_rows:
            sheet.row_dimensions[row].hidden = True
        for letter in self.hidden_columns:
            sheet.column_dimensions[letter].hidden = True
        if self.is_hidden:
            sheet.sheet_state = "hidden"
        return saved(book)

    def as_xls(self) -> bytes:
        """The same as an .xls."""
        book = xlwt.Workbook(encoding="utf-8")
        sheets = {"封面": [list(pair) for pair in self.pairs.items()], self.name: self.grid}
        for name, lines in {**sheets, **self.more}.items():
            sheet = book.add_sheet(name)
            for row, line in enumerate(lines):
                for column, value in enumerate(line):
                    code = self.formats.get((row, column)) if name == self.name else None
                    shape = xlwt.easyxf(num_format_str=code) if code else xlwt.Style.default_style
                    if value is not None:
                        number = float(value) if isinstance(value, Decimal) else value
                        sheet.write(row, column, number, shape)
        stream = BytesIO()
        book.save(stream)
        return stream.getvalue()

    def as_csv(self, delimiter: str, encoding: str) -> bytes:
        """The sheet as CSV, quoted where needed; the cover's lines first."""
        lines = [*({**self.pairs, "报表名称": self.name}).items(), *self.grid]
        text = "\r\n".join(delimiter.join(_quoted(v, delimiter) for v in line) for line in lines)
        return text.encode(encoding)


def _quoted(value: object, delimiter: str) -> str:
    text = "" if value is None else str(value)
    return f'"{text}"' if delimiter in text else text


def draft(random: Random, reference: Reference, form: str = "") -> Draft:
    """A filled form of 2024 with what it says; the form of funds with its amounts alone."""
    form = form or random.choice(FORMS)
    items = [item for item in reference.catalogue.items(form, 2024) if _whole(item, reference)]
    if form == "funding":
        items = [item for item in items if item.unit_printed == "元"]
    chosen = sorted(random.sample(items, k=min(len(items), random.randint(4, 12))),
                    key=lambda item: item.item_no)  # fmt: skip
    office, rows, truth = random.choice(OFFICES), [], []
    for item in chosen:
        inclusive = _value(random, item)
        own = Decimal(random.randint(1, 9)) * (TEN_THOUSAND if item.unit_printed == "元" else 1)
        own = min(own, inclusive)
        rows.append([item.item_no, item.label_zh, item.unit_printed, own, inclusive, None])
        cube = item.cell
        where = cube.indicator, cube.audience, cube.grade, cube.department, cube.kind
        truth += [(office, *where, "own", own), (office, *where, "inclusive", inclusive)]
    name = reference.catalogue.forms[form].name_zh
    return Draft(form, name, office, frozenset(truth), [list(HEADER), *rows])


def _whole(item: FormItem, reference: Reference) -> bool:
    """Whether any number does for the item: no ratio that other cells rebuild."""
    return reference.catalogue.indicators[item.cell.indicator].unit not in ("percent", "%")


def _value(random: Random, item: FormItem) -> Decimal:
    if item.unit_printed == "元":  # in 万元 with two decimals, so that every unit says it exactly
        return Decimal(random.randint(100, 99_999_999)) * 100
    return Decimal(random.randint(1, 10 ** random.randint(1, 7)))
