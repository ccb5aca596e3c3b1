"""Lineage and metrics: silent until somebody says where to, in Airflow's own settings."""

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from ingestion.publishing import dbt_run
from ingestion.settings import REPOSITORY
from runtime import airflow, own_settings
from runtime.errors import PlatformError
from tests.dags.test_runs import NIGHT, dag

__all__ = ["dag"]


def told(settings):
    """Every event of OpenLineage in the state folder."""
    path = settings.state / "lineage" / "events.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_nothing_is_told_by_default(airflow_home, warehouse, monkeypatch):
    """No transport, no file, and no metrics: nothing leaves the machine unasked."""
    monkeypatch.delenv("WAREHOUSE_LINEAGE", raising=False)
    environment = airflow.environment(airflow_home)
    names = ("AIRFLOW__OPENLINEAGE__", "AIRFLOW__METRICS__", "OTEL_")
    assert [name for name in environment if name.startswith(names)] == []
    dbt_run.run_layer("seeds", "night")
    assert not (warehouse.state / "lineage").exists()


def test_dbt_tells_what_is_made_of_what(warehouse, monkeypatch):
    """Each model of a layer with the relations that it reads; tables of raw are where it begins."""
    monkeypatch.setenv("WAREHOUSE_LINEAGE", "file")
    dbt_run.run_layer("seeds", "night")
    dbt_run.run_layer("staging", "night")
    ended = [event for event in told(warehouse) if event["eventType"] == "COMPLETE"]
    made = {
        output["name"].split(".", 1)[1]: {read["name"].split(".", 1)[1] for read in event["inputs"]}
        for event in ended
        for output in event["outputs"]
    }
    assert "raw.submissions" in made["staging.stg_submissions"]


def test_tasks_tell_when_they_begin_and_end(airflow_home, warehouse, monkeypatch):
    """Airflow's own provider, configured as for the warehouse's processes: a run in a process of
    its own, for the setting is read once."""
    monkeypatch.setenv("WAREHOUSE_LINEAGE", "file")
    script = (
        "from airflow.dag_processing.dagbag import BundleDagBag\n"
        f"bag = BundleDagBag(dag_folder={str(REPOSITORY / 'dags')!r},"
        f" bundle_path={str(REPOSITORY / 'dags')!r}, bundle_name='dags-folder')\n"
        "found = bag.dags['ingest']\n"
        "found.deadline = None\n"
        f"found.test(**{NIGHT!r})\n"
    )
    environment = airflow.environment(airflow_home)
    environment |= {"WAREHOUSE_STATE": str(warehouse.state)}
    environment["AIRFLOW__OPENLINEAGE__TRANSPORT"] = json.dumps(
        {
            "type": "file",
            "log_file_path": str(warehouse.state / "lineage" / "events.jsonl"),
            "append": True,
        }
    )
    (warehouse.state / "lineage").mkdir(exist_ok=True)
    ended = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout[-3000:]
    jobs = {event["job"]["name"] for event in told(warehouse) if event["eventType"] == "COMPLETE"}
    assert {"ingest.receive", "ingest.read", "ingest.finish"} <= jobs


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
