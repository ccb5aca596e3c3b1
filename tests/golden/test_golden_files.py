"""Ugly, wrong and hostile files, one named case each, against what is expected of them exactly."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ingestion.arrival import sniff
from ingestion.model import Filing, Finding
from ingestion.reading import read
from ingestion.reading.filings import Reference
from ingestion.settings import REPOSITORY
from tests.golden import hostile, ugly, wrong  # noqa: F401  the cases of ugly register themselves
from tests.golden.made import CASES, Made

EXPECTED = Path(__file__).parent / "expected"
HARMLESS = {"declared_size_of_gigabytes"}  # what a sheet says of its size is not believed
LISTING = ("form_unknown", "header_unknown", "header_missing")
MOST_MEMORY = 1536 * 2**20
MOST_SECONDS = 120


def told(made: Made, reference: Reference) -> list[dict[str, Any]]:
    """What a file says and what is told about it, as the expected files write it."""
    parsed = read.read(sniff.content(made.name, made.data), ("420112",), reference)
    return [_filing(filing) for filing in parsed.filings]


def _filing(filing: Filing) -> dict[str, Any]:
    said = {
        "figures": [
            [o.source_ref, o.indicator, o.org_code, o.scope, o.state, _plain(o.value)]
            for o in filing.observations
        ],
        "stations": [[s.source_ref, s.station_name, s.credit_code, str(s.approved_on)]
                     for s in filing.stations],
        "transfers": [[t.source_ref, t.payee_code, _plain(t.amount_yuan)]
                      for t in filing.transfers],
    }  # fmt: skip
    return {
        "form": filing.form,
        "unreadable": filing.unreadable,
        **{name: rows for name, rows in said.items() if rows},
        "findings": [
            [f.rule_id, f.severity, f.source_ref, f.message_zh, _expected(f), f.found]
            for f in filing.findings
        ],
    }


def _expected(finding: Finding) -> str:
    """What was expected; lists of all forms or columns grow with the reference data."""
    return "（全部列出）" if finding.rule_id in LISTING else finding.expected


def _plain(value: object) -> str | None:
    return None if value is None else f"{value:f}"


def test_cases_and_expected_files_are_twins():
    """Every case has its expected file, and every such file its case."""
    assert {path.stem for path in EXPECTED.glob("*.json")} == set(CASES)


@pytest.mark.parametrize("name", sorted(CASES))
def test_golden(reference, name):
    """A file of this oddity yields exactly these figures and these findings."""
    expected = json.loads((EXPECTED / f"{name}.json").read_text(encoding="utf-8"))
    assert told(CASES[name](), reference) == expected


@pytest.mark.parametrize("kind", [wrong, hostile])
def test_nothing_wrong_passes_in_silence(kind):
    """Whatever is wrong or hostile is told, but for what can do no harm."""
    of_kind = [name for name, case in CASES.items() if case.__module__ == kind.__name__]
    assert len(of_kind) > 20
    for name in set(of_kind) - HARMLESS:
        filings = json.loads((EXPECTED / f"{name}.json").read_text(encoding="utf-8"))
        assert any(filing["findings"] for filing in filings), name


def test_hostile_files_cost_little():
    """All hostile files together stay within a bounded process: memory, time, no other file."""
    script = (
        "import resource as r, sys\n"
        f"r.setrlimit(r.RLIMIT_AS, ({MOST_MEMORY}, {MOST_MEMORY}))\n"
        f"r.setrlimit(r.RLIMIT_CPU, ({MOST_SECONDS}, {MOST_SECONDS}))\n"
        "from ingestion.arrival import sniff\n"
        "from ingestion.reading import read\n"
        "from ingestion.settings import REPOSITORY\n"
        "from tests.golden import hostile\n"
        "from tests.golden.made import CASES\n"
        "reference = read.load_reference(REPOSITORY / 'dbt_project' / 'seeds')\n"
        "for name, made in CASES.items():\n"
        "    file = made()\n"
        "    filings = read.read(sniff.content(file.name, file.data), ('420112',), reference)\n"
        "    rules = {f.rule_id for x in filings.filings for f in x.findings}\n"
        "    assert 'reader_failed' not in rules, name\n"
        "    print(name)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert len(done.stdout.splitlines()) == sum(
        case.__module__.endswith("hostile") for case in CASES.values()
    )
