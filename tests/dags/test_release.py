"""`release`: one person proposes a name in the page, another one signs it there."""

import pytest
from psycopg import errors

pytestmark = pytest.mark.marts  # each runs a DAG whole

PROPOSED = {"name": "2024年报", "reason": "年鉴用", "maker": ""}


def test_a_release_is_signed_in_the_page(dags, night, answer):
    """The state of the time of the proposal has the name, its maker and its signer in the log."""
    asked = answer("release", "签发", signer="签发人（合成）", why="已核对")
    run = dags["release"].test(run_conf=PROPOSED)
    assert run.state == "success"
    assert "dag_test 提请" in asked.result()["body"], "who started the run is its maker"
    query = "select kind, name, actor, reason, names, signed_by from marts.publications"
    told = ("release", "2024年报", "dag_test", "年鉴用", 1, "签发人（合成）")
    assert night.rows(query)[-1] == told
    query = "select * from marts_history.figures_as_of(marts.published_at('2024年报'))"
    assert night.rows(query) == night.rows("select * from marts.figures")


def test_who_proposed_cannot_sign(dags, night, answer):
    """The run fails and says so; nothing can be read by the name."""
    answer("release", "签发", signer="dag_test", why="自己看过")
    run = dags["release"].test(run_conf=PROPOSED)
    assert run.state == "failed"
    with pytest.raises(errors.RaiseException, match="There is no publication"):
        night.rows("select marts.published_at('2024年报')")
