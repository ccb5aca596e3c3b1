"""From a published figure down to what it is made of, as the reader sees it in marts.

What is asked of the database is `marts.trace_of`; here its lines get a question and Chinese words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from ingestion.errors import WarehouseError
from ingestion.reading.labels import Labels
from ingestion.reference.catalogue import Catalogue
from ingestion.reference.catalogue_rows import Cell
from ingestion.settings import Settings
from ingestion.tracing import trace_words

Row = dict[str, Any]
DEEPEST = 64
MARTS = ("dim_org_unit", "totals", "adjusted_totals", "org_tree", "edits")
THIS_CELL = sql.SQL(
    "(org_code, indicator, period, audience, grade, department, kind, boundary)"
    " = (%s, %s, %s, %s, %s, %s, %s, %s)"
)
AS_REPORTED = "select * from {totals} as totals where {this_cell}"
# where no edit speaks, the total is the figure after edits
AFTER_EDITS = """
    select total, lower, upper, method, 0 as place
    from {adjusted_totals} as adjusted where {this_cell}
    union all
    select total, lower, upper, method, 1
    from {totals} as totals where {this_cell} and adjusted_total is not distinct from total
    order by place
"""
EDITS = """
    with recursive day as (
        select case %s when 'latest' then date '9999-12-31' else next_day - 1 end as day
        from marts.dim_period where period = %s
    ), below as (
        select %s::varchar as org_code
        union
        select tree.org_code
        from day, below
        inner join {org_tree} as tree on below.org_code = tree.parent_code
        where day.day >= tree.valid_from and day.day < coalesce(tree.valid_to, 'infinity')
    )
    select edits.*
    from {edits} as edits
    inner join below on edits.org_code = below.org_code
    where edits.state = 'in_force' and edits.indicator = %s
        and left(edits.period, 4) = left(%s, 4)
    order by edits.org_code, edits.period, edits.submission_id
"""


class UnknownFigure(WarehouseError):
    """Nothing of this name is published."""


@dataclass(frozen=True, slots=True)
class Question:
    """Which figure: codes and members as the marts have them, in the order of trace_of."""

    org_code: str
    indicator: str
    period: str
    audience: str = "total"
    grade: str = "total"
    department: str = "total"
    kind: str = "total"
    boundary: str = "period"
    scope: str = "total"
    adjusted: bool = False  # after edits; trace_of has it last

    def values(self) -> list[str]:
        """What names it, in order."""
        return [getattr(self, field.name) for field in fields(self) if field.name != "adjusted"]


def question(
    org: str,
    indicator: str,
    period: str,
    catalogue: Catalogue,
    adjusted: bool = False,
    **other: str | None,
) -> Question:
    """The figure that is meant: `indicator` by code, first-edition code or Chinese name; `other`
    are breakdown members (code or label), boundary and scope. Raises UnknownFigure."""
    labels = Labels(catalogue)
    cell = labels.cell(indicator)
    if cell is None:
        raise UnknownFigure(
            f"The catalogue has no indicator {indicator!r}: choose one of marts.dim_indicator."
        )
    told = {name: text for name, text in other.items() if text}
    members = _members(cell, told, labels)
    return Question(org, cell.indicator, period, **members, **told, adjusted=adjusted)


def _members(cell: Cell, told: dict[str, str], labels: Labels) -> dict[str, str]:
    """The breakdown: what the indicator's code fixes, else what was told (taken out of `told`)."""
    members = {}
    for dimension in ("audience", "grade", "department", "kind"):
        text = told.pop(dimension, None)
        member = labels.member(cell.indicator, dimension, text) if text else None
        if text and member is None:
            raise UnknownFigure(
                f"There is no {dimension} {text!r}: see marts.totals for its members."
            )
        members[dimension] = member or getattr(cell, dimension)
    return members


