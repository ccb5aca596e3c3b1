"""The outbox: where the answers to offices lie, a folder for each, beside the landing.

It is reached as the landing is: a folder or any URL that fsspec can write.
"""

import unicodedata
from uuid import uuid4

import fsspec

from ingestion.errors import WarehouseError
from ingestion.settings import Settings

FOLDER = "outbox"
_UNSAFE = frozenset('/\\:*?"<>|')
_LONGEST = 60


class OutboxError(WarehouseError):
    """An answer cannot be put where the office looks for it."""


class Outbox:
    """A folder or URL in which every office has a folder of its own."""

    def __init__(self, location: str) -> None:
        self._fs, root = fsspec.core.url_to_fs(location)
        self._root = root.rstrip("/")
        self.uri = self._fs.unstrip_protocol(self._root)

    def put(self, office: str, name: str, content: bytes) -> str:
        """Write one file whole or not at all; where it is. Raises OutboxError."""
        folder = f"{self._root}/{office}"
        unfinished = f"{folder}/.{uuid4().hex}.new"  # two writers never meet in it
        try:
            self._fs.makedirs(folder, exist_ok=True)
            self._fs.pipe_file(unfinished, content)
            self._fs.mv(unfinished, f"{folder}/{name}")
        except OSError as error:
            raise OutboxError(
                f"The outbox {self.uri} cannot be written ({error}): give the right to, or name "
                "another by WAREHOUSE_OUTBOX."
            ) from error
        return f"{folder}/{name}"


def beside(landing: str, settings: Settings) -> Outbox:
    """The outbox of a landing: what the settings name, else the folder `outbox` beside it.

    A landing that is the root of its store has nothing beside it: its answers go to the state.
    """
    if settings.outbox is not None:
        return Outbox(settings.outbox)
    fs, root = fsspec.core.url_to_fs(landing)
    above = root.rstrip("/").rpartition("/")[0]
    if not above and not root.startswith("/"):
        return Outbox(str(settings.state / FOLDER))
    return Outbox(fs.unstrip_protocol(f"{above}/{FOLDER}"))


def safe_name(name: str) -> str:
    """A file's name as part of another: short, no folder, nothing that steers a screen."""
    kept = (c if _is_plain(c) else "_" for c in name.lstrip(". "))
    return "".join(kept)[:_LONGEST] or "_"


def _is_plain(character: str) -> bool:
    return character not in _UNSAFE and unicodedata.category(character)[0] != "C"
