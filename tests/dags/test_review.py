"""`review`: what waits for a person is decided in the page, in that person's name."""

import pytest

from tests.dags.conftest import WAITING

pytestmark = pytest.mark.marts  # each runs a DAG whole

PERSON, REASON = "核对人（合成）", "问过报送单位"


def test_a_decision_is_taken_in_the_page(dags, night, answer):
    """The question shows the item; the answer is a row of raw.decisions with person and reason.

    The account of the page is shared: who answers as nobody fails the run, and decides nothing.
    """
    answer("review", "认可", person="", reason=REASON)
    assert dags["review"].test().state == "failed"
    decided = "select item_id, decision, actor, reason from raw.decisions"
    assert night.rows(decided, role="transformer") == []
    asked = answer("review", "认可", person=PERSON, reason=REASON)
    assert dags["review"].test().state == "success"
    body = asked.result()["body"]
    assert all(text in body for text in (WAITING[0], "武汉市", WAITING[8], WAITING[9]))
    assert night.rows(decided, role="transformer") == [(WAITING[0], "accept", PERSON, REASON)]
    run = dags["review"].test()
    asked = {task.task_id for task in run.get_task_instances() if task.state == "success"}
    assert asked == {"waiting"}, "what is decided is not asked again"
