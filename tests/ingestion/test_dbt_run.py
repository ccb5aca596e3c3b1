"""A layer of the night: its results go to the books, its faults have names."""

import os
import shutil
from dataclasses import asdict

import psycopg
import pytest

from ingestion.errors import WarehouseError
from ingestion.publishing import dbt_run
from ingestion.publishing.versions import versions
from ingestion.settings import load


def rows(role, query):
    """All rows of a query, as `role`."""
    with psycopg.connect(load().dsn(role)) as connection:
        return connection.execute(query).fetchall()


def test_a_failing_test_is_named_and_kept(warehouse, tmp_path, monkeypatch):
    """One unit twice in the reference data: the error names the test, and so do the books."""
    seeds = tmp_path / "seeds"
    shutil.copytree(warehouse.reference, seeds)
    with (seeds / "org_units.csv").open("a", encoding="utf-8") as units:
        units.write((seeds / "org_units.csv").read_text(encoding="utf-8").splitlines()[-1] + "\n")
    monkeypatch.setenv("WAREHOUSE_REFERENCE", str(seeds))
    before = dict(os.environ)
    with pytest.raises(dbt_run.ModelsFailed) as failure:
        dbt_run.run_layer("seeds", "night-1")
    assert any("org_units" in name for name in failure.value.names)
    assert failure.value.names[0] in str(failure.value)
    assert dict(os.environ) == before, "what dbt read from the environment was left behind"
    query = "select name from raw.dbt_results where status = 'fail' and failures > 0"
    assert {name for (name,) in rows("transformer", query)} <= set(failure.value.names)
    query = "select name, status from raw.dbt_results where unique_id = 'layer.seeds'"
    assert rows("transformer", query) == [("seeds", "error")]


def test_nothing_is_published_that_was_not_built(warehouse):
    """A night whose first layer was never built, or from other data, has nothing to publish."""
    with pytest.raises(dbt_run.InputChanged, match="clear the task `seeds`"):
        dbt_run.run_layer("publish", "night-1")


def test_what_arrives_while_a_night_is_built_stops_its_publication(warehouse):
    """Layers built from different states of raw do not fit together."""
    mark = dbt_run.fingerprint(warehouse)
    built = ("layer.seeds", "layer", "seeds", "success", 0, None, None, mark)
    dbt_run._store(warehouse, "night-1", "seeds", [built])
    assert dbt_run._built_from(warehouse, "night-1") == mark
    with psycopg.connect(warehouse.dsn("loader")) as connection:
        connection.execute(
            "insert into raw.events (submission_id, event, actor) values ('x', 'received', 'test')"
        )
    with pytest.raises(dbt_run.InputChanged):
        dbt_run.run_layer("publish", "night-1")


def test_a_build_is_due_until_this_very_state_was_published(warehouse):
    """Due at first; not after a publication; due again once something arrives."""
    assert dbt_run.is_due()
    mark = dbt_run.fingerprint(warehouse)
    published = ("layer.publish", "layer", "publish", "success", 0, None, None, mark)
    dbt_run._store(warehouse, "night-1", "publish", [published])
    assert not dbt_run.is_due()
    with psycopg.connect(warehouse.dsn("loader")) as connection:
        connection.execute(
            "insert into raw.events (submission_id, event, actor) values ('x', 'received', 'test')"
        )
    assert dbt_run.is_due()


@pytest.mark.parametrize(
    ("changed", "named"),
    [("indicators.csv", "catalogue_hash"), ("org_unit_events.csv", "tree_hash")],
)
def test_versions_name_code_catalogue_and_tree_apart(
    warehouse, tmp_path, monkeypatch, changed, named
):
    """Another catalogue or tree is another state to be built, though no line of code changed."""
    before, mark = asdict(versions(warehouse)), dbt_run.fingerprint(warehouse)
    seeds = tmp_path / "seeds"
    shutil.copytree(warehouse.reference, seeds)
    monkeypatch.setenv("WAREHOUSE_REFERENCE", str(seeds))
    assert asdict(versions(load())) == before
    with (seeds / changed).open("a", encoding="utf-8") as reference:
        reference.write("\n")
    after = asdict(versions(load()))
    assert {name for name in before if before[name] != after[name]} == {named}
    assert dbt_run.fingerprint(load()) != mark


def test_an_unknown_layer_is_an_error_with_the_cure(warehouse):
    """The message lists the layers there are."""
    with pytest.raises(WarehouseError, match="seeds, staging, intermediate, marts, publish"):
        dbt_run.run_layer("bronze", "night-1")
