"""What a cell may hold: an item's range and decimals as a validation of the workbook.

Words of estimate (约3000) are let through after a question: a range that stopped them would make
people invent a number.
"""

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.reference.catalogue_rows import FormItem

# what a cell may say instead of a number, in the words that the reader knows
_WORDS = ("-", "—", "/", "无", "未统计", "XX", "作废")


def add(sheet: Worksheet, letter: str, items: Sequence[FormItem], rows: dict[int, int]) -> None:
    """Add one validation for every run of rows with the same range in a column."""
    placed = [(_range(item), rows[item.item_no]) for item in items]
    runs = groupby(enumerate(placed), key=lambda one: (one[1][0], one[1][1] - one[0]))
    for (asked, _), run in runs:
        taken = [row for _, (_, row) in run]
        first = f"{letter}{taken[0]}"
        validation = _validation(first, asked)
        validation.add(f"{first}:{letter}{taken[-1]}")
        sheet.add_data_validation(validation)


_Range = tuple[Decimal | None, Decimal | None, int]


def _range(item: FormItem) -> _Range:
    return item.minimum, item.maximum, 2 if item.decimals is None else item.decimals


def _validation(cell: str, asked: _Range) -> DataValidation:
    low, high, decimals = asked
    tests = [f"ROUND({cell},{decimals})={cell}"]
    tests += [f"{cell}>={low}"] if low is not None else []
    tests += [f"{cell}<={high}"] if high is not None else []
    words = ",".join(f'{cell}="{word}"' for word in _WORDS)
    said = in_words(asked)
    return DataValidation(
        type="custom", formula1=f"IF(ISNUMBER({cell}),AND({','.join(tests)}),OR({words}))",
        allow_blank=True, errorStyle="warning", showErrorMessage=True, errorTitle="请核对",
        error=f"应填{said}；没有这项业务填 -，没有数填 未统计。确是概数（约3000）的选“是”。",
        showInputMessage=True, promptTitle="填写", prompt=f"{said}；没有这项业务填 -",
    )  # fmt: skip


def in_words(asked: _Range) -> str:
    """The range as the office reads it."""
    low, high, decimals = asked
    number = f"至多 {decimals} 位小数的数" if decimals else "整数"
    if low is not None and high is not None:
        return f"{low} 至 {high} 的{number}"
    if low is not None:
        return f"不小于 {low} 的{number}"
    return f"不大于 {high} 的{number}" if high is not None else number
