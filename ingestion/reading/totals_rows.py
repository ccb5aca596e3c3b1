"""Rows of totals that an office adds to its lines (合计): compared with the lines, never read."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from ingestion.model import Finding
from ingestion.reading.cells import Cell, Figure, key
from ingestion.reading.headers import Line
from ingestion.reference.rules import finding

_WORDS = frozenset({"合计", "总计", "小计", "共计", "总合计", "合计数"})
_WHOSE = (
    "item_no", "indicator", "org_code", "org_name", "payer_code", "payer_name", "payee_code",
    "payee_name", "purpose", "station_name", "host_name",
)  # fmt: skip


def is_total(line: Line) -> bool:
    """Whether a row stands for the sum of others, and for no unit or line of its own."""
    return any(key(line.text(name)) in _WORDS for name in _WHOSE)


@dataclass(slots=True)
class Sums:
    """What the lines of a table add up to, by whatever may be added (indicator and column)."""

    _sums: dict[object, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    _unsure: set[object] = field(default_factory=set)

    def add(self, place: object, figure: Figure | None) -> None:
        """One more figure; one that is not exact makes the sum unsure."""
        if figure is None or figure.value is None:
            return
        self._sums[place] += figure.value
        if figure.lower != figure.upper:
            self._unsure.add(place)

    def differs(self, place: object, stated: Figure, cell: Cell) -> Iterable[Finding]:
        """The finding of a stated total that is not the sum of the lines."""
        if stated.value is None or place in self._unsure or stated.lower != stated.upper:
            return
        total = self._sums.get(place, Decimal(0))
        if total != stated.value:
            same = cell.text == f"{stated.value:f}"
            found = cell.text if same else f"{cell.text}（即 {stated.value:f}）"
            expected = f"各行之和 {total:f}"
            yield finding("totals_row_differs", cell.ref, expected=expected, found=found)
