"""The log of publications: releases, holds, what nobody can change, and what a day showed."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from psycopg import errors

from ingestion.cli import main
from ingestion.publishing import dbt_process, publication
from ingestion.publishing.publication import PublicationError
from ingestion.settings import Settings
from tests.conftest import NewWarehouse, drop_warehouse
from tests.publication.little import Little, little

SHAPE = {"org_code": "varchar(12)", "indicator": "varchar(64)", "period": "varchar(7)"}
GIVEN = "org_code text, indicator text, period text, amount integer"
SIGNER = ["--by", "签发人（合成）", "--reason", "seen"]
WHO = ["--by", "制表人（合成）", "--reason", 'it\'s "said"; drop table marts.figures -- 𠮷']


CHANGES = (
    "update marts.publications set reason = 'other'",
    "delete from marts.publications",
    "truncate marts.publications cascade",
    "update marts.publication_holds set event = 'released'",
    "delete from marts.publication_inputs",
    "update marts.release_proposals set event = 'signed'",
    "delete from marts.revisions",
    "delete from marts_history.shapes",
    "delete from marts_history.figures",
    "truncate marts_history.figures",
    "update marts_history.figures set amount = 7 where known_to is not null",
)


@pytest.fixture(scope="module")
def first_night(new_warehouse: NewWarehouse, tmp_path_factory: pytest.TempPathFactory) -> Little:
    """One mart with two rows, published once: what every test has a copy of."""
    settings = new_warehouse()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WAREHOUSE_STATE", str(settings.state))
        made = little(tmp_path_factory.mktemp("little"), settings, patch)
        made.mart("figures", {**SHAPE, "amount": "integer"}, SHAPE, pending=True)
        made.given("figures", GIVEN, [("a", "x", "2024", 1), ("b", "x", "2024-H1", 2)])
        made.night("night 1")
    return made


@pytest.fixture
def published(
    first_night: Little, server: Path, new_warehouse: NewWarehouse, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Little]:
    """The first night in a warehouse of this test's own."""
    copy = new_warehouse(first_night.settings)
    settings = Settings(state=copy.state, reference=first_night.settings.reference)
    monkeypatch.setenv("WAREHOUSE_STATE", str(settings.state))
    monkeypatch.setenv("WAREHOUSE_REFERENCE", str(settings.reference))
    monkeypatch.setattr(dbt_process, "PROJECT", first_night.folder)
    yield Little(first_night.folder, settings)
    drop_warehouse(server, settings)


def build(project: Little, *rows: tuple) -> None:
    """What the next publication finds, without building it."""
    project.table("marts_next.figures_given", GIVEN, rows)
    with psycopg.connect(project.settings.dsn("transformer")) as connection:
        connection.execute("delete from marts_next.figures")
        connection.execute("insert into marts_next.figures select * from marts_next.figures_given")


def test_a_release_is_a_publication_with_a_name(published: Little) -> None:
    """No row changes; the state that was proposed is answered later; a name is given once."""
    name = "2024年报'); drop table marts.figures; --"
    assert main(["release", "--name", name, *WHO]) == 0
    build(published, ("a", "x", "2024", 5))
    assert published.publish().success, "nights go on while a release waits for its signature"
    assert main(["sign", "--name", name, *SIGNER]) == 0
    query = "select publication_id, kind, name, actor, reason, rows_changed, names, signed_by"
    told = published.rows(f"{query} from marts.publications")[2]
    assert told == (3, "release", name, WHO[1], WHO[3], 0, 1, SIGNER[1])
    hashes = "select distinct input_hash, code_version, catalogue_hash, tree_hash"
    same = f"{hashes} from marts.publications where publication_id in (1, 3)"
    assert len(published.rows(same)) == 1
    then = "select * from marts_history.figures_as_of(marts.published_at(%s))"
    assert published.rows(then, name) == [("a", "x", "2024", 1), ("b", "x", "2024-H1", 2)]
    assert published.rows("select * from marts.figures") == [("a", "x", "2024", 5)]
    with pytest.raises(psycopg.Error, match="There is no publication 2024年抱"):
        published.rows(then, "2024年抱")
    with pytest.raises(PublicationError, match="already: choose another name"):
        publication.propose(name, "test", "again")
    publication.roll_back(3, "test", "back to the release")
    first = [("a", "x", "2024", 1), ("b", "x", "2024-H1", 2)]
    assert published.rows("select * from marts.figures") == first


