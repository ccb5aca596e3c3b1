"""Everything that is missing is named at once, each with its cure."""

import os
import shutil
import subprocess
import sys

import pytest

from ingestion.settings import REPOSITORY
from runtime import preflight


def test_this_machine_is_ready(tmp_path):
    """Where the tests run, nothing is missing."""
    assert preflight.missing(REPOSITORY, tmp_path) == []


def test_all_faults_come_at_once_with_their_packages(tmp_path):
    """A machine without git and make is told both, and one line that installs them."""
    outcome = subprocess.run(
        [sys.executable, str(REPOSITORY / "runtime" / "preflight.py")],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 1
    assert "the program git" in outcome.stderr and "the program make" in outcome.stderr
    last = outcome.stderr.splitlines()[-1]
    assert last.strip().startswith("apt-get install -y git make")


def test_another_python_is_named(monkeypatch, tmp_path):
    """The pins are for 3.11; whoever has another is told which packages to install."""
    monkeypatch.setattr(sys, "version_info", (3, 12, 1))
    [(_, cure)] = preflight.missing(REPOSITORY, tmp_path)
    assert cure == "apt-get install python3.11 python3.11-venv"


def test_a_python_without_venv_is_named(monkeypatch, tmp_path):
    """Debian splits ensurepip off; without it the environment cannot be made."""
    monkeypatch.setattr(
        preflight.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else name
    )
    assert preflight.missing(REPOSITORY, tmp_path) == [
        ("the modules venv and ensurepip of Python", "apt-get install python3.11-venv")
    ]


@pytest.mark.parametrize("name", ["a:b", "a'b", 'a"b', "a$b", "a%b"])
def test_a_path_that_does_not_work_is_refused(tmp_path, name):
    """These characters end a value somewhere on the way; better told now than half done."""
    clone = tmp_path / name
    clone.mkdir()
    [(fault, cure)] = list(preflight.place(clone))
    assert "a path without" in fault and "move the folder" in cure


@pytest.mark.parametrize("name", ["科协 统计", "a-b_c.d", "(copy)"])
def test_ordinary_paths_are_fine(tmp_path, name):
    """Blanks and Chinese characters are no fault."""
    (tmp_path / name).mkdir()
    assert list(preflight.place(tmp_path / name)) == []


def test_state_of_another_user_is_named(tmp_path, monkeypatch):
    """First made by root, then run as a user (or the other way round): said before it fails."""
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    [(fault, _)] = list(preflight.owner(tmp_path))
    assert str(tmp_path) in fault


def test_too_little_disk_is_named(tmp_path, monkeypatch):
    """The environment and a small warehouse need 3 GB."""
    usage = shutil.disk_usage(tmp_path)._replace(free=1024**3)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    [(fault, _)] = list(preflight.disk(tmp_path))
    assert "3 are needed" in fault


def test_an_environment_that_is_a_link_is_never_cleared(tmp_path):
    """What it points to belongs to somebody else; clearing it would empty that."""
    clone, other = tmp_path / "clone", tmp_path / "other"
    (clone / "runtime").mkdir(parents=True)
    other.mkdir()
    for name in ("Makefile", "requirements.txt", "runtime/preflight.py"):
        shutil.copy2(REPOSITORY / name, clone / name)
    (other / "installed.txt").write_text("other pins\n", encoding="utf-8")
    (clone / ".venv").symlink_to(other)
    outcome = subprocess.run(
        ["make", "-s", "venv"], cwd=clone, capture_output=True, text=True, check=False
    )
    assert outcome.returncode != 0
    assert "remove the link" in outcome.stderr
    assert (other / "installed.txt").read_text(encoding="utf-8") == "other pins\n"
