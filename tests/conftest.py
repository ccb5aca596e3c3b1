"""A PostgreSQL of the tests' own: started once, migrated once, copied for every test."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from xdist.scheduler import LoadScopeScheduling

from ingestion.settings import REPOSITORY, Settings
from runtime import postgres, roles
from tests import parsed

# Nothing of the machine's own warehouse or Airflow reaches a test.
for _name in [name for name in os.environ if name.startswith(("WAREHOUSE_", "AIRFLOW"))]:
    del os.environ[_name]

REFERENCE = REPOSITORY / "dbt_project" / "seeds"
NO_DURABILITY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
NewWarehouse = Callable[..., Settings]
# Each of these builds several whole nights; together they take longer than everything else.
OF_MARTS = (
    "chasing", "checks", "edits", "funding", "ledgers", "publication", "reference", "status",
    "trace", "trouble", "upgrade", "workstations",
)  # fmt: skip
# Minutes each: they begin first, or one of two processes would wait for the last of them.
LONG = ("rollup", "reference", "trace", "publication", "runtime", "dags", "checks", "funding")

# What a suite has to say at the end of a run, by its heading: also from a process beside this one.
TOLD = pytest.StashKey[dict[str, list[str]]]()


def pytest_configure(config: pytest.Config) -> None:
    """Nothing is told yet."""
    config.stash[TOLD] = {}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of single marts have a target of their own; the longest suites begin first."""
    for item in items:
        if _folder(item.nodeid) in OF_MARTS:
            item.add_marker("marts")
    first = {folder: place for place, folder in enumerate(LONG)}
    items.sort(key=lambda item: first.get(_folder(item.nodeid), len(LONG)))


class Folders(LoadScopeScheduling):
    """Where two processes share the tests, those of a folder stay together and in their order: they
    share warehouses that take minutes to build. (pytest-xdist's own groups, `loadgroup`, write
    `Item._nodeid`, which this pytest does not read.)"""

    def _split_scope(self, nodeid: str) -> str:
        return _folder(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Folders:
    """How the tests are shared out."""
    return Folders(config, log)


def _folder(nodeid: str) -> str:
    """The folder below tests/ of tests/<folder>/..."""
    return nodeid.split("/")[1]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A process that ran a part of the tests hands on what is to be told of them."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["told"] = session.config.stash[TOLD]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Takes that."""
    node.config.stash[TOLD] |= getattr(node, "workeroutput", {}).get("told", {})


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell it."""
    for heading, lines in terminalreporter.config.stash[TOLD].items():
        terminalreporter.section(heading)
        for line in lines:
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The state folder of a running server whose database `warehouse` is empty and migrated.

    It is the template of all others: connect to a copy, never to it.
    """
    state = tmp_path_factory.mktemp("server")
    postgres.start(state, NO_DURABILITY)
    try:
        roles.prepare(state)
        yield state
    finally:
        postgres.stop(state)


@pytest.fixture(scope="session")
def new_warehouse(server: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewWarehouse]:
    """Makes warehouses: new_warehouse() is empty, new_warehouse(other) a copy of another.

    Nobody may be connected to the other while it is copied.
    """
    made: list[Settings] = []

    def make(template: Settings | None = None) -> Settings:
        source = template.server()["dbname"] if template else roles.WAREHOUSE
        name = f"warehouse_{len(made) + 1:04}"
        state = tmp_path_factory.mktemp(name)
        with psycopg.connect(postgres.admin_url(server), autocommit=True) as admin:
            admin.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(roles.OWNER), sql.Identifier(source)
                )
            )
            roles.grant_database(admin, name)
        (state / "secrets").symlink_to(server / "secrets")
        (state / "run").mkdir()
        address = (server / "run" / "server.env").read_text(encoding="utf-8")
        address = address.replace(f"dbname={roles.WAREHOUSE}\n", f"dbname={name}\n")
        (state / "run" / "server.env").write_text(address, encoding="utf-8")
        settings = Settings(state=state, reference=REFERENCE)
        parsed.hand_on(made, settings)
        made.append(settings)
        return settings

    with pytest.MonkeyPatch.context() as patch:
        parsed.whatever_the_connection(patch)
        yield make


@pytest.fixture
def warehouse(
    server: Path, new_warehouse: NewWarehouse, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Settings]:
    """An empty migrated warehouse of this test's own; `ingestion.settings.load()` finds it."""
    settings = new_warehouse()
    monkeypatch.setenv("WAREHOUSE_STATE", str(settings.state))
    monkeypatch.setenv("WAREHOUSE_REFERENCE", str(settings.reference))
    yield settings
    drop_warehouse(server, settings)


def drop_warehouse(server: Path, settings: Settings) -> None:
    """Remove a warehouse made by `new_warehouse`, whoever is still connected."""
    with psycopg.connect(postgres.admin_url(server), autocommit=True) as admin:
        name = sql.Identifier(settings.server()["dbname"])
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
