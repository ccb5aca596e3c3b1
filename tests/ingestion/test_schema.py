"""The schema raw: append-only by privilege and by guard, commented, migrated once."""

import psycopg
import pytest
from psycopg import errors

from ingestion.schema import upgrade
from ingestion.settings import Settings

SHA = "a" * 64
FILES = f"insert into raw.files values ('{SHA}', 1, 'text/csv', now())"
TABLES = (
    "files", "deliveries", "filings", "events", "observations", "stations", "transfers",
    "findings", "dbt_results", "nights", "explanations", "decisions",
)  # fmt: skip


@pytest.fixture(scope="module")
def guarded(new_warehouse) -> Settings:
    """One warehouse for all tests that do not disturb each other."""
    return new_warehouse()


def run(warehouse: Settings, role: str, statement: str) -> list:
    with psycopg.connect(warehouse.dsn(role)) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_upgrade_twice(warehouse):
    """A schema that is there already is left as it is."""
    run(warehouse, "loader", FILES)
    upgrade(warehouse.dsn("owner"))
    assert run(warehouse, "transformer", "select count(*) from raw.files") == [(1,)]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["select * from", "delete from", "truncate"])
def test_loader_only_inserts(guarded, table, statement):
    """The loader may neither read nor change anything in raw."""
    with pytest.raises(errors.InsufficientPrivilege):
        run(guarded, "loader", f"{statement} raw.{table}")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["delete from {}", "truncate {} cascade"])
def test_owner_changes_nothing(guarded, table, statement):
    """Even the owner is refused: raw is append-only."""
    with pytest.raises(errors.InsufficientPrivilege, match="append-only"):
        run(guarded, "owner", statement.format(f"raw.{table}"))


def test_owner_updates_nothing(guarded):
    """An update is refused even where it would touch no row."""
    with pytest.raises(errors.InsufficientPrivilege, match="append-only"):
        run(guarded, "owner", "update raw.events set reason = 'x'")


def test_reader_sees_nothing_of_raw(guarded):
    """Analysts read marts only."""
    with pytest.raises(errors.InsufficientPrivilege):
        run(guarded, "reader", "select * from raw.submissions")


def test_everything_is_commented(guarded):
    """Every table, view and column of raw carries a Chinese comment."""
    rows = run(
        guarded, "transformer",
        "select c.relname, coalesce(a.attname, ''), coalesce(d.description, '')"
        " from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'raw'"
        " left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0"
        " left join pg_description d on d.objoid = c.oid and d.objsubid = a.attnum"
        " where c.relkind in ('r', 'v') and c.relname <> 'schema_version'",
    )  # fmt: skip
    assert len(rows) > 80
    bare = [(table, column) for table, column, comment in rows if max(comment, default="") < "一"]
    assert bare == []


@pytest.mark.parametrize(
    ("events", "state"),
    [
        (("received",), "received"),
        (("received", "accepted"), "accepted"),
        (("received", "accepted", "withdrawn"), "withdrawn"),
        (("received", "held", "accepted_with_findings"), "accepted_with_findings"),
        (("received", "quarantined"), "quarantined"),
        (("accepted", "received"), "accepted"),
    ],
)
def test_state_follows_from_events(guarded, events, state):
    """The state of a submission is its latest deciding event."""
    name = "-".join(events)
    statements = [
        f"{FILES} on conflict do nothing",
        f"insert into raw.deliveries values ('{name}', '{SHA}', 'file:///a', now(), true, '/')",
        f"insert into raw.filings values ('{name}', '{name}', null, 'report', null, 'patch', null)",
        *(
            f"insert into raw.events (submission_id, event, actor) values ('{name}', '{e}', 't')"
            for e in events
        ),
    ]
    run(guarded, "loader", ";".join(statements))
    query = f"select state, is_synthetic from raw.submissions where submission_id = '{name}'"
    assert run(guarded, "transformer", query) == [(state, True)]


@pytest.mark.parametrize(
    "values",
    [
        "'value', null, null, null", "'zero', 1, 1, 1", "'masked', 1, 1, 1", "'value', 1, 2, 1",
        "'guessed', 1, 1, 1",
    ],
)  # fmt: skip
def test_states_and_values_agree(guarded, values):
    """A value without a number, a mask with one, or bounds the wrong way round do not get in."""
    statement = (
        "insert into raw.observations (submission_id, indicator, scope, status, basis, source_ref,"
        f" state, value, lower, upper) values ('s', 'i', 'own', 'actual', 'period', 'A1', {values})"
    )
    with pytest.raises(errors.CheckViolation):
        run(guarded, "loader", statement)


def test_the_last_event_is_one_that_no_earlier_one_can_follow(guarded):
    """Numbers are drawn before a transaction ends: while an earlier one is being written, whoever
    asks for the last event waits, else a publication would never log the late one."""
    event = (
        "insert into raw.events (submission_id, event, actor) values ('late', 'received', 't')"
        " returning event_id"
    )
    with psycopg.connect(guarded.dsn("owner")) as slow:
        ((earlier,),) = slow.execute(event).fetchall()
        ((later,),) = run(guarded, "owner", event)
        with pytest.raises(errors.LockNotAvailable):
            run(guarded, "transformer", "set lock_timeout = '50ms'; select raw.last_event()")
    assert earlier < later
    assert run(guarded, "transformer", "select raw.last_event()") == [(later,)]
