"""JSON: {"cover": {…}, "form": "…", "rows": [{header: value}]}, or "forms": [{"form", "rows"}].

The keys of a row are the headers of the form tables; numbers are exact.
"""

import json
from decimal import Decimal, InvalidOperation
from typing import Any

from ingestion.arrival.sniff import Content
from ingestion.limits import MAX_CELLS, MAX_ROWS
from ingestion.reading.cells import Cell
from ingestion.reading.document import Document, Table
from ingestion.reading.text import decode
from ingestion.reference.rules import finding

_SHAPE = '{"cover": {…}, "form": "报表名称", "rows": [{…}]}'


class _ShapeError(ValueError):
    """The JSON is well formed, but not a report."""


def read(file: Content) -> Document:
    """The cover and the tables of a JSON file; never raises on any bytes."""
    text = decode(file.data, lambda text: "科" in text)
    if text is None:
        return Document(findings=(finding("file_encoding", file.name, expected="UTF-8 编码"),))
    try:
        return _document(json.loads(
            text, parse_float=_number, parse_int=_number, parse_constant=_refuse,
            object_pairs_hook=_object,
        ))  # fmt: skip
    except (ValueError, RecursionError) as error:
        found = _told(error)
        fault = finding("file_damaged", file.name, expected=_SHAPE, found=found)
        return Document(findings=(fault,))


def _told(error: ValueError | RecursionError) -> str:
    """What is wrong with the text, in Chinese."""
    if isinstance(error, json.JSONDecodeError):
        return f"第 {error.lineno} 行第 {error.colno} 个字符处不合 JSON 写法"
    return "嵌套过深" if isinstance(error, RecursionError) else str(error)[:200]


def _number(text: str) -> Decimal:
    if len(text) > 40:
        raise _ShapeError(f"数字过长：{text[:40]}…")
    try:
        number = Decimal(text)
    except InvalidOperation:  # an exponent beyond all bounds
        raise _ShapeError(f"数字超出范围：{text}") from None
    if abs(number.adjusted()) > 40:
        raise _ShapeError(f"数字超出范围：{text}")
    return number


def _refuse(name: str) -> None:
    raise _ShapeError(f"{name} 不是数字")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _ShapeError(f"键“{twice}”出现两次")
    return out


def _document(root: Any) -> Document:
    if not isinstance(root, dict):
        raise _ShapeError("最外层应为对象")
    unknown = set(root) - {"cover", "form", "rows", "forms"}
    if unknown:
        raise _ShapeError(f"有未识别的键：{'、'.join(sorted(unknown))}")
    cover = root.get("cover", {})
    if not isinstance(cover, dict):
        raise _ShapeError("cover 应为对象")
    pairs = tuple((Cell("cover", name), _cell(f"cover.{name}", v)) for name, v in cover.items())
    if "forms" in root:
        forms = root["forms"]
        if "rows" in root or not isinstance(forms, list):
            raise _ShapeError("forms 应为数组，且不与 rows 并用")
        return Document(pairs, tuple(_table(f, f"forms[{i}].") for i, f in enumerate(forms)))
    return Document(pairs, (_table(root, ""),))


def _table(form: Any, prefix: str) -> Table:
    """Rows of objects as a rectangle: the header is every key, in the order of first use."""
    rows = form.get("rows") if isinstance(form, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _ShapeError(f"{prefix}rows 应为对象的数组")
    if len(rows) > MAX_ROWS:
        raise _ShapeError(f"行数 {len(rows):,}，不应超过 {MAX_ROWS:,}")
    name = form.get("form", "")
    if not isinstance(name, str):
        raise _ShapeError(f"{prefix}form 应为文字")
    headers = list(dict.fromkeys(header for row in rows for header in row))
    if len(headers) * len(rows) > MAX_CELLS:
        raise _ShapeError(f"{prefix}rows 有 {len(headers)} 种键，过多")
    header = tuple(Cell(f"{prefix}rows.{name}", name) for name in headers)
    body = (
        tuple(_cell(f"{prefix}rows[{i}].{name}", row.get(name)) for name in headers)
        for i, row in enumerate(rows)
    )
    return Table(name, (header, *body))


def _cell(ref: str, value: Any) -> Cell:
    if value is None:
        return Cell(ref)
    if isinstance(value, bool):
        return Cell(ref, str(value).upper())
    if isinstance(value, Decimal):
        return Cell(ref, f"{value:f}", value)
    if isinstance(value, str):
        return Cell(ref, value)
    raise _ShapeError(f"{ref} 应为数字或文字")