def test_nothing_is_released_without_the_signature_of_another(published: Little) -> None:
    """Before it nobody reads by the name; its maker cannot sign, in whatever capitals; refused it
    is free again."""
    query = "select marts.published_at('2024年报')"
    publication.propose("2024年报", "Maker（合成）", "for the yearbook")
    with pytest.raises(psycopg.Error, match="There is no publication 2024年报"):
        published.rows(query)
    with pytest.raises(PublicationError, match="another person has to sign it"):
        publication.sign("2024年报", " maker（合成） ", "mine")
    with pytest.raises(PublicationError, match="waits for a signature already"):
        publication.propose("2024年报", "another", "me too")
    publication.refuse("2024年报", "签发人（合成）", "not yet")
    with pytest.raises(PublicationError, match="No release 2024年报 waits"):
        publication.sign("2024年报", "签发人（合成）", "after all")
    with pytest.raises(psycopg.Error, match="There is no publication 2024年报"):
        published.rows(query)
    publication.propose("2024年报", "Maker（合成）", "again")
    publication.sign("2024年报", "签发人（合成）", "seen")
    [(first,)] = published.rows("select at from marts.publications where publication_id = 1")
    assert published.rows(query) == [(first,)]
    log = published.rows("select proposal_event_id, event, actor from marts.release_proposals")
    assert [row[1:] for row in log] == [
        ("proposed", "Maker（合成）"), ("refused", "签发人（合成）"),
        ("proposed", "Maker（合成）"), ("signed", "签发人（合成）"),
    ]  # fmt: skip


def test_the_database_too_asks_for_another_person(published: Little) -> None:
    """Whoever writes past the command finds the same rule in the table."""
    with (
        psycopg.connect(published.settings.dsn("transformer")) as connection,
        pytest.raises(errors.CheckViolation),
    ):
        connection.execute(
            "insert into marts.publications (publication_id, at, actor, reason, name, input_hash,"
            " code_version, rows_changed, kind, names, signed_by)"
            " values (2, now(), 'One', 'r', 'n', 'h', 'c', 0, 'release', 1, 'one')"
        )


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "two\nlines"])
def test_a_name_that_nobody_could_read_is_refused(name: str) -> None:
    """The message says what would do, before anything else is done."""
    with pytest.raises(PublicationError, match="give 1 to 80 printable characters"):
        publication.propose(name, "test", "test")


def test_a_rollback_holds_nights_until_somebody_resumes(
    published: Little, capsys: pytest.CaptureFixture[str]
) -> None:
    """By the command line, with who and why; the holds are a log too."""
    build(published, ("a", "x", "2024", 5))
    assert published.publish().success
    assert main(["rollback", "--to", "1", *WHO]) == 0
    assert (
        "Publication 3 shows what publication 1 showed, 2 rows changed" in capsys.readouterr().out
    )
    first = [("a", "x", "2024", 1), ("b", "x", "2024-H1", 2)]
    assert published.rows("select * from marts.figures") == first
    assert published.publish().success
    assert published.rows("select * from marts.figures") == first
    assert main(["resume", *WHO]) == 0
    assert published.publish().success
    assert published.rows("select * from marts.figures") == [("a", "x", "2024", 5)]
    query = "select hold_id, event, actor, reason, publication_id from marts.publication_holds"
    assert published.rows(query) == [
        (1, "held", WHO[1], WHO[3], 3),
        (2, "released", WHO[1], WHO[3], None),
    ]
    query = "select publication_id, kind, restores, rows_changed from marts.publications"
    assert published.rows(query)[2:] == [(3, "rollback", 1, 2), (4, "night", None, 2)]


