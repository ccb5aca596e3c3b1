"""Marts whose columns change: they publish, and what was published before is still answered."""

from decimal import Decimal

import psycopg
import pytest

from ingestion.errors import WarehouseError
from ingestion.publishing import publication
from tests.publication.little import Little

WHO = {"actor": "test", "reason": "a shape that nobody can read"}


def as_of(project: Little, number: int, columns: str) -> list[tuple]:
    """Columns of marts.figures as publication `number` showed them."""
    query = f"""
        select {columns} from marts_history.figures_as_of(
            (select at from marts.publications where publication_id = %s)
        )
    """
    return project.rows(query, number)


def test_a_mart_gains_loses_and_retypes_columns(project: Little) -> None:
    """Four shapes in four nights; every state stays, and a rollback brings the shape back too."""
    key = {"org_code": "varchar(12)"}
    given = "org_code text, amount numeric, note text, extra numeric"
    rows = [("a", 1, "甲", Decimal("0.5")), ("b", 2, None, Decimal("0.25"))]
    project.given("figures", given, rows)
    shapes: list[dict[str, str]] = [
        {**key, "amount": "integer", "note": "varchar(20)"},
        {**key, "amount": "numeric(12,2)", "extra": "numeric(6,2)"},
        {**key, "amount": "varchar(16)", "extra": "numeric(6,2)"},
        {**key, "note": "varchar(40)", "amount": "integer"},
    ]
    shown = []
    for number, shape in enumerate(shapes, 1):
        project.mart("figures", shape, key)
        project.night(f"night {number}")
        shown.append(project.rows("select * from marts.figures"))
        assert [name for name, _ in project.shape("figures")] == list(shape)
        assert as_of(project, 1, "org_code, amount::numeric, note") == shown[0]
    assert shown[0] == [("a", 1, "甲"), ("b", 2, None)]
    assert as_of(project, 2, "org_code, amount::numeric, extra") == shown[1]
    assert as_of(project, 3, "org_code, amount, extra") == shown[2]
    assert as_of(project, 4, "org_code, note, amount::integer") == shown[3]
    publication.roll_back(1, **WHO)
    assert project.rows("select * from marts.figures") == shown[0]
    assert dict(project.shape("figures"))["note"] == "character varying(20)"
    publication.resume(**WHO)
    project.night("night 5")
    assert project.rows("select * from marts.figures") == shown[3]
    assert as_of(project, 6, "org_code, note, amount::integer") == shown[3]


def test_only_rows_that_a_new_column_changes_are_touched(project: Little) -> None:
    """A column without content opens no row of the history, yet the new shape is a publication."""
    project.given("figures", "org_code text, amount integer, extra integer", [("a", 1, None)])
    project.mart("figures", {"org_code": "varchar(12)", "amount": "integer"}, ["org_code"])
    project.night("night 1")
    shape = {"org_code": "varchar(12)", "amount": "bigint", "extra": "integer"}
    project.mart("figures", shape, ["org_code"])
    project.night("night 2")
    assert project.rows("select rows_changed from marts.publications") == [(0,), (1,)]
    query = "select amount, extra, known_to from marts_history.figures"
    assert project.rows(query) == [(1, None, None)]
    comments = """
        select col_description('marts_history.figures'::regclass, attnum) from pg_attribute
        where attrelid = 'marts_history.figures'::regclass and attname = 'extra'
    """
    assert project.rows(comments) == [("列 extra",)]


def test_a_mart_with_another_key(project: Little) -> None:
    """Rows of another key are other rows: all closed, all opened, the old state still there."""
    given = "org_code text, year integer, amount integer"
    project.given("figures", given, [("a", 2023, 1)])
    shape = {"org_code": "varchar(12)", "amount": "integer"}
    project.mart("figures", shape, ["org_code"])
    project.night("night 1")
    project.given("figures", given, [("a", 2023, 1), ("a", 2024, 2)])
    project.mart("figures", {**shape, "year": "integer"}, ["org_code", "year"])
    project.night("night 2")
    assert as_of(project, 1, "org_code, amount") == [("a", 1)]
    assert as_of(project, 2, "org_code, amount, year") == [("a", 1, 2023), ("a", 2, 2024)]
    publication.roll_back(1, **WHO)
    assert project.rows("select * from marts.figures") == [("a", 1)]


def test_a_mart_that_the_project_has_no_more(project: Little) -> None:
    """It leaves marts, its history stays, and a rollback brings it back; a later one is emptied."""
    shape = {"org_code": "varchar(12)", "amount": "integer"}
    for name in ("figures", "later"):
        project.given(name, "org_code text, amount integer", [("a", 1)])
    project.mart("figures", shape, ["org_code"])
    project.night("night 1")
    project.drop("figures")
    project.mart("later", shape, ["org_code"])
    project.night("night 2")
    assert project.shape("figures") == []
    assert as_of(project, 1, "*") == [("a", 1)]
    assert as_of(project, 2, "*") == []
    publication.roll_back(1, **WHO)
    assert project.rows("select * from marts.figures") == [("a", 1)]
    assert project.rows("select * from marts.later") == []


@pytest.mark.parametrize(
    ("old", "new", "cure"),
    [
        ("history: true", "history: false", "keeps no history.*set `meta: {history: true}`"),
        ("primary_key", "check", "has no primary key in its contract: add one"),
    ],
)
def test_a_mart_that_could_not_go_back_is_refused(
    project: Little, old: str, new: str, cure: str
) -> None:
    """The fault names the mart and what to write into its YAML file; nothing is published."""
    project.given("figures", "org_code text", [("a",)])
    project.mart("figures", {"org_code": "varchar(12)"}, ["org_code"])
    described = project.folder / "models" / "marts" / "figures.yml"
    text = described.read_text().replace(old, new)
    if new == "check":
        text = text.replace("type: check", "expression: 'true'\n    type: check")
    described.write_text(text)
    with pytest.raises(WarehouseError, match=f"(?s)figures {cure}"):
        project.night("night 1")
    with psycopg.connect(project.settings.dsn("reader")) as reader:
        assert reader.execute("select to_regclass('marts.figures')").fetchone() == (None,)
