"""Rows in are rows used plus rows set aside: the books are kept by a test of dbt, which must fail
as soon as one word is lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row

from ingestion.settings import Settings
from tests.checks.conftest import failures

BOOKS = "assert_rows_in_are_used_or_set_aside"
HELD = "intermediate.int_holding"


def test_books_balance_over_all_that_was_sent(published: Settings) -> None:
    """Words that hold, that gave way, that contradict themselves, that the catalogue lacks."""
    assert failures(published, BOOKS, all_rows=True) == 0


@pytest.mark.parametrize(
    ("unit", "submissions"),
    [
        ("420102", 1),  # a word that holds
        ("420281", 2),  # two words, of which one gave way to the other
        ("420222", 1),  # two that silence each other: the cell was spoken of
    ],
)
def test_one_row_lost_is_told(published: Settings, unit: str, submissions: int) -> None:
    """What the night lost of one cell, as a faulty restriction to changed cells would lose it."""
    with one_lost(published, unit):
        assert failures(published, BOOKS, all_rows=True) == submissions
    assert failures(published, BOOKS, all_rows=True) == 0


def test_a_word_kept_back_is_told(published: Settings) -> None:
    """The cell has its row, but says nothing although a word on it stands."""
    query = f"delete from {HELD} where org_code = '420381' and basis = 'period' returning *"
    with psycopg.connect(published.dsn("transformer"), row_factory=dict_row) as connection:
        row = connection.execute(query).fetchone()
        assert row is not None
        silenced = dict.fromkeys(("state", "value", "lower", "upper", "observation_id"))
        put_back(connection, row | silenced)
        try:
            assert failures(published, BOOKS, all_rows=True) == 1
        finally:
            connection.execute(query)
            put_back(connection, row)


@pytest.mark.parametrize(("unit", "told"), [("420281", 1), ("420102", 0)])
def test_a_small_night_counts_what_it_touched(next_night: Settings, unit: str, told: int) -> None:
    """A word lost of a unit that the night computed again is told; what it did not touch was
    counted when it was built, and is told when all books are opened."""
    assert failures(next_night, BOOKS, all_rows=False) == 0
    with one_lost(next_night, unit):
        assert failures(next_night, BOOKS, all_rows=False) == told
        assert failures(next_night, BOOKS, all_rows=True) == 1


@contextmanager
def one_lost(settings: Settings, unit: str) -> Iterator[None]:
    """Meanwhile the first row of a unit is not among those that hold."""
    query = f"""delete from {HELD} where ctid =
        (select ctid from {HELD} where org_code = %s order by ctid limit 1) returning *"""
    with psycopg.connect(settings.dsn("transformer"), row_factory=dict_row) as connection:
        row = connection.execute(query, [unit]).fetchone()
        assert row is not None
        connection.commit()
        try:
            yield
        finally:
            put_back(connection, row)


def put_back(connection: psycopg.Connection[Any], row: dict[str, Any]) -> None:
    """The row as it was; committed."""
    columns = sql.SQL(", ").join(map(sql.Identifier, row))
    values = sql.SQL(", ").join([sql.Placeholder()] * len(row))
    insert = sql.SQL("insert into intermediate.int_holding ({}) values ({})")
    connection.execute(insert.format(columns, values), list(row.values()))
    connection.commit()
