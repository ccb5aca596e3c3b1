"""The SQL publishes what the oracle publishes: every row, every column."""

from collections.abc import Callable

import psycopg
import pytest

from tests.oracle import COLUMNS
from tests.rollup.conftest import Published


def test_every_column_of_every_row_is_equal(
    published: Published, smaller: Callable[[int], str]
) -> None:
    """Rows stand where something was said at a unit or below it, and nowhere else; totals,
    intervals, own, children, residual, differences, methods and shares are exact."""
    wrong, fault = published.differences, published.fault
    if wrong:
        first = min(wrong, key=lambda number: len(wrong[number]))
        told = f"{len(wrong)} provinces differ, say {first}: {wrong[first][:5]}"
        also = f"{fault}\n" if fault else ""
        pytest.fail(f"{also}{told}\n{smaller(first)}", pytrace=False)
    assert fault is None


def test_history_holds_the_published_state(published: Published) -> None:
    """What stands in marts.totals is what marts_history says is known now."""
    columns = ", ".join(COLUMNS)
    query = f"""
        (select {columns} from marts.totals
        except select {columns} from marts_history.totals where known_to is null)
        union all
        (select {columns} from marts_history.totals where known_to is null
        except select {columns} from marts.totals)
    """
    with psycopg.connect(published.settings.dsn("reader")) as connection:
        assert connection.execute(query).fetchall() == []
