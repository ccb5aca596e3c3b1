"""`ingest` with its landing in a folder, on S3 and behind SFTP."""

import json

import psycopg
import pytest

from ingestion.settings import REPOSITORY
from tests import landings
from tests.ingestion.files import cover, literacy, workbook

pytestmark = pytest.mark.marts  # each runs a DAG whole

FILES = {
    "420112/年 报.xlsx": workbook(cover(), literacy(("科普活动场次", 5))),
    "420112/更正.xlsx": workbook(cover(period="2023"), literacy(("科普活动场次", "很多"))),
    "421000/坏文件.xlsx": b"PK\x03\x04 this was a workbook once",
}
FILES["manifest.csv"] = b"path,received_at,is_synthetic\n" + b"".join(
    f"{path},2025-01-15T09:3{number}:00+08:00,true\n".encode() for number, path in enumerate(FILES)
)
# all that a night loads, but what names the place or hangs on it: nothing else makes marts
LOADED = (
    "select d.content_sha256, d.received_at, d.is_synthetic, f.sender_code, f.form,"
    " f.period, s.state from raw.deliveries as d inner join raw.filings as f using (delivery_id)"
    " inner join raw.submissions as s using (submission_id) order by d.received_at, f.form",
    "select org_code, indicator, period, scope, state, value, lower, upper, source_ref"
    " from raw.observations order by org_code, indicator, period, source_ref",
    "select rule_id, severity, source_ref, message_zh, expected, found from raw.findings"
    " order by rule_id, source_ref",
)


def night(settings, landing):
    """`ingest` over a landing, task by task, to its end; gives what it loaded."""
    from airflow.dag_processing.dagbag import BundleDagBag

    folder = REPOSITORY / "dags"
    bag = BundleDagBag(dag_folder=str(folder), bundle_path=folder, bundle_name="dags-folder")
    ingest = bag.dags["ingest"]
    ingest.deadline = None  # only a scheduler has the table that an alert is kept in
    # `built` waits for what only a scheduler would start
    run = ingest.test(run_conf={"landing": landing}, mark_success_pattern="built")
    states = {task.task_id: task.state for task in run.get_task_instances()}
    assert set(states.values()) == {"success"}, states
    with psycopg.connect(settings.dsn("transformer")) as known:
        return [known.execute(query).fetchall() for query in LOADED]


def receipts(answers):
    """What was answered, by office and file: the rules of the problems of each answer."""
    told = {}
    for name, content in answers.items():
        if name.endswith(".json"):
            receipt = json.loads(content)
            found = [[p["rule_id"] for p in one["problems"]] for one in receipt["answers"]]
            told[name.partition("/")[0], receipt["file"]] = found
    return told


@pytest.fixture
def local(airflow_home, new_warehouse, tmp_path):
    """What a night over a folder loads and answers."""
    for path, content in FILES.items():
        (tmp_path / "landing" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "landing" / path).write_bytes(content)
    settings = new_warehouse()
    outbox = settings.state / "outbox"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WAREHOUSE_STATE", str(settings.state))
        loaded = night(settings, str(tmp_path / "landing"))
    answers = {
        path.relative_to(outbox).as_posix(): path.read_bytes() for path in outbox.rglob("*.json")
    }
    assert len(receipts(answers)) == 3 and all(loaded)
    return loaded, receipts(answers)


@pytest.mark.parametrize("kind", ["s3", pytest.param("sftp", marks=pytest.mark.machinery)])
def test_where_the_landing_lies_changes_nothing(
    local, kind, warehouse, tmp_path_factory, monkeypatch
):
    """The same rows in `raw`, and the same answers in an outbox of the same scheme."""
    folder = tmp_path_factory.mktemp("office")
    with landings.s3() if kind == "s3" else landings.sftp(folder) as store:
        for name, value in store.connection.environment.items():
            monkeypatch.setenv(name, value)
        for path, content in FILES.items():
            store.write(path, content)
        loaded = night(warehouse, store.landing)
        assert (loaded, receipts(store.answers())) == local
    assert not (warehouse.state / "outbox").exists()
