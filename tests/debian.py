"""Debian's PostgreSQL 15, started for a test: the oldest server that the warehouse promises."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from runtime import files
from runtime.account import drop_privileges
from tests.machinery import need

POSTGRES = Path("/usr/lib/postgresql/15/bin")
NOBODY = 65534


@contextmanager
def postgres_15(folder: Path) -> Iterator[str]:
    """URL of an admin, who is no superuser, of a server whose data lie in `folder`.

    Installs the package where it is missing; the server is gone afterwards.
    """
    need({str(POSTGRES / "initdb"): "postgresql-15"})
    data = folder / "data"
    data.mkdir()
    os.chown(data, NOBODY, NOBODY)
    port = files.choose_port(folder, "debian", 25432)
    as_nobody = drop_privileges(NOBODY, with_capability=True)
    options = f"-h 127.0.0.1 -p {port} -k ''"
    subprocess.run(
        [*as_nobody, POSTGRES / "initdb", "-D", data, "-U", "super", "--auth=trust", "-E", "UTF8"],
        check=True, cwd="/", stdout=subprocess.DEVNULL,
    )  # fmt: skip
    control = [*as_nobody, str(POSTGRES / "pg_ctl"), "-w", "-D", str(data), "-l", str(data / "log")]
    subprocess.run([*control, "-o", options, "start"], check=True, cwd="/")
    try:
        with psycopg.connect(f"postgresql://super@127.0.0.1:{port}/postgres") as connection:
            connection.execute("create role office login createdb createrole password 'own'")
        # from now on passwords count, as they would on a server of somebody else's
        (data / "pg_hba.conf").write_text("host all all 127.0.0.1/32 scram-sha-256\n")
        subprocess.run([*control, "reload"], check=True, cwd="/")
        yield f"postgresql://office:own@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, cwd="/")
