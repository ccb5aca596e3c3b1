"""Plant each fault in a copy of the repository and run the tests there that must see it.

    python -m tests.mutants                    all faults, half a minute to a minute each
    python -m tests.mutants "child dropped"    some of them

Prints a table and exits with 1 when a fault survives, breaks the SQL instead of its meaning, or is
no longer found in its file. The variables of tests/mutants/suites.py tell how much a run compares.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

from ingestion.settings import REPOSITORY
from tests.mutants.faults import FAULTS, Fault
from tests.mutants.suites import Suite

LEFT_BEHIND = (".git", ".venv", "var", "target", "logs", "__pycache__", ".*_cache", ".hypothesis")
OF_DBT = re.compile(r"(\w+): Got \d+ results?, configured to fail")
BROKEN = re.compile(r"(?:Database|Compilation|Runtime) Error")
GREEN, RED, USELESS = "green", "red", "broken"


def main(names: Sequence[str]) -> int:
    """Try the faults of these names, or all; gives the exit code."""
    unknown = set(names) - {fault.name for fault in FAULTS}
    if unknown:
        print(f"There is no fault {', '.join(sorted(unknown))}: see tests/mutants/faults.py.")
        return 2
    chosen = [fault for fault in FAULTS if fault.name in names or not names]
    with tempfile.TemporaryDirectory(prefix="kexie-mutants-") as folder:
        copy = Path(folder) / "repository"
        shutil.copytree(REPOSITORY, copy, ignore=shutil.ignore_patterns(*LEFT_BEHIND))
        lost = [f.name for f in chosen if (copy / f.file).read_text("utf-8").count(f.old) != 1]
        if lost:
            print(f"No longer once in its file: {', '.join(lost)}. Mend tests/mutants/faults.py.")
            return 1
        for suite in dict.fromkeys(fault.seen_by for fault in chosen):
            if tell("(none planted)", " ".join(suite.tests), *run(copy, suite)) != GREEN:
                print("The tests fail without any fault: mend that first.")
                return 1
        survived = [f.name for f in chosen if tell(f.name, f.does, *try_fault(copy, f)) != RED]
    print(f"{len(chosen) - len(survived)} of {len(chosen)} faults turned the tests red.")
    if survived:
        print(f"Not seen: {', '.join(survived)}.")
    return 1 if survived else 0


def try_fault(copy: Path, fault: Fault) -> tuple[str, float, list[str]]:
    """Plant the fault, run the tests, take it out again."""
    path = copy / fault.file
    sound = path.read_text(encoding="utf-8")
    path.write_text(sound.replace(fault.old, fault.new), encoding="utf-8")
    try:
        return run(copy, fault.seen_by)
    finally:
        path.write_text(sound, encoding="utf-8")


def run(copy: Path, suite: Suite) -> tuple[str, float, list[str]]:
    """Run tests of the copy: GREEN, RED or USELESS, seconds, and which test saw it first."""
    report = copy.with_name("report.xml")
    report.unlink(missing_ok=True)
    passed_on = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    begun = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-x", *suite.tests, f"--junitxml={report}"],
        cwd=copy,
        env={**suite.size, **passed_on},
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.monotonic() - begun
    if ended.returncode == 0:
        return GREEN, seconds, []
    if ended.returncode != 1 or not report.exists():
        return USELESS, seconds, [(ended.stdout + ended.stderr)[-400:]]
    outcome, seen = judge(report)
    return outcome, seconds, seen


def judge(report: Path) -> tuple[str, list[str]]:
    """RED with the tests that saw the fault, or USELESS where it only broke the SQL."""
    cases = ElementTree.parse(report).getroot().iter("testcase")  # noqa: S314 - our own pytest's
    seen: list[str] = []
    for case in cases:
        for outcome in (*case.findall("failure"), *case.findall("error")):
            told = (outcome.get("message") or "") + (outcome.text or "")
            if BROKEN.search(told):
                return USELESS, [case.get("name", "?")]
            seen += OF_DBT.findall(told)
            if outcome.tag == "failure":
                seen.append(case.get("name", "?"))
    return (RED if seen else USELESS), sorted(set(seen))


def tell(name: str, does: str, outcome: str, seconds: float, seen: Sequence[str]) -> str:
    """Print one line of the table; gives the outcome."""
    by = ", ".join(seen)
    print(f"{outcome:<7} {seconds:>4.0f} s  {name:<23} {does:<78} {by}", flush=True)
    return outcome


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
