"""The SQL publishes what the oracle publishes: every row, every column."""

from collections import Counter

import psycopg
import pytest

from tests.oracle import COLUMNS, by_key
from tests.rollup.conftest import COUNT, Published

KEY = COLUMNS[:8]


@pytest.fixture(scope="session")
def rows(published: Published) -> list[dict]:
    """marts.totals as the reader sees it."""
    with psycopg.connect(published.settings.dsn("reader")) as connection:
        found = connection.execute(f"select {', '.join(COLUMNS)} from marts.totals").fetchall()
    return [dict(zip(COLUMNS, row, strict=True)) for row in found]


def test_same_rows(published: Published, rows: list[dict]) -> None:
    """A row stands where a submission said anything at a unit or below it, and nowhere else."""
    assert by_key(rows).keys() == by_key(published.expected).keys()


def test_every_column_of_every_row_is_equal(published: Published, rows: list[dict]) -> None:
    """Totals, intervals, own, children, residual, differences, methods and shares: all exact."""
    expected = by_key(published.expected)
    differing = [
        (key, column, row[column], expected[key][column])
        for key, row in by_key(rows).items()
        for column in COLUMNS
        if row[column] != expected[key][column]
    ]
    assert not differing, f"{len(differing)} cells, say {differing[:5]}"


def test_provinces_exercise_every_method_and_boundary(published: Published) -> None:
    """The comparison means something: every method occurs on both boundaries, many times."""
    seen = Counter(
        (method, boundary)
        for _, method, boundary in {
            (row["org_code"][:4], row["method"], row["boundary"]) for row in published.expected
        }
    )
    for method in ("computed", "reported", "partial", "assumed", None):
        for boundary in ("period", "latest"):
            assert seen[method, boundary] >= COUNT // 2


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
