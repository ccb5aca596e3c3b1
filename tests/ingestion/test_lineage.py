"""Lineage by OpenLineage: silent until somebody says where to."""

import json

from ingestion.publishing import dbt_run


def told(settings):
    """Every event of OpenLineage in the state folder."""
    path = settings.state / "lineage" / "events.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_dbt_tells_what_is_made_of_what(warehouse, monkeypatch):
    """Each model of a layer with the relations that it reads; tables of raw are where it begins,
    and a layer that nobody asked about told nothing."""
    dbt_run.run_layer("seeds", "night")
    assert not (warehouse.state / "lineage").exists()
    monkeypatch.setenv("WAREHOUSE_LINEAGE", "file")
    dbt_run.run_layer("staging", "night")
    ended = [event for event in told(warehouse) if event["eventType"] == "COMPLETE"]
    made = {
        output["name"].split(".", 1)[1]: {read["name"].split(".", 1)[1] for read in event["inputs"]}
        for event in ended
        for output in event["outputs"]
    }
    assert "raw.submissions" in made["staging.stg_submissions"]
