"""What is announced of units waits for its day: until then the latest tree is that of the night."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from ingestion.publishing import dbt_run
from ingestion.settings import Settings
from tests.conftest import NewWarehouse
from tests.nights import at_work_on
from tests.reference import made
from tests.reference.made import event, unit, version

DAY = "2999-01-01"  # no machine that runs this will see it
UNITS = [
    unit("P0", "province"), unit("C1", "city"), unit("C2", "city"), unit("D1", "district"),
    unit("D2", "district"), unit("D3", "district"),
]  # fmt: skip
VERSIONS = [
    version("P0", ""), version("C1", "P0"), version("C2", "P0"), version("D3", "C2"),
    # D1 goes to another city, D2 into D1
    version("D1", "C1", end=DAY), version("D1", "C2", start=DAY), version("D2", "C1", end=DAY),
]  # fmt: skip
EVENTS = [
    event("move", DAY, "moved", ("D1", "D1", "1")),
    event("merger", DAY, "merged", ("D2", "D1", "1")),
]
FIGURES = {"P0": 1, "C1": 10, "C2": 20, "D1": 100, "D2": 200, "D3": 400}


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reference files with changes that lie ahead."""
    folder = tmp_path_factory.mktemp("announced")
    tables = {"org_units": UNITS, "org_unit_versions": VERSIONS, "org_unit_events": EVENTS}
    made.write_reference(folder, **tables)
    return folder


@pytest.fixture(scope="module")
def night(new_warehouse: NewWarehouse, reference: Path) -> Iterator[Settings]:
    """Everybody reports 2023."""
    settings = new_warehouse()
    made.report(settings, FIGURES, "2023")
    made.build(settings, reference, "before")
    yield settings


def whole(settings: Settings, reference: Path) -> bool:
    """Whether the next night builds everything."""
    following = Settings(settings.state, reference)
    with at_work_on(following):
        return dbt_run.is_whole_build(following)


def standing(settings: Settings) -> dict[str, str | None]:
    """The units that stand now, with their parents, as readers see them."""
    query = "select org_code, parent_code from marts.dim_org_unit where is_current"
    return dict(made.rows(settings, query))


def test_before_its_day_nothing_has_changed(night: Settings) -> None:
    """Neither figures nor units, on both boundaries; nobody ended or appeared."""
    for boundary in ("period", "latest"):
        totals = made.totals(night, boundary, "2023")
        assert {code: total for code, (total, _) in totals.items()} == {
            "P0": 731, "C1": 310, "C2": 420, "D1": 100, "D2": 200, "D3": 400,
        }  # fmt: skip
    assert standing(night) == {
        "P0": None, "C1": "P0", "C2": "P0", "D1": "C1", "D2": "C1", "D3": "C2",
    }  # fmt: skip
    tree = made.rows(night, "select org_code, parent_code, valid_to from marts.org_tree")
    assert ("D1", "C1", None) in tree and ("D1", "C2", None) not in tree
    assert not made.rows(night, "select * from marts.unit_changes")


def test_on_its_day_it_counts(night: Settings, reference: Path) -> None:
    """The last thing that happened bears that day: everything is built anew, and D1 has moved."""
    assert not whole(night, reference)
    with psycopg.connect(night.dsn("loader")) as connection:
        connection.execute(
            "insert into raw.events (submission_id, event, actor, at)"
            " values ('s-2023-P0', 'accepted', 'test', %s)",
            (f"{DAY} 00:30+08",),
        )
    assert whole(night, reference)
    made.build(night, reference, "after")
    latest = {code: total for code, (total, _) in made.totals(night, "latest", "2023").items()}
    assert latest == {"P0": 731, "C1": 10, "C2": 720, "D1": 300, "D3": 400}
    period = {code: total for code, (total, _) in made.totals(night, "period", "2023").items()}
    assert period["C1"] == 310 and period["D2"] == 200
    assert standing(night) == {"P0": None, "C1": "P0", "C2": "P0", "D1": "C2", "D3": "C2"}
    assert not whole(night, reference)
