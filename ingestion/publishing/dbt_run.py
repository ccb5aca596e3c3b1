"""One layer of the night by dbt, in this process, as transformer.

Results of models and tests go to raw.dbt_results. The order is not known here: who calls
`run_layer` decides. A layer may be run again at any time.
"""

import time
from dataclasses import asdict
from decimal import Decimal
from typing import Any

import psycopg

from ingestion import turns
from ingestion.errors import WarehouseError
from ingestion.ops import flow
from ingestion.publishing import dbt_process, publication
from ingestion.publishing.failures import InputChanged, ModelsFailed, failed
from ingestion.publishing.versions import structure, versions
from ingestion.settings import Settings, load

LAYERS = ("seeds", "staging", "intermediate", "marts", "publish")
GOOD = ("success", "pass", "warn", "no-op", "held")
MESSAGE_LENGTH = 2000
__all__ = ["LAYERS", "InputChanged", "ModelsFailed", "fingerprint", "is_due", "run_layer"]


def run_layer(layer: str, run_id: str) -> dict[str, int]:
    """Run one of LAYERS for the night `run_id`; gives how many nodes ended in which status.

    Waits for another build that is at work. While a rollback holds publications, `publish` changes
    nothing and gives {"held": 1}. Raises ModelsFailed with the names of failing models and tests,
    InputChanged when what was built can no longer be published as one state, Interrupted when the
    server went away, WarehouseError when dbt cannot start.
    """
    if layer not in LAYERS:
        raise WarehouseError(f"There is no layer {layer!r}: choose one of {', '.join(LAYERS)}.")
    settings = load()
    with turns.alone(settings, turns.BUILDING):
        return _run_layer(settings, layer, run_id)


def _run_layer(settings: Settings, layer: str, run_id: str) -> dict[str, int]:
    mark = fingerprint(settings)
    if layer == "publish" and mark != _built_from(settings, run_id):
        raise InputChanged(
            "Files arrived or code changed after this night began to be built: nothing is "
            "published; clear the task `seeds` of this run to build it again."
        )
    if layer == "intermediate":
        _begin_build(settings, run_id, mark)
    begun = time.monotonic()
    ended = dbt_process.run(settings, _command(settings, layer, run_id, mark))
    status = "success" if ended.success else "error"
    if layer == "publish" and ended.success and publication.is_held(settings):
        status = "held"  # the books must not say that this state was published
    rows = [_row(result) for result in ended.results]
    if status == "held":
        rows = [(*row[:3], status, *row[4:]) for row in rows]
    whole = (f"layer.{layer}", "layer", layer, status, _seconds(time.monotonic() - begun))
    _store(settings, run_id, layer, [*rows, (*whole, None, None, mark)])
    if not ended.success:
        faults = [
            (row[2], row[7] or ended.fault or row[3])
            for row in rows
            if row[3] not in (*GOOD, "skipped")
        ]
        raise failed(layer, faults, ended.fault, str(dbt_process.log(settings)))
    flow.of_layer(settings, run_id, layer, status == "held")
    return {name: [row[3] for row in rows].count(name) for name in {row[3] for row in rows}}


def is_due() -> bool:
    """Whether the warehouse would look different now from what was published last."""
    settings = load()
    query = (
        "select message, at from raw.dbt_results where unique_id = 'layer.publish'"
        " and status = 'success' order by dbt_result_id desc limit 1"
    )
    with psycopg.connect(settings.dsn("transformer")) as connection:
        row = connection.execute(query).fetchone()
    if row is None or row[0] != fingerprint(settings):
        return True
    return publication.rolled_back_since(settings, row[1])


def last_built() -> str:
    """The night whose marts were built last. Raises WarehouseError where there is none."""
    query = (
        "select run_id from raw.dbt_results where unique_id = 'layer.marts'"
        " and status = 'success' order by dbt_result_id desc limit 1"
    )
    with psycopg.connect(load().dsn("transformer")) as connection:
        row = connection.execute(query).fetchone()
    if row is None:
        raise WarehouseError("No marts are built yet: run a night first.")
    return str(row[0])


