"""The landing: what it shows, in which order, and what is no report."""

import os
from datetime import UTC, datetime

import fsspec
import pytest

from ingestion.arrival.landing import Landing, readable
from ingestion.arrival.places import PlaceError


@pytest.fixture
def folder(tmp_path):
    def put(path: str, text: str = "x") -> None:
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    put.root = tmp_path  # type: ignore[attr-defined]
    return put


def test_reports_and_the_rest(folder):
    """Lock files, system files and the manifest are counted and not read; links and pipes shown."""
    for path in ("420112/年 报.xlsx", "421000/2024/b.csv", "420112/~$年报.xlsx", "Thumbs.db",
                 ".DS_Store", "420112/.tmp/c.csv", "manifest.csv"):  # fmt: skip
        folder(path)
    (folder.root / "420112" / "loop").symlink_to("..")
    (folder.root / "link.csv").symlink_to("421000/2024/b.csv")
    os.mkfifo(folder.root / "pipe.csv")
    listing = Landing(str(folder.root)).list()
    assert len(listing.ignored) == 5
    found = {f.name: f.folders for f in listing.files if not f.special}
    assert found == {"年 报.xlsx": ("420112",), "b.csv": ("2024", "421000")}
    special = {f.path: f.special for f in listing.files if f.special}
    assert special == {
        "420112/loop": "符号链接", "link.csv": "符号链接", "pipe.csv": "管道或设备",
    }  # fmt: skip


def test_longest_unchanged_first(folder):
    """Files seen at one look are taken in the order in which they were last changed."""
    for name, changed in (("a", 300), ("b", 100), ("c", 200)):
        folder(name)
        os.utime(folder.root / name, (changed, changed))
    assert [f.path for f in Landing(str(folder.root)).list().files] == ["b", "c", "a"]


def test_manifest(folder):
    """A manifest states arrival and made-up files; what it says wrongly is told, not guessed."""
    for name in "abcd":
        folder(f"420112/{name}.csv")
    folder(
        "manifest.csv",
        "path,received_at,is_synthetic\n"
        "420112/a.csv,2025-01-15T09:30:00+08:00,true\n"
        "420112/b.csv,2025-01-15T09:30:00,\n"
        "420112/c.csv,yesterday,maybe\n",
    )
    files = {f.name[0]: f for f in Landing(str(folder.root)).list().files}
    assert files["a"].stated_at == datetime(2025, 1, 15, 1, 30, tzinfo=UTC)
    assert (files["a"].is_synthetic, files["a"].problem) == (True, None)
    assert (files["b"].stated_at, "时区" in (files["b"].problem or "")) == (None, True)
    assert files["c"].problem
    assert (files["d"].stated_at, files["d"].is_synthetic, files["d"].problem) == (
        None,
        False,
        None,
    )


def test_synthetic_marker(folder):
    """A folder with 合成数据-说明.txt holds made-up files, below it too, and no others."""
    for path in ("x/合成数据-说明.txt", "x/420112/a.csv", "y/421000/b.csv"):
        folder(path)
    files = {f.path: f.is_synthetic for f in Landing(str(folder.root)).list().files}
    assert files == {"x/420112/a.csv": True, "y/421000/b.csv": False}


def test_url():
    """A landing may be any URL that fsspec knows."""
    memory = fsspec.filesystem("memory")
    memory.pipe("/landing-test/420112/a.txt", "科协".encode())
    landing = Landing("memory://landing-test")
    (shown,) = landing.list().files
    assert (shown.path, shown.uri) == ("420112/a.txt", "memory:///landing-test/420112/a.txt")
    assert landing.open(shown).read().decode() == "科协"


@pytest.mark.parametrize("location", ["/no/such/folder", "nothing://x", "sftp://host/folder"])
def test_no_landing(location):
    """A landing that is not there is an error with its cure; so is SFTP without a connection."""
    with pytest.raises(PlaceError):
        Landing(location).list()


def test_names_in_other_encodings():
    """A name that is not UTF-8 is read as GB18030, else shown byte by byte."""
    assert readable(os.fsdecode("年报.csv".encode("gb18030"))) == "年报.csv"
    assert readable(os.fsdecode(b"\xff.csv")) == "\\xff.csv"


def test_names_that_steer_a_terminal():
    """Control characters and marks that turn a line around are shown as their numbers."""
    assert readable("a\n\x1b[2J\u202exslx.csv") == "a\\x0a\\x1b[2J\\x202exslx.csv"