def told(
    settings: Settings,
    asked: Question,
    catalogue: Catalogue,
    depth: int = DEEPEST,
    publication: int | None = None,
) -> Iterator[str]:
    """The figure and all it is made of, a line each, indented by how far down it is.

    `publication` tells it as it was published then. Raises UnknownFigure.
    """
    with psycopg.connect(settings.dsn("reader"), row_factory=dict_row) as connection:
        reading = _Reading(connection, _instant(connection, publication))
        words = trace_words.Words(catalogue, reading.names())
        head = reading.figure(asked)
        if asked.scope == "total" and head is None:
            after_edits = " after edits" if asked.adjusted else ""
            raise UnknownFigure(
                f"No figure of {asked.org_code} is published for {asked.indicator} in"
                f" {asked.period}{after_edits}: choose unit, indicator and period of a row of"
                " marts.totals."
            )
        lines = reading.steps(asked, depth)
        if head is None and not lines:
            raise UnknownFigure(
                f"{asked.org_code} has no figure of scope {asked.scope} there: see marts.trace."
            )
        yield words.head(asked.org_code, asked.values(), head, asked.adjusted)
        for line in lines:
            yield f"{'  ' * line['depth']}{words.line(line)}"
        if head is not None:
            yield from _edits_told(reading, words, asked, head)


def _edits_told(
    reading: "_Reading", words: trace_words.Words, asked: Question, head: Row
) -> Iterator[str]:
    """The edits behind an adjusted figure; beside a reported one only where they change it."""
    if asked.adjusted:
        heading = "有关的有效调整："
    elif head["adjusted_total"] != head["total"]:
        heading = f"调整后公布值：{trace_words.number(head['adjusted_total'])}。有关的有效调整："
    else:
        return
    edits = reading.edits(asked)
    if edits or not asked.adjusted:
        yield heading
    for edit in edits:
        yield f"  {words.edit(edit)}"


@dataclass(frozen=True, slots=True)
class _Reading:
    """The marts of now, or of an instant."""

    connection: psycopg.Connection[Row]
    instant: datetime | None

    def _ask(self, query: str, given: Sequence[object], **parts: sql.Composable) -> list[Row]:
        """Rows of a query in which {totals} and other marts stand as they are, or were then."""
        marts = {name: self._mart(name) for name in MARTS if f"{{{name}}}" in query}
        composed = sql.SQL(query).format(**marts, **parts)  # type: ignore[arg-type]
        return self.connection.execute(composed, given).fetchall()

    def _mart(self, name: str) -> sql.Composable:
        if self.instant is None:
            return sql.Identifier("marts", name)
        function = sql.Identifier("marts_history", f"{name}_as_of")
        return sql.SQL("{}({})").format(function, sql.Literal(self.instant))

    def names(self) -> dict[str, str]:
        """Names of units."""
        found = self._ask("select org_code, name from {dim_org_unit} as units", [])
        return {row["org_code"]: row["name"] for row in found}

    def figure(self, asked: Question) -> Row | None:
        """The row of totals or adjusted_totals; none for a figure of a unit itself."""
        if asked.scope != "total":
            return None
        query = AFTER_EDITS if asked.adjusted else AS_REPORTED
        cell = asked.values()[:-1] * query.count("{this_cell}")
        found = self._ask(query, cell, this_cell=THIS_CELL)
        return found[0] if found else None

    def steps(self, asked: Question, depth: int) -> list[Row]:
        """All lines below the figure, each followed by its own."""
        schema = "marts" if self.instant is None else "marts_history"
        instant = [self.instant] if self.instant else []
        given = [*instant, *asked.values(), "period", depth, asked.adjusted]
        return self._ask(
            "select * from {function}({places}) order by path",
            given,
            function=sql.Identifier(schema, "trace_of"),
            places=sql.SQL(", ").join([sql.Placeholder()] * len(given)),
        )

    def edits(self, asked: Question) -> list[Row]:
        """Edits in force of the indicator in that year, at the unit and below it."""
        return self._ask(
            EDITS,
            [asked.boundary, asked.period, asked.org_code, asked.indicator, asked.period],
        )


def _instant(connection: psycopg.Connection[Row], publication: int | None) -> datetime | None:
    if publication is None:
        return None
    query = "select at from marts.publications where publication_id = %s"
    found = connection.execute(query, (publication,)).fetchone()
    if found is None:
        raise UnknownFigure(f"There is no publication {publication}: see marts.publications.")
    return found["at"]
