"""The archive: every content once, and back again byte for byte."""

from io import BytesIO

import pytest

from ingestion.arrival.archive import Archive, ArchiveError


def test_kept_once_and_restored(tmp_path):
    """The same bytes are kept once, under their hash, and come back as they were."""
    archive = Archive(tmp_path)
    digest, size = archive.keep(BytesIO("报表".encode()))
    assert archive.keep(BytesIO("报表".encode())) == (digest, size)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [archive.path(digest)]
    assert (archive.read(digest).decode(), size) == ("报表", 6)
    assert archive.find(digest[:8]) == digest


def test_changed_content_is_not_handed_out(tmp_path):
    """A content that no longer fits its hash is refused."""
    archive = Archive(tmp_path)
    digest, _ = archive.keep(BytesIO(b"1"))
    archive.path(digest).chmod(0o600)
    archive.path(digest).write_bytes(b"2")
    with pytest.raises(ArchiveError, match="changed on disk"):
        archive.read(digest)


def test_unknown_hash(tmp_path):
    """A hash that is not there, too short or no hash is an error with its cure."""
    for prefix in ("abcdef", "ab", "../../etc"):
        with pytest.raises(ArchiveError):
            Archive(tmp_path).find(prefix)
    with pytest.raises(ArchiveError, match="backup"):
        Archive(tmp_path).read("a" * 64)


def test_interrupted_stream_leaves_nothing(tmp_path):
    """A stream that breaks off leaves no half content."""

    class Broken(BytesIO):
        """Breaks off when it is read again."""

        def seek(self, *_: int) -> int:
            self.read = lambda *_: 1 / 0  # type: ignore[method-assign, assignment]
            return 0

    with pytest.raises(ZeroDivisionError):
        Archive(tmp_path).keep(Broken(b"x"))
    assert not [p for p in tmp_path.rglob("*") if p.is_file()]
