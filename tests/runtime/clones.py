"""Clones of the repository, and make in them as on somebody else's machine."""

import os
import pwd
import shutil
import subprocess

from ingestion.settings import REPOSITORY
from runtime.account import drop_privileges

SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"


def clone(target):
    """The repository's files as they are now, without what git ignores."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        capture_output=True,
        check=True,
    )
    for name in listed.stdout.decode().split("\0"):
        if name and (REPOSITORY / name).exists():  # else removed but not yet committed
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(REPOSITORY / name, target / name)


def make(folder, *words, uid=0, before=(), **variables):
    """Run make in a clone as `uid`, with an environment that holds nothing of ours but `variables`;
    `before` are words before the command."""
    kept = {k: v for k, v in os.environ.items() if k.startswith(("PIP_", "http", "HTTP", "SSL"))}
    entry = pwd.getpwuid(uid)
    before = [*before, *(drop_privileges(uid, with_capability=False) if uid else [])]
    outcome = subprocess.run(
        [*before, "make", "-s", *words],
        cwd=folder,
        env={**kept, "PATH": SYSTEM_PATH, "HOME": entry.pw_dir, **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stdout[-5000:]
    return outcome.stdout
