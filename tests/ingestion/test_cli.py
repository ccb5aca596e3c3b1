"""The command line: a night, a check without loading, a content out of the archive."""

import json

import pytest

from ingestion.cli import main
from tests.ingestion.files import cover, literacy, workbook

GOOD = workbook(cover(), literacy(("科普活动场次", 5)))
BAD = workbook(cover(), literacy(("没有这一项", 5)))


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "420112" / "年报.xlsx"
    path.parent.mkdir()
    path.write_bytes(GOOD)
    return path


def test_night_and_restore(warehouse, file, tmp_path, capsys):
    """A night prints its counts; its bytes come out of the archive again."""
    assert main(["night", "--landing", str(file.parent.parent)]) == 0
    assert json.loads(capsys.readouterr().out)["accepted"] == 1
    (kept,) = (p for p in warehouse.archive.rglob("*") if p.is_file())
    assert main(["restore", kept.name[:10], "--to", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out").read_bytes() == GOOD


def test_check_needs_no_database(file, capsys):
    """Checking tells the findings of a receipt and loads nothing; 1 means: would be sent back."""
    assert main(["check", str(file)]) == 0
    assert "已受理（审核通过），读出 1 项" in capsys.readouterr().out
    file.write_bytes(BAD)
    assert main(["check", str(file)]) == 1
    assert "[强制性] 指标名称无法识别" in capsys.readouterr().out


def test_errors_are_one_sentence(tmp_path, monkeypatch, capsys):
    """An error is told with its cure, not as a traceback."""
    monkeypatch.setenv("WAREHOUSE_STATE", str(tmp_path))
    for wrong in (["restore", "abcdef"], ["check", "no such file"], ["night"]):
        assert main(wrong) == 2
        assert capsys.readouterr().err.count("\n") == 1


def test_upgrade_again(warehouse):
    """The schema that is there already is left as it is."""
    assert main(["upgrade"]) == 0
