"""Tests of a copy of the repository, in a process of their own."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

from tests.mutants.outcomes import GREEN, RED, USELESS, Outcome
from tests.mutants.suites import Suite

OF_DBT = re.compile(r"(\w+): Got \d+ results?, configured to fail")
# A key or a check of a table that refuses what a fault wrote has seen it, as a test of dbt does.
OF_KEYS = re.compile(
    r'(?:violates (?:unique|check|not-null) constraint|could not create unique index) "(\w+)"'
)
BROKEN = re.compile(r"(?:Database|Compilation|Runtime) Error")


def looking(copy: Path, suite: Suite) -> Callable[[], Outcome]:
    """Looks for faults by running a suite in the copy, until its first test fails."""
    return lambda: run(copy, suite)


def run(copy: Path, suite: Suite) -> Outcome:
    """GREEN, RED with the test that saw it first, or USELESS with what went wrong."""
    report = copy.with_name("report.xml")
    report.unlink(missing_ok=True)
    passed_on = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-x", suite.tests, f"--junitxml={report}"],
        cwd=copy,
        env={**suite.size, **passed_on},
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode == 0:
        return GREEN, []
    if ended.returncode != 1 or not report.exists():
        return USELESS, [(ended.stdout + ended.stderr)[-400:]]
    return judge(report)


def judge(report: Path) -> Outcome:
    """What the report says: a fault that only breaks the SQL is useless."""
    cases = ElementTree.parse(report).getroot().iter("testcase")  # noqa: S314 - our own pytest's
    seen: list[str] = []
    for case in cases:
        for outcome in (*case.findall("failure"), *case.findall("error")):
            told = (outcome.get("message") or "") + (outcome.text or "")
            refused = OF_KEYS.findall(told)
            if BROKEN.search(told) and not refused:
                return USELESS, [case.get("name", "?")]
            seen += OF_DBT.findall(told) + refused
            if outcome.tag == "failure":
                seen.append(case.get("name", "?"))
    return (RED if seen else USELESS), sorted(set(seen))
