"""The commands backup, prove and restore of `python -m runtime`."""

import os
from pathlib import Path

from ingestion.settings import load
from runtime.errors import PlatformError
from runtime.terminal import say, step
from runtime.upkeep import backup as making
from runtime.upkeep import restore as restoring


def backup(state: Path) -> None:
    """Back up the running warehouse."""
    with step("Backup"):
        folder = making.backup(load())
    _say_what_is_in(folder)


def restore(state: Path, folder: str = "") -> None:
    """Fill an empty warehouse with the backup in FOLDER (or BACKUP)."""
    named = folder or os.environ.get("BACKUP") or ""
    if not named:
        raise PlatformError("No backup is named: give BACKUP=<folder with manifest.json>.")
    with step("Restore"):
        restoring.restore(load(), Path(named).resolve())
    _say_what_is_in(Path(named).resolve())


def prove(state: Path, folder: str = "") -> None:
    """Restore a backup (the newest) into an empty server of its own and compare all tables."""
    chosen = Path(folder).resolve() if folder else making.newest(load())
    with step("Restored into an empty server and compared"):
        restoring.prove(load(), chosen)
    _say_what_is_in(chosen)


def _say_what_is_in(folder: Path) -> None:
    told = making.describe(folder)
    counts = f"{told['rows']} rows of {told['tables']} tables, {told['archived']} archived files"
    say(f"{folder}: {counts}")
