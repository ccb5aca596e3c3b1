"""`make demo`: everything that is needed, step by step, then one night and what came of it."""

import csv
import shutil
import subprocess
import sys
from pathlib import Path

from ingestion.settings import REPOSITORY
from runtime import lifecycle, night, summary
from runtime.errors import PlatformError
from runtime.terminal import say, step

REPORTS = REPOSITORY / "demo" / "reports"
MADE_UP = "synthetic"
# years that no sample report speaks of, so that truth.csv is what the marts must show of them
PROVINCE = ("--size", "small", "--seed", "1", "--years", "2022-2023")


def demo(state: Path) -> None:
    """Set up a warehouse, fill the landing, run a night. Again it changes nothing and says so."""
    lifecycle.up(state)
    with step("Sample reports and a made-up province"):
        fill(state)
    night.night(state, str(state / "landing"))
    for line in summary.of_warehouse(state):
        say(line)


def fill(state: Path) -> None:
    """Put the sample reports and a small made-up province into <state>/landing.

    The province is made once, in <state>/synthetic (with `truth.csv`, what a perfect warehouse
    publishes of it). Files that are there already are left alone, so that nothing looks new.
    """
    landing, made = state / "landing", state / MADE_UP
    copy_missing(REPORTS, landing)
    if not made.exists():
        _make_province(made)
    copy_missing(made / "landing", landing / MADE_UP)
    _merge_manifest(made / "landing" / "manifest.csv", landing / "manifest.csv")


def _merge_manifest(made: Path, manifest: Path) -> None:
    """The landing has one manifest, at its top, which says when each file arrived: the lines of
    the made-up province replace their like, all others stay."""
    lines = [{**line, "path": f"{MADE_UP}/{line['path']}"} for line in _lines(made)]
    others = _lines(manifest) if manifest.exists() else []
    others = [line for line in others if not line["path"].startswith(f"{MADE_UP}/")]
    whole = manifest.with_suffix(".new")
    with whole.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, fieldnames=list(lines[0]), extrasaction="ignore")
        writer.writeheader()
        writer.writerows([*others, *lines])
    whole.replace(manifest)


def _lines(manifest: Path) -> list[dict[str, str]]:
    with manifest.open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))


def copy_missing(source: Path, target: Path) -> None:
    """Copy a folder, but for what the target has with the same size and time."""
    for path in sorted(source.rglob("*")):
        copy = target / path.relative_to(source)
        if path.is_dir():
            copy.mkdir(parents=True, exist_ok=True)
        elif not copy.exists() or _stamp(copy) != _stamp(path):
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, copy)


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _make_province(target: Path) -> None:
    """Make it beside its place and move it there, so that half a province never counts."""
    scratch = target.with_name(f"{target.name}.new")
    shutil.rmtree(scratch, ignore_errors=True)
    outcome = subprocess.run(
        [sys.executable, "-m", "synthetic", "--out", str(scratch), *PROVINCE],
        check=False,
        cwd=REPOSITORY,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if outcome.returncode:
        raise PlatformError(f"The made-up province cannot be made.\n{outcome.stdout[-2000:]}")
    scratch.rename(target)
