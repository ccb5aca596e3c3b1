"""How a workbook that we sent back is known again, and whether anybody has mended anything in it.

The result sheet carries a fingerprint of what the other sheets held when it was made. The same
again: nobody changed a thing, and there is nothing to take in. Formats, comments and results of
formulas do not count: office programs change them on saving.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingestion.cells import Cell, key

SHEET = "审核结果"
MARK = "回执标记（请勿改动）"
SUBMISSION = "报送编号"


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


def fingerprint(cells: Iterable[Cell]) -> str:
    """Names what the cells of a workbook say; give it no formulas, whose results may change."""
    digest = hashlib.sha256()
    for cell in cells:
        if not cell.blank:
            said = f"{cell.ref}\x1f{cell.text}\x1e"
            digest.update(said.encode("utf-8", "surrogateescape"))
    return digest.hexdigest()
