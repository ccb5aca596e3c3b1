"""From the landing into the archive: archives opened, odd files shown, unfinished ones left."""

import os
import zipfile
from io import BytesIO

import pytest

from ingestion.arrival import deliveries, sniff, unzip
from ingestion.arrival.archive import Archive
from ingestion.arrival.fetched import Fetched
from ingestion.arrival.landing import Landing
from tests.ingestion.files import cover, literacy, workbook

BOOK = workbook(cover(), literacy(("科普活动场次", 5)))


@pytest.fixture
def arrive(tmp_path):
    """Puts files into a landing and gives what arrives of them."""
    landing = tmp_path / "landing"

    def put(**files: bytes) -> list[deliveries.Kept]:
        for name, data in files.items():
            path = landing / "420112" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return look()

    def look() -> list[deliveries.Kept]:
        shown = Landing(str(landing))
        archive, memory = Archive(tmp_path / "archive"), Fetched(tmp_path, shown.uri)
        return [
            kept
            for file in shown.list().files
            for kept in deliveries.keep(shown, file, archive, memory)
        ]

    put.folder, put.look = landing / "420112", look  # type: ignore[attr-defined]
    return put


def zipped(members: dict[bytes, bytes]) -> bytes:
    """A .zip with names in any encoding, as old programs write them."""
    out = BytesIO()
    marks = {letter * len(name): name for letter, name in zip("QWXYZJ", members, strict=False)}
    with zipfile.ZipFile(out, "w") as archive:
        for mark, name in marks.items():
            archive.writestr(mark, members[name])
    raw = out.getvalue()
    for mark, name in marks.items():
        raw = raw.replace(mark.encode(), name)
    return raw


def test_members_of_an_archive_are_files_of_their_own(arrive):
    """Each has a place of its own and the folders of the archive; names in GBK are read."""
    data = zipped(
        {"二季度/年报.xlsx".encode("gbk"): BOOK, "总结.txt".encode("gbk"): "总结".encode()}
    )
    kept = arrive(**{"报表.zip": data})
    assert [(k.name, k.folders, k.media_type) for k in kept] == [
        ("年报.xlsx", ("二季度", "420112"), sniff.XLSX),
        ("总结.txt", ("420112",), sniff.TEXT),
    ]
    assert kept[0].uri.endswith("420112/报表.zip!二季度/年报.xlsx")


def test_names_in_utf_8_without_the_flag(arrive):
    """Names that are UTF-8 without saying so are read as such."""
    (kept,) = arrive(**{"报表.zip": zipped({"年报.xlsx".encode(): BOOK})})
    assert kept.name == "年报.xlsx"


def test_lock_files_in_an_archive_are_ignored(arrive):
    """~$…, Thumbs.db, .DS_Store and the shadows of macOS are no reports there either."""
    names = (b"~$a.xlsx", b"Thumbs.db", b".DS_Store", b"__MACOSX/x/._a.xlsx", b"real.xlsx")
    (kept,) = arrive(**{"a.zip": zipped(dict.fromkeys(names, BOOK))})
    assert kept.name == "real.xlsx"


def test_refused_archives_are_deliveries(arrive):
    """An archive that stays closed is shown itself, and one within another likewise."""
    inner = zipped({b"a.xlsx": BOOK})
    kept = arrive(
        **{"outer.zip": zipped({b"inner.zip": inner}), "out.zip": zipped({b"../a.csv": b"x"})}
    )
    assert {(k.name, k.media_type) for k in kept} == {
        ("out.zip", sniff.ZIP), ("inner.zip", sniff.ZIP),
    }  # fmt: skip


def test_links_and_pipes_are_shown_and_not_opened(arrive):
    """A link to a secret gives nothing of it away; a pipe does not hold up the night."""
    arrive(**{"a.csv": b"x"})
    (arrive.folder / "link.csv").symlink_to("/etc/hostname")
    os.mkfifo(arrive.folder / "pipe.csv")
    special = [k for k in arrive.look() if k.media_type.startswith(sniff.SPECIAL)]
    assert {(k.name, k.size_bytes) for k in special} == {("link.csv", 0), ("pipe.csv", 0)}
    for kept in special:
        (fault,) = sniff.faults(sniff.Content(kept.name, b"", kept.media_type))
        assert fault.rule_id == "file_special"


def test_a_file_that_grows_while_it_is_read_waits(arrive, monkeypatch):
    """What somebody is still writing is left for the next look, which takes it whole."""
    keep = Archive.keep

    def writing(self, stream):
        out = keep(self, stream)
        with (arrive.folder / "a.csv").open("ab") as target:
            target.write(b"more")
        return out

    with monkeypatch.context() as patched:
        patched.setattr(Archive, "keep", writing)
        with pytest.raises(deliveries.UnfinishedError):
            arrive(**{"a.csv": b"begun "})
    (kept,) = arrive.look()
    assert kept.size_bytes == len(b"begun more")


@pytest.mark.parametrize("name", ["/etc/x", "a/../../x", "..", "C:/x", "..\\x"])
def test_paths_outwards_close_the_archive(name):
    """No member may name a place outside of its archive."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, b"x")
    with pytest.raises(unzip.RefusedError):
        list(unzip.members(out.getvalue()))
