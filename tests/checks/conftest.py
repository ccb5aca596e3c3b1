"""Warehouses in which a night was built and published over a few submissions."""

from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from ingestion.publishing import dbt_run
from ingestion.settings import Settings
from tests.conftest import NewWarehouse
from tests.dbt.running import dbt
from tests.nights import build
from tests.rollup import raw_rows

from .golden import file_reports
from .scenarios import province

Row = dict[str, Any]


def night(settings: Settings, run_id: str = "checks") -> None:
    """Every layer of dbt, publication included, tests and all."""
    build(settings, run_id, is_tested=True)


def rows(settings: Settings, query: str, *values: object) -> list[Row]:
    """What the transformer sees; it may read marts and intermediate alike."""
    with psycopg.connect(settings.dsn("transformer"), row_factory=dict_row) as connection:
        return connection.execute(query, values).fetchall()


def failures(settings: Settings, test: str, *, all_rows: bool) -> int:
    """Lines that a test of dbt objects to: among all rows, or those that the last night made."""
    words = ["--vars", f"{{all_rows: {str(all_rows).lower()}}}"]
    outcome = dbt(settings, "test", "--select", test, *words)
    assert outcome.exception is None, outcome.exception
    (result,) = outcome.result
    assert result.status in ("pass", "fail"), result.message
    return int(result.failures)


@pytest.fixture(scope="session")
def published(new_warehouse: NewWarehouse) -> Settings:
    """One night over the real reports and over a district for every rule."""
    settings = new_warehouse()
    desk = province()
    file_reports(desk)
    desk.load(settings)
    with psycopg.connect(settings.dsn("loader")) as connection:
        connection.execute(
            """
            insert into raw.findings
                (submission_id, rule_id, severity, source_ref, message_zh, expected, found)
            values ('a', 'negative', '强制性', 'a!B9', '数值不应为负', '不小于 0', '-1'),
                ('a', 'negative', '强制性', 'a!B9', '数值不应为负', '不小于 0', '-1')
            """
        )
    night(settings)
    return settings


@pytest.fixture(scope="session")
def next_night(new_warehouse: NewWarehouse, published: Settings) -> Settings:
    """Built on top and not published yet: of two words of one unit the later is withdrawn."""
    settings = new_warehouse(published)
    (latest, *_) = rows(
        settings,
        "select submission_id from raw.submissions where sender_code = '420281'"
        " order by received_at desc",
    )
    raw_rows.decide(settings, {latest["submission_id"]: "withdrawn"})
    build(settings, "next", dbt_run.LAYERS[:-1], is_tested=True)
    return settings
