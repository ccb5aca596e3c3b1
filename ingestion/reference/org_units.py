"""What the reference data say of units: the unit, its versions, the events between units.

The records and their reading, each with the file and line it stands in; asking about the tree is
`org_tree`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from ingestion.reference.seeds import read_rows

EVENT_TYPES = (
    "appeared", "ended", "recoded", "renamed", "kind_changed", "merged", "split", "moved",
)  # fmt: skip
_OPEN = date.max
_NOWHERE = ""  # of a record that no file holds


@dataclass(frozen=True, slots=True)
class Unit:
    """What is true of a unit at all times."""

    code: str
    name: str
    short_name: str
    level: str
    kind: str
    is_official: bool
    reporting_unit: bool
    aliases: tuple[str, ...]
    sort_order: int
    place: str = field(default=_NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Version:
    """A unit from `valid_from` up to the day before `valid_to` (None: until further notice)."""

    unit: str
    valid_from: date
    valid_to: date | None
    code_then: str
    name_then: str
    kind_then: str
    parent: str | None
    place: str = field(default=_NOWHERE, compare=False)

    @property
    def end(self) -> date:
        return self.valid_to or _OPEN

    def holds(self, day: date) -> bool:
        return self.valid_from <= day < self.end


@dataclass(frozen=True, slots=True)
class Event:
    """A change of units; a weight carries that share of from_code's figures to to_code."""

    event_id: str
    effective_on: date
    event_type: str
    from_code: str | None
    to_code: str | None
    weight: Decimal | None
    place: str = field(default=_NOWHERE, compare=False)


def units(folder: Path) -> Iterator[Unit]:
    """Every unit that ever was."""
    for row in read_rows(folder, "org_units"):
        yield Unit(
            code=row.text("org_code"),
            name=row.text("name"),
            short_name=row.text("short_name"),
            level=row.text("level"),
            kind=row.text("kind"),
            is_official=row.flag("is_official"),
            reporting_unit=row.flag("reporting_unit"),
            aliases=row.members("aliases"),
            sort_order=row.integer("sort_order"),
            place=row.place,
        )


def versions(folder: Path) -> Iterator[Version]:
    """Every version of every unit."""
    for row in read_rows(folder, "org_unit_versions"):
        yield Version(
            unit=row.text("org_code"),
            valid_from=row.day("valid_from"),
            valid_to=row.optional_day("valid_to"),
            code_then=row.text("code_then"),
            name_then=row.text("name_then"),
            kind_then=row.text("kind_then"),
            parent=row.optional("parent_code"),
            place=row.place,
        )


def events(folder: Path) -> Iterator[Event]:
    """Every change, in the order of the file."""
    for row in read_rows(folder, "org_unit_events"):
        yield Event(
            event_id=row.text("event_id"),
            effective_on=row.day("effective_on"),
            event_type=row.text("event_type"),
            from_code=row.optional("from_code"),
            to_code=row.optional("to_code"),
            weight=row.number("weight"),
            place=row.place,
        )
