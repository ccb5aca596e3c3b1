"""dbt in this process, as transformer."""

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from ingestion.publishing import lineage
from ingestion.reference.seeds import file_in_use
from ingestion.settings import REPOSITORY, Settings

PROJECT = REPOSITORY / "dbt_project"
_BUILDS, _OPERATIONS = "target", "operations"  # folders of what each compiles
_PARSED = "partial_parse.msgpack"
_NO_ARTIFACTS = "--no-write-json"
_QUIET = ("--no-version-check", "--no-send-anonymous-usage-stats", "--no-use-colors")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a dbt command ended: results of its nodes, and what kept it from running, if anything."""

    success: bool
    results: list[Any]
    fault: str | None


def run(settings: Settings, command: Sequence[str], target: str | None = None) -> Ended:
    """Run one dbt command over the project, e.g. ["build", "--select", "totals"].

    `target` names the folder of what it compiles, where nights must not meet with it.
    """
    folder = settings.state / "dbt"
    where = ["--project-dir", str(_project(settings)), "--profiles-dir", str(PROJECT)]
    # a rollback may be called for while a night is being built: neither reads what the other writes
    is_build, is_operation = "build" in command, "run-operation" in command
    own = folder / (target or (_OPERATIONS if is_operation else _BUILDS))
    where += ["--target-path", str(own), "--log-path", str(folder / "logs")]
    is_told = is_build and lineage.transport(settings.state) is not None
    # descriptions of the project take a third of dbt's time: written where somebody reads them
    written = [_NO_ARTIFACTS] if (is_build or is_operation) and not is_told else []
    _take_over_parsed(folder / _BUILDS, own)
    with _connection_of_transformer(settings):
        ended = _invoke([*_QUIET, *written, *command, *where])
        if is_told:
            lineage.tell(settings, _project(settings), own)
    return ended


def log(settings: Settings) -> Path:
    """Where dbt writes what it does."""
    return settings.state / "dbt" / "logs" / "dbt.log"


def _take_over_parsed(of_builds: Path, own: Path) -> None:
    """The project as a build parsed it saves another kind of command its first ten seconds; dbt
    itself looks whether it still fits."""
    parsed = of_builds / _PARSED
    if (own / _PARSED).exists() or not parsed.exists():
        return
    own.mkdir(parents=True, exist_ok=True)
    beside = own / f"{_PARSED}.{os.getpid()}"
    shutil.copyfile(parsed, beside)
    beside.replace(own / _PARSED)


def _project(settings: Settings) -> Path:
    """The dbt project; with other reference files than its own, a copy that holds those as seeds.

    A file that is not in use is its header alone.

    A path to them in dbt_project.yml would not do: dbt writes what it compiles for a seed beside an
    absolute path, that is, over the reference files themselves.
    """
    seeds = PROJECT / "seeds"
    if settings.reference == seeds:
        return PROJECT
    copy = settings.state / "dbt" / "project"
    names = [path.relative_to(PROJECT) for path in PROJECT.rglob("*") if path.is_file()]
    left_behind = {"target", "logs", "__pycache__"}
    wanted = {
        name: (PROJECT / name).read_bytes() for name in names if not left_behind & set(name.parts)
    }
    for own in seeds.glob("*.csv"):
        used = file_in_use(settings.reference, own.stem)
        header = own.read_bytes().splitlines(keepends=True)[0]
        wanted[own.relative_to(PROJECT)] = used.read_bytes() if used else header
    _bring_up_to_date(copy, wanted)
    return copy


def _bring_up_to_date(folder: Path, wanted: Mapping[Path, bytes]) -> None:
    """Make a folder hold just these files; who reads one that stays the same is not disturbed."""
    for path in folder.rglob("*"):
        if path.is_file() and path.relative_to(folder) not in wanted:
            path.unlink()
    for name, content in wanted.items():
        path = folder / name
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def _invoke(arguments: list[str]) -> Ended:
    from dbt.cli.main import dbtRunner  # noqa: PLC0415 - two seconds, and only a build needs it

    faults: list[str] = []

    def listen(event: Any) -> None:
        # why an operation failed is told nowhere else
        if event.info.name in ("RunningOperationCaughtError", "RunningOperationUncaughtError"):
            faults.append(event.data.exc)

    outcome = dbtRunner(callbacks=[listen]).invoke(arguments)
    if outcome.exception:
        faults.append(str(outcome.exception))
    return Ended(
        outcome.success,
        list(getattr(outcome.result, "results", None) or []),
        faults[0] if faults else None,
    )


@contextmanager
def _connection_of_transformer(settings: Settings) -> Iterator[None]:
    """Set what profiles.yml reads, and take it back."""
    found = conninfo_to_dict(settings.dsn("transformer"))
    wanted = {
        "WAREHOUSE_DB_HOST": found.get("host"),
        "WAREHOUSE_DB_PORT": found.get("port", "5432"),
        "WAREHOUSE_DB_NAME": found.get("dbname"),
        "WAREHOUSE_DB_USER": found.get("user"),
        "WAREHOUSE_DB_PASSWORD": found.get("password"),
        "WAREHOUSE_DB_SSLMODE": found.get("sslmode"),
        "WAREHOUSE_DB_SSLROOTCERT": found.get("sslrootcert"),
    }
    before = {name: os.environ.get(name) for name in wanted}
    _set_environment(wanted)
    try:
        yield
    finally:
        _set_environment(before)


def _set_environment(values: dict[str, Any]) -> None:
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = str(value)
