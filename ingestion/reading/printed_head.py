"""What a sheet prints above its table about office and period, held against the cover.

The cover is read. A sheet of last year, or of another office, under a new cover counts for neither
of the two that are named.
"""

import re
from collections.abc import Iterator

from ingestion.model import Finding
from ingestion.reading import headers
from ingestion.reading.cells import key
from ingestion.reading.cover import Cover, read_code, read_period
from ingestion.reading.document import Table
from ingestion.reference.org_tree import OrgTree
from ingestion.reference.rules import finding

_SAID = re.compile(r"(?P<item>行政区划代码|报告期):(?P<word>.+)")


def findings(table: Table, cover: Cover, tree: OrgTree) -> Iterator[Finding]:
    """Every line above the header that names another unit or period than the cover."""
    for row in table.rows[: headers.find_row(table.rows) or 0]:
        for cell in row:
            match = _SAID.fullmatch(key(cell.text))
            expected = _other(match["item"], match["word"], cover, tree) if match else None
            if expected:
                yield finding(
                    "head_differs", cell.ref, expected=f"与封面一致：{expected}", found=cell.text
                )


def _other(item: str, word: str, cover: Cover, tree: OrgTree) -> str | None:
    """What the cover says, where the line says something else."""
    if item == "报告期":
        period = read_period(word)
        return str(cover.period) if cover.period and period and period != cover.period else None
    unit = tree.resolve(read_code(word), cover.day)
    return cover.sender_code if cover.sender_code and unit != cover.sender_code else None
