"""A file of the landing into the archive: whole, and as the files that it holds if it is a .zip."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from typing import BinaryIO

from ingestion.arrival import places, sniff, unzip
from ingestion.arrival.archive import Archive
from ingestion.arrival.fetched import Fetched
from ingestion.arrival.landing import Landing, Shown, is_ignored, readable
from ingestion.arrival.unzip import Member
from ingestion.limits import MAX_BYTES, MAX_FETCHED

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


class UnfinishedError(Exception):
    """Somebody is still writing the file, or has just taken it away: the next look will tell."""


class DeniedError(Exception):
    """The landing shows a file and does not give it to us."""


def keep(landing: Landing, file: Shown, archive: Archive, fetched: Fetched) -> Iterator[Kept]:
    """What a file brings: itself, or every member of an archive that may be opened.

    Raises UnfinishedError, and PlaceError where the landing does not give it.
    """
    if file.special:
        yield _kept(file, archive, b"", sniff.SPECIAL + file.special)
        return
    if (file.size or 0) > MAX_FETCHED:
        yield _described(file, archive)
        return
    try:
        known = fetched.find(file)
        if known is None or not archive.has(known[0]):
            known = _fetch(landing, file, archive)
    except DeniedError:
        yield _kept(file, archive, b"", f"{sniff.SPECIAL}无权读取的文件")
        return
    content_sha256, size = known
    fetched.note(file, content_sha256, size)
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


def _fetch(landing: Landing, file: Shown, archive: Archive) -> tuple[str, int]:
    """The content of a file into the archive, whole; its SHA-256 and size."""
    try:
        with _opened(landing, file) as stream, places.reaching(file.uri):
            keep = archive.keep if landing.place.is_here else archive.fetch
            content_sha256, size = keep(stream)
    except FileNotFoundError:
        raise UnfinishedError from None
    if landing.changed(file):
        raise UnfinishedError
    return content_sha256, size


def _opened(landing: Landing, file: Shown) -> BinaryIO:
    try:
        with places.reaching(file.uri):
            return landing.open(file)
    except places.PlaceError as error:
        if error.__cause__ and places.is_denied(error.__cause__):
            raise DeniedError from error
        raise


def _described(file: Shown, archive: Archive) -> Kept:
    """In the place of a file that is too large to be fetched: its name, size and version."""
    note = f"{file.uri}\n{file.size}\n{file.modified}\n{file.version}\n".encode()
    content_sha256, _ = archive.keep(BytesIO(note))
    size = file.size or 0
    return Kept(file, file.uri, file.name, file.folders, content_sha256, size, sniff.UNKNOWN)


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
