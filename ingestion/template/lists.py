"""Lists to choose from: short ones in the cell, long ones on a hidden sheet under a name.

A list under a name is understood by every Excel since 2007 and by WPS; a reference into another
sheet is not.
"""

from collections.abc import Iterable, Sequence

from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from ingestion.reference.catalogue import Catalogue
from ingestion.template.asked import Office, Sheet

SHEET = "选项"
FORMS, LABELS, UNITS = "报表名称", "指标名称", "单位代码"
_LONGEST = 255  # of a list that stands in the cell, as Excel has it


def add(book: Workbook, asked: Office, of: Sequence[Sheet]) -> None:
    """The hidden sheet with every long list; the reader knows that it is no form."""
    sheet = book.create_sheet(SHEET)
    sheet.sheet_state = "hidden"
    labels = dict.fromkeys(item.label_zh for one in of for item in one.items)
    lists: tuple[tuple[str, Iterable[str]], ...] = (
        (FORMS, [one.form.name_zh for one in of]),
        (LABELS, labels or ["（无）"]),
        (UNITS, [code for code, _ in asked.units]),
        ("单位名称", [name for _, name in asked.units]),
    )
    for column, (name, values) in enumerate(lists, 1):
        row = 1
        for row, value in enumerate((name, *values), 1):
            sheet.cell(row, column, value).number_format = "@"
        letter = "ABCD"[column - 1]
        area = f"'{SHEET}'!${letter}$2:${letter}${row}"
        book.defined_names[name] = DefinedName(name, attr_text=area)


def members(catalogue: Catalogue, indicator: str, dimension: str) -> list[str]:
    """What the members of an indicator's dimension are called."""
    known = catalogue.members.get((indicator, dimension), {})
    return [catalogue.label(indicator, dimension, member) for member in known]


def choice(values: Iterable[str]) -> DataValidation:
    """A short list that stands in the cell."""
    text = ",".join(values)
    assert len(text) <= _LONGEST, text  # noqa: S101  Excel would call the workbook damaged
    return _list(f'"{text}"')


def named(name: str) -> DataValidation:
    """One of the long lists."""
    return _list(name)


def _list(formula: str) -> DataValidation:
    return DataValidation(
        type="list", formula1=formula, allow_blank=True, errorStyle="warning",
        showErrorMessage=True, errorTitle="请核对", error="不在列表中：请从下拉列表中选。",
    )  # fmt: skip
