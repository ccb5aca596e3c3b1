"""Names everything that this machine lacks, and its cure, before anything is installed.

Runs under whatever Python 3 there is, before the environment exists: standard library only, no
syntax that an older one would not read. Prints nothing when all is well.
"""

import importlib.util
import os
import platform
import shutil
import sys
from pathlib import Path

CLONE = Path(__file__).resolve().parent.parent
SHARED_MEMORY = "/dev/shm"  # noqa: S108 - PostgreSQL's choice, not ours
GIB = 1024**3
# They end a word, a value or a path somewhere between make, pip, Airflow's configuration and
# connection strings; blanks and Chinese characters are fine.
FORBIDDEN = set("\"'\\$`%:;#?*{}\n\r\t")


def missing(clone, state):
    """Pairs of what is missing and its cure, for a clone and its state folder."""
    checks = (python(), tools(), disk(clone), memory(), shared_memory(), place(clone), owner(state))
    return [fault for check in checks for fault in check]


def python():
    """This program runs under the Python that the environment will be made with."""
    if platform.system() != "Linux":
        yield f"this is {platform.system()}, not Linux", "use Debian, Ubuntu or another Linux"
    if sys.version_info[:2] != (3, 11):
        found = platform.python_version()
        yield f"Python 3.11 (found {found})", "apt-get install python3.11 python3.11-venv"
    elif not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        yield "the modules venv and ensurepip of Python", "apt-get install python3.11-venv"


def tools():
    packages = {"git": "git", "make": "make"}
    if os.geteuid() == 0 and not os.environ.get("WAREHOUSE_URL"):
        packages["setpriv"] = "util-linux"  # PostgreSQL refuses to run as root
    for tool in sorted(packages):
        if shutil.which(tool) is None:
            yield f"the program {tool}", f"apt-get install {packages[tool]}"


def disk(clone):
    needed = 1 if (clone / ".venv" / "installed.txt").exists() else 3
    free = shutil.disk_usage(str(clone)).free / GIB
    if free < needed:
        yield f"disk space: {free:.1f} GB are free, {needed} are needed", "free some"


def memory():
    """What is available, or what the container may take."""
    lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    free = next(line for line in lines if line.startswith("MemAvailable:"))
    available = int(free.split()[1]) / 1024**2
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii")
        available = min(available, int(limit) / GIB)
    except (OSError, ValueError):
        pass  # no limit
    if available < 2:
        yield f"memory: {available:.1f} GB are available, 2 are needed", "end other programs"


def shared_memory():
    cure = "mount -o remount,size=256m /dev/shm (in a container: --shm-size=256m)"
    try:
        found = os.statvfs(SHARED_MEMORY)
    except OSError:
        yield f"the folder {SHARED_MEMORY}", cure
        return
    if not os.access(SHARED_MEMORY, os.W_OK):
        yield f"the right to write in {SHARED_MEMORY}", f"chmod 1777 {SHARED_MEMORY}"
    elif found.f_blocks * found.f_frsize < 60 * 1024**2:
        yield f"space in {SHARED_MEMORY}", cure


def place(clone):
    found = " ".join(repr(character) for character in sorted(set(str(clone)) & FORBIDDEN))
    if found:
        yield (
            f"a path without {found} (this is {clone})",
            "move the folder; blanks and Chinese characters are fine",
        )
    if not os.access(str(clone), os.W_OK):
        yield f"the right to write in {clone}", "clone it as the user who runs it"


def owner(state):
    """A state folder of somebody else is found out before half of the work fails."""
    if state.is_dir() and state.stat().st_uid != os.geteuid():
        yield f"the right to use {state}", "work as the user who made it"


def main():
    state = os.environ.get("WAREHOUSE_STATE") or str(CLONE / "var")
    faults = missing(CLONE, Path(state))
    if not faults:
        return 0
    print("This machine is not ready yet. Missing:", file=sys.stderr)
    for what, cure in faults:
        print(f"  - {what}\n    cure: {cure}", file=sys.stderr)
    lines = [cure.split()[2:] for _, cure in faults if cure.startswith("apt-get install")]
    packages = sorted({package for line in lines for package in line})
    if packages:
        print(f"\nAll at once:\n  apt-get install -y {' '.join(packages)}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
