"""The texts that offsets count in, kept beside the archive for as long as its contents.

A text file is its own text. Of every other type the text is read once and for all: a newer reader
may read another one, in which the offsets of what is loaded already would mean nothing.
"""

import json
from pathlib import Path

from ingestion import prose
from ingestion.arrival import sniff
from ingestion.errors import WarehouseError
from ingestion.files import write_text
from ingestion.prose import txt
from ingestion.prose.text import Prose


class KeptError(WarehouseError):
    """A content has no text to show."""


class Kept:
    """Texts by the hash of the content that they were read from."""

    def __init__(self, archive: Path) -> None:
        self._root = archive / "texts"

    def _path(self, content_sha256: str) -> Path:
        return self._root / content_sha256[:2] / f"{content_sha256}.json"

    def find(self, content_sha256: str) -> Prose | None:
        """The text of this content, None where none was kept."""
        path = self._path(content_sha256)
        if not path.exists():
            return None
        said = json.loads(path.read_text(encoding="utf-8"))
        return Prose(said["text"], tuple((offset, place) for offset, place in said["marks"]))

    def text(self, content_sha256: str, content: bytes) -> str:
        """The text that offsets in this content count in. Raises KeptError where it has none."""
        kept = self.find(content_sha256)
        if kept is not None:
            return kept.text
        file = sniff.content("", content)
        try:
            # nothing was kept of a text file; what no night has read is read now
            return (prose.read(file) if file.media_type in prose.TYPES else txt.read(file)).text
        except prose.Unreadable as error:
            raise KeptError(
                f"The content {content_sha256} has no text ({error}): restore it without --text."
            ) from error

    def keep(self, content_sha256: str, read: Prose) -> None:
        """Keep a text, unless one is kept or the content is its own text."""
        if read.marks and not self._path(content_sha256).exists():
            said = {"text": read.text, "marks": read.marks}
            write_text(self._path(content_sha256), json.dumps(said, ensure_ascii=False))
