"""Whom the embedded PostgreSQL runs as: us, or, when we are root, an account without any rights.

PostgreSQL refuses to run as root. Then it runs under a user id that nobody has, and where a parent
folder is closed to others it gets one capability (`dac_read_search`) to pass through it, and one
secure bit (`no_setuid_fixup`), for without it access(2), which its programs ask, disregards it.
"""

import os
import pwd
import shutil
import subprocess
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from runtime.errors import PlatformError
from runtime.processes import pids

NOBODY = 65534
UNUSED_IDS = range(60578, 61184)  # given to nobody, see "Users, Groups, UIDs" of systemd
NEEDED = (2, 8)  # bits of CAP_DAC_READ_SEARCH, and of CAP_SETPCAP that hands it on


@dataclass(frozen=True)
class Account:
    """Runs server programs. `uid` is None when they run as ourselves."""

    uid: int | None
    needs_capability: bool = False

    def run(
        self, command: Sequence[str | Path], *, uid: int | None = None, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Run a server program. Raises PlatformError with its words when it fails."""
        prefix = []
        if self.uid is not None:
            prefix = drop_privileges(self.uid if uid is None else uid, self.needs_capability)
        outcome = subprocess.run(
            [*prefix, *map(str, command)],
            check=False,
            # nothing that changes the programs' language or points them elsewhere
            env={
                "PATH": os.environ.get("PATH", os.defpath),
                "LC_ALL": "C.UTF-8",
                "TZ": "Asia/Shanghai",
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            cwd="/",
        )
        if check and outcome.returncode:
            name = Path(command[0]).name
            raise PlatformError(f"{name} failed: mend what it says.\n{outcome.stdout.strip()}")
        return outcome

    def initialise(self, command: Sequence[str | Path], data: Path, *lent: Path) -> None:
        """Run initdb on `data`. It asks for its user's name, and a free id has none: so root lends
        the folder and what it reads to `nobody`, and hands the result to the account."""
        if self.uid is None:
            self.run(command)
            return
        for path in (data, *lent):
            os.chown(path, NOBODY, NOBODY)
        self.run(command, uid=NOBODY)
        for path in [data, *data.rglob("*")]:
            os.chown(path, self.uid, self.uid, follow_symlinks=False)

    def own(self, path: Path) -> None:
        """Hand a file or folder to the account."""
        if self.uid is not None:
            os.chown(path, self.uid, self.uid)


def choose_account(state: Path, data: Path, server: Path) -> Account:
    """The account for the data folder: its owner, else a new one; `server` is the program."""
    if os.geteuid() != 0:
        return Account(None)
    if shutil.which("setpriv") is None:
        raise PlatformError("setpriv is missing: apt-get install util-linux.")
    uid = data.stat().st_uid if data.exists() else _free_uid(state)
    if uid == 0:
        raise PlatformError(f"{data} belongs to root: chown -R {_free_uid(state)} '{data}'.")
    if _can_reach(uid, state, server):
        return Account(uid)
    if not _holds_capability():
        raise PlatformError(
            f"PostgreSQL cannot run as root, and other users cannot enter {state}: "
            "open its parent folders with `chmod o+x`, or work as an ordinary user."
        )
    return Account(uid, needs_capability=True)


def drop_privileges(uid: int, with_capability: bool) -> list[str]:
    """The words before a command that make it run as `uid`."""
    line = ["setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups"]
    if with_capability:
        line += ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
        line += ["--securebits=+no_setuid_fixup"]
    return line


def _free_uid(state: Path) -> int:
    """An id without a name and without processes; the same for the same folder if possible."""
    taken = {entry.pw_uid for entry in pwd.getpwall()}
    for pid in pids():
        try:
            taken.add(Path(f"/proc/{pid}").stat().st_uid)
        except OSError:
            continue  # it has just ended
    offset = zlib.crc32(bytes(state)) % len(UNUSED_IDS)
    for uid in [*UNUSED_IDS[offset:], *UNUSED_IDS[:offset]]:
        if uid not in taken:
            return uid
    raise PlatformError("No user id is free for PostgreSQL: work as an ordinary user.")


def _can_reach(uid: int, *paths: Path) -> bool:
    """Whether `uid` can enter or execute every path without a capability."""
    for path in paths:
        command = [*drop_privileges(uid, with_capability=False), "test", "-x", str(path)]
        if subprocess.run(command, check=False, cwd="/", stderr=subprocess.DEVNULL).returncode:
            return False
    return True


def _holds_capability() -> bool:
    """Whether this root may pass the capability on (containers may take it away)."""
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("CapBnd:"):
            held = int(line.split()[1], 16)
            return all(held >> bit & 1 for bit in NEEDED)
    return False
