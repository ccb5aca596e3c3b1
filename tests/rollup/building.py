"""A warehouse over reference files and raw rows of a test's own, built by dbt."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg

from ingestion.publishing import dbt_run
from ingestion.settings import Settings
from tests import nights
from tests.oracle import COLUMNS
from tests.rollup import catalogue, raw_rows
from tests.rollup.judging import KEY_COLUMNS, Rows
from tests.rollup.random_provinces import Province

Row = dict[str, Any]
TREES = {  # reference file: attribute of a province
    "org_units": "units",
    "org_unit_versions": "versions",
    "org_unit_events": "events",
    "population": "population",
}
ZONES = "zone_bridge"


def build(
    empty: Settings,
    reference: Path,
    provinces: Sequence[Province],
    tables: catalogue.Tables,
) -> Settings:
    """Load provinces side by side into an empty warehouse and publish them; gives its settings.

    Raises the first dbt_run.ModelsFailed where models or tests of dbt fail, after the layers that
    can be built nevertheless: what they hold is the better description of the fault.
    """
    settings = load(empty, reference, provinces, tables)
    failed: dbt_run.ModelsFailed | None = None
    for layer in dbt_run.LAYERS:
        try:
            if layer != "publish" or failed is None:
                nights.build(settings, "provinces side by side", [layer], is_tested=True)
        except dbt_run.ModelsFailed as fault:
            failed = failed or fault
    if failed is not None:
        raise failed
    return settings


def load(
    empty: Settings,
    reference: Path,
    provinces: Sequence[Province],
    tables: catalogue.Tables,
) -> Settings:
    """Provinces side by side in the raw tables of an empty warehouse; gives its settings."""
    reference.mkdir(parents=True, exist_ok=True)
    write_trees(reference, provinces, tables)
    settings = Settings(state=empty.state, reference=reference)
    raw_rows.load(
        settings,
        (row for province in provinces for row in province.submissions),
        (row for province in provinces for row in province.observations),
    )
    return settings


def write_trees(reference: Path, provinces: Sequence[Province], tables: catalogue.Tables) -> None:
    """The reference files of all provinces together."""
    trees = {
        name: [row for province in provinces for row in getattr(province, attribute)]
        for name, attribute in TREES.items()
    }
    if catalogue.is_shipped(ZONES):
        trees[ZONES] = [row for province in provinces for row in province.zones]
    catalogue.write(reference, trees, tables)


def published_by_province(
    settings: Settings, length: int, next_state: bool = False
) -> Iterator[tuple[str, Rows]]:
    """marts.totals as the reader sees it, the units whose codes begin alike (by so many characters)
    together; `next_state` is what was built and not published yet."""
    schema, role = ("marts_next", "transformer") if next_state else ("marts", "reader")
    query = f"select {', '.join(COLUMNS)} from {schema}.totals order by org_code"
    with (
        psycopg.connect(settings.dsn(role)) as connection,
        connection.cursor("totals") as cursor,
    ):
        cursor.itersize = 20000
        prefix = ""
        rows: Rows = {}
        for row in cursor.execute(query):
            if row[0][:length] != prefix:
                if rows:
                    yield prefix, rows
                prefix, rows = row[0][:length], {}
            rows[row[: len(KEY_COLUMNS)]] = row[len(KEY_COLUMNS) :]
        if rows:
            yield prefix, rows


def differences(found: Rows, expected: Rows) -> list[str]:
    """How published rows differ from those that are right, a line each."""
    lines = [f"row missing: {key}" for key in expected.keys() - found.keys()]
    lines += [f"row too many: {key}" for key in found.keys() - expected.keys()]
    for key in found.keys() & expected.keys():
        if found[key] != expected[key]:
            lines += _columns(key, found[key], expected[key])
    return sorted(lines)


def _columns(key: tuple[str, ...], found: Sequence[Any], right: Sequence[Any]) -> Iterable[str]:
    for name, is_now, should_be in zip(COLUMNS[len(key) :], found, right, strict=True):
        if is_now != should_be:
            yield f"{name} is {is_now}, should be {should_be}: {key}"
