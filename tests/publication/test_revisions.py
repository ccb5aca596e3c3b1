"""Why a figure changed: new data, a correction, an edit, the tree, a rule, the code, a rollback."""

from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from ingestion.publishing import publication
from tests.publication.little import Little
from tests.publication.states import CELL
from tests.rollup import raw_rows

FIGURES = (
    "total", "lower", "upper", "own", "children", "residual", "reported_inclusive", "difference",
    "adjusted_total",
)  # fmt: skip
SHARES = ("completeness", "value_completeness", "hedged_share")
SHAPE = {
    **dict.fromkeys(CELL, "varchar(64)"),
    **dict.fromkeys(FIGURES, "numeric(38,12)"),
    "method": "varchar(8)",
    **dict.fromkeys(SHARES, "numeric(9,6)"),
}
MADE_OF = {"code_version": "1", "catalogue_hash": "c", "tree_hash": "t"}


@pytest.fixture
def project(project: Little) -> Little:
    """Totals of a province P with the cities A and B, nothing reported and nothing published."""
    project.mart("totals", SHAPE, CELL)
    for table, columns, rows in (
        ("staging.org_unit_versions", "org_code text, code_then text",
         [("A", "A"), ("B", "old B")]),
        ("intermediate.int_succession", "from_code text, to_code text", []),
        ("intermediate.int_ancestry", "org_code text, ancestor_code text",
         [("A", "A"), ("A", "P"), ("B", "B"), ("B", "P"), ("P", "P")]),
        ("staging.indicators", "indicator text, numerator text, denominator text",
         [("rate", "x+y", "people")]),
    ):  # fmt: skip
        project.table(table, columns, rows)
    return project


def show(project: Little, figures: dict[tuple[str, str], int], **told: Any) -> None:
    """Publish totals of 2024: (unit, indicator) -> own figure and total."""
    columns = ", ".join(f"{name} {kind}" for name, kind in SHAPE.items())
    key = ", ".join(CELL)
    project.table("marts_next.totals", f"{columns}, primary key ({key})", [])
    with psycopg.connect(project.settings.dsn("transformer")) as connection:
        connection.cursor().executemany(
            f"insert into marts_next.totals ({key}, total, own, adjusted_total, method)"
            " values (%s, %s, '2024', 'total', 'total', 'total', 'total', 'period', %s, %s, %s,"
            " 'computed')",
            [(*cell, value, value, value) for cell, value in figures.items()],
        )
    ended = project.publish(**{**MADE_OF, **told})
    assert ended.success, ended.fault


def submit(project: Little, number: int, code: str, indicator: str, **told: Any) -> None:
    """A submission in raw that says something of a unit's indicator in 2024."""
    one = {
        "submission_id": f"s{number}",
        "content_sha256": f"{number:064d}",
        "sender_code": code,
        "form": "literacy",
        "period": "2024",
        "kind": "snapshot",
        "received_at": datetime(2024, 1, number, tzinfo=UTC),
        "state": "accepted",
        "supersedes_id": None,
        "source_uri": "made up",
        "is_synthetic": True,
    } | told
    said = {
        "submission_id": one["submission_id"], "org_code": code, "indicator": indicator,
        "period": "2024", "scope": "own", "status": "actual", "basis": "period", "state": "zero",
        "value": 0, "lower": 0, "upper": 0, "source_ref": "made up",
    }  # fmt: skip
    raw_rows.load(project.settings, [one], [said])


def causes(project: Little, number: int) -> dict[tuple[str, str], tuple[str, str]]:
    """(unit, indicator) -> (change, cause) of a publication."""
    rows = project.rows(
        "select org_code, indicator, change, cause from marts.revisions where publication_id = %s",
        number,
    )
    return {(org, indicator): (change, cause) for org, indicator, change, cause in rows}


def test_every_revision_has_its_cause(project: Little) -> None:
    """One series of publications, one reason after the other."""
    submit(project, 1, "A", "x")
    figures = {("A", "x"): 1, ("P", "x"): 1, ("P", "quiet"): 5}
    show(project, figures)
    assert causes(project, 1) == {}, "the first publication revises nothing"

    submit(project, 2, "old B", "x")  # under an older code
    show(project, figures := {**figures, ("B", "x"): 2, ("P", "x"): 3, ("P", "rate"): 7})
    assert causes(project, 2) == {
        ("B", "x"): ("appeared", "new_data"),
        ("P", "x"): ("changed", "new_data"),
        ("P", "rate"): ("appeared", "new_data"),
    }

    submit(project, 3, "A", "x")  # no link, but the unit's figure was there
    submit(project, 4, "A", "y", supersedes_id="s1")
    submit(project, 5, "B", "z", kind="edit")
    show(
        project, figures := {**figures, ("A", "x"): 4, ("P", "x"): 6, ("A", "y"): 1, ("B", "z"): 1}
    )
    assert causes(project, 3) == {
        ("A", "x"): ("changed", "correction"),
        ("P", "x"): ("changed", "correction"),
        ("A", "y"): ("appeared", "correction"),
        ("B", "z"): ("appeared", "edit"),
    }

    submit(project, 6, "A", "new")
    figures |= {("A", "new"): 1, ("P", "quiet"): 6}
    show(project, figures, tree_hash="t2", catalogue_hash="c2", code_version="2")
    assert causes(project, 4) == {
        ("A", "new"): ("appeared", "new_data"),
        ("P", "quiet"): ("changed", "tree"),
    }
    told = {"tree_hash": "t2", "catalogue_hash": "c3", "code_version": "3"}
    show(project, figures := {**figures, ("P", "quiet"): 7}, **told)
    assert causes(project, 5) == {("P", "quiet"): ("changed", "rule")}
    told["code_version"] = "4"
    show(project, figures := {**figures, ("P", "quiet"): 8}, **told)
    assert causes(project, 6) == {("P", "quiet"): ("changed", "code")}

    with psycopg.connect(project.settings.dsn("loader")) as loader:
        loader.execute(
            "insert into raw.events (submission_id, event, actor)"
            " values ('s2', 'withdrawn', 'test')"
        )
    figures.pop(("B", "x"))
    show(project, {**figures, ("P", "x"): 4}, **told)
    assert causes(project, 7) == {
        ("B", "x"): ("vanished", "correction"),
        ("P", "x"): ("changed", "correction"),
    }

    publication.roll_back(6, "test", "test")
    assert causes(project, 8) == {
        ("B", "x"): ("appeared", "rollback"),
        ("P", "x"): ("changed", "rollback"),
    }
    publication.resume("test", "test")
    show(project, {**figures, ("P", "x"): 4}, **told)
    assert causes(project, 9) == causes(project, 7), "the cause of what was held is remembered"

    query = "select event_id, publication_id, submission_id, event from marts.publication_inputs"
    assert [row[1:] for row in project.rows(query)] == [
        (1, "s1", "accepted"), (2, "s2", "accepted"), (3, "s3", "accepted"),
        (3, "s4", "accepted"), (3, "s5", "accepted"), (4, "s6", "accepted"),
        (7, "s2", "withdrawn"),
    ]  # fmt: skip
    assert project.rows("select * from marts.revisions_between(1, 1)") == []
    with pytest.raises(psycopg.Error, match="There is no publication 99"):
        project.rows("select * from marts.revisions_between(1, 99)")
