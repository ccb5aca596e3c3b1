"""A file of the landing into the archive: whole, and as the files that it holds if it is a .zip."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath

from ingestion.arrival import sniff, unzip
from ingestion.arrival.archive import Archive
from ingestion.arrival.landing import Landing, Shown, is_ignored, readable
from ingestion.arrival.unzip import Member
from ingestion.limits import MAX_BYTES

SEPARATOR = "!"


@dataclass(frozen=True, slots=True)
class Kept:
    """A content that is in the archive, under the place that showed it."""

    shown: Shown
    uri: str
    name: str
    folders: tuple[str, ...]
    content_sha256: str
    size_bytes: int
    media_type: str


def keep(landing: Landing, file: Shown, archive: Archive) -> Iterator[Kept]:
    """What a file brings: itself, or every member of an archive that may be opened.

    Nothing while somebody is still writing it: the next look will show it whole.
    """
    if file.special:
        yield _kept(file, archive, b"", sniff.SPECIAL + file.special)
        return
    with landing.open(file) as stream:
        content_sha256, size = archive.keep(stream)
    if landing.changed(file):
        return
    if size > MAX_BYTES:
        data, kind = b"", sniff.UNKNOWN
    else:
        data = archive.read(content_sha256)
        kind = sniff.media_type(file.name, data)
    inside = list(_members(file, archive, data)) if kind == sniff.ZIP else []
    if inside:
        yield from inside
    else:
        yield Kept(file, file.uri, file.name, file.folders, content_sha256, size, kind)


def _members(file: Shown, archive: Archive, data: bytes) -> Iterator[Kept]:
    for member in members(data):
        kind = sniff.media_type(member.path, member.data)
        yield _kept(file, archive, member.data, kind, member.path)


def members(data: bytes) -> list[Member]:
    """The reports in an archive; none where it stays closed: then it is a delivery itself, and its
    reading tells the reason.
    """
    try:
        return [member for member in unzip.members(data) if not is_ignored(member.path)]
    except unzip.RefusedError:
        return []


def _kept(file: Shown, archive: Archive, data: bytes, kind: str, path: str = "") -> Kept:
    content_sha256, size = archive.keep(BytesIO(data))
    if not path:
        return Kept(file, file.uri, file.name, file.folders, content_sha256, size, kind)
    parts = PurePosixPath(path).parts
    return Kept(
        file,
        readable(f"{file.uri}{SEPARATOR}{path}"),
        readable(parts[-1]),
        (*reversed(parts[:-1]), *file.folders),
        content_sha256,
        size,
        kind,
    )
