"""What `measures.csv` says of each measure: whose act it counts, which measure its participants,
and which unit words say the same as the catalogue's."""

import csv
from functools import cache
from pathlib import Path

MEASURES = Path(__file__).with_name("measures.csv")


@cache
def _measures() -> dict[str, dict[str, str]]:
    with MEASURES.open(encoding="utf-8", newline="") as lines:
        return {row["measure"]: row for row in csv.DictReader(lines)}


def nature(measure: str) -> str:
    """Whose act a measure counts: own, area, act or unknown."""
    return _measures().get(measure, {}).get("scope", "own")


def participants_of(measure: str) -> str:
    """The measure that counts the participants of an activity measure, '' if none."""
    return _measures().get(measure, {}).get("participants", "")


@cache
def _participants() -> frozenset[str]:
    return frozenset(row["participants"] for row in _measures().values()) - {""}


def is_participants(measure: str) -> bool:
    """Whether a measure counts the participants of activities."""
    return measure in _participants()


def is_also_counted_in(measure: str, unit: str) -> bool:
    """Whether `unit` counts the same things as the catalogue's unit: 展板120块 are 120张."""
    return bool(unit) and unit in _measures().get(measure, {}).get("units", "").split("|")
