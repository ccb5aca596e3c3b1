"""A process is known by more than its number."""

import os
import signal
import subprocess
import sys
from dataclasses import replace

from runtime.processes import Identity, end, members_of_sessions

# A leader that leaves a child behind in its session; the child ignores a polite request.
PARENT = """
import os, signal, sys, time
if os.fork() == 0:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print("ready", flush=True)
    time.sleep(600)
os._exit(0) if len(sys.argv) > 1 else time.sleep(600)
"""


def start(*arguments):
    """A process in a session of its own, once its child is there."""
    process = subprocess.Popen(
        [sys.executable, "-c", PARENT, *arguments], stdout=subprocess.PIPE, start_new_session=True
    )
    assert process.stdout.readline() == b"ready\n"
    return process


def test_a_reused_number_is_another_process():
    """Same pid, other start or other boot: not ours, and no signal reaches it."""
    me = Identity.of(os.getpid())
    assert me.alive()
    for other in (replace(me, ticks=me.ticks - 1), replace(me, boot="earlier")):
        assert not other.alive()
        other.signal(signal.SIGKILL)  # would end this test


def test_orphans_are_found_by_their_session_and_ended():
    """A child whose parent is gone still belongs to what we started."""
    process = start("leave")
    leader = Identity(process.pid, 0, Identity.of(os.getpid()).boot)
    process.wait()
    orphans = members_of_sessions([leader])
    assert len(orphans) == 1
    assert end(lambda: members_of_sessions([leader]), grace_seconds=0.2) == []
    assert not orphans[0].alive()


def test_a_session_of_somebody_else_is_left_alone():
    """If the leader's number lives under another start, its session is not ours."""
    process = start()
    stranger = replace(Identity.of(process.pid), ticks=1)
    assert members_of_sessions([stranger]) == []
    ours = Identity.of(process.pid)
    assert len(members_of_sessions([ours])) == 2
    assert end(lambda: members_of_sessions([ours]), grace_seconds=0.2) == []
    process.wait()
