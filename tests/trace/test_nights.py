"""A night replaces in marts.trace what changed, and leaves what a whole build would have made."""

import random
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from ingestion import dbt_run
from ingestion.settings import Settings
from tests.conftest import NewWarehouse, drop_warehouse
from tests.rollup.random_provinces import province
from tests.rollup.test_a_night_touches_what_changed import Nights
from tests.trace.conftest import SEED
from tests.trace.figures import Row, rows

COUNT = 8


@pytest.fixture
def nights(server: Path, new_warehouse: NewWarehouse, tmp_path: Path) -> Iterator[Nights]:
    """A few provinces of which nothing has arrived yet."""
    made = [province(number, SEED) for number in range(1, COUNT + 1)]
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


def ledger(settings: Settings) -> list[Row]:
    """All of marts.trace."""
    return rows(settings, "select trace::text as line from marts.trace order by 1")


def test_a_night_leaves_what_a_whole_build_makes(nights: Nights) -> None:
    """New words, corrections, withdrawals, edits and revised weights."""
    nights.receive(0.6)
    nights.build("first")
    first = ledger(nights.settings)
    nights.receive(0.6)
    nights.revise_weights()
    assert not dbt_run.is_whole_build(nights.settings)
    nights.build("second")
    second = ledger(nights.settings)
    assert first and first != second
    with psycopg.connect(nights.settings.dsn("transformer")) as connection:
        connection.execute("drop table intermediate.built_from")
    assert dbt_run.is_whole_build(nights.settings)
    nights.build("whole")
    assert ledger(nights.settings) == second
