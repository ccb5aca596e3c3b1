"""Edit sheets as a person fills them, in all three file types; every name in them is made up."""

import json
from typing import Any

from openpyxl import Workbook

from tests.ingestion.files import as_csv, saved

SHEET = "数据调整表"
PERSON = "虚构人甲"
Row = dict[str, Any]
CORRECTED = {"调整方法": "修正：核实更正", "调整原因": "与填报单位电话核实"}
IMPUTED = {"调整方法": "插补：上年同期", "调整原因": "该单位未报，沿用上年"}


def row(value: Any = 12, **more: Any) -> Row:
    """One edited cell: 科普活动场次 of 东西湖区 itself, unless said otherwise."""
    cell = {"行政区划代码": "420112", "指标名称": "科普活动场次", "口径": "本级", "数值": value}
    return {**cell, **CORRECTED, **more}


def head(**more: str) -> dict[str, str]:
    """A cover with the person who edits."""
    return {"行政区划代码": "420000", "报告期": "2024", "调整人": PERSON, "报表名称": SHEET, **more}


def _table(rows: tuple[Row, ...]) -> list[list[Any]]:
    headers = list(dict.fromkeys(name for one in rows for name in one))
    return [headers, *([one.get(name, "") for name in headers] for one in rows)]


def xlsx(cover: dict[str, str], *rows: Row) -> bytes:
    """A workbook with a cover and an edit sheet."""
    book = Workbook()
    front = book.active
    assert front is not None
    front.title = "封面"
    for pair in cover.items():
        front.append(pair)
    sheet = book.create_sheet(SHEET)
    for line in _table(rows):
        sheet.append(line)
    return saved(book)


def csv(cover: dict[str, str], *rows: Row) -> bytes:
    """The same as CSV."""
    return as_csv(cover, _table(rows))


def as_json(cover: dict[str, str], *rows: Row) -> bytes:
    """The same as JSON."""
    text = json.dumps({"cover": cover, "form": SHEET, "rows": rows}, ensure_ascii=False)
    return text.encode()
