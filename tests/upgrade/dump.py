"""Keep a published warehouse as a dump for the upgrade test: raw, marts and their history.

    python -m tests.upgrade.dump --out tests/upgrade/v0.1.sql.gz

dumps the running warehouse (of WAREHOUSE_STATE, else var/). What dbt rebuilds is left out, roles
and passwords are not in it.
"""

import argparse
import gzip
import os
import subprocess
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from ingestion.errors import WarehouseError
from ingestion.settings import load
from runtime import postgres
from runtime.roles import PUBLISHED, RAW

SCHEMAS = (RAW, *PUBLISHED)
# libpq reads these, so that no password stands in an argument
PARAMETERS = ("host", "port", "dbname", "user", "password", "sslmode", "sslrootcert")


def client(program: str, url: str, *arguments: str, given: bytes = b"") -> bytes:
    """Run psql or pg_dump of the embedded PostgreSQL on the database behind `url`.

    Gives what it prints; raises WarehouseError with what it complains of.
    """
    address = conninfo_to_dict(url)
    named = {
        f"PG{name.upper()}".replace("DBNAME", "DATABASE"): str(address[name])
        for name in PARAMETERS
        if address.get(name)
    }
    ended = subprocess.run(
        [postgres.binaries() / program, *arguments],
        input=given,
        env={**os.environ, **named},
        capture_output=True,
        check=False,
    )
    if ended.returncode:
        raise WarehouseError(f"{program}: {ended.stderr.decode(errors='replace').strip()}")
    return ended.stdout


def dump(url: str, out: Path) -> None:
    """Write the published warehouse behind the admin's `url` to `out`, plain SQL with COPY."""
    chosen = [f"--schema={name}" for name in SCHEMAS]
    text = client("pg_dump", url, "--encoding=UTF8", *chosen)
    # no time in the file's head: it changes with its content only
    out.write_bytes(gzip.compress(text, compresslevel=9, mtime=0))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="e.g. tests/upgrade/v0.1.sql.gz")
    out = parser.parse_args().out
    settings = load()
    dump(postgres.admin_url(settings.state, settings.server()["dbname"]), out)
    print(f"{out}: {out.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
