"""A warehouse in which random provinces stand side by side, built and published once."""

import csv
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ingestion import dbt_run
from ingestion.settings import Settings
from tests.conftest import REFERENCE, NewWarehouse
from tests.oracle import Reference, publish
from tests.rollup import raw_rows
from tests.rollup.random_provinces import Province, provinces

COUNT = int(os.environ.get("ROLLUP_PROVINCES", "60"))
CATALOGUE = (
    "indicators", "indicator_codes", "indicator_crossings", "indicator_members", "indicator_due",
)  # fmt: skip
TREES = {
    "org_units": "units",
    "org_unit_versions": "versions",
    "org_unit_events": "events",
    "population": "population",
}


@dataclass
class Published:
    """Random provinces, the warehouse that holds them, and what the oracle publishes of them."""

    settings: Settings
    provinces: list[Province]
    expected: list[dict[str, Any]]


@pytest.fixture(scope="session")
def published(
    new_warehouse: NewWarehouse, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Published]:
    """COUNT random provinces, loaded into raw and published through every layer of dbt."""
    made = list(provinces(COUNT))
    reference = tmp_path_factory.mktemp("reference")
    write_reference(reference, made)
    empty = new_warehouse()
    settings = Settings(state=empty.state, reference=reference)
    raw_rows.load(
        settings,
        (row for province in made for row in province.submissions),
        (row for province in made for row in province.observations),
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WAREHOUSE_STATE", str(settings.state))
        patch.setenv("WAREHOUSE_REFERENCE", str(reference))
        for layer in dbt_run.LAYERS:
            dbt_run.run_layer(layer, "random provinces")
    yield Published(settings, made, [row for province in made for row in judge(province)])


def write_reference(folder: Path, made: Sequence[Province]) -> None:
    """The trees of all provinces as reference files; the catalogue stays the shipped one."""
    for name, attribute in TREES.items():
        with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header, lineterminator="\n")
            writer.writeheader()
            for province in made:
                writer.writerows(getattr(province, attribute))
    for name in ("literacy_rates", "functional_zones", "zone_bridge"):  # these speak of real places
        header_line = (REFERENCE / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]
        (folder / f"{name}.csv").write_text(header_line + "\n", encoding="utf-8")


def judge(province: Province) -> list[dict[str, Any]]:
    """What the oracle publishes of one province."""
    return publish(province.submissions, province.observations, reference_of(province))


def reference_of(province: Province) -> Reference:
    """The province's own tree under the shipped catalogue."""
    catalogue = {}
    for name in CATALOGUE:
        with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            catalogue[name] = list(csv.DictReader(file))
    return Reference.from_rows(
        org_units=province.units,
        org_unit_versions=province.versions,
        org_unit_events=province.events,
        population=province.population,
        **catalogue,
    )
