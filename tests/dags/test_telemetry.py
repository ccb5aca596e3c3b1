"""Metrics are silent until somebody says where to, in Airflow's own settings."""

import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from runtime import airflow, own_settings
from runtime.errors import PlatformError


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
