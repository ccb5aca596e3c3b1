"""A backup: every schema of the warehouse as of one instant, and the archive, with their hashes.

<backups>/<time>/ holds a dump per owning role, `archive.txt` (lines as of sha256sum) and
`manifest.json`; <backups>/archive/ holds the archive's copy, shared by all. Roles, passwords and
Airflow's own database are not in it: they are made anew where it is restored.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from psycopg import IsolationLevel, sql

from ingestion.publishing.versions import versions
from ingestion.settings import Settings, role_name
from runtime import files, lifecycle, programs
from runtime.errors import PlatformError
from runtime.upkeep import archive_copy, tables
from runtime.upkeep.tables import Content

ARCHIVE, MANIFEST, LISTED = "archive", "manifest.json", "archive.txt"
STAMP = "%Y%m%dT%H%M%S%z"
OWNING = ("owner", "transformer")  # of ROLES; in the order in which they are restored
FORMAT = 1
# the snapshot waits in its transaction while dumps are written
PATIENCE = "-c idle_in_transaction_session_timeout=0 -c statement_timeout=0"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds."""

    format: int
    made_at: str
    code_version: str
    schemas: dict[str, str]  # and their owners
    files: dict[str, str]  # and their SHA-256
    tables: dict[str, Content]

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """The manifest of a backup. Raises PlatformError where the folder is none."""
        found = files.read_json(folder / MANIFEST)
        if found is None or found.get("format") != FORMAT:
            raise PlatformError(f"{folder} is no backup: give a folder that holds {MANIFEST}.")
        found["tables"] = {name: Content(**content) for name, content in found["tables"].items()}
        return cls(**found)


def location(settings: Settings) -> Path:
    """The folder of all backups: WAREHOUSE_BACKUPS, better on another disk."""
    return Path(os.environ.get("WAREHOUSE_BACKUPS") or settings.state / "backups").resolve()


def made(settings: Settings) -> list[Path]:
    """All backups that are complete, oldest first."""
    return sorted(path.parent for path in location(settings).glob(f"*/{MANIFEST}"))


def newest(settings: Settings) -> Path:
    """The newest backup. Raises PlatformError where there is none."""
    found = made(settings)
    if not found:
        raise PlatformError(f"There is no backup in {location(settings)}: run `make backup`.")
    return found[-1]


def backup(settings: Settings) -> Path:
    """Make a backup while the warehouse works; its folder. What is cut short leaves nothing that
    looks like one."""
    with lifecycle.alone(settings.state, "backup"):
        at = datetime.now(ZoneInfo("Asia/Shanghai"))
        root = files.private_folder(location(settings))
        for left in root.glob("*.unfinished"):
            shutil.rmtree(left)
        folder = files.private_folder(root / f"{at:{STAMP}}.unfinished")
        schemas, contents = _dump_all(settings, folder)
        _keep_archive(settings, folder)
        held = {path.name: sha256(path) for path in sorted(folder.iterdir())}
        code = versions(settings).code_version
        manifest = Manifest(FORMAT, at.isoformat(), code, schemas, held, contents)
        files.write_json(folder / MANIFEST, asdict(manifest))
        folder = folder.rename(folder.with_suffix(""))
        _refuse_gaps(settings, folder)
        return folder


def sha256(path: Path) -> str:
    """The hash of a file."""
    with path.open("rb") as given:
        return file_digest(given, "sha256").hexdigest()


def _dump_all(settings: Settings, folder: Path) -> tuple[dict[str, str], dict[str, Content]]:
    """The dumps of all roles from one snapshot: the schemas' owners, the tables' contents."""
    contents: dict[str, Content] = {}
    with _snapshot(settings, OWNING[0]) as (connection, name):
        schemas = tables.owners(connection)
        strange = {*schemas.values()} - {role_name(role) for role in OWNING}
        if strange:
            raise PlatformError(f"A schema belongs to {strange}: give it to one of {OWNING}.")
        for role in OWNING:
            own = [schema for schema, owner in schemas.items() if owner == role_name(role)]
            with _snapshot(settings, role, name) as (sees, _):
                contents |= tables.contents(sees, own)
            chosen = [f"--schema={schema}" for schema in own]
            where = ["--compress=gzip:6", f"--file={folder / f'{role}.sql.gz'}"]
            plain = ["--format=plain", "--encoding=UTF8", f"--snapshot={name}"]
            programs.run("pg_dump", settings.dsn(role), *plain, *where, *chosen)
    return schemas, contents


@contextmanager
def _snapshot(
    settings: Settings, role: str, name: str | None = None
) -> Iterator[tuple[psycopg.Connection[Any], str]]:
    """A connection of a role that sees one instant, that of `name` if given; and its name."""
    with psycopg.connect(settings.dsn(role), options=PATIENCE) as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        if name is not None:
            statement = sql.SQL("set transaction snapshot {}").format(sql.Literal(name))
            connection.execute(statement)
            yield connection, name
            return
        row = connection.execute("select pg_export_snapshot()").fetchone()
        assert row is not None  # noqa: S101  a function has a value
        yield connection, row[0]


def _keep_archive(settings: Settings, folder: Path) -> None:
    """Bring the archive's copy up to date and list what is in the archive now."""
    listed = archive_copy.copy_new(settings.archive, location(settings) / ARCHIVE)
    lines = (f"{digest}  {name}\n" for name, digest in sorted(listed.items()))
    files.write_private(folder / LISTED, "".join(lines))


def _refuse_gaps(settings: Settings, folder: Path) -> None:
    """A backup is no better than its archive: whoever makes one learns what that lacks."""
    query = "select content_sha256 from raw.files order by 1"
    with psycopg.connect(settings.dsn("transformer")) as connection:
        known = [content for (content,) in connection.execute(query)]
    kept = set(listed(folder).values())
    gaps = [content for content in known if content not in kept]
    if gaps:
        raise PlatformError(
            f"{folder} is complete but for {len(gaps)} contents that {settings.archive} lacks, "
            f"{gaps[0]} first: bring them back from an earlier backup, then repeat."
        )


def listed(folder: Path) -> dict[str, str]:
    """The archived files of a backup, and their hashes."""
    lines = (folder / LISTED).read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def describe(folder: Path) -> dict[str, Any]:
    """What a task says of a backup, in a few figures."""
    manifest = Manifest.read(folder)
    rows = sum(content.rows for content in manifest.tables.values())
    count = {"tables": len(manifest.tables), "rows": rows, "archived": len(listed(folder))}
    return {"backup": str(folder), **count}
