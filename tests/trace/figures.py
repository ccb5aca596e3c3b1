"""The trace read back: figures, the lines under them, and what these come to. Exact decimals."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from ingestion.settings import Settings

FIGURE = (
    "org_code", "indicator", "period", "audience", "grade", "department", "kind",
    "boundary", "scope", "basis",
)  # fmt: skip
PART = tuple(f"part_{column}" for column in FIGURE)
BESIDE = ("own", "children", "residual")
TERMS = ("numerator", "denominator")
MARTS = ("totals", "adjusted_totals")  # as reported, and after edits
Row = dict[str, Any]
Key = tuple[Any, ...]


@dataclass(frozen=True)
class Figure:
    """One published total: its row of totals or adjusted_totals and its lines, one step down."""

    row: Row
    lines: list[Row]

    @property
    def added(self) -> list[Row]:
        """The lines that make it up."""
        return [line for line in self.lines if line["is_added"]]

    def steps(self) -> dict[str, list[Row]]:
        """All lines by their steps."""
        found = defaultdict(list)
        for line in self.lines:
            found[line["step"]].append(line)
        return found


def rows(settings: Settings, query: str | sql.Composed, *values: object) -> list[Row]:
    """Rows of the published marts, as a reader sees them."""
    with psycopg.connect(settings.dsn("reader"), row_factory=dict_row) as connection:
        return connection.execute(query, values).fetchall()  # type: ignore[arg-type]


def published(settings: Settings, mart: str) -> list[Figure]:
    """Every figure of one of MARTS with its contributions, as marts.contributions_of gives them."""
    query = sql.SQL("""
        select to_jsonb(totals) - 'no' as figure, lines.*
        from marts.{mart} as totals
        left join lateral marts.contributions_of(
            totals.org_code, totals.indicator, totals.period, totals.audience, totals.grade,
            totals.department, totals.kind, totals.boundary, of_is_adjusted => {is_adjusted}
        ) as lines on true
        order by totals.org_code, totals.indicator, totals.period, totals.audience, totals.grade,
            totals.department, totals.kind, totals.boundary, lines.line
    """).format(mart=sql.Identifier(mart), is_adjusted=mart == "adjusted_totals")
    found: dict[Key, Figure] = {}
    for row in rows(settings, query):
        told = row.pop("figure")
        key = tuple(told[column] for column in FIGURE[:8])
        figure = found.setdefault(key, Figure(told, []))
        if row["line"] is not None:
            figure.lines.append(row)
    return list(found.values())


def total(lines: Iterable[Row], column: str = "amount") -> Decimal | None:
    """The sum of what is a number; None where nothing is."""
    numbers = [line[column] for line in lines if line[column] is not None]
    return sum(numbers, Decimal(0)) if numbers else None


def closed(lines: Sequence[Row], end: str) -> bool:
    """Whether this end of every line with a number is known."""
    return all(line[end] is not None for line in lines if line["state"] == "value")


def quotient(lines: Sequence[Row]) -> Decimal:
    """A ratio out of its terms: six decimals, half up."""
    exact = Context(prec=80)
    over, under = (total([row for row in lines if row["step"] == side]) for side in TERMS)
    assert over is not None and under
    return exact.divide(over, under).quantize(Decimal("0.000001"), ROUND_HALF_UP, context=exact)


def figure_of(row: Row) -> Key:
    """The figure that a row of `trace` is a line of, with its edition."""
    return *(row[column] for column in FIGURE), row["is_adjusted"]


def part_of(line: Row, is_adjusted: bool) -> Key:
    """The figure that a line names, which is of the line's own edition."""
    return *(line[column] for column in PART), is_adjusted


def total_of(row: Row, is_adjusted: bool) -> Key:
    """The same of a row of totals or adjusted_totals."""
    return *(row[column] for column in FIGURE[:8]), "total", "period", is_adjusted
