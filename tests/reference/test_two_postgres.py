"""PostgreSQL 15 and the embedded 18 publish the same totals of the same rows, cell for cell."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from ingestion import night
from ingestion.settings import Settings
from runtime import postgres, roles
from synthetic.province import Plan, make
from tests.conftest import REFERENCE, NewWarehouse
from tests.debian import postgres_15
from tests.nights import at_work_on, build
from tests.oracle import COLUMNS
from tests.reference import made
from tests.rollup import building, catalogue, raw_rows
from tests.rollup.random_provinces import provinces

pytestmark = pytest.mark.machinery
PROVINCES = 8  # enough for every method on both boundaries
Fill = Callable[[Settings], None]


@contextmanager
def other_warehouse(folder: Path, reference: Path, patch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """An empty migrated warehouse on PostgreSQL 15."""
    (folder / "server").mkdir()
    state = folder / "state"
    state.mkdir()
    with postgres_15(folder / "server") as url:
        patch.setenv("WAREHOUSE_URL", url)
        postgres.ensure(state)
        roles.prepare(state)
        patch.delenv("WAREHOUSE_URL")
        yield Settings(state=state, reference=reference)


def published(settings: Settings, fill: Fill, *, is_tested: bool) -> tuple[int, list[tuple]]:
    """The server's major version, and marts.totals after a whole night over what `fill` brings."""
    with at_work_on(settings):
        fill(settings)
    build(settings, "night-1", is_tested=is_tested)
    with psycopg.connect(settings.dsn("transformer")) as connection:
        version = connection.info.server_version // 10000
    found = made.rows(settings, f"select {', '.join(COLUMNS)} from marts.totals")
    return version, sorted(found, key=lambda row: row[:8])


def same_on_both(ours: Settings, theirs: Settings, fill: Fill) -> list[tuple]:
    """The totals, after comparing those of the two servers row by row."""
    version, rows = published(ours, fill, is_tested=False)
    other_version, other_rows = published(theirs, fill, is_tested=True)
    assert (other_version, version) == (15, 18)
    assert [row[:8] for row in rows] == [row[:8] for row in other_rows]
    differing = [pair for pair in zip(rows, other_rows, strict=True) if pair[0] != pair[1]]
    assert not differing, f"{len(differing)} rows, say {differing[:3]}"
    return rows


def test_random_provinces(
    new_warehouse: NewWarehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ragged trees, mergers, splits, corrections, intervals and cumulative figures."""
    random_ones = list(provinces(PROVINCES, seed=15))
    reference = tmp_path / "reference"
    reference.mkdir()
    building.write_trees(reference, random_ones, catalogue.tables())

    def fill(settings: Settings) -> None:
        raw_rows.load(
            settings,
            (row for one in random_ones for row in one.submissions),
            (row for one in random_ones for row in one.observations),
        )

    ours = Settings(state=new_warehouse().state, reference=reference)
    with other_warehouse(tmp_path, reference, monkeypatch) as theirs:
        rows = same_on_both(ours, theirs, fill)
    methods = {(row[COLUMNS.index("method")], row[7]) for row in rows}
    assert len(methods) == 10, f"every method, and none, on both boundaries: {methods}"


def test_the_demo_province(
    new_warehouse: NewWarehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files of the demo, received, read and loaded on each server."""
    make(tmp_path / "demo", Plan(seed=7), REFERENCE)

    def fill(settings: Settings) -> None:
        counted = night.run(str(tmp_path / "demo" / "landing"), "demo")
        assert counted["accepted"] > 100

    ours = new_warehouse()
    with other_warehouse(tmp_path, REFERENCE, monkeypatch) as theirs:
        rows = same_on_both(ours, theirs, fill)
    assert len(rows) > 5000
    # 户数核对 of Hubei: 51 units came, 56 went, 124 changed between editions, all with an event
    query = "select count(*), count(*) filter (where is_explained) from marts.unit_changes"
    assert made.rows(ours, query) == [(231, 231)]
    query = "select count(*) from intermediate.int_reference_faults"
    assert made.rows(ours, query, "transformer") == [(0,)]
