"""Nights over the part of the project that leads to marts.totals, by the commands of all nights."""

import json
import shutil
import time
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg

from ingestion import settings
from ingestion.publishing import dbt_process, dbt_run

MART = "totals"
# what the tests of totals, and the ledger of revisions, refer to
DIMENSIONS = ("dim_org_unit", "dim_indicator", "dim_period")
SHIPPED = dbt_process.PROJECT


@dataclass(frozen=True, slots=True)
class Night:
    """Seconds of one night: by layer, of the models that ran, and of the tests among them."""

    layers: dict[str, float]
    models: dict[str, Decimal]
    tests: Decimal

    @property
    def seconds(self) -> float:
        """From the first command to the published state."""
        return sum(self.layers.values())

    @property
    def building(self) -> float:
        """The layers that lead from raw to marts_next, tests included."""
        return sum(self.layers[layer] for layer in ("staging", "intermediate", "marts"))


def trim(state: Path) -> Path:
    """A dbt project with nothing but what leads to totals: its folder, under `state`."""
    ended = dbt_process.run(settings.load(), ["parse"])
    if not ended.success:
        raise RuntimeError(f"dbt cannot parse the project: {ended.fault}")
    manifest = json.loads((state / "dbt" / "target" / "manifest.json").read_text(encoding="utf-8"))
    kept = _with_ancestors(manifest, [f"model.kexie.{name}" for name in (MART, *DIMENSIONS)])
    project = state / "project"
    left_behind = shutil.ignore_patterns("target", "logs")
    shutil.copytree(SHIPPED, project, ignore=left_behind, dirs_exist_ok=True)
    for node in manifest["nodes"].values():
        is_test = node["resource_type"] == "test" and node["original_file_path"].endswith(".sql")
        gone = (
            not set(node["depends_on"]["nodes"]) <= kept | set(manifest["sources"])
            if is_test
            else node["resource_type"] == "model" and node["unique_id"] not in kept
        )
        if gone:
            path = project / node["original_file_path"]
            path.unlink()
            path.with_suffix(".yml").unlink(missing_ok=True)
    return project


def _with_ancestors(manifest: dict[str, Any], names: list[str]) -> set[str]:
    kept: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in kept:
            kept.add(name)
            waiting += manifest["parent_map"].get(name, [])
    return kept


def build_everything_next() -> None:
    """The next night takes nothing for built."""
    with psycopg.connect(settings.load().dsn("transformer")) as connection:
        connection.execute("drop table if exists intermediate.built_from")


def night(run_id: str) -> Night:
    """All layers of a night, publication included."""
    layers = {}
    for layer in dbt_run.LAYERS:
        begun = time.monotonic()
        dbt_run.run_layer(layer, run_id)
        layers[layer] = time.monotonic() - begun
    query = (
        "select resource_type, name, seconds from raw.dbt_results"
        " where run_id = %s and resource_type in ('model', 'test')"
    )
    with psycopg.connect(settings.load().dsn("transformer")) as connection:
        rows = connection.execute(query, (run_id,)).fetchall()
    return Night(
        layers,
        {name: seconds for kind, name, seconds in rows if kind == "model"},
        sum((seconds for kind, _, seconds in rows if kind == "test"), Decimal(0)),
    )
