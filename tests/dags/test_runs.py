"""Each DAG runs through once, task by task, without a scheduler."""

import psycopg
import pytest

from ingestion import limits
from ingestion.settings import REPOSITORY
from runtime.demo import REPORTS
from tests.ingestion.files import cover, literacy, workbook

pytestmark = pytest.mark.marts  # each runs a DAG whole

# `built` and `published` wait for what only a scheduler would start
BUILD = {"mark_success_pattern": "published"}
NIGHT = {"run_conf": {"landing": str(REPORTS)}, "mark_success_pattern": "built"}


@pytest.fixture
def dag(airflow_home, warehouse):
    """Gives a DAG by its name, as the DAG processor reads it; its tasks use `warehouse`."""
    from airflow.dag_processing.dagbag import BundleDagBag

    folder = REPOSITORY / "dags"

    def read(name):
        bag = BundleDagBag(dag_folder=str(folder), bundle_path=folder, bundle_name="dags-folder")
        found = bag.dags[name]
        found.deadline = None  # dag.test() looks for it among those that a scheduler has stored
        return found

    return read


def rows(settings, role, query):
    """All rows of a query, as `role`."""
    with psycopg.connect(settings.dsn(role)) as connection:
        return connection.execute(query).fetchall()


def states(run):
    """The state in which each task ended."""
    return {task.task_id: task.state for task in run.get_task_instances()}


def test_ingest_takes_in_the_sample_reports(dag, warehouse):
    """Five reports in, a night in the books, and the word passed on that there is work."""
    run = dag("ingest").test(**NIGHT)
    assert set(states(run).values()) == {"success"}
    [(files, landing)] = rows(warehouse, "transformer", "select files_new, landing from raw.nights")
    assert files == sum(path.is_file() for path in REPORTS.rglob("*"))
    assert str(REPORTS) in landing


def test_transform_builds_and_tests_and_publish_publishes(dag, warehouse):
    """Every layer succeeds on an empty warehouse, with each model's result in the books; nothing is
    visible before `publish`."""
    run = dag("transform").test(**BUILD)
    assert set(states(run).values()) == {"success"}
    assert rows(warehouse, "transformer", "select to_regclass('marts.totals')") == [(None,)]
    run = dag("publish").test()
    assert states(run) == {"switch_in": "success"}
    done = dict(
        rows(
            warehouse,
            "transformer",
            "select layer, count(*) from raw.dbt_results"
            " where status in ('success', 'pass') group by layer",
        )
    )
    assert set(done) == {"seeds", "staging", "intermediate", "marts", "publish"}
    assert rows(warehouse, "reader", "select count(*) from marts.dim_org_unit") > [(1594,)]


def test_ingest_passes_nothing_on_when_nothing_changed(dag, warehouse):
    """The second night over the same files ends with `announce`; transform is not set off."""
    dag("ingest").test(**NIGHT)
    dag("transform").test(**BUILD)
    dag("publish").test()
    run = dag("ingest").test(**NIGHT)
    assert states(run)["announce"] == "skipped"
    assert states(run)["built"] == "skipped"


def test_answer_answers_what_has_arrived_and_loads_nothing(dag, warehouse, monkeypatch):
    """The watched landing is answered beside it; the night alone loads."""
    monkeypatch.setattr(limits, "REST_SECONDS", 0)
    target = warehouse.landing / "420112" / "年报.xlsx"
    target.parent.mkdir(parents=True)
    target.write_bytes(workbook(cover(), literacy(("科普活动场次", 5))))
    run = dag("answer").test()
    assert set(states(run).values()) == {"success"}
    answers = {path.suffix for path in (warehouse.state / "outbox" / "420112").iterdir()}
    assert answers == {".xlsx", ".json", ".txt"}
    assert rows(warehouse, "transformer", "select count(*) from raw.deliveries") == [(0,)]


def test_answer_fails_where_the_landing_cannot_be_reached(dag, warehouse):
    """A failed run is what an engineer is told by; nothing passes for an empty landing."""
    run = dag("answer").test()
    assert run.state == "failed"
