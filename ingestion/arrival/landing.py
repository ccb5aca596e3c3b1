"""The landing: which files it shows, where they came from, when they arrived.

A landing is a folder or any URL that fsspec can list. Who sent a file is read elsewhere; here only
the names of its folders are kept.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, BinaryIO

import fsspec

from ingestion.errors import WarehouseError

MANIFEST = "manifest.csv"
SYNTHETIC_MARKER = "合成数据-说明.txt"
_NOT_REPORTS = frozenset({"thumbs.db", "desktop.ini", MANIFEST, SYNTHETIC_MARKER})
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_TRUTH = {"true": True, "1": True, "是": True, "false": False, "0": False, "否": False, "": None}


class LandingError(WarehouseError):
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

    @property
    def name(self) -> str:
        return readable(PurePosixPath(self.path).name)

    @property
    def folders(self) -> tuple[str, ...]:
        """Names of the folders it lies in, nearest first."""
        return tuple(reversed(PurePosixPath(self.path).parts[:-1]))


@dataclass(frozen=True, slots=True)
class Listing:
    """What the landing shows: reports, and what is no report (paths)."""

    files: tuple[Shown, ...]
    ignored: tuple[str, ...]  # lock files of office programs, Thumbs.db, .DS_Store, the manifest


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the manifest."""

    stated_at: datetime | None
    is_synthetic: bool | None
    problem: str | None


class Landing:
    """A folder or URL that files arrive in."""

    def __init__(self, location: str) -> None:
        try:
            self._fs, root = fsspec.core.url_to_fs(location)
        except (ValueError, ImportError) as error:
            raise LandingError(
                f"The landing {location!r} cannot be opened ({error}): give a folder, or install "
                "the fsspec driver of its URL."
            ) from error
        self._root = root.rstrip("/")
        self.uri = self._fs.unstrip_protocol(self._root)

    def list(self) -> Listing:
        """Everything below the landing, the longest unchanged first. Raises LandingError."""
        if not self._fs.isdir(self._root):
            raise LandingError(f"The landing {self.uri} is no folder: create it or name another.")
        paths = dict(self._walk())
        manifest = self._manifest() if MANIFEST in paths else {}
        marked = [
            str(PurePosixPath(path).parent)
            for path in paths
            if PurePosixPath(path).name == SYNTHETIC_MARKER
        ]
        ignored = tuple(sorted(path for path in paths if is_ignored(path)))
        files = [
            replace(
                self._shown(path, manifest.get(path), any(_below(path, f) for f in marked)),
                modified=_modified(paths[path]),
                size=paths[path].get("size"),
                special=_special(paths[path]),
            )
            for path in sorted(set(paths) - set(ignored))
        ]
        return Listing(tuple(sorted(files, key=lambda file: file.modified)), ignored)

    def _walk(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """(relative path, info) of every file; folders that are links are not entered."""
        for folder, folders, files in self._fs.walk(self._root, detail=True, topdown=True):
            inside = folder[len(self._root) :].strip("/")
            prefix = f"{inside}/" if inside else ""
            for name in [name for name, info in folders.items() if info.get("islink")]:
                yield prefix + name, folders.pop(name)
            yield from ((prefix + name, info) for name, info in files.items() if name)

    def open(self, shown: Shown) -> BinaryIO:
        """The bytes of a file, as a stream."""
        return self._fs.open(f"{self._root}/{shown.path}", "rb")

    def changed(self, shown: Shown) -> bool:
        """Whether a file is no longer what the listing showed."""
        try:
            info = self._fs.info(f"{self._root}/{shown.path}")
        except FileNotFoundError:
            return True
        now = _modified(info), info.get("size")
        return now != (shown.modified, shown.size)

    def _shown(self, path: str, line: _Line | None, marked: bool) -> Shown:
        line = line or _Line(None, None, None)
        return Shown(
            path=path,
            uri=readable(f"{self.uri}/{path}"),
            stated_at=line.stated_at,
            is_synthetic=marked or bool(line.is_synthetic),
            problem=line.problem,
        )

    def _manifest(self) -> dict[str, _Line]:
        text = self._fs.cat_file(f"{self._root}/{MANIFEST}").decode("utf-8-sig", errors="replace")
        return dict(_lines(text))


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


def _lines(text: str) -> Iterator[tuple[str, _Line]]:
    """(path, line) of a manifest; a faulty value is told, not guessed."""
    for number, row in enumerate(csv.DictReader(io.StringIO(text)), start=2):
        path = (row.get("path") or "").strip().lstrip("/")
        stated, problem = (row.get("received_at") or "").strip(), None
        stated_at = None
        if stated:
            try:
                stated_at = datetime.fromisoformat(stated)
            except ValueError:
                problem = f"第 {number} 行 received_at 无法识别：{stated}"
        if stated_at is not None and stated_at.tzinfo is None:
            stated_at, problem = None, f"第 {number} 行 received_at 没有时区：{stated}"
        flag = (row.get("is_synthetic") or "").strip().lower()
        if flag not in _TRUTH:
            problem = f"第 {number} 行 is_synthetic 无法识别：{flag}"
        if path:
            yield path, _Line(stated_at, _TRUTH.get(flag), problem)


def is_ignored(path: str) -> bool:
    """Whether a path is no report: office lock files, system files, the landing's own."""
    parts = PurePosixPath(path).parts
    hidden = any(part.startswith((".", "~$")) for part in parts)
    return hidden or parts[-1].lower() in _NOT_REPORTS


def _special(info: dict[str, Any]) -> str:
    """What a path is that is neither file nor folder: nobody opens it, for it may never end."""
    if info.get("islink"):
        return "符号链接"
    return "" if info.get("type") == "file" else "管道或设备"


def _modified(info: dict[str, Any]) -> float:
    """When a file was last changed, in seconds; 0 where the file system does not tell."""
    for name in ("mtime", "modified", "LastModified", "last_modified", "created"):
        value = info.get(name)
        if isinstance(value, datetime):
            return value.timestamp()
        if isinstance(value, int | float):
            return float(value)
    return 0.0


def _below(path: str, folder: str) -> bool:
    return folder == "." or path.startswith(f"{folder}/")
