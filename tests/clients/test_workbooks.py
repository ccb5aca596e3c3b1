"""The workbooks of the made-up province open in an office suite."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from runtime.processes import end
from synthetic import faults
from synthetic.claims import Paper
from synthetic.province import Plan, imagine
from synthetic.reference import Reference
from tests.clients.processes import at_work_in
from tests.conftest import REFERENCE
from tests.machinery import need

pytestmark = pytest.mark.clients
PROGRAMS = {"soffice": "libreoffice-calc-nogui", "pdftotext": "poppler-utils"}
PLAN = Plan(3, years=range(2024, 2025))


@pytest.fixture(scope="module")
def reference() -> Reference:
    return Reference.load(REFERENCE)


@pytest.fixture(scope="module")
def workbooks(reference: Reference) -> list[Paper]:
    """Every workbook of a small province that was not damaged on its way."""
    papers = imagine(PLAN, reference).papers
    return [p for p in papers if p.format == "xlsx" and p.fault not in faults.DAMAGE]


def run(folder: Path, *command: str) -> str:
    """Run a program as somebody without settings of their own; gives what it printed."""
    outcome = subprocess.run(
        command,
        cwd=folder,
        env={
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(folder),
            "LC_ALL": "C.UTF-8",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    assert outcome.returncode == 0, outcome.stderr
    return outcome.stdout


def as_pdf(folder: Path, workbooks: list[Paper]) -> list[Path]:
    """Every workbook as LibreOffice prints it, in the same order."""
    sources = [folder / f"{n:03}_{paper.name}" for n, paper in enumerate(workbooks)]
    for source, paper in zip(sources, workbooks, strict=True):
        source.write_bytes(paper.content)
    try:
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        names = [source.name for source in sources]
        run(folder, "soffice", profile, "--headless", "--convert-to", "pdf", *names)
    finally:
        assert end(lambda: at_work_in(folder), grace_seconds=5) == []
    return [source.with_suffix(".pdf") for source in sources]


def test_workbooks_open_in_libreoffice(
    workbooks: list[Paper], reference: Reference, tmp_path: Path
) -> None:
    """Each shows its cover: who files it, and that it is made up."""
    need(PROGRAMS)
    assert len(workbooks) > 20
    for paper, pdf in zip(workbooks, as_pdf(tmp_path, workbooks), strict=True):
        text = run(tmp_path, "pdftotext", "-layout", pdf.name, "-")
        office = f"{reference.units[paper.sender].name}科学技术协会"
        assert re.search(rf"^\s*填报单位\s+{office}\s*$", text, re.M), paper.path
        assert re.search(r"^\s*数据性质\s+合成数据\s*$", text, re.M), paper.path
