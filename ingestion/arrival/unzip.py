"""Archives of files (.zip): every member is a file of its own, under `archive.zip!member`.

Names that old programs wrote in GBK are read as such. An archive within an archive stays closed,
and so does one that package.check would not open.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath

from ingestion.arrival import package
from ingestion.arrival.landing import is_ignored

_UTF8 = 0x800
_NOT_REPORTS = frozenset({"__macosx"})


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive. `path` has `/` and no step upwards."""

    path: str
    data: bytes


class RefusedError(ValueError):
    """Why an archive stays closed, in Chinese."""


def members(data: bytes) -> Iterator[Member]:
    """The files of an archive in its order. Raises RefusedError before the first of them."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            package.check(archive)
            paths = [(_path(entry), entry) for entry in archive.infolist() if not entry.is_dir()]
            for path, _ in paths:
                _inside(path)
            yield from (
                Member(path, archive.read(entry))
                for path, entry in paths
                if _NOT_REPORTS.isdisjoint(part.lower() for part in PurePosixPath(path).parts)
            )
    except (RefusedError, package.UnsafeError) as error:
        raise RefusedError(str(error)) from None
    except Exception:  # zlib and lzma raise their own kinds
        raise RefusedError("压缩包损坏") from None


def refusal(data: bytes) -> str:
    """Why an archive that nobody opened stays closed."""
    try:
        empty = all(is_ignored(member.path) for member in members(data))
    except RefusedError as error:
        return str(error)
    return "压缩包内没有文件" if empty else "压缩包内的压缩包"


def _path(entry: zipfile.ZipInfo) -> str:
    """The name of a member: UTF-8 where the archive says so or it is, else GB18030."""
    if entry.flag_bits & _UTF8:
        return entry.filename.replace("\\", "/")
    raw = entry.orig_filename.encode("cp437")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).replace("\\", "/")
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "backslashreplace")


def _inside(path: str) -> None:
    """Raises RefusedError where a name leads out of its archive."""
    if path.startswith("/") or ".." in PurePosixPath(path).parts or path[1:2] == ":":
        raise RefusedError(f"压缩包内的路径越界：{path[:80]}")
