"""Airflow: its environment, its database, its processes, its REST interface.

The environment is whole: nothing of another Airflow on the machine reaches ours. Only loopback is
listened on, unless WAREHOUSE_AIRFLOW_HOST says otherwise (in a container).
"""

import base64
import json
import os
import secrets
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
import psycopg
from psycopg.conninfo import make_conninfo

from ingestion.publishing import lineage
from ingestion.settings import REPOSITORY, Settings
from ingestion.settings import load as load_settings
from runtime import files, own_settings, production, roles
from runtime.errors import PlatformError
from runtime.files import LOOPBACK

FIRST_PORT = 18080
USER = "admin"
LOGIN = "airflow_login.json"
PATIENCE_SECONDS = 30
NIGHT = ("ingest", "transform", "publish")  # each follows the one before
DAGS = ("answer", *NIGHT)
COMPONENTS = {
    "api-server": [],
    "scheduler": ["--skip-serve-logs"],
    "dag-processor": [],
    "triggerer": ["--skip-serve-logs"],
}


def command(component: str) -> list[str]:
    """The command line of one of COMPONENTS or of a worker; run it with `environment` in `home`."""
    words = [component, *COMPONENTS.get(component, [])]
    if component == production.WORKER:
        words = ["celery", "worker", "--skip-serve-logs", "--without-gossip", "--without-mingle"]
        words += ["--celery-hostname", production.worker_name()]
    elif component == "api-server" and production.public_url():
        words.append("--proxy-headers")
    return [sys.executable, "-m", "airflow", *words]


def home(state: Path) -> Path:
    return files.private_folder(state / "airflow")


def page(state: Path) -> str:
    """Address of the web page and of the REST interface."""
    port = (files.read_json(state / "ports.json") or {}).get("airflow", FIRST_PORT)
    return os.environ.get("WAREHOUSE_AIRFLOW_URL") or f"http://{LOOPBACK}:{port}"


def runs_elsewhere() -> bool:
    """Whether a container engine keeps the processes running, and not our supervisor."""
    return bool(os.environ.get("WAREHOUSE_AIRFLOW_URL"))


def login(state: Path) -> tuple[str, str]:
    """Name and password for the web page, from secrets/airflow_login.json."""
    drawn = files.secret(state, LOGIN, lambda: json.dumps({USER: secrets.token_urlsafe(12)}))
    return USER, json.loads(drawn)[USER]


def environment(state: Path, settings: Settings | None = None) -> dict[str, str]:
    """Everything that an Airflow process of this warehouse sees.

    The database must run. Tasks get the warehouse's settings through it too.
    """
    settings = settings or load_settings()
    login(state)  # written before Airflow would draw one and print it
    database = roles.airflow_dsn(state)
    query = {k: v for k, v in database.items() if k not in ("user", "password", "dbname")}
    address = f"{database['user']}:{database['password']}@/{database['dbname']}?{urlencode(query)}"
    url = page(state)
    config = {
        "CORE__EXECUTOR": "LocalExecutor",
        "CORE__PARALLELISM": "4",
        "CORE__LOAD_EXAMPLES": "False",
        "CORE__DAGS_FOLDER": str(REPOSITORY / "dags"),
        "CORE__PLUGINS_FOLDER": str(REPOSITORY / "runtime" / "plugins"),
        "CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "CORE__DEFAULT_TIMEZONE": roles.TIME_ZONE,
        "CORE__EXECUTION_API_SERVER_URL": f"{url}/execution/",
        "CORE__FERNET_KEY": files.secret(state, "airflow_fernet_key", _fernet_key),
        "CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
        "CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(state / "secrets" / LOGIN),
        "CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "False",
        "DATABASE__SQL_ALCHEMY_CONN": f"postgresql+psycopg://{address}",
        "DATABASE__SQL_ALCHEMY_CONN_ASYNC": f"postgresql+psycopg_async://{address}",
        "API__HOST": os.environ.get("WAREHOUSE_AIRFLOW_HOST") or LOOPBACK,
        "API__PORT": url.rsplit(":", 1)[1].strip("/"),
        "API__BASE_URL": url,
        "API__WORKERS": "1",
        "API__SECRET_KEY": files.secret(state, "airflow_api_secret"),
        "API_AUTH__JWT_SECRET": files.secret(state, "airflow_jwt_secret", _long_secret),
        "LOGGING__BASE_LOG_FOLDER": str(state / "logs" / "airflow"),
        "USAGE_DATA_COLLECTION__ENABLED": "False",
        # a scheduler that was killed: its tasks are found and repeated within a minute, not five
        "SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "60",
        "SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "10",
        "SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "30",
        **production.settings(state),
    }
    told = lineage.transport(state)
    if told:
        config["OPENLINEAGE__TRANSPORT"] = json.dumps(told)
        config["OPENLINEAGE__NAMESPACE"] = lineage.NAMESPACE
    foreign = ("AIRFLOW", "PYTHON", "DBT_", "PG")
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(foreign)}
    return {
        **inherited,
        **own_settings.read(state),
        **{f"AIRFLOW__{name}": value for name, value in config.items()},
        "AIRFLOW_HOME": str(home(state)),
        "PYTHONPATH": str(REPOSITORY),
        "PYTHONUNBUFFERED": "1",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "NO_PROXY": f"{LOOPBACK},localhost,{urlsplit(url).hostname}",
        "no_proxy": f"{LOOPBACK},localhost,{urlsplit(url).hostname}",
        "WAREHOUSE_STATE": str(settings.state),
        "WAREHOUSE_REFERENCE": str(settings.reference),
    }


