"""What Airflow is told on a server: workers behind a broker, a page for several persons.

Set by docker-compose.production.yml: WAREHOUSE_BROKER (host:port of Redis) and
WAREHOUSE_PUBLIC_URL (https://..., the page as browsers write it). Without them there is one
scheduler that runs its own tasks, and one account.
"""

import os
import socket
from pathlib import Path
from urllib.parse import quote

from runtime import files
from runtime.errors import PlatformError

WORKER = "worker"
PATIENCE_SECONDS = 10
# The state of the broker outlives its restart; nothing of it is ever dropped for want of memory.
BROKER = """\
requirepass {password}
dir {folder}
appendonly yes
maxmemory-policy noeviction
"""


def broker() -> str | None:
    """host:port of the Redis behind which workers run the tasks, None where there is none."""
    return os.environ.get("WAREHOUSE_BROKER") or None


def public_url() -> str | None:
    """The page's address for several persons' browsers, None where it is one person's."""
    return os.environ.get("WAREHOUSE_PUBLIC_URL") or None


def settings(state: Path) -> dict[str, str]:
    """Airflow's settings by name, without the prefix AIRFLOW__."""
    return {**_of_workers(state), **_of_page()}


def _of_workers(state: Path) -> dict[str, str]:
    if not broker():
        return {}
    return {
        "CORE__EXECUTOR": "CeleryExecutor",
        "CORE__PARALLELISM": "16",
        "CELERY__BROKER_URL": broker_url(state, 0),
        "CELERY__RESULT_BACKEND": broker_url(state, 1),
        "CELERY__WORKER_CONCURRENCY": "4",
        # seconds after which the broker gives a task to another worker: longer than any may last
        "CELERY_BROKER_TRANSPORT_OPTIONS__VISIBILITY_TIMEOUT": "86400",
        # what a killed worker had taken along and not begun: given to another
        "SCHEDULER__TASK_QUEUED_TIMEOUT": "120",
        "SCHEDULER__TASK_QUEUED_TIMEOUT_CHECK_INTERVAL": "30",
    }


def _of_page() -> dict[str, str]:
    url = public_url()
    if not url:
        return {}
    if not url.startswith("https://"):
        raise PlatformError(f"WAREHOUSE_PUBLIC_URL is {url!r}: give an address with https://.")
    manager = "airflow.providers.fab.auth_manager.fab_auth_manager.FabAuthManager"
    return {"CORE__AUTH_MANAGER": manager, "API__BASE_URL": url}


def broker_url(state: Path, database: int) -> str:
    """Where Celery finds its broker."""
    password = quote(files.secret(state, "redis"), safe="")
    return f"redis://:{password}@{broker()}/{database}"


def prepare_broker(state: Path) -> None:
    """Write broker/redis.conf, with the password, for the container of Redis."""
    if broker():
        folder = files.private_folder(state / "broker")
        text = BROKER.format(password=files.secret(state, "redis"), folder=folder)
        files.write_private(folder / "redis.conf", text)


def worker_name() -> str:
    """What the worker of this container is called among the others."""
    return f"{WORKER}@{os.environ.get('HOSTNAME') or socket.gethostname()}"


def check_worker(state: Path) -> None:
    """Raises PlatformError unless the worker of this container answers through the broker."""
    from celery import Celery  # noqa: PLC0415 - only workers need it

    app = Celery(broker=broker_url(state, 0))
    if not app.control.ping(destination=[worker_name()], timeout=PATIENCE_SECONDS):
        raise PlatformError(f"{worker_name()} does not answer through the broker: see its log.")
