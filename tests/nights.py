"""Whole nights for tests: files with their times of arrival, then every layer of dbt."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import psycopg
import pytest
from psycopg.rows import dict_row

from ingestion import night
from ingestion.publishing import dbt_run
from ingestion.settings import Settings


@contextmanager
def at_work_on(settings: Settings) -> Iterator[None]:
    """`ingestion.settings.load()` finds this warehouse."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WAREHOUSE_STATE", str(settings.state))
        patch.setenv("WAREHOUSE_REFERENCE", str(settings.reference))
        yield


def build(
    settings: Settings,
    run_id: str,
    layers: Sequence[str] = dbt_run.LAYERS,
    *,
    is_tested: bool = False,
) -> None:
    """Every layer of a night over what raw holds.

    dbt's own tests are half of a night, and no part of how it is built or published: they run where
    a suite looks at all of a night once, or at what they object to.
    """
    with at_work_on(settings), pytest.MonkeyPatch.context() as patch:
        if not is_tested:
            _without_tests(patch)
        for layer in layers:
            dbt_run.run_layer(layer, run_id)


def put(settings: Settings, path: str, data: bytes, received_at: str = "") -> None:
    """A file in the landing; the manifest states its arrival, as 2025-01-20 or with a time."""
    target = settings.landing / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    manifest = settings.landing / "manifest.csv"
    if not manifest.exists():
        manifest.write_text("path,received_at\n", encoding="utf-8")
    if received_at:
        at = received_at if "T" in received_at else f"{received_at}T09:00:00+08:00"
        with manifest.open("a", encoding="utf-8") as lines:
            lines.write(f"{path},{at}\n")


def published_night(
    settings: Settings, run_id: str, started_at: str | None = None, *, is_tested: bool = False
) -> dict:
    """Receive, read, load, build every layer and publish; the counts of the night."""
    begin = datetime.fromisoformat(started_at) if started_at else None
    with at_work_on(settings):
        counts = night.run(str(settings.landing), run_id, started_at=begin)
    build(settings, run_id, is_tested=is_tested)
    return counts


def rows(settings: Settings, query: str, *values: object) -> list[dict]:
    """Rows as dbt's own role sees them."""
    with psycopg.connect(settings.dsn("transformer"), row_factory=dict_row) as connection:
        return connection.execute(query, values).fetchall()


def _without_tests(patch: pytest.MonkeyPatch) -> None:
    """Layers are built without dbt's own tests."""
    command: Callable[..., list[str]] = dbt_run._command

    def of_layer(settings: Settings, layer: str, run_id: str, mark: str) -> list[str]:
        built = [] if layer == "publish" else ["--exclude-resource-type", "test"]
        return [*command(settings, layer, run_id, mark), *built]

    patch.setattr(dbt_run, "_command", of_layer)
