"""Sees when something new in a landing has come to rest; it opens nothing and notes nothing."""

from ingestion.arrival.landing import Landing

EVERY_SECONDS = 5


class Watch:
    """Looks at one landing again and again."""

    def __init__(self, location: str) -> None:
        self._location = location
        self._before: dict[str, tuple[object, ...]] = {}
        self._told: dict[str, tuple[object, ...]] = {}

    def look(self) -> bool:
        """Whether there are new files that are as the look before saw them. Raises PlaceError."""
        shown = Landing(self._location).looks()
        still = {path: looks for path, looks in shown.items() if self._before.get(path) == looks}
        self._before = shown
        is_new = not still.items() <= self._told.items()
        self._told = still
        return is_new
