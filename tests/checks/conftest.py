"""Warehouses in which a night was built and published over a few submissions."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from ingestion import dbt_run
from ingestion.settings import Settings

Row = dict[str, Any]


def night(settings: Settings, run_id: str = "checks") -> None:
    """Every layer of dbt, publication included, tests and all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WAREHOUSE_STATE", str(settings.state))
        patch.setenv("WAREHOUSE_REFERENCE", str(settings.reference))
        for layer in dbt_run.LAYERS:
            dbt_run.run_layer(layer, run_id)


def rows(settings: Settings, query: str, *values: object) -> list[Row]:
    """What the transformer sees; it may read marts and intermediate alike."""
    with psycopg.connect(settings.dsn("transformer"), row_factory=dict_row) as connection:
        return connection.execute(query, values).fetchall()


@pytest.fixture(scope="session")
def ask() -> Callable[..., list[Row]]:
    return rows
