"""Keep a published warehouse as a dump for the upgrade test, with what a night leaves behind.

    python -m tests.upgrade.dump --out tests/upgrade/v0.1.sql.gz

dumps the running warehouse (of WAREHOUSE_STATE, else var/). Roles and passwords are not in it; of
what a night computes anew only the shape is.
"""

import argparse
import gzip
from pathlib import Path

import psycopg

from ingestion.settings import load
from runtime import postgres, programs
from runtime.upkeep.tables import owners

ANEW = ("staging.*", "intermediate.int_*", "marts_next.*")


def dump(url: str, out: Path) -> None:
    """Write the published warehouse behind the admin's `url` to `out`, plain SQL with COPY."""
    with psycopg.connect(url) as admin:
        chosen = [f"--schema={name}" for name in owners(admin)]
    chosen += [f"--exclude-table-data={name}" for name in ANEW]
    text = programs.run("pg_dump", url, "--encoding=UTF8", *chosen)
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
