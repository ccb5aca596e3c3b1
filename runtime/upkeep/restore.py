"""A backup brought back into an empty warehouse; and the proof that it can be, in another server.

Only an admin restores: schemas are made anew with their owners. Whatever was restored is compared
with the backup's hashes before the schema `raw` is brought to the newest revision.
"""

import gzip
import itertools
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg

from ingestion.settings import REPOSITORY, Settings
from runtime import lifecycle, postgres, programs, roles, supervisor
from runtime.errors import PlatformError
from runtime.upkeep import archive_copy, backup, tables
from runtime.upkeep.backup import Manifest

_CHUNK = 1 << 20
_HEAD = 20  # lines of a dump's head, before anything is made
# pg_dump 18 writes it, and PostgreSQL 15 and 16 do not know it
_NEWER = b"SET transaction_timeout = 0;\n"


def restore(settings: Settings, folder: Path) -> Manifest:
    """Fill an empty warehouse with a backup. Raises PlatformError where it is not empty, where the
    backup was changed, or where the result is not what was saved."""
    manifest = Manifest.read(folder)
    for name, expected in manifest.files.items():
        if backup.sha256(folder / name) != expected:
            raise PlatformError(f"{folder / name} was changed: take another copy of the backup.")
    if supervisor.running(settings.state):
        raise PlatformError("Airflow runs on this warehouse: run `make down` first.")
    postgres.ensure(settings.state)
    roles.prepare(settings.state)
    url = postgres.admin_url(settings.state, roles.WAREHOUSE)
    _refuse_data(url)
    archive_copy.restore(folder.parent / backup.ARCHIVE, settings.archive, backup.listed(folder))
    # one transaction: what fails leaves the empty warehouse
    how = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--file=-"]
    how += ["--output=/dev/null"]
    programs.run("psql", url, *how, given=_statements(folder, manifest))
    _compare(settings, manifest)
    roles.prepare(settings.state)  # rights of schemas, and the newest revision of `raw`
    return manifest


def prove(settings: Settings, folder: Path) -> Manifest:
    """Restore a backup into an empty server of its own, which is gone afterwards.

    It is the command that an engineer would use, in a process without this warehouse's settings.
    """
    scratch = settings.state / "proving"
    ours = {"WAREHOUSE_STATE": str(scratch), "WAREHOUSE_REFERENCE": str(settings.reference)}
    others = {k: v for k, v in os.environ.items() if not k.startswith(("WAREHOUSE_", "PG"))}
    with lifecycle.alone(settings.state, "proving"):
        _remove(scratch, {**others, **ours})  # what a killed forerunner left
        try:
            _runtime({**others, **ours}, "restore", str(folder))
        finally:
            _remove(scratch, {**others, **ours})
    return Manifest.read(folder)


def _remove(scratch: Path, environment: dict[str, str]) -> None:
    if scratch.exists():
        _runtime(environment, "clean")


def _runtime(environment: dict[str, str], *words: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "runtime", *words],
        check=False,
        cwd=REPOSITORY,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if ended.returncode:
        raise PlatformError(f"The backup was not proved.\n{ended.stdout.strip()[-3000:]}")


def _refuse_data(url: str) -> None:
    """Nothing is ever restored over something."""
    with psycopg.connect(url) as admin:
        found = admin.execute(
            "select (select count(*) from raw.files) + (select count(*) from raw.events)"
        ).fetchone()
        published = admin.execute("select to_regclass('marts.publications')").fetchone()
    if found != (0,) or published != (None,):
        raise PlatformError(
            "This warehouse holds data: restore into an empty one, under another WAREHOUSE_STATE, "
            "or run `make clean` first."
        )


def _statements(folder: Path, manifest: Manifest) -> Iterator[bytes]:
    """All dumps one after the other, after the empty schemas that they make anew."""
    for schema in (*manifest.schemas, *roles.BUILT):
        yield f'drop schema if exists "{schema}" cascade;\n'.encode()
    for role in backup.OWNING:
        with gzip.open(folder / f"{role}.sql.gz") as dump:
            yield from (line for line in itertools.islice(dump, _HEAD) if line != _NEWER)
            while chunk := dump.read(_CHUNK):
                yield chunk


def _compare(settings: Settings, manifest: Manifest) -> None:
    url = postgres.admin_url(settings.state, roles.WAREHOUSE)
    with psycopg.connect(url) as admin:
        found = tables.contents(admin, list(manifest.schemas))
    faults = tables.differences(manifest.tables, found)
    if faults:
        raise PlatformError(
            "What was restored is not what was saved: take another backup.\n" + "\n".join(faults)
        )
