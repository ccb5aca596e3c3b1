"""Airflow for the tests: its environment is set before it is imported for the first time."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from runtime import airflow, files, pools


@pytest.fixture(scope="session")
def airflow_home(server: Path) -> Iterator[Path]:
    """The state folder of a server whose database `airflow` is ready for DAGs."""
    files.choose_port(server, "airflow", airflow.FIRST_PORT)
    before = dict(os.environ)
    environment = airflow.environment(server)
    airflow.migrate(server, environment)
    pools.make(server)
    os.environ.update(environment)
    yield server
    os.environ.clear()
    os.environ.update(before)
