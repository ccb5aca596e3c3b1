"""Warehouses in which random provinces stand side by side, built and published once a portion."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ingestion.settings import Settings
from tests.conftest import NewWarehouse, drop_warehouse
from tests.rollup import building, catalogue
from tests.rollup.coverage import Tally
from tests.rollup.judging import Judged, judge_all
from tests.rollup.random_provinces import province

COUNT = int(os.environ.get("ROLLUP_PROVINCES", "300"))
PORTION = 500  # provinces that stand in one warehouse
PORTIONS = [range(first, min(first + PORTION, COUNT + 1)) for first in range(1, COUNT + 1, PORTION)]
TALLY = Tally()


@dataclass
class Published:
    """A portion of the provinces, their warehouse, what the oracle publishes of them, and how the
    warehouse differs from that, by province."""

    settings: Settings
    judged: list[Judged]
    differences: dict[int, list[str]] = field(default_factory=dict)

    def compare(self) -> None:
        """Find the differences, one province at a time, for all together fill the memory."""
        expected = {judged.number: judged for judged in self.judged}
        for prefix, rows in building.published_by_province(self.settings, 5):
            right = expected.pop(int(prefix)).rows
            lines = building.differences(rows, right)
            if lines:
                self.differences[int(prefix)] = lines
        for number, judged in expected.items():
            if judged.rows:
                self.differences[number] = ["no row was published"]


@pytest.fixture(scope="session", params=PORTIONS, ids=lambda portion: f"{portion[0]}")
def published(
    request: pytest.FixtureRequest,
    server: Path,
    new_warehouse: NewWarehouse,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Published]:
    """A portion of COUNT random provinces, loaded into raw and published through every layer."""
    empty = new_warehouse()
    folder = tmp_path_factory.mktemp("reference")
    with ThreadPoolExecutor(1) as beside:  # the oracle judges while dbt builds
        judging = beside.submit(lambda: list(judge_all(request.param)))
        made = [province(number) for number in request.param]
        settings = building.build(empty, folder, made, catalogue.tables())
        found = Published(settings, judging.result())
    TALLY.count(found.judged)
    found.compare()
    yield found
    drop_warehouse(server, settings)
