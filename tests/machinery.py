"""Debian packages that a test needs: installed when missing, or the test fails with the cure."""

import fcntl
import functools
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

LONGEST_SECONDS = 1200  # a stuck mirror shall not hold up everything
LAST_WORDS = 1500
TURN = Path(tempfile.gettempdir(), "kexie-tests-apt-get")  # two processes share the tests


def need(programs: dict[str, str]) -> None:
    """See that programs are there: {"pdftotext": "poppler-utils"}, program and Debian package.

    Fails the test, and never skips it, where a program is missing and cannot be installed.
    """
    missing = _missing(programs)
    if not missing:
        return
    packages = sorted({programs[program] for program in missing})
    said = _install(packages)
    still = _missing(programs)
    if still:
        pytest.fail(
            f"This test needs {', '.join(still)}: as root, `apt-get update && apt-get install "
            f"--no-install-recommends {' '.join(packages)}`, then repeat.\n{said[-LAST_WORDS:]}",
            pytrace=False,
        )


def _missing(programs: dict[str, str]) -> list[str]:
    return [program for program in programs if shutil.which(program) is None]


def _install(packages: list[str]) -> str:
    """Install packages where that is possible; gives what was said."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return "It was not tried: this is not root, or not Debian."
    # a failed update is no reason to give up: the lists may be good enough
    update = _update()
    return update + _apt_get("install", "--yes", "--no-install-recommends", *packages)


@functools.cache
def _update() -> str:
    """Fetch the lists of packages, once a run."""
    return _apt_get("update")


def _apt_get(*arguments: str) -> str:
    """Run apt-get without questions; waits for another one that is at work."""
    with TURN.open("w", encoding="utf-8") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)  # apt-get waits for dpkg, yet not for lists being fetched
        try:
            outcome = subprocess.run(
                ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=300", *arguments],
                check=False,
                env={**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                timeout=LONGEST_SECONDS,
            )
        except subprocess.TimeoutExpired:
            return f"apt-get {arguments[0]} took longer than {LONGEST_SECONDS} s.\n"
    return outcome.stdout