def migrate(state: Path, env: dict[str, str]) -> None:
    """Make or update Airflow's own tables; nothing to do when this version has done it before."""
    mark = home(state) / "migrated.json"
    accounts = version("apache-airflow-providers-fab") if production.public_url() else None
    done = {
        "airflow": version("apache-airflow"),
        "accounts": accounts,
        "revision": _revision(state),
    }
    if done["revision"] and files.read_json(mark) == done:
        return
    line = [sys.executable, "-m", "airflow", "db", "migrate"]
    outcome = subprocess.run(
        line,
        check=False,
        env=env,
        cwd=home(state),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if outcome.returncode:
        raise PlatformError(f"Airflow's database cannot be made.\n{outcome.stdout[-3000:]}")
    files.write_json(mark, {**done, "revision": _revision(state)})


class Client:
    """Airflow's REST interface, logged in as the warehouse's user."""

    def __init__(self, state: Path) -> None:
        self._state = state
        # a proxy of the machine must not see, nor answer, what stays on the machine
        self._http = httpx.Client(base_url=page(state), timeout=30, trust_env=False)

    def health(self) -> dict[str, str]:
        """Status per part, e.g. {"scheduler": "healthy"}; empty while nobody answers."""
        try:
            answer = self._http.get("/api/v2/monitor/health")
        except httpx.TransportError:
            return {}
        if answer.status_code != httpx.codes.OK:
            return {}
        return {name: part.get("status") or "-" for name, part in answer.json().items() if part}

    def get(self, path: str, **parameters: Any) -> Any:
        """The JSON answer below /api/v2; None when there is no such thing."""
        answer = self._send("GET", path, params=parameters)
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        return self._checked(answer)

    def post(self, path: str, body: dict[str, Any]) -> Any:
        return self._checked(self._send("POST", path, json=body))

    def _send(self, method: str, path: str, **content: Any) -> httpx.Response:
        if "authorization" not in self._http.headers:
            self._log_in()
        answer = self._patiently(method, f"/api/v2{path}", **content)
        if answer.status_code == httpx.codes.UNAUTHORIZED:  # the token of a long night ran out
            self._log_in()
            answer = self._patiently(method, f"/api/v2{path}", **content)
        return answer

    def _patiently(self, method: str, path: str, **content: Any) -> httpx.Response:
        """Send; what only asks is asked again while the interface is being started anew, or trips
        over a run that changes while it looks."""
        deadline = time.monotonic() + (PATIENCE_SECONDS if method == "GET" else 0)
        while True:
            try:
                answer = self._http.request(method, path, **content)
                if not answer.is_server_error or time.monotonic() > deadline:
                    return answer
            except httpx.TransportError as error:
                if time.monotonic() > deadline:
                    raise PlatformError(
                        f"Airflow does not answer any more ({error}): `make up` starts it again, "
                        "and then it goes on with what it was at."
                    ) from None
            time.sleep(1)

    def _log_in(self) -> None:
        user, password = login(self._state)
        answer = self._http.post("/auth/token", json={"username": user, "password": password})
        token = self._checked(answer)["access_token"]
        self._http.headers["authorization"] = f"Bearer {token}"

    @staticmethod
    def _checked(answer: httpx.Response) -> Any:
        if answer.is_error:
            raise PlatformError(
                f"Airflow answers {answer.status_code} to {answer.request.url.path}: "
                f"see logs/api-server.log. {answer.text[:500]}"
            )
        return answer.json()


def _long_secret() -> str:
    return secrets.token_urlsafe(48)  # 64 characters, what RFC 7518 asks for


def _fernet_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def _revision(state: Path) -> str | None:
    """The revision of Airflow's tables, None when there are none."""
    with psycopg.connect(make_conninfo(**roles.airflow_dsn(state))) as connection:
        found = connection.execute("SELECT to_regclass('alembic_version') IS NOT NULL").fetchone()
        if found != (True,):
            return None
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return row[0] if row else None
