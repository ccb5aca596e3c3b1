"""One layer of the night by dbt, in this process, as transformer.

Results of models and tests go to raw.dbt_results. The order is not known here: who calls
`run_layer` decides. A layer may be run again at any time.
"""

import hashlib
import json
import os
import shutil
import time
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from ingestion.errors import WarehouseError
from ingestion.settings import REPOSITORY, Settings, load

PROJECT = REPOSITORY / "dbt_project"
LAYERS = ("seeds", "staging", "intermediate", "marts", "publish")
CODE = (
    *(("ingestion", kind) for kind in ("*.py", "*.csv", "*.sql")),
    *(("dbt_project", kind) for kind in ("*.sql", "*.yml")),
)
# What these change is found by comparison, unit by unit; all other reference data concern everything.
WITHOUT_EVENTS = ("org_unit_events.csv",)
GOOD = ("success", "pass", "warn", "no-op")
MESSAGE_LENGTH = 2000
TOLD = 10


class ModelsFailed(WarehouseError):
    """Models or tests of a layer failed; `names` tells which. Repeating it would not help."""

    def __init__(self, layer: str, faults: Sequence[tuple[str, str]], log: str) -> None:
        self.layer, self.names = layer, [name for name, _ in faults]
        lines = [f"  {name}: {message}" for name, message in faults[:TOLD]]
        more = [f"  and {len(faults) - TOLD} more"] if len(faults) > TOLD else []
        super().__init__(
            "\n".join(
                [
                    f"{len(faults)} models or tests of the layer {layer} failed, see {log}:",
                    *lines,
                    *more,
                ]
            )
        )


class InputChanged(WarehouseError):
    """Files arrived or code changed while a night was built: its layers may not fit together."""


def run_layer(layer: str, run_id: str) -> dict[str, int]:
    """Run one of LAYERS for the night `run_id`; gives how many nodes ended in which status.

    Raises ModelsFailed with the names of failing models and tests, InputChanged when what was
    built can no longer be published as one state, WarehouseError when dbt cannot start.
    """
    if layer not in LAYERS:
        raise WarehouseError(f"There is no layer {layer!r}: choose one of {', '.join(LAYERS)}.")
    settings = load()
    mark = fingerprint(settings)
    if layer == "publish" and mark != _built_from(settings, run_id):
        raise InputChanged(
            "Files arrived or code changed after this night began to be built: nothing is "
            "published; clear the task `seeds` of this run to build it again."
        )
    begun = time.monotonic()
    with _connection_of_transformer(settings):
        outcome = _invoke(_arguments(settings, layer, run_id, mark))
    results = list(getattr(outcome.result, "results", None) or [])
    rows = [_row(result) for result in results]
    status = "success" if outcome.success else "error"
    whole = (f"layer.{layer}", "layer", layer, status, _seconds(time.monotonic() - begun))
    _store(settings, run_id, layer, [*rows, (*whole, None, None, mark)])
    if not outcome.success:
        faults = [(row[2], row[7] or row[3]) for row in rows if row[3] not in (*GOOD, "skipped")]
        if not faults:
            raise WarehouseError(f"dbt could not run the layer {layer}: {outcome.exception}")
        raise ModelsFailed(layer, faults, str(settings.state / "dbt" / "logs" / "dbt.log"))
    return {name: [row[3] for row in rows].count(name) for name in {row[3] for row in rows}}


def is_due() -> bool:
    """Whether the warehouse would look different now from what was published last."""
    settings = load()
    query = (
        "select message from raw.dbt_results where unique_id = 'layer.publish'"
        " and status = 'success' order by dbt_result_id desc limit 1"
    )
    with psycopg.connect(settings.dsn("transformer")) as connection:
        row = connection.execute(query).fetchone()
    return row is None or row[0] != fingerprint(settings)


def fingerprint(settings: Settings) -> str:
    """Names everything that a build depends on: code, reference data, and what raw holds.

    Raw is append-only and every change of it ends in an event, so its last event stands for it.
    """
    with psycopg.connect(settings.dsn("transformer")) as connection:
        row = connection.execute("select count(*), max(event_id) from raw.events").fetchone()
    return f"{code_version(settings)} {row}"


def is_whole_build(settings: Settings, structure: str) -> bool:
    """Whether everything has to be built anew: nothing is built yet, or not by this code.

    Else a night computes again only what changed: submissions, who owes, and events of units.
    """
    with psycopg.connect(settings.dsn("transformer")) as connection:
        (known,) = connection.execute("select to_regclass('intermediate.built_from')").fetchone()
        if known is None:
            return True
        query = "select structure_version from intermediate.built_from"
        return connection.execute(query).fetchone() != (structure,)


