"""Random provinces of which every published figure is traced."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingestion.settings import Settings
from tests.conftest import NewWarehouse, drop_warehouse
from tests.rollup import building, catalogue
from tests.rollup.random_provinces import provinces

COUNT = int(os.environ.get("TRACE_PROVINCES", "20"))
SEED = int(os.environ.get("ROLLUP_SEED", "0"))


@pytest.fixture(scope="session")
def traced(
    server: Path, new_warehouse: NewWarehouse, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Settings]:
    """COUNT random provinces side by side, built, tested by dbt and published."""
    settings = building.build(
        new_warehouse(),
        tmp_path_factory.mktemp("reference"),
        list(provinces(COUNT, SEED)),
        catalogue.tables(),
    )
    yield settings
    drop_warehouse(server, settings)
