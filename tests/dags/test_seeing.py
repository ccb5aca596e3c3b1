"""What Airflow's tasks leave in `ops`, and who is told when one of them fails."""

import json
import socketserver
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.dags.test_runs import NIGHT, dag
from tests.ops.conftest import seen

pytestmark = pytest.mark.marts  # each runs a DAG whole

__all__ = ["dag"]
ALERTS = "select about, audience, task_id, message from ops.alerts"
SENDINGS = "select connection, outcome from ops.sendings"


class Post(BaseHTTPRequestHandler):
    """Takes what is posted."""

    def do_POST(self):
        length = int(self.headers["content-length"])
        self.server.taken.append(
            (self.headers["authorization"], json.loads(self.rfile.read(length)))
        )
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        """Quiet."""


class Mail(socketserver.StreamRequestHandler):
    """Speaks just enough SMTP to take a letter."""

    def handle(self):
        self.wfile.write(b"220 here\r\n")
        letter = None
        for line in self.rfile:
            if letter is not None and line == b".\r\n":
                self.server.taken.append(b"".join(letter).decode())
                letter = None
            elif letter is not None:
                letter.append(line)
                continue
            elif line.upper().startswith(b"DATA"):
                letter = []
                self.wfile.write(b"354 go on\r\n")
                continue
            self.wfile.write(b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 ok\r\n")
            if line.upper().startswith(b"QUIT"):
                return


@pytest.fixture
def serve():
    """Starts servers on free ports of loopback, which keep what they are sent."""
    running = []

    def start(kind, handler):
        server = kind(("127.0.0.1", 0), handler)
        server.taken = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        running.append(server)
        return server, server.server_address[1]

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


@pytest.fixture
def failing(dag):
    """Runs a night over a landing that is not there, without further tries."""

    def run():
        night = dag("ingest")
        for task in night.tasks:
            task.retries = 0
        return night.test(run_conf={"landing": "/nowhere/at/all"})

    return run


def test_every_try_is_in_the_books(dag, warehouse):
    """Begin, end and seconds of each task and batch, as the tasks themselves note them."""
    dag("ingest").test(**NIGHT)
    runs = seen(warehouse, "select * from ops.task_runs where dag_id = 'ingest'")
    assert sorted((run["task_id"], run["map_index"]) for run in runs) == [
        ("announce", -1),
        ("finish", -1),
        *(("read", batch) for batch in range(4)),
        ("receive", -1),
    ]
    assert {run["state"] for run in runs} == {"success"}
    assert all(run["seconds"] > 0 for run in runs)
    assert seen(warehouse, ALERTS) == []


def test_a_failed_task_is_the_engineers(failing, warehouse):
    """The landing cannot be reached: machinery. Nothing is configured, so nothing is sent."""
    assert failing().state == "failed"
    [alert] = seen(warehouse, ALERTS)
    assert (alert["about"], alert["audience"], alert["task_id"]) == (
        "machinery",
        "engineer",
        "receive",
    )
    assert "/nowhere/at/all" in alert["message"]
    assert seen(warehouse, SENDINGS) == [{"connection": "alerts_machinery", "outcome": "off"}]
    [task] = seen(warehouse, "select state, message from ops.task_runs where task_id = 'receive'")
    assert task["state"] == "failed"
    assert "/nowhere/at/all" in task["message"]


def test_an_alert_is_posted_where_the_connection_says(failing, warehouse, serve, monkeypatch):
    """As JSON, with the connection's password as token; what concerns data goes elsewhere."""
    server, port = serve(HTTPServer, Post)
    told = {"conn_type": "http", "password": "t0ken"}
    told["extra"] = {"url": f"http://127.0.0.1:{port}/alerts"}
    monkeypatch.setenv("AIRFLOW_CONN_ALERTS_MACHINERY", json.dumps(told))
    failing()
    [(token, alert)] = server.taken
    assert token == "Bearer t0ken"
    assert (alert["audience"], alert["task_id"]) == ("engineer", "receive")
    assert seen(warehouse, SENDINGS) == [{"connection": "alerts_machinery", "outcome": "sent"}]


def test_an_alert_is_mailed_where_the_connection_says(failing, warehouse, serve, monkeypatch):
    """Through Airflow's own notifier for SMTP."""
    server, port = serve(socketserver.ThreadingTCPServer, Mail)
    extra = {"from_email": "warehouse@example.org", "to_email": "night@example.org"}
    extra |= {"disable_ssl": True, "disable_tls": True}
    told = {"conn_type": "smtp", "host": "127.0.0.1", "port": port, "extra": extra}
    monkeypatch.setenv("AIRFLOW_CONN_ALERTS_MACHINERY", json.dumps(told))
    failing()
    [letter] = server.taken
    assert "To: night@example.org" in letter
    assert seen(warehouse, SENDINGS) == [{"connection": "alerts_machinery", "outcome": "sent"}]


def test_an_alert_that_cannot_be_sent_waits(failing, warehouse, serve, monkeypatch):
    """Nobody answers: the alert stays, says why, and goes out with the next one."""
    from runtime import notifier

    server, port = serve(HTTPServer, Post)
    for number in (1, port):  # port 1 is nobody's
        extra = {"url": f"http://127.0.0.1:{number}/"}
        told = json.dumps({"conn_type": "http", "extra": extra})
        monkeypatch.setenv("AIRFLOW_CONN_ALERTS_MACHINERY", told)
        if number == 1:
            failing()
        else:
            notifier.send_waiting()
    assert [row["outcome"] for row in seen(warehouse, SENDINGS)] == ["failed", "sent"]
    assert len(server.taken) == 1
    notifier.send_waiting()
    assert len(server.taken) == 1, "what was sent is not sent again"
