"""The outbox: where the answers to offices lie, a folder for each, beside the landing.

It is reached as the landing is, and may be any place that can be written.
"""

import unicodedata
from uuid import uuid4

from ingestion.arrival import places
from ingestion.settings import Settings

FOLDER = "outbox"
_UNSAFE = frozenset('/\\:*?"<>|')
_LONGEST = 60


class OutboxError(places.PlaceError):
    """An answer cannot be put where the office looks for it."""


class Outbox:
    """A place in which every office has a folder of its own."""

    def __init__(self, location: str) -> None:
        self._place = places.opened(location)
        self.uri = self._place.uri

    def put(self, office: str, name: str, content: bytes) -> str:
        """Write one file whole or not at all; where it is. Raises OutboxError."""
        target = f"{self._place.root}/{office}/{name}"
        try:
            with places.reaching(f"The outbox {self.uri}"):
                self._write(target, content)
        except (places.PlaceError, FileNotFoundError) as error:
            raise OutboxError(f"{error} Or name another by WAREHOUSE_OUTBOX.") from error
        return target

    def _write(self, target: str, content: bytes) -> None:
        fs = self._place.fs
        if not self._place.has_folders:  # an object is there when all of it is
            fs.pipe_file(target, content)
            return
        folder = target.rpartition("/")[0]
        unfinished = f"{folder}/.{uuid4().hex}.new"  # two writers never meet in it
        fs.makedirs(folder, exist_ok=True)
        fs.pipe_file(unfinished, content)
        fs.mv(unfinished, target)


def beside(landing: str, settings: Settings) -> Outbox:
    """The outbox of a landing: what the settings name, else the folder `outbox` beside it.

    Where nothing can or should be written beside it, answers go to the state: a landing that is
    the root of its store, and a folder that a night reads for once and that nobody watches.
    """
    if settings.outbox:
        return Outbox(settings.outbox)
    place = places.opened(landing)
    is_offices = not place.is_here or place.root == settings.arrivals.removeprefix("file://")
    found = place.beside(FOLDER) if is_offices else None
    return Outbox(found or str(settings.state / FOLDER))


def safe_name(name: str) -> str:
    """A file's name as part of another: short, no folder, nothing that steers a screen."""
    kept = (c if _is_plain(c) else "_" for c in name.lstrip(". "))
    return "".join(kept)[:_LONGEST] or "_"


def _is_plain(character: str) -> bool:
    return character not in _UNSAFE and unicodedata.category(character)[0] != "C"
