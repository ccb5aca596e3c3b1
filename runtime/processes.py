"""Processes by identity: a pid with its start, so that a reused pid is never taken for ours.

Linux only; reads /proc. Signals are sent only to what this module has identified.
"""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


def boot_id() -> str:
    """Changes with every start of the machine; pids and start ticks mean nothing across it."""
    return (PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()


def pids() -> list[int]:
    """Every process number now in use."""
    return [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()]


def _stat(pid: int) -> list[str] | None:
    """Fields of /proc/<pid>/stat from the state on, or None when there is no such process."""
    try:
        text = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return text[text.rindex(")") + 2 :].split()  # the name before it may hold spaces


def start_ticks(pid: int) -> int | None:
    """Clock ticks from boot to the start of `pid`; None when it is gone or a zombie."""
    fields = _stat(pid)
    return None if fields is None or fields[0] in "ZX" else int(fields[19])


@dataclass(frozen=True, slots=True)
class Identity:
    """One process and no other, across reuse of pids and reboots."""

    pid: int
    ticks: int
    boot: str

    @classmethod
    def of(cls, pid: int) -> "Identity | None":
        """Identity of a living process, None when there is none."""
        ticks = start_ticks(pid)
        return None if ticks is None else cls(pid, ticks, boot_id())

    def alive(self) -> bool:
        return self.boot == boot_id() and start_ticks(self.pid) == self.ticks

    def signal(self, number: signal.Signals) -> None:
        """Send a signal, unless the process has ended."""
        if self.alive():
            try:
                os.kill(self.pid, number)
            except ProcessLookupError:
                return


def members_of_sessions(leaders: list[Identity]) -> list[Identity]:
    """All living processes of the sessions that `leaders` opened, also re-parented ones.

    A session number cannot be given to another process while the session has members; a leader
    that lives under another start proves that the old session is over.
    """
    here = boot_id()
    sessions = {
        leader.pid
        for leader in leaders
        if leader.boot == here and start_ticks(leader.pid) in (None, leader.ticks)
    }
    found = []
    for pid in pids():
        fields = _stat(pid)
        if fields and fields[0] not in "ZX" and int(fields[3]) in sessions:
            found.append(Identity(pid, int(fields[19]), here))
    return found


def end(find: Callable[[], list[Identity]], grace_seconds: float) -> list[Identity]:
    """End the processes that `find` gives: SIGTERM, later SIGKILL; gives survivors."""
    for number, seconds in ((signal.SIGTERM, grace_seconds), (signal.SIGKILL, 3.0)):
        deadline = time.monotonic() + seconds
        told: set[Identity] = set()
        while alive := find():
            for process in alive:
                if process not in told:  # also those that were forked since the last look
                    process.signal(number)
                    told.add(process)
            if time.monotonic() > deadline:
                break
            time.sleep(0.05)
    return find()
