"""The archive's copy beside the backups: one for all of them, for what is archived never changes.

Contents are named by their hash and never read again; the texts that offsets count in are small.
"""

import hashlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

from runtime.errors import PlatformError


def copy_new(source: Path, target: Path) -> dict[str, str]:
    """Copy what the target lacks; the SHA-256 of every archived file by its path in the archive.

    Raises PlatformError where a file is not what its name or its copy says.
    """
    listed = {}
    for path in sorted(source.rglob("*")):
        name = path.relative_to(source).as_posix()
        if path.is_file() and not path.name.startswith("."):  # else still being written
            listed[name] = _copy(path, target / name)
    return listed


def restore(source: Path, target: Path, listed: Mapping[str, str]) -> None:
    """Bring back the listed files, each proved by its hash. Raises PlatformError."""
    for name, expected in listed.items():
        path = source / name
        if not path.is_file():
            raise PlatformError(f"{path} is missing: take it from another copy of the backups.")
        _put(path, target / name, expected)


def _copy(path: Path, copy: Path) -> str:
    """See that there is a copy; the hash of the file."""
    if len(path.name) == 64:  # a content, and not a text, which is called `<hash>.json`
        return path.name if copy.exists() else _put(path, copy, path.name)
    digest = _digest(path)
    if not copy.exists():
        return _put(path, copy, digest)
    if _digest(copy) != digest:
        raise PlatformError(f"{path} is not what {copy} is: find out which was changed.")
    return digest


def _put(source: Path, target: Path, expected: str) -> str:
    """Copy a file with this hash, whole or not at all. Raises PlatformError for another hash."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{uuid4().hex}.new")
    try:
        shutil.copyfile(source, unfinished)
        if _digest(unfinished) != expected:
            raise PlatformError(f"{source} was changed on disk: take it from another copy.")
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        unfinished.chmod(0o440)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return expected


def _digest(path: Path) -> str:
    with path.open("rb") as given:
        return hashlib.file_digest(given, "sha256").hexdigest()
