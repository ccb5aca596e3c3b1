"""What was fetched from a landing on another machine, so that no content travels every night.

A file is known again by its place, its size, its time and what the store calls its version. A time
in whole seconds cannot tell two writings within one second apart: what was changed just before it
was fetched is fetched once more.
"""

import hashlib
import json
import time
from pathlib import Path

from ingestion.arrival.landing import Shown
from ingestion.files import write_text

_RECENT_SECONDS = 5


class Fetched:
    """The memory of one landing, a file in the state folder; what it does not show is forgotten."""

    def __init__(self, folder: Path, landing: str) -> None:
        self._path = folder / f"{hashlib.sha256(landing.encode()).hexdigest()}.json"
        known = self._path.read_text(encoding="utf-8") if self._path.exists() else "{}"
        self._before: dict[str, list[object]] = json.loads(known)
        self._now: dict[str, list[object]] = {}

    def find(self, file: Shown) -> tuple[str, int] | None:
        """(SHA-256, size) of what this file held, if it looks as it did then."""
        kept = self._before.get(file.path)
        if kept is None or kept[:3] != _looks(file):
            return None
        self._now[file.path] = kept
        return str(kept[3]), int(str(kept[4]))

    def note(self, file: Shown, content_sha256: str, size: int) -> None:
        """Remember what a file held."""
        if file.version or file.modified < time.time() - _RECENT_SECONDS:
            self._now[file.path] = [*_looks(file), content_sha256, size]

    def save(self, all_seen: bool) -> None:
        """Keep it for the next look; one that broke off forgets nothing."""
        write_text(self._path, json.dumps(self._now if all_seen else self._before | self._now))


def _looks(file: Shown) -> list[object]:
    return [file.modified, file.size, file.version]
