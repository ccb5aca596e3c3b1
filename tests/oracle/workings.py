"""Which rules had a say: noted where they are applied, so that tests can show that they were."""

_noted: set[str] = set()


def note(rule: str) -> None:
    """A rule has just been applied to something, and not in vain."""
    _noted.add(rule)


def take() -> frozenset[str]:
    """What was noted since the last time, which is forgotten with this."""
    noted = frozenset(_noted)
    _noted.clear()
    return noted
