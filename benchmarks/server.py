"""A PostgreSQL of a measurement's own, with settings by the memory of the machine."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from runtime import postgres, roles

_GB = 1024**3


def settings() -> dict[str, str]:
    """Server settings for this machine; all sides of a measurement work under the same."""
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _GB
    processors = os.cpu_count() or 1
    return {
        "shared_buffers": f"{int(gigabytes * 256)}MB",
        "effective_cache_size": f"{int(gigabytes * 640)}MB",
        # four models at a time, each with a few sorts and hashes (twice as much for a hash)
        "work_mem": f"{int(gigabytes * 12)}MB",
        "maintenance_work_mem": f"{int(gigabytes * 40)}MB",
        "max_wal_size": "16GB",
        "checkpoint_timeout": "30min",
        # nobody replicates from here, and what is built is built again rather than recovered
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "synchronous_commit": "off",
        "max_parallel_workers": str(processors),
        "max_parallel_workers_per_gather": str(max(1, processors - 1)),
        "max_parallel_maintenance_workers": str(max(1, processors - 1)),
        "random_page_cost": "1.1",
        "jit": "off",
        # statistics are renewed where rows are written; nothing else shall run in between
        "autovacuum": "off",
    }


@contextmanager
def running(folder: Path | None) -> Iterator[Path]:
    """The state folder of a prepared server, under `folder` or the machine's temporary one."""
    with tempfile.TemporaryDirectory(prefix="bench-", dir=folder) as name:
        state = Path(name)
        postgres.start(state, settings())
        try:
            roles.prepare(state)
            yield state
        finally:
            postgres.stop(state)


def processes(state: Path) -> int:
    """How many processes the server has; that of a connection ends a little after it."""
    server = postgres.running(state)
    if server is None:
        raise RuntimeError(f"No database server runs under {state}.")
    pid = server.process.pid
    return len(Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split())


def seconds_of_work(state: Path) -> float:
    """Processor seconds of all server processes that have ended, as connections close.

    Beside the clock: on a machine that others use too the clock says little.
    """
    server = postgres.running(state)
    if server is None:
        raise RuntimeError(f"No database server runs under {state}.")
    fields = Path(f"/proc/{server.process.pid}/stat").read_text(encoding="utf-8")
    of_children = fields.rpartition(")")[2].split()[13:15]
    return sum(map(int, of_children)) / os.sysconf("SC_CLK_TCK")
