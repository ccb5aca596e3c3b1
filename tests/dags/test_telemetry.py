"""Lineage and metrics: silent until somebody says where to."""

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from ingestion.settings import REPOSITORY
from runtime import airflow, own_settings
from runtime.errors import PlatformError
from tests.dags.conftest import FIGURES, KEY
from tests.publication.little import little

# one task of `transform` over the little project, in a process that is told where lineage goes
MARTS = f"""
import sys
from pathlib import Path
from airflow.dag_processing.dagbag import BundleDagBag
from ingestion.publishing import dbt_process

dbt_process.PROJECT = Path(sys.argv[1])
folder = {str(REPOSITORY / "dags")!r}
bag = BundleDagBag(dag_folder=folder, bundle_path=folder, bundle_name="dags-folder")
run = bag.dags["transform"].partial_subset("marts").test()
assert run.state == "success", run
"""


def test_nothing_is_told_by_default(airflow_home, monkeypatch):
    """No transport and no metrics: nothing leaves the machine unasked."""
    monkeypatch.delenv("WAREHOUSE_LINEAGE", raising=False)
    names = ("AIRFLOW__OPENLINEAGE__", "AIRFLOW__METRICS__", "OTEL_")
    assert not [name for name in airflow.environment(airflow_home) if name.startswith(names)]


@pytest.mark.marts  # runs a task of a DAG in a process of its own
def test_tasks_tell_their_lineage_and_models_name_their_task(
    airflow_home, warehouse, tmp_path, monkeypatch
):
    """Airflow's own provider tells when a task begins and ends; the model that it built is told as
    a run below the task's."""
    project = little(tmp_path, warehouse, monkeypatch)
    project.mart("figures", {**KEY, "amount": "numeric(38,12)"}, KEY)
    project.given("figures", "org_code text, period text, amount numeric", FIGURES)
    monkeypatch.setenv("WAREHOUSE_LINEAGE", "file")
    ended = subprocess.run(
        [sys.executable, "-c", MARTS, str(project.folder)],
        env=airflow.environment(airflow_home, project.settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout[-3000:]
    task = told(airflow_home, "transform.marts")
    assert [event["eventType"] for event in task] == ["START", "COMPLETE"]
    [model] = {
        event["run"]["facets"]["parent"]["run"]["runId"]
        for event in told(warehouse.state)
        if event["outputs"]
    }
    assert {model} == {event["run"]["runId"] for event in task}


def told(state, job=""):
    """Events of OpenLineage in a state folder, of one job or of all."""
    lines = (state / "lineage" / "events.jsonl").read_text(encoding="utf-8").splitlines()
    events = [json.loads(line) for line in lines]
    return [event for event in events if job in ("", event["job"]["name"])]


class Collector(BaseHTTPRequestHandler):
    """Takes metrics as OpenTelemetry posts them."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.taken.append((self.path, body))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        """Quiet."""


def test_metrics_go_where_airflows_settings_say(airflow_home):
    """Lines of airflow.env reach Airflow's processes, whose metrics reach a collector."""
    server = HTTPServer(("127.0.0.1", 0), Collector)
    server.taken = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings = airflow_home / "airflow.env"
    settings.write_text(
        "# metrics by OpenTelemetry\nAIRFLOW__METRICS__OTEL_ON=True\n"
        f"OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:{server.server_address[1]}\n"
        "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf\n"
    )
    script = (
        "from airflow.observability import stats\n"
        "from airflow.observability.metrics import stats_utils\n"
        "stats.initialize(factory=stats_utils.get_stats_factory(), export_legacy_names=True)\n"
        "stats.incr('night_watch')\n"
        "from opentelemetry.metrics import get_meter_provider\n"
        "get_meter_provider().force_flush()\n"
    )
    try:
        ended = subprocess.run(
            [sys.executable, "-c", script],
            env=airflow.environment(airflow_home),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    finally:
        settings.unlink()
        server.shutdown()
        server.server_close()
    assert ended.returncode == 0, ended.stdout[-3000:]
    assert any(path == "/v1/metrics" and b"night_watch" in body for path, body in server.taken)


@pytest.mark.parametrize("line", ["PATH=/elsewhere", "AIRFLOW__METRICS__OTEL_ON", "x=1"])
def test_only_airflows_own_names_are_settings(tmp_path, line):
    """A slip in airflow.env is named with its line, and not passed over."""
    (tmp_path / "airflow.env").write_text(f"# ours\n{line}\n")
    with pytest.raises(PlatformError, match="line 2"):
        own_settings.read(tmp_path)
