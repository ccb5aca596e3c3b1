"""A night replaces in marts.trace and marts.adjusted_totals what changed, and leaves what a whole
build would have made."""

import random
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from ingestion.publishing import dbt_run
from ingestion.settings import Settings
from tests.conftest import NewWarehouse, drop_warehouse
from tests.rollup.random_provinces import Province, province
from tests.rollup.test_a_night_touches_what_changed import Nights
from tests.trace.conftest import SEED
from tests.trace.figures import Row, rows

COUNT = 8
MARTS = ("trace", "adjusted_totals")


def drawn(with_edits: bool) -> Iterator[Province]:
    """Random provinces in which somebody edits, or nobody does."""
    for number in count(1):
        made = province(number, SEED)
        if any(row["kind"] == "edit" for row in made.submissions) == with_edits:
            yield made


@pytest.fixture
def nights(server: Path, new_warehouse: NewWarehouse, tmp_path: Path) -> Iterator[Nights]:
    """A few provinces of which nothing has arrived yet, half of them with edits."""
    made = [*islice(drawn(True), COUNT // 2), *islice(drawn(False), COUNT // 2)]
    settings = Settings(state=new_warehouse().state, reference=tmp_path)
    waiting = [row["submission_id"] for one in made for row in one.submissions]
    chance = random.Random("trace")
    chance.shuffle(waiting)
    told = Nights(settings, made, chance, waiting)
    told.write()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WAREHOUSE_STATE", str(settings.state))
        patch.setenv("WAREHOUSE_REFERENCE", str(tmp_path))
        yield told
    drop_warehouse(server, settings)


def ledger(settings: Settings, mart: str) -> list[Row]:
    """All of a mart."""
    query = sql.SQL("select it::text as line from marts.{} as it order by 1")
    return rows(settings, query.format(sql.Identifier(mart)))


def ledgers(settings: Settings) -> dict[str, list[Row]]:
    """All of the marts that are made of cells of both editions."""
    return {mart: ledger(settings, mart) for mart in MARTS}


def untouched(settings: Settings, mart: str) -> int:
    """How many rows of a mart stand as the first of several publications left them."""
    query = """
        select count(*) as rows_then from marts_history.{}
        where known_to is null and known_from = (select min(at) from marts.publications)
    """
    (found,) = rows(settings, sql.SQL(query).format(sql.Identifier(mart)))
    return found["rows_then"]


def test_a_night_leaves_what_a_whole_build_makes(nights: Nights) -> None:
    """New words, corrections, withdrawals, edits and revised weights."""
    nights.receive(0.6)
    nights.build("first")
    first = ledgers(nights.settings)
    nights.receive(0.6)
    nights.revise_weights()
    assert not dbt_run.is_whole_build(nights.settings)
    nights.build("second")
    second = ledgers(nights.settings)
    for mart in MARTS:
        assert first[mart] and first[mart] != second[mart]
        assert untouched(nights.settings, mart), f"the second night wrote all of {mart}"
    with psycopg.connect(nights.settings.dsn("transformer")) as connection:
        connection.execute("drop table intermediate.built_from")
    assert dbt_run.is_whole_build(nights.settings)
    nights.build("whole")
    assert ledgers(nights.settings) == second
