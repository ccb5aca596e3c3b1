"""What a small night looks at: the rows that it computed again; a whole build looks at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg import sql

from ingestion.settings import Settings
from tests.checks.conftest import failures

# cities: of one a word was taken back, of the other none
TOUCHED, UNTOUCHED = "420200", "420100"

FAULTS = [
    ("assert_children_are_the_sum_of_their_rows", "children", "children + 1"),
    ("assert_totals_are_own_children_and_residual", "own", "coalesce(own, 0) + 1"),
    ("assert_adjusted_total_is_total_where_no_edit_speaks", "adjusted_total", "total + 1"),
    ("total_lies_within_its_bounds", "lower", "total + 1"),
    ("completeness_is_a_share", "completeness", "2"),
]


@pytest.mark.parametrize(("test", "column", "fault"), FAULTS)
def test_a_fault_is_told_where_the_night_was_at_work(
    next_night: Settings, test: str, column: str, fault: LiteralString
) -> None:
    """Elsewhere it is told by a whole build, as by the night that made the row."""
    assert failures(next_night, test, all_rows=False) == 0
    with spoilt(next_night, TOUCHED, column, fault):
        assert failures(next_night, test, all_rows=False) == 1
    with spoilt(next_night, UNTOUCHED, column, fault):
        assert failures(next_night, test, all_rows=False) == 0
        assert failures(next_night, test, all_rows=True) == 1


@contextmanager
def spoilt(settings: Settings, unit: str, column: str, fault: LiteralString) -> Iterator[None]:
    """Meanwhile a total of the unit, dirty or not as the unit is, has another value in a column."""
    choose = """
        select totals.ctid, totals.{column} from marts_next.totals as totals
        inner join marts_next.dim_indicator as indicators on totals.indicator = indicators.indicator
        where org_code = %s and total is not null and children is not null
            and indicators.behaviour in ('flow', 'stock')
            and (%s = ((org_code, totals.indicator, left(period, 4)::integer) in (
                select org_code, indicator, period_year from intermediate.int_dirty)))
        order by totals.indicator, period, boundary limit 1"""
    with psycopg.connect(settings.dsn("transformer")) as connection:
        name = sql.Identifier(column)
        row = connection.execute(
            sql.SQL(choose).format(column=name), [unit, unit == TOUCHED]
        ).fetchone()
        assert row is not None
        where = _set(connection, column, sql.SQL(fault), row[0])
        try:
            yield
        finally:
            _set(connection, column, sql.Literal(row[1]), where)


def _set(connection: psycopg.Connection[Any], column: str, to: sql.Composable, where: Any) -> Any:
    """Change the row at a place of the table; its new place. Committed."""
    query = sql.SQL("update marts_next.totals set {} = {} where ctid = %s returning ctid")
    found = connection.execute(query.format(sql.Identifier(column), to), [where]).fetchone()
    assert found is not None
    connection.commit()
    return found[0]
