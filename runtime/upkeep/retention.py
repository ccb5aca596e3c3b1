"""What is thrown away, and when: old backups, logs, lists of nights, Airflow's own books."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from ingestion.arrival.receive import nights
from ingestion.settings import Settings
from runtime import airflow
from runtime.errors import PlatformError
from runtime.upkeep import backup


@dataclass(frozen=True, slots=True)
class Keep:
    """How much is kept: the newest backup of so many days, weeks, months; logs for so many days."""

    daily: int = 7
    weekly: int = 5
    monthly: int = 12
    log_days: int = 90

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Keep":
        """From WAREHOUSE_KEEP_DAILY and the like. Raises PlatformError for what is no count."""
        told = {}
        for name in cls.__slots__:
            variable = f"WAREHOUSE_KEEP_{name.upper()}"
            text = environment.get(variable) or str(getattr(cls(), name))
            if not (text.isascii() and text.isdigit() and int(text)):
                raise PlatformError(f"{variable} is {text!r}: give a whole number from 1 on.")
            told[name] = int(text)
        return cls(**told)


def kept(stamps: Iterable[datetime], keep: Keep) -> set[datetime]:
    """The backups that stay: the newest of each of the last days, weeks and months that have one.

    Nothing goes because time passes without backups: the newest ones always stay.
    """
    newest_first = sorted(stamps, reverse=True)
    stay = set()
    for pattern, count in (("%F", keep.daily), ("%G-%V", keep.weekly), ("%Y-%m", keep.monthly)):
        newest_of: dict[str, datetime] = {}
        for stamp in newest_first:
            newest_of.setdefault(stamp.strftime(pattern), stamp)
        stay |= set(list(newest_of.values())[:count])
    return stay


def remove_backups(settings: Settings) -> list[str]:
    """Remove the backups that need not stay; their names. The archive's copy stays whole."""
    folders = {
        datetime.strptime(path.name, backup.STAMP): path  # noqa: DTZ007  it has a zone
        for path in backup.made(settings)
    }
    gone = sorted(folders.keys() - kept(folders, Keep.of(os.environ)))
    for stamp in gone:
        (folders[stamp] / backup.MANIFEST).unlink()  # from now on it is no backup
        shutil.rmtree(folders[stamp])
    return [folders[stamp].name for stamp in gone]


def remove_logs(settings: Settings) -> int:
    """Remove old logs of tasks, and the lists of nights that ended long ago; how many files."""
    before = _oldest().timestamp()
    logs = settings.state / "logs" / "airflow"
    old = [path for path in logs.rglob("*") if path.is_file() and path.stat().st_mtime < before]
    for path in old:
        path.unlink()
    for folder in sorted((path for path in logs.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()
    # a night without a summary has not ended: the next one takes over what it received
    ended = [path for path in nights(settings).glob("*/summary.json") if _is_old(path, before)]
    for path in ended:
        shutil.rmtree(path.parent)
    return len(old) + len(ended)


def clean_airflow(settings: Settings) -> None:
    """Remove old rows of Airflow's own database, of which each DAG's last run stays."""
    line = ["db", "clean", "--skip-archive", "--yes", "--clean-before-timestamp"]
    ended = subprocess.run(
        [sys.executable, "-m", "airflow", *line, _oldest().isoformat()],
        check=False,
        env=airflow.environment(settings.state, settings),  # a task's own is without the database
        cwd=airflow.home(settings.state),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if ended.returncode:
        raise PlatformError(f"Airflow's books cannot be cleaned.\n{ended.stdout[-3000:]}")


def _oldest() -> datetime:
    """Older than this goes."""
    return datetime.now(ZoneInfo("Asia/Shanghai")) - timedelta(days=Keep.of(os.environ).log_days)


def _is_old(path: Path, before: float) -> bool:
    return path.stat().st_mtime < before