def test_what_cannot_be_done_is_told_in_a_sentence(
    published: Little, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2, one sentence with the cure, nothing changed."""
    assert main(["rollback", "--to", "9", *WHO]) == 2
    cure = "There is no publication 9: choose one of marts.publications.\n"
    assert capsys.readouterr().err == cure
    assert main(["resume", *WHO]) == 2
    cure = "Publications are not held: there is nothing to resume.\n"
    assert capsys.readouterr().err == cure
    assert published.rows("select count(*) from marts.publications") == [(1,)]


def test_nobody_changes_what_was_published(published: Little) -> None:
    """Not even the transformer, to whom the tables belong."""
    build(published, ("a", "x", "2024", 5))
    assert published.publish().success
    with psycopg.connect(published.settings.dsn("transformer"), autocommit=True) as connection:
        for statement in CHANGES:
            with pytest.raises(errors.InsufficientPrivilege, match="is append-only"):
                connection.execute(statement)


def test_a_day_is_over_at_midnight_in_shanghai(published: Little) -> None:
    """What was published at 23:59:59 belongs to the day, what came at midnight to the next."""
    midnight = datetime.fromisoformat("2025-01-01 00:00:00+08:00")
    second_before = datetime.fromisoformat("2024-12-31 23:59:59+08:00")
    with psycopg.connect(published.settings.dsn("transformer")) as connection:
        connection.cursor().executemany(
            "insert into marts_history.figures values ('a', 'x', '2024', %s, %s, %s)",
            [(8, second_before, midnight), (9, midnight, midnight.replace(hour=1))],
        )
    query = "select amount from marts_history.figures_as_of(date '2024-12-31')"
    assert published.rows(query) == [(8,)]
    assert published.rows("select amount from marts_history.figures_as_of(%s)", midnight) == [(9,)]
    assert published.rows(query.replace("2024-12-31", "2025-01-01")) == []


def test_only_what_is_pending_is_compared(published: Little) -> None:
    """A scope that is not named waits; ('*', '*', 0) names all of them."""
    told = {"code_version": "1", "catalogue_hash": "c", "tree_hash": "t"}
    pending = ("intermediate.int_pending", "org_code text, indicator text, period_year integer")
    build(published, ("a", "x", "2024", 1), ("b", "x", "2024-H1", 3))
    assert published.publish(**told).success
    published.table(*pending, [("a", "x", 2024), ("b", "y", 2024), ("b", "x", 2023)])
    build(published, ("a", "x", "2024", 4), ("b", "x", "2024-H1", 5), ("c", "x", "2024", 6))
    assert published.publish(**told).success
    assert published.rows("select amount from marts.figures") == [(3,), (4,)]
    query = "select count(*) from intermediate.int_pending"
    assert published.rows(query, role="transformer") == [(0,)]
    published.table(*pending, [("*", "*", 0)])
    assert published.publish(**told).success
    assert published.rows("select amount from marts.figures") == [(4,), (5,), (6,)]
    build(published, ("a", "x", "2024", 7))
    assert published.publish(**{**told, "tree_hash": "u"}).success, "another tree: all is compared"
    assert published.rows("select amount from marts.figures") == [(7,)]


def test_a_night_without_a_change_is_no_publication(published: Little) -> None:
    """The same rows again, in another order."""
    build(published, ("b", "x", "2024-H1", 2), ("a", "x", "2024", 1))
    assert published.publish().success
    assert published.rows("select count(*) from marts.publications") == [(1,)]


def test_every_log_speaks_chinese(published: Little) -> None:
    """Tables, columns and functions that people read beside the marts have Chinese comments."""
    bare = published.rows(
        """
        select tables.relname, columns.attname
        from pg_class as tables
        inner join pg_attribute as columns on tables.oid = columns.attrelid and columns.attnum > 0
        where tables.relnamespace in ('marts'::regnamespace, 'marts_history'::regnamespace)
            and tables.relkind = 'r'
            and (
                coalesce(col_description(tables.oid, columns.attnum), '') !~ '[一-龥]'
                or coalesce(obj_description(tables.oid), '') !~ '[一-龥]'
            )
        """
    )
    assert not bare
    assert len(published.rows("select 1 from pg_tables where schemaname = 'marts'")) == 6
