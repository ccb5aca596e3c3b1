"""What comes and goes between two published states: a night that was built and not published leaves
nothing behind, and an event reaches back to years in which one of its units was not there."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingestion.publishing import dbt_run, publication
from ingestion.settings import Settings
from tests.conftest import NewWarehouse
from tests.reference import made
from tests.reference.made import event, said, submission, unit, version
from tests.rollup import raw_rows

UNITS = [unit("P0", "province"), unit("C1", "city"), unit("D1", "district"), unit("D2", "district")]
VERSIONS = [
    version("P0", ""), version("C1", "P0"), version("D1", "C1"),
    version("D2", "C1", start="2022-01-01", end="2023-07-01"),
]  # fmt: skip
MERGER = [event("late", "2023-07-01", "merged", ("D2", "D1", "1"))]
BUILT = dbt_run.LAYERS[:-1]
WHO = {"actor": "制表人（合成）", "reason": "合成：试验"}


@pytest.fixture(scope="module")
def without(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reference files in which D2 ends without an event."""
    folder = tmp_path_factory.mktemp("without")
    made.write_reference(folder, org_units=UNITS, org_unit_versions=VERSIONS, org_unit_events=[])
    return folder


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the event that was missing."""
    folder = tmp_path_factory.mktemp("merged")
    tables = {"org_units": UNITS, "org_unit_versions": VERSIONS, "org_unit_events": MERGER}
    made.write_reference(folder, **tables)
    return folder


@pytest.fixture(scope="module")
def night(new_warehouse: NewWarehouse, without: Path) -> Settings:
    """2021: the city says 1 of its own and 500 with all below; 2022: D2, then there, says 7."""
    settings = new_warehouse()
    province, city = submission("p-21", "P0", "2021"), submission("c-21", "C1", "2021")
    district = submission("d-22", "D2", "2022")
    whole = said(city, 500, scope="inclusive", source_ref="合成表!C2")
    lines = [said(province, 0, state="zero"), said(city, 1), whole, said(district, 7)]
    raw_rows.load(settings, [province, city, district], lines)
    made.build(settings, without, "first")
    return settings


@contextmanager
def at_work(settings: Settings, reference: Path) -> Iterator[None]:
    """`ingestion.settings.load()` finds this warehouse with these reference files."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WAREHOUSE_STATE", str(settings.state))
        patch.setenv("WAREHOUSE_REFERENCE", str(reference))
        yield


def is_whole(settings: Settings, reference: Path) -> bool:
    """Whether a night with these reference files would build everything."""
    with at_work(settings, reference):
        return dbt_run.is_whole_build(Settings(settings.state, reference))


def contents(settings: Settings) -> list[tuple]:
    """All of marts.totals and of what was built beside it."""
    query = "select * from {}.totals order by totals::text"
    published = made.rows(settings, query.format("marts"))
    built = made.rows(
        settings, "select * from marts_next.totals order by totals::text", "transformer"
    )
    assert published == built
    return published


def test_an_event_reaches_years_before_its_units(night: Settings, merged: Path) -> None:
    """The city of 2021 is not what it is now: figures of a unit that came later went to D1. So its
    inclusive figure does not come along, though nobody of 2021 has other heirs than before."""
    assert made.totals(night, "latest", "2021")["C1"] == (500, "reported")
    assert not is_whole(night, merged)
    made.build(night, merged, "late event")
    assert made.totals(night, "latest", "2021")["C1"] == (1, "partial")
    assert made.totals(night, "period", "2021")["C1"] == (500, "reported")
    assert not is_whole(night, merged)


def test_a_withdrawal_taken_back_before_it_was_published(night: Settings, merged: Path) -> None:
    """Withdrawn, built without it, accepted again: the figures are what they were."""
    before = contents(night)
    raw_rows.decide(night, {"c-21": "withdrawn"})
    made.build(night, merged, "withdrawn", BUILT)
    raw_rows.decide(night, {"c-21": "accepted"})
    assert is_whole(night, merged), "rows of an unfinished build stand in the tables"
    made.build(night, merged, "accepted again")
    assert contents(night) == before
    assert not is_whole(night, merged)


def test_a_withdrawal_taken_back_in_the_same_run(night: Settings, merged: Path) -> None:
    """Its tasks are cleared and repeated: the name of the run alone proves nothing."""
    before = contents(night)
    raw_rows.decide(night, {"c-21": "withdrawn"})
    made.build(night, merged, "one run", BUILT)
    raw_rows.decide(night, {"c-21": "accepted"})
    with pytest.raises(dbt_run.InputChanged):
        made.build(night, merged, "one run", ["publish"])
    made.build(night, merged, "one run")
    assert contents(night) == before


def test_an_event_taken_back_before_it_was_published(
    night: Settings, merged: Path, without: Path
) -> None:
    """The same of an event of units."""
    before = contents(night)
    made.build(night, without, "no event", BUILT)
    made.build(night, merged, "with it again")
    assert contents(night) == before


def test_a_night_repeated_as_it_was_stays_a_small_one(night: Settings, merged: Path) -> None:
    """Killed after it was built and repeated from the same state, it computes again what it did."""
    raw_rows.decide(night, {"c-21": "withdrawn"})
    made.build(night, merged, "killed", BUILT)
    with at_work(night, merged):
        settings = Settings(night.state, merged)
        mark = dbt_run.fingerprint(settings)
        assert not dbt_run.is_whole_build(settings, "killed", mark)
        assert dbt_run.is_whole_build(settings, "another", mark)
    made.build(night, merged, "killed")
    assert "C1" not in made.totals(night, "period", "2021")
    assert not is_whole(night, merged)
    raw_rows.decide(night, {"c-21": "accepted"})
    made.build(night, merged, "as before")
    contents(night)


def test_what_was_built_while_publications_were_held(night: Settings, merged: Path) -> None:
    """Held nights are small ones too, and after them everything that they built is published."""
    before = contents(night)
    with at_work(night, merged):
        publication.roll_back(1, **WHO)
    raw_rows.decide(night, {"c-21": "withdrawn"})
    made.build(night, merged, "held")
    assert not is_whole(night, merged)
    raw_rows.decide(night, {"c-21": "accepted"})
    made.build(night, merged, "held again")
    with at_work(night, merged):
        publication.resume(**WHO)
    made.build(night, merged, "resumed")
    assert contents(night) == before
