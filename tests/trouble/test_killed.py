"""A process that is killed at any point can be repeated: the marts are what they would have been,
and nobody ever sees half of them."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

import psycopg
import pytest

from ingestion import night
from ingestion.publishing import dbt_run
from ingestion.settings import REPOSITORY, Settings
from tests.conftest import NewWarehouse
from tests.nights import at_work_on, published_night, put, without_tests
from tests.ops.conftest import report, seen

CITIES = ("420102", "420103", "420112")
MARTS = {
    "totals": "*",
    "adjusted_totals": "*",
    "funding": "*",
    "differences": "*",
    "submission_status": "*",
    "trace": "*",
}
QUERY = "dbt.adapters.sql.connections:SQLConnectionManager.add_query"
# in the middle of each task of a night: where, at which call, with what in hand
BOMBS = {
    "receive": ("ingestion.arrival.archive:Archive.keep", 2, ""),
    "read": ("ingestion.night:_read", 2, ""),
    "finish": ("ingestion.loading.load:_copy", 4, ""),
    "seeds": (QUERY, 20, "staging"),
    "intermediate": (QUERY, 1, "int_rollup_inner"),
    "marts": (QUERY, 3, "marts_next"),
    "publish": (QUERY, 1, "insert into marts_history.totals"),
}
TASKS = {
    "receive": "from ingestion import night; night.receive({landing!r}, 'second')",
    "read": "from ingestion import night; night.read_batch('second', 0, 1)",
    "finish": "from ingestion import night; night.finish('second')",
} | {
    layer: f"from ingestion.publishing import dbt_run; dbt_run.run_layer({layer!r}, 'second')"
    for layer in dbt_run.LAYERS
}


@pytest.fixture(scope="module")
def first(new_warehouse: NewWarehouse) -> Iterator[Settings]:
    """A warehouse with one published night, and files for a second that changes much of it."""
    settings = new_warehouse()
    with pytest.MonkeyPatch.context() as patch:
        without_tests(patch)
        put(settings, "420102/甲.csv", report("420102", 5), "2025-01-20")
        published_night(settings, "first", "2025-01-21T01:30:00+08:00")
        for number, code in enumerate(CITIES):
            put(settings, f"{code}/乙.csv", report(code, 100 + number), "2025-01-22")
        yield settings


@pytest.fixture(scope="module")
def undisturbed(first: Settings, new_warehouse: NewWarehouse) -> dict[str, list[tuple]]:
    """The marts after a second night that nothing happened to."""
    other = new_warehouse(first)
    with at_work_on(other):
        night.run(str(first.landing), "second")
        for layer in dbt_run.LAYERS:
            dbt_run.run_layer(layer, "second")
    return marts(other)


@pytest.fixture(scope="module")
def killed(first: Settings, undisturbed: dict[str, list[tuple]]) -> tuple[Settings, set[str]]:
    """The same night, with every task killed in its middle and repeated; and what a reader, who
    never stopped looking, saw."""
    reader = Reader(first)
    with at_work_on(first):
        for task, statement in TASKS.items():
            told = statement.format(landing=str(first.landing))
            if task in BOMBS:
                ended = run(first, *map(str, BOMBS[task]), told)
                assert ended.returncode == -signal.SIGKILL, f"{task} was not killed: {ended.stdout}"
            again = run(first, "json:dumps", "0", "never", told)
            assert again.returncode == 0, f"{task}: {again.stdout}"
    return first, reader.stop()


def test_the_marts_are_what_they_would_have_been(
    killed: tuple[Settings, set[str]], undisturbed: dict[str, list[tuple]]
) -> None:
    """Killed at seven places, repeated each time: nothing is missing and nothing is there twice."""
    found = marts(killed[0])
    for mart, rows in undisturbed.items():
        assert rows, f"{mart} is empty: it would compare equal to anything"
        assert found[mart] == rows, mart


def test_nobody_sees_half_a_night(killed: tuple[Settings, set[str]]) -> None:
    """Whoever read all the while saw the first night, then the second, and nothing between."""
    assert len(killed[1]) == 2


def test_the_books_of_the_night_are_whole(killed: tuple[Settings, set[str]]) -> None:
    """Every step is counted, whatever was repeated, and lost nothing."""
    flow = seen(killed[0], "select step, received, lost from ops.row_flow where run_id = 'second'")
    assert {row["step"]: row["lost"] for row in flow} == dict.fromkeys(
        ("receive", "decide", "load", "judge", "hold", "publish"), 0
    )
    assert all(row["received"] for row in flow)
    [row] = seen(killed[0], "select outcome from ops.nights where run_id = 'second'")
    assert row["outcome"] == "published"
    [row] = seen(killed[0], "select events_waiting from ops.freshness where aspect = 'published'")
    assert row["events_waiting"] == 0
    for view in ("model_runs", "test_runs"):
        [row] = seen(killed[0], f"select count(*) as runs, sum(seconds) as s from ops.{view}")
        assert view == "test_runs" or (row["runs"] > 100 and row["s"] > 0)


def run(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A task's process, with a bomb in it; on SIGKILL it says nothing."""
    return subprocess.run(
        [sys.executable, "-m", "tests.trouble.bomb", *arguments],
        cwd=REPOSITORY,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def marts(settings: Settings) -> dict[str, list[tuple]]:
    """All rows of the marts, but the numbers that a sequence gave and the times of the machine."""
    query = """
        select attname from pg_attribute
        where
            attrelid = %s::regclass and attnum > 0 and not attisdropped
            and attname !~ '(_at|observation_id|line_id|finding_id)$'
        order by attnum
    """
    found = {}
    with psycopg.connect(settings.dsn("reader")) as connection:
        for mart in MARTS:
            columns = [name for (name,) in connection.execute(query, (f"marts.{mart}",))]
            rows = connection.execute(f"select {', '.join(columns)} from marts.{mart}")  # type: ignore[arg-type]
            found[mart] = sorted(rows.fetchall(), key=repr)
    return found


class Reader:
    """Looks at several marts at once, again and again, until it is stopped."""

    _QUERY = """
        select md5(
            (select string_agg(t::text, ' ' order by t::text) from marts.totals as t)
            || (select count(*) from marts.trace)
            || (select string_agg(f::text, ' ' order by f::text) from marts.funding as f)
            || (select max(publication_id) from marts.publications)
        )
    """

    def __init__(self, settings: Settings) -> None:
        self._dsn = settings.dsn("reader")
        self._over = threading.Event()
        self._seen: set[str] = set()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def _look(self) -> None:
        with psycopg.connect(self._dsn, autocommit=True) as connection:
            while True:
                last = self._over.is_set()  # one look more, after everything is over
                row = connection.execute(self._QUERY).fetchone()
                self._seen.add(row[0] if row else "nothing")
                if last:
                    return
                self._over.wait(0.2)

    def stop(self) -> set[str]:
        """Every state that was seen."""
        self._over.set()
        self._thread.join()
        return self._seen
