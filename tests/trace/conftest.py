"""Random provinces of which every published figure is traced, and one with weights to round."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingestion.settings import Settings
from tests import nights
from tests.conftest import NewWarehouse, drop_warehouse
from tests.oracle.little import Little
from tests.rollup import building, catalogue
from tests.rollup.random_provinces import Province, provinces
from tests.rollup.side_by_side import tagged

COUNT = int(os.environ.get("TRACE_PROVINCES", "20"))
SEED = int(os.environ.get("ROLLUP_SEED", "0"))
ROUNDED = "R0001"  # the tag of the province with weights to round


@pytest.fixture(scope="session")
def traced(
    server: Path, new_warehouse: NewWarehouse, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Settings]:
    """The provinces side by side, built and published."""
    rounding = tagged(province_to_round(), ROUNDED).province
    settings = building.load(
        new_warehouse(),
        tmp_path_factory.mktemp("reference"),
        [*provinces(COUNT, SEED), rounding],
        catalogue.tables(),
    )
    nights.build(settings, "traced")
    yield settings
    drop_warehouse(server, settings)


def province_to_round() -> Province:
    """A and B say 0.0000001 each; the year after, 0.000004 of both goes to C, the rest to D.

    C gets 0.0000000000008, published as 0.000000000001; D gets 0.0000001999992.
    """
    little = Little({"P": None, "A": "P", "B": "P", "C": "P", "D": "P"})
    for unit in ("A", "B"):
        little.event("2025-03-01", unit, {"C": "0.000004", "D": "0.999996"})
        little.ended(unit, "2025-03-01")
        little.say(unit, "0.0000001", indicator="act_total")
    return Province(
        number=0,
        units=little.units,
        versions=little.versions,
        events=little.events,
        submissions=little.submissions,
        observations=little.observations,
    )
