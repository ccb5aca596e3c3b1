"""dbt in this process, as transformer, on a warehouse of the tests' own."""

from pathlib import Path
from typing import Any

import pytest
from dbt.cli.main import dbtRunner
from psycopg.conninfo import conninfo_to_dict

from ingestion.settings import REPOSITORY, Settings

PROJECT = REPOSITORY / "dbt_project"
QUIET = ("--quiet", "--no-version-check", "--no-send-anonymous-usage-stats", "--no-use-colors")
# what profiles.yml reads, by the libpq parameter that it is
READ_BY_PROFILE = {
    "host": "WAREHOUSE_DB_HOST",
    "port": "WAREHOUSE_DB_PORT",
    "dbname": "WAREHOUSE_DB_NAME",
    "user": "WAREHOUSE_DB_USER",
    "password": "WAREHOUSE_DB_PASSWORD",
}


def dbt(settings: Settings, *arguments: str) -> Any:
    """Run one dbt command, e.g. dbt(settings, "seed"); gives dbtRunner's outcome."""
    address = conninfo_to_dict(settings.dsn("transformer"))
    with pytest.MonkeyPatch.context() as patch:
        for parameter, name in READ_BY_PROFILE.items():
            patch.setenv(name, str(address[parameter]))
        return invoke(settings.state / "dbt", *arguments)


def invoke(folder: Path, *arguments: str) -> Any:
    """Run one dbt command that needs no warehouse; what it writes goes to `folder`."""
    where = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    where += ["--target-path", str(folder / "target"), "--log-path", str(folder / "logs")]
    return dbtRunner().invoke([*QUIET, *arguments, *where])