def code_version(settings: Settings, without: Sequence[str] = ()) -> str:
    """The version of the code with a hash of code and reference data, e.g. 0.1.0+1f0c...

    `without` names reference files that are left out of it.
    """
    digest = hashlib.sha256()
    files = [
        path
        for folder, kind in CODE
        for path in (REPOSITORY / folder).rglob(kind)
        if not {"target", "logs"} & set(path.parts)  # what dbt leaves behind by hand
    ]
    reference = [p for p in settings.reference.rglob("*.csv") if p.name not in without]
    for path in sorted(files) + sorted(reference):
        digest.update(path.name.encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return f"{project['version']}+{digest.hexdigest()[:16]}"


def _arguments(settings: Settings, layer: str, run_id: str, mark: str) -> list[str]:
    """The dbt command line of a layer."""
    folder = settings.state / "dbt"
    structure = code_version(settings, WITHOUT_EVENTS)
    whole = is_whole_build(settings, structure)
    where = ["--project-dir", str(_project(settings)), "--profiles-dir", str(PROJECT)]
    where += ["--target-path", str(folder / "target"), "--log-path", str(folder / "logs")]
    quiet = ["--no-version-check", "--no-send-anonymous-usage-stats", "--no-use-colors"]
    if layer == "publish":
        told = {
            "publication_actor": "night",
            "publication_reason": run_id,
            "code_version": mark.split(maxsplit=1)[0],
            "structure_version": structure,
            "whole_build": whole,
        }
        return [*quiet, "run-operation", "publish", "--vars", json.dumps(told), *where]
    select = "resource_type:seed" if layer == "seeds" else f"path:models/{layer}"
    # buildable: a test runs in the first layer that has all that it compares
    how = ["--indirect-selection", "buildable", "--exclude-resource-type", "unit_test"]
    how += ["--full-refresh"] if whole else []
    return [*quiet, "build", "--select", select, *how, *where]


def _project(settings: Settings) -> Path:
    """The dbt project; with other reference files than its own, a copy that holds those as seeds.

    A path to them in dbt_project.yml would not do: dbt writes what it compiles for a seed beside an
    absolute path, that is, over the reference files themselves.
    """
    seeds = PROJECT / "seeds"
    if settings.reference == seeds:
        return PROJECT
    copy = settings.state / "dbt" / "project"
    shutil.rmtree(copy, ignore_errors=True)
    left_behind = shutil.ignore_patterns("target", "logs", "*.csv")
    shutil.copytree(PROJECT, copy, ignore=left_behind)
    for own in seeds.glob("*.csv"):
        other = settings.reference / own.name
        shutil.copyfile(other if other.exists() else own, copy / "seeds" / own.name)
    return copy


def _invoke(arguments: list[str]) -> Any:
    from dbt.cli.main import dbtRunner  # noqa: PLC0415 - two seconds, and only a build needs it

    return dbtRunner().invoke(arguments)


@contextmanager
def _connection_of_transformer(settings: Settings) -> Iterator[None]:
    """Set what profiles.yml reads, and take it back."""
    found = conninfo_to_dict(settings.dsn("transformer"))
    wanted = {
        "WAREHOUSE_DB_HOST": found.get("host"),
        "WAREHOUSE_DB_PORT": found.get("port", "5432"),
        "WAREHOUSE_DB_NAME": found.get("dbname"),
        "WAREHOUSE_DB_USER": found.get("user"),
        "WAREHOUSE_DB_PASSWORD": found.get("password"),
        "WAREHOUSE_DB_SSLMODE": found.get("sslmode"),
        "WAREHOUSE_DB_SSLROOTCERT": found.get("sslrootcert"),
    }
    before = {name: os.environ.get(name) for name in wanted}
    _set_environment(wanted)
    try:
        yield
    finally:
        _set_environment(before)


def _set_environment(values: dict[str, Any]) -> None:
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = str(value)


def _built_from(settings: Settings, run_id: str) -> str | None:
    """The fingerprint at the time when the night's first layer was last built."""
    query = (
        "select message from raw.dbt_results where run_id = %s and unique_id = 'layer.seeds'"
        " and status = 'success' order by dbt_result_id desc limit 1"
    )
    with psycopg.connect(settings.dsn("transformer")) as connection:
        row = connection.execute(query, (run_id,)).fetchone()
    return row[0] if row else None


def _seconds(value: float) -> Decimal:
    return Decimal(value).quantize(Decimal("0.001"))


def _row(result: Any) -> tuple[Any, ...]:
    """unique_id, resource_type, name, status, seconds, rows, failures, message of one node."""
    affected = (result.adapter_response or {}).get("rows_affected")
    node = getattr(result, "node", None)
    identity = node.unique_id if node else result.unique_id
    return (
        identity,
        str(node.resource_type if node else identity.split(".")[0]),
        node.name if node else identity.split(".")[-1],
        str(result.status),
        _seconds(result.execution_time),
        affected if affected is not None and affected >= 0 else None,
        result.failures,
        (result.message or "")[:MESSAGE_LENGTH] or None,
    )


def _store(settings: Settings, run_id: str, layer: str, rows: list[tuple[Any, ...]]) -> None:
    columns = "unique_id, resource_type, name, status, seconds, rows, failures, message"
    statement = f"copy raw.dbt_results (run_id, layer, {columns}) from stdin"
    with (
        psycopg.connect(settings.dsn("loader")) as connection,
        connection.cursor().copy(statement) as copy,  # type: ignore[arg-type]
    ):
        for row in rows:
            copy.write_row((run_id, layer, *row))
