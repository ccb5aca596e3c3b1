"""The archive: every content that ever arrived, kept once under its SHA-256, never changed."""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import BinaryIO

from ingestion.errors import WarehouseError

_CHUNK = 1 << 20


class ArchiveError(WarehouseError):
    """A content is not in the archive, or is not what its name says."""


class Archive:
    """Files addressed by hash: `<root>/ab/abcd…`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, content_sha256: str) -> Path:
        """Where the content with this hash lies, or would lie."""
        return self.root / content_sha256[:2] / content_sha256

    def keep(self, stream: BinaryIO) -> tuple[str, int]:
        """Store a stream that can be read twice; its (sha256, size in bytes). Twice is once."""
        content_sha256, size = _digest(stream)
        if self.has(content_sha256):  # as nearly all of a landing does every night
            return content_sha256, size
        stream.seek(0)
        return self.fetch(stream)

    def has(self, content_sha256: str) -> bool:
        """Whether the content with this hash is here."""
        return self.path(content_sha256).exists()

    def fetch(self, stream: BinaryIO) -> tuple[str, int]:
        """Store a stream in one go, as one that comes over a network has to be read."""
        self.root.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.root, prefix=".incoming-")
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as target:
                # hashed again while it is written: the file may have changed since
                content_sha256, size = _digest(stream, target)
                target.flush()
                os.fsync(target.fileno())
            final = self.path(content_sha256)
            if not final.exists():
                final.parent.mkdir(exist_ok=True)
                temporary.chmod(0o440)
                temporary.replace(final)
        finally:
            temporary.unlink(missing_ok=True)
        return content_sha256, size

    def read(self, content_sha256: str) -> bytes:
        """The bytes with this hash, proved by hashing them again. Raises ArchiveError."""
        try:
            content = self.path(content_sha256).read_bytes()
        except FileNotFoundError:
            raise ArchiveError(
                f"The archive {self.root} has no content {content_sha256}: "
                "restore the folder from its backup."
            ) from None
        if hashlib.sha256(content).hexdigest() != content_sha256:
            raise ArchiveError(
                f"The archived content {content_sha256} was changed on disk: "
                "restore it from a backup."
            )
        return content

    def find(self, prefix: str) -> str:
        """The full hash that begins with `prefix` (at least 6 hex digits). Raises ArchiveError."""
        if len(prefix) < 6 or any(c not in "0123456789abcdef" for c in prefix):
            raise ArchiveError(f"{prefix!r} is no hash: give at least 6 lower-case hex digits.")
        found = sorted(p.name for p in (self.root / prefix[:2]).glob(f"{prefix}*"))
        if len(found) != 1:
            raise ArchiveError(
                f"{len(found)} archived contents begin with {prefix}: give a longer prefix "
                "of a hash in raw.files."
            )
        return found[0]


def _digest(stream: BinaryIO, target: BinaryIO | None = None) -> tuple[str, int]:
    """(sha256, size) of a stream read to its end, written to `target` on the way."""
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
        if target is not None:
            target.write(chunk)
    return digest.hexdigest(), size
