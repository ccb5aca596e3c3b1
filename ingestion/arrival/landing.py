"""The landing: which files it shows, where they came from, when they arrived.

A landing is any place (`ingestion.arrival.places`). Who sent a file is read elsewhere; here only
the names of its folders are kept. What the place shows is listed whole or not at all: half a list
would look like offices that keep silent.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from ingestion.arrival import manifest, places
from ingestion.arrival.manifest import Line
from ingestion.arrival.places import PlaceError

SYNTHETIC_MARKER = "合成数据-说明.txt"
_UNFINISHED = (".filepart", ".part", ".partial", ".crdownload")  # of programs that send files
_NOT_REPORTS = frozenset({"thumbs.db", "desktop.ini", manifest.NAME, SYNTHETIC_MARKER})
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
CLOSED = "closed"  # a folder that we may not enter
STEERS = "steers"  # an object whose name leads elsewhere
_TOLD = {CLOSED: "无权打开的文件夹", STEERS: "名称指向别处的对象"}


class LandingError(PlaceError):
    """The landing cannot be listed."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A file that the landing shows. `path` is relative to the landing, with `/`."""

    path: str
    uri: str
    stated_at: datetime | None = None
    is_synthetic: bool = False
    problem: str | None = None  # what is wrong with its line of the manifest
    special: str = ""  # a link, a pipe: nothing that is opened
    modified: float = 0.0  # orders what one look at the landing shows together
    size: int | None = None
    version: str = ""  # what a store says that changes with the content

    @property
    def name(self) -> str:
        return readable(PurePosixPath(self.path).name)

    @property
    def folders(self) -> tuple[str, ...]:
        """Names of the folders it lies in, nearest first."""
        return tuple(reversed(PurePosixPath(self.path.lstrip("/")).parts[:-1]))

    @property
    def looks(self) -> tuple[object, ...]:
        """What two looks have to see alike before the file is complete."""
        return self.modified, self.size, self.version, self.special


@dataclass(frozen=True, slots=True)
class Listing:
    """What the landing shows: reports, and what is no report (paths)."""

    files: tuple[Shown, ...]
    ignored: tuple[str, ...]  # lock files of office programs, Thumbs.db, .DS_Store, the manifest


