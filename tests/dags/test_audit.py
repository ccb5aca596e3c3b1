"""`audit`: a rebuild beside the published state agrees with it, and tells where it does not."""

import psycopg
import pytest

from ingestion.cli import main
from ingestion.comparing import audit
from ingestion.comparing.audit import AuditError, StatesDiffer
from runtime import postgres

pytestmark = pytest.mark.marts  # each runs a DAG whole

SHOWN = ("marts.figures", "marts.literacy", "marts.publications", "marts_history.literacy")
BESIDE = "select 1 from pg_tables where schemaname in ('beside', 'beside_raw')"


def shown(night):
    """What readers see."""
    return [night.rows(f"select * from {table}") for table in SHOWN]


def say(night, submission, event):
    """Something that happened to a submission."""
    with psycopg.connect(night.settings.dsn("loader")) as loader:
        loader.execute(
            "insert into raw.events (submission_id, event, actor) values (%s, %s, 't')",
            (submission, event),
        )


def test_the_weekly_audit_of_an_untouched_warehouse_finds_nothing(dags, night):
    """It notes what it compared, published and to be built on, and leaves everything as it was."""
    before = shown(night)
    assert dags["audit"].test().state == "success"
    assert shown(night) == before
    query = "select publication_id, rows_compared, rows_differing from raw.audits"
    assert night.rows(query, role="transformer") == [(1, 10, 0)]
    assert night.rows(BESIDE, role="transformer") == [], "nothing is left beside"


def test_a_corrupted_row_is_told_by_mart_key_and_column(server, night):
    """One changed, one lost and one invented row of marts, one of what nights build on."""
    with psycopg.connect(postgres.admin_url(server, night.settings.server()["dbname"])) as admin:
        for statement in (
            "update marts.figures set amount = amount + 0.000000000001 where org_code = '420000'",
            "delete from marts.figures where org_code = '420100'",
            "insert into marts.figures values ('999999', '2024', 7)",
            "update marts_next.figures set amount = null where org_code = '420200'",
        ):
            admin.execute(statement)
    done = audit.now("corrupted")
    told = {
        (one.mart, one.row_key, one.column_name, one.standing, one.rebuilt)
        for one in done.differences
    }
    assert told == {
        ("marts.figures", "org_code=420000, period=2024", "amount",
         "3.000000000001", "3.000000000000"),
        ("marts.figures", "org_code=420100, period=2024", "", None, "row"),
        ("marts.figures", "org_code=999999, period=2024", "", "row", None),
        ("marts_next.figures", "org_code=420200, period=2024", "amount", None, "2.000000000000"),
    }  # fmt: skip
    assert done.differing == 4
    with pytest.raises(StatesDiffer, match=r"amount is 3\.000000000001, rebuilt 3\.0"):
        audit.insist(done)
    query = "select mart, row_key, column_name, standing, rebuilt from raw.audit_differences"
    assert set(night.rows(query, role="transformer")) == told


def test_a_past_night_is_repeated_as_known_then(night, capsys):
    """What came since is no part of it, and the repetition changes nothing; a state that raw did
    not give then is told."""
    say(night, "b", "accepted")
    night.night("second night")
    before = shown(night)
    assert main(["audit", "--as-of", "1"]) == 0
    assert "0 of 1 rows of 1 marts differ" in capsys.readouterr().out
    assert shown(night) == before
    assert night.rows(BESIDE, role="transformer") == []
    with psycopg.connect(night.settings.dsn("transformer")) as connection:
        connection.execute(
            "insert into marts_history.literacy (event_id, event, known_from)"
            " select 9, 'held', at from marts.publications where publication_id = 1"
        )
    assert main(["audit", "--as-of", "1"]) == 1
    assert "marts_history.literacy (event_id=9): not rebuilt" in capsys.readouterr().out


def test_what_cannot_be_compared_is_told(night):
    """Something that waits would read as a difference; what was never published, nothing at all."""
    with pytest.raises(AuditError, match="There is no publication 9"):
        audit.then(9, "never")
    say(night, "a", "withdrawn")
    with pytest.raises(AuditError, match="Something waits to be published"):
        audit.now("too early")
