"""Faults of data go to those who can mend them, faults of the machinery to the engineer."""

import psycopg
import pytest
from psycopg import errors

from ingestion import night
from ingestion.errors import ReferenceDataError
from ingestion.ops import alerts
from ingestion.publishing.failures import Interrupted, ModelsFailed, failed
from ingestion.settings import Settings
from tests.ops.conftest import seen

ALERTS = "select about, audience, org_code, title, message from ops.alerts order by audience"


def test_what_was_sent_back_is_for_its_office(mixed_night: Settings) -> None:
    """One alert for the office, one for whoever keeps the data where no office is known; none of
    them for the engineer, and the file that was only repeated is none at all."""
    office, operator = seen(mixed_night, ALERTS)
    assert (office["about"], office["audience"], office["org_code"]) == ("data", "office", "420102")
    assert (operator["about"], operator["audience"], operator["org_code"]) == (
        "data",
        "operator",
        None,
    )
    assert "420102/坏文件.xlsx" in office["message"]
    assert "不知何处/坏文件.xlsx" in operator["message"]


def test_a_repeated_task_tells_nothing_twice(mixed_night: Settings) -> None:
    """Clearing `finish` in Airflow writes no second alert."""
    night.finish("night-1")
    alerts.note_sent_back(mixed_night, "night-1", [])
    assert len(seen(mixed_night, ALERTS)) == 2


@pytest.mark.parametrize(
    ("error", "audience"),
    [
        (ModelsFailed("seeds", [("unique_org_units", "Got 1 result")], "dbt.log"), "operator"),
        (ReferenceDataError("two units under one code"), "operator"),
        (ModelsFailed("marts", [("totals", "Database Error")], "dbt.log"), "engineer"),
        (OSError("disk full"), "engineer"),
        (None, "engineer"),
    ],
)
def test_who_hears_of_a_failed_task(error: BaseException | None, audience: str) -> None:
    """Reference data are mended by whoever keeps them; a killed process has no error."""
    alert = alerts.of_failure(error, "transform", "run", "task", 1)
    assert alert.audience == audience
    assert (alert.about == "data") == (audience == "operator")


def test_the_table_keeps_both_apart(warehouse: Settings) -> None:
    """No program can file machinery under data, or an office's alert without the office."""
    wrong = [("data", "engineer", None), ("machinery", "operator", None), ("data", "office", None)]
    for about, audience, org_code in wrong:
        alert = alerts.Alert("1", about, audience, "t", "m", org_code=org_code)
        with pytest.raises(errors.CheckViolation):
            alerts.note(warehouse, alert)


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("server closed the connection unexpectedly", Interrupted),
        ("deadlock detected", Interrupted),
        ('column "x" does not exist', ModelsFailed),
        ("canceling statement due to statement timeout", ModelsFailed),
    ],
)
def test_only_what_passes_is_tried_again(message: str, kind: type[Exception]) -> None:
    """A server that went away comes back; a statement that took too long would do so again."""
    assert type(failed("marts", [("totals", message)], None, "dbt.log")) is kind


def test_views_and_tables_speak_chinese(warehouse: Settings) -> None:
    """Every relation and every column of `ops` says in Chinese what it is."""
    query = """
        select c.relname, a.attname
        from pg_class as c
        inner join pg_attribute as a on c.oid = a.attrelid and a.attnum > 0 and not a.attisdropped
        where
            c.relnamespace = 'ops'::regnamespace and c.relkind in ('r', 'v')
            and (
                coalesce(col_description(c.oid, a.attnum), '') !~ '[一-龥]'
                or coalesce(obj_description(c.oid), '') !~ '[一-龥]'
            )
    """
    with psycopg.connect(warehouse.dsn("owner")) as connection:
        relations = connection.execute(
            "select count(*) from pg_class where relnamespace = 'ops'::regnamespace"
            " and relkind in ('r', 'v')"
        ).fetchone()
        assert relations is not None and relations[0] == 10
        assert connection.execute(query).fetchall() == []