def fingerprint(settings: Settings) -> str:
    """Names everything that a build depends on: code, reference data, and what raw holds.

    Raw is append-only and every change of it ends in an event or is a decision.
    """
    return f"{versions(settings)} {_events(settings)}"


def is_whole_build(settings: Settings, run_id: str = "", mark: str = "") -> bool:
    """Whether everything has to be built anew: nothing is built yet, or not of this structure, or
    the tables hold rows of a build that was not brought to its end.

    Else a night computes again only what changed: submissions, who owes, and events of units. The
    build of `run_id` from the state that `mark` names stays what it was when it began.
    """
    begun = _first_row(settings, "build_begun", "run_id, fingerprint, is_whole")
    if begun is not None:
        return begun[2] if begun[:2] == (run_id, mark) else True
    return _first_row(settings, "built_from", "structure") != (_structure(settings),)


def _structure(settings: Settings) -> str:
    """The structure of a build over what raw holds now."""
    query = "select (max(at) at time zone 'Asia/Shanghai')::date from raw.events"
    with psycopg.connect(settings.dsn("transformer")) as connection:
        row = connection.execute(query).fetchone()
    return structure(settings, row[0] if row else None)


def _begin_build(settings: Settings, run_id: str, mark: str) -> None:
    """Note that tables are being changed in place, until publishing says what they were made of."""
    is_whole = is_whole_build(settings, run_id, mark)
    with psycopg.connect(settings.dsn("transformer")) as connection:
        connection.execute("drop table if exists intermediate.build_begun")
        columns = "run_id text, fingerprint text, is_whole boolean"
        connection.execute(f"create table intermediate.build_begun ({columns})")
        values = (run_id, mark, is_whole)
        connection.execute("insert into intermediate.build_begun values (%s, %s, %s)", values)


def _first_row(settings: Settings, table: str, columns: str) -> tuple[Any, ...] | None:
    """The row of a table in which a build notes something of itself, None where there is none."""
    with psycopg.connect(settings.dsn("transformer")) as connection:
        known = connection.execute("select to_regclass(%s)", (f"intermediate.{table}",)).fetchone()
        if known is None or known[0] is None:
            return None
        query = f"select {columns} from intermediate.{table}"  # noqa: S608  our own names
        return connection.execute(query).fetchone()


def _events(settings: Settings) -> tuple[int, int]:
    """How many events and decisions raw holds, and the number of the last event (0 without any)."""
    query = (
        "select count(*) + (select count(*) from raw.decisions), coalesce(max(event_id), 0)"
        " from raw.events"
    )
    with psycopg.connect(settings.dsn("transformer")) as connection:
        found = connection.execute(query).fetchone()
    return (0, 0) if found is None else (found[0], found[1])


def _last_event(settings: Settings) -> int:
    """The last event, when whoever was writing an earlier one has ended."""
    with psycopg.connect(settings.dsn("transformer")) as connection:
        found = connection.execute("select raw.last_event()").fetchone()
    return found[0] if found else 0


def _command(settings: Settings, layer: str, run_id: str, mark: str) -> list[str]:
    """The dbt command of a layer."""
    is_whole = is_whole_build(settings, run_id, mark)
    if layer == "publish":
        told = {"actor": "night", "reason": run_id, "last_event": _last_event(settings)}
        told |= {"structure": _structure(settings), "is_whole": is_whole}
        return publication.operation("publish", told | asdict(versions(settings)))
    select = "resource_type:seed" if layer == "seeds" else f"path:models/{layer}"
    # buildable: a test runs in the first layer that has all that it compares
    how = ["--indirect-selection", "buildable", "--exclude-resource-type", "unit_test"]
    how += ["--full-refresh"] if is_whole else []
    return ["build", "--select", select, *how]


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
