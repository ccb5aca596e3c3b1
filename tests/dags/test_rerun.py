"""`rerun`: what an earlier version misread is read again, once it is known what would change."""

import re

import pytest

from ingestion.reading import read
from ingestion.rereading.scope import RerunError, Scope
from tests import nights
from tests.conftest import REFERENCE
from tests.publication.test_rerun import PUBLISHED, RAW, misread, publish

__all__ = ["misread"]
WHO = {"person": "重跑人（合成）", "reason": "旧版读错单位"}
PERIODS = ("2024", "2024-H2", "2024-Q3", "2024-07")
NO_PERIODS = ("", "24", "2024-H3", "2024-Q5", "2024-13", "2024年", "2024-7")


@pytest.mark.marts  # runs the DAG whole
def test_a_rerun_changes_what_its_dry_run_counted(dags, misread, answer):
    """Only the period that was asked for, in the name of who approved; nothing before that, nor
    where nobody wants it, and nothing when it is asked for again."""
    before, raw = nights.rows(misread, PUBLISHED), nights.rows(misread, RAW)
    answer("rerun", "不执行", **WHO)
    assert ended(dags) == {"dry_run": "success", "approve": "success", "is_wanted": "success",
                           "apply": "skipped"}  # fmt: skip
    assert nights.rows(misread, RAW) == raw, "who declines changes nothing"

    asked = answer("rerun", "执行", **WHO)
    assert set(ended(dags).values()) == {"success"}
    body = asked.result()["body"]
    assert "1 files read again, 1 of them read differently" in body
    assert "1 published rows would change" in body
    assert nights.rows(misread, PUBLISHED) == before, "a rerun shows at the next publication"
    publish("after")
    city, other = before
    assert nights.rows(misread, PUBLISHED) == [{**city, "value": city["value"] / 10}, other]
    query = "select rows_changed from marts.publications order by publication_id desc limit 1"
    assert nights.rows(misread, query) == [{"rows_changed": 1}]
    [digest] = re.findall(r"Digest: (\w+)", body)
    told = "select event, reason from raw.events where actor = %s order by event_id"
    why = f"重新读取（{digest}）：{WHO['reason']}"
    assert nights.rows(misread, told, WHO["person"]) == [
        {"event": "received", "reason": why}, {"event": "withdrawn", "reason": why},
    ]  # fmt: skip
    here = [row for row in nights.rows(misread, RAW) if "420100" in row["source_uri"]]
    assert len(here) == 2
    assert len({row["received_at"] for row in here}) == 1, "it came when the file came"
    assert set(ended(dags).values()) == {"skipped"}, "again there is nothing to do"


def ended(dags):
    """The state in which each task of a rerun of 2024 ended, of a run that did not fail."""
    run = dags["rerun"].test(run_conf={"period": "2024"})
    assert run.state == "success"
    return {task.task_id: task.state for task in run.get_task_instances()}


def test_the_page_offers_what_a_rerun_can_be_about(dags):
    """The form of the run takes just the forms and periods that the command takes: what nobody
    can mean is refused before anything starts."""
    params, reference = dags["rerun"].params, read.load_reference(REFERENCE)
    offered = params.get_param("form").schema["enum"]
    assert len(offered) > 5 and offered[0] is None
    for form in offered[1:]:
        Scope.asked("", "", form, reference)
    assert {*reference.catalogue.forms} < {*offered}
    period = params.get_param("period")
    for written in PERIODS:
        assert period.resolve(written) == written
        Scope.asked(written, "", "", reference)
    for written in NO_PERIODS:
        with pytest.raises(ValueError, match="does not match"):
            period.resolve(written)
    with pytest.raises(RerunError, match="nothing at all"):
        Scope.asked("", "", "", reference)
