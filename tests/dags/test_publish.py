"""`transform` hands over to `publish`: what is built and tested becomes visible."""

import pytest

from ingestion.publishing import dbt_run

pytestmark = pytest.mark.marts  # each runs a DAG whole


def test_publish_follows_the_tests(first_night):
    """Each run succeeds; the books name one night for all layers, and the marts are there."""
    assert (first_night.built.state, first_night.published.state) == ("success", "success")
    project = first_night.project
    query = "select distinct layer, run_id from raw.dbt_results where resource_type = 'layer'"
    told = project.rows(query, role="transformer")
    assert {layer for layer, _ in told} == set(dbt_run.LAYERS)
    assert {run_id for _, run_id in told} == {first_night.built.run_id}
    assert project.rows("select count(*) from marts.figures") == [(3,)]
    assert project.rows("select kind, last_event from marts.publications") == [("night", 1)]
