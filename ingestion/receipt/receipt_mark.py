"""How a workbook that we sent back is known again, and whether anybody has mended anything in it.

The result sheet carries a fingerprint of what the other sheets held when it was made. The same
again: nobody changed a thing, and there is nothing to take in. Formats, comments and results of
formulas do not count: office programs change them on saving.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ingestion.reading.cells import Cell, key

SHEET = "审核结果"
MARK = "回执标记（请勿改动）"
SUBMISSION = "报送编号"
Values = Sequence[Sequence[object]]


@dataclass(frozen=True, slots=True)
class Mark:
    """What a result sheet says of itself: the fingerprint, and the submissions it answered."""

    fingerprint: str
    submissions: tuple[str, ...]


def read(sheet: str, rows: Iterable[Sequence[Cell]]) -> Mark | None:
    """The mark on a sheet, None where the sheet is none of ours."""
    if not key(sheet).startswith(SHEET):
        return None
    said: dict[str, list[str]] = {MARK: [], SUBMISSION: []}
    for row in rows:
        if len(row) > 1 and row[0].text in said:
            said[row[0].text].append(row[1].text)
    if not said[MARK]:
        return None
    return Mark(said[MARK][0], tuple(said[SUBMISSION]))


def is_ours(sheet: str, values: Iterable[Sequence[object]]) -> bool:
    """Whether a sheet with these values is a result sheet."""
    return key(sheet).startswith(SHEET) and any(row and row[0] == MARK for row in values)


def fingerprint(pages: Mapping[str, tuple[Values, Collection[tuple[int, int]]]]) -> str:
    """Names what the sheets of a workbook say, but for the cells (row, column) of formulas."""
    digest = hashlib.sha256()
    for name, (values, formulas) in pages.items():
        digest.update(name.encode("utf-8", "surrogateescape"))
        for number, row in enumerate(values, 1):
            said = [
                f"\x1f{number},{column}={_said(value)}"
                for column, value in enumerate(row, 1)
                if value != "" and (number, column) not in formulas
            ]
            digest.update("".join(said).encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _said(value: object) -> str:
    """A value as every program writes it again: 5 and 5.0 are one number."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{float(value):.15g}"
    return str(value)
