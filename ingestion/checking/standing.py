"""The figures that stand when a file arrives, read over the transformer's connection.

They are what earlier submissions said and nobody has replaced since: a form before a written
report, the unit's own office before another's, then the latest. The night judges with more care;
this is for telling an office at once.
"""

from collections.abc import Collection, Iterable
from typing import LiteralString

from psycopg import Connection
from psycopg.rows import dict_row

from ingestion.checking.figures import SAYING, Figures, Place, cube_of, place_of
from ingestion.deciding.history import Known, Ledger
from ingestion.model import Observation

# forms of written reports: they have no cover on which to mark a correction
WRITTEN = ("report", "report_review")
_QUERY = """
    select submission_id, org_code, indicator, period, state, value, lower, upper, audience, grade,
        department, kind, scope, status, basis, source_ref, quote, rule_id
    from raw.observations
    where indicator = any(%s) and status = 'actual' and method is null
"""
_OF_SOME = f"{_QUERY} and period = any(%s) and org_code = any(%s)"


class Standing:
    """What accepted submissions say of units, periods and indicators."""

    def __init__(self, connection: Connection, ledger: Ledger) -> None:
        self._connection = connection
        self._ledger = ledger

    def said(
        self, units: Collection[str], periods: Collection[str], indicators: Collection[str]
    ) -> list[tuple[Known, Observation]]:
        """Every accepted assertion, the one that holds after those that it replaces."""
        return self._rows(_OF_SOME, sorted(indicators), sorted(periods), sorted(units))

    def all_said(self, indicators: Collection[str]) -> list[tuple[Known, Observation]]:
        """The same of all units and periods."""
        return self._rows(_QUERY, sorted(indicators))

    def _rows(self, query: LiteralString, *given: list[str]) -> list[tuple[Known, Observation]]:
        with self._connection.cursor(row_factory=dict_row) as cursor:
            cursor.execute(f"{query} order by observation_id", given)
            rows = [(self._ledger.accepted(row.pop("submission_id")), row) for row in cursor]
        told = [(known, Observation(**row)) for known, row in rows if known]
        return sorted(told, key=lambda one: _rank(*one))


def _rank(known: Known, observation: Observation) -> tuple:
    own = known.sender_code == observation.org_code
    return known.form not in WRITTEN, own, known.order


def book(said: Iterable[tuple[Known, Observation]]) -> dict[Place, Figures]:
    """The figures that hold, by place; silence replaces nothing, an erasure does."""
    places: dict[Place, Figures] = {}
    for _, one in said:
        if one.state not in SAYING:
            continue
        figures = places.setdefault(place_of(one), {})
        if one.state == "erased":
            figures.pop(cube_of(one), None)
        else:
            figures[cube_of(one)] = one
    return places