class Landing:
    """A place that files arrive in."""

    def __init__(self, location: str) -> None:
        self.place = places.opened(location)
        self._fs, self._root, self.uri = self.place.fs, self.place.root, self.place.uri

    def list(self) -> Listing:
        """Everything below the landing, the longest unchanged first. Raises PlaceError."""
        found = self._found()
        told = self._manifest() if manifest.NAME in found else {}
        marked = [
            str(PurePosixPath(path).parent)
            for path in found
            if PurePosixPath(path).name == SYNTHETIC_MARKER
        ]
        ignored = tuple(sorted(path for path in found if is_ignored(path)))
        files = [
            self._shown(path, found[path], told.get(path), any(_below(path, f) for f in marked))
            for path in sorted(set(found) - set(ignored))
        ]
        return Listing(tuple(sorted(files, key=lambda file: file.modified)), ignored)

    def looks(self) -> dict[str, tuple[object, ...]]:
        """How every report looks, by its path; cheaper than a list. Raises PlaceError."""
        return {path: _looks(info) for path, info in self._found().items() if not is_ignored(path)}

    def _found(self) -> dict[str, dict[str, Any]]:
        try:
            with places.reaching(f"The landing {self.uri}"):
                return dict(self._walk() if self.place.has_folders else self._objects())
        except FileNotFoundError as error:
            raise LandingError(
                f"The landing {self.uri} is not there, or changed while it was listed: create its "
                "folder or bucket, or repeat."
            ) from error

    def _walk(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """(relative path, info) of every file; folders that are links are not entered."""
        if self._fs.info(self._at(""))["type"] != "directory":
            raise LandingError(f"The landing {self.uri} is no folder: name one.")
        waiting = [""]
        while waiting:
            folder = waiting.pop()
            for path, info in self._entries(folder):
                if info["type"] == "directory" and not info.get("islink"):
                    waiting.append(path)
                else:
                    yield path, info

    def _entries(self, folder: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """What lies in one folder; a folder that is closed to us is shown as such."""
        try:
            listed = self._fs.ls(self._at(folder), detail=True)
        except FileNotFoundError:
            if not folder:
                raise
            return  # it went while we looked
        except Exception as error:
            if not folder or not places.is_denied(error):
                raise
            yield folder, {"type": CLOSED}
            return
        for info in listed:
            name = info["name"].rstrip("/").rpartition("/")[2]
            yield f"{folder}/{name}" if folder else name, info

    def _objects(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """(name after the landing's own, info) of every object; names that end in / are folders."""
        for name, info in self._fs.find(self._root, detail=True).items():
            path = name[len(self._root) + 1 :]
            if path and not path.endswith("/"):
                # asked for by such a name, a store would give another object
                yield path, {**info, "type": STEERS} if "?versionId=" in path else info

    def open(self, shown: Shown) -> BinaryIO:
        """The bytes of a file, as a stream."""
        return self._fs.open(self._at(shown.path), "rb")

    def changed(self, shown: Shown) -> bool:
        """Whether a file is no longer what the listing showed."""
        with places.reaching(f"The landing {self.uri}"):
            if self.place.is_here or not self.place.has_folders:
                try:
                    info = self._fs.info(self._at(shown.path))
                except FileNotFoundError:
                    return True
            else:  # asked for by name, a link would answer as the file that it leads to
                folder = shown.path.rpartition("/")[0]
                info = dict(self._entries(folder)).get(shown.path)
        return info is None or _looks(info) != shown.looks

    def _at(self, path: str) -> str:
        return f"{self._root}/{path}" if path else self._root or "/"

    def _shown(
        self, path: str, info: dict[str, Any], line: Line | None = None, marked: bool = False
    ) -> Shown:
        line = line or Line(None, None, None)
        modified, size, version, special = _looks(info)
        return Shown(
            path=path,
            uri=readable(f"{self.uri}/{path}"),
            stated_at=line.stated_at,
            is_synthetic=marked or bool(line.is_synthetic),
            problem=line.problem,
            special=special,
            modified=modified,
            size=size,
            version=version,
        )

    def _manifest(self) -> dict[str, Line]:
        with places.reaching(f"The manifest of {self.uri}"):
            return manifest.read(self._fs.cat_file(self._at(manifest.NAME)))


def readable(name: str) -> str:
    """A file name as text; one that is not UTF-8 (an old archive's) is read as GB18030.

    What would steer a terminal or turn a line around is written as its number.
    """
    raw = name.encode("utf-8", "surrogateescape")
    for encoding in ("utf-8", "gb18030"):
        try:
            return _CONTROLS.sub(_visible, raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    return _CONTROLS.sub(_visible, raw.decode("utf-8", "backslashreplace"))


def _visible(control: re.Match[str]) -> str:
    return f"\\x{ord(control[0]):02x}"


def is_ignored(path: str) -> bool:
    """Whether a path is no report: office lock files, system files, the landing's own."""
    parts = path.split("/")
    hidden = any(part.startswith((".", "~$")) for part in parts)
    name = parts[-1].lower()
    return hidden or name in _NOT_REPORTS or name.endswith(_UNFINISHED)


def _looks(info: dict[str, Any]) -> tuple[float, int | None, str, str]:
    """What of a file two looks have to see alike: time, size, version, what it is instead."""
    return _modified(info), info.get("size"), str(info.get("ETag") or ""), _special(info)


def _special(info: dict[str, Any]) -> str:
    """What a path is that is neither file nor folder: nobody opens it, for it may never end."""
    if info.get("islink") or info.get("type") == "link":
        return "符号链接"
    if info.get("type") in _TOLD:
        return _TOLD[info["type"]]
    return "" if info.get("type") == "file" else "管道或设备"


def _modified(info: dict[str, Any]) -> float:
    """When a file was last changed, in seconds; 0 where the file system does not tell."""
    for name in ("mtime", "modified", "LastModified", "last_modified", "created"):
        value = info.get(name)
        if isinstance(value, datetime):
            return (value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp()
        if isinstance(value, int | float):
            return float(value)
    return 0.0


def _below(path: str, folder: str) -> bool:
    return folder == "." or path.startswith(f"{folder}/")
