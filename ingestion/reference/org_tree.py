"""The tree of reporting units as it stood on any day.

A unit's identity is its latest code; versions say under which code, name, kind and parent it stood
when. Faults of the data are listed by `problems`, not raised: a tree of another edition can be
looked at before it is mended.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import combinations, pairwise
from pathlib import Path

from ingestion.reference import org_units
from ingestion.reference.org_units import Event, Unit, Version

ASSOCIATION_ENDINGS = ("科学技术协会", "科协")


class OrgTree:
    """Units, their versions in order of time, and the events between them."""

    def __init__(
        self, units: dict[str, Unit], versions: list[Version], events: list[Event]
    ) -> None:
        self.units = units
        self.events = tuple(events)
        self.versions: dict[str, tuple[Version, ...]] = {}
        self._by_code: dict[str, list[Version]] = defaultdict(list)
        self._by_parent: dict[str, set[str]] = defaultdict(set)
        self._by_name: dict[str, set[str]] = defaultdict(set)
        for version in sorted(versions, key=lambda version: version.valid_from):
            self.versions[version.unit] = (*self.versions.get(version.unit, ()), version)
            self._by_code[version.code_then].append(version)
            self._by_name[version.name_then].add(version.unit)
            if version.parent:
                self._by_parent[version.parent].add(version.unit)
        for unit in units.values():
            for name in (unit.name, unit.short_name, *unit.aliases):
                self._by_name[name].add(unit.code)

    @classmethod
    def load(cls, reference_dir: Path) -> "OrgTree":
        """The tree from org_units, org_unit_versions and org_unit_events in `reference_dir`."""
        return cls(
            {unit.code: unit for unit in org_units.units(reference_dir)},
            list(org_units.versions(reference_dir)),
            list(org_units.events(reference_dir)),
        )

    def version(self, identity: str, day: date) -> Version | None:
        """The version of a unit that holds on `day`."""
        versions = self.versions.get(identity, ())
        return next((version for version in versions if version.holds(day)), None)

    def exists(self, identity: str, day: date) -> bool:
        return self.version(identity, day) is not None

    def resolve(self, code: str, day: date) -> str | None:
        """The unit meant by `code` on `day`: who bore it then, else who bore it last before, else
        who first bore it later. Whether that unit existed on the day is another question."""
        bearers = self._by_code.get(code, [])
        for version in bearers:
            if version.holds(day):
                return version.unit
        before = [version for version in bearers if version.valid_from <= day]
        nearest = before[-1] if before else next(iter(bearers), None)
        return nearest.unit if nearest else None

    def parent(self, identity: str, day: date) -> str | None:
        """The unit above on `day`; None for the root and for a unit that did not exist."""
        version = self.version(identity, day)
        return version.parent if version else None

    def children(self, identity: str, day: date) -> list[str]:
        """The units directly below on `day`, in the order of the tree."""
        below = [c for c in self._by_parent.get(identity, ()) if self.parent(c, day) == identity]
        return sorted(below, key=self._order)

    def ancestors(self, identity: str, day: date) -> list[str]:
        """The units above on `day`, nearest first; stops where the data run in a circle."""
        above: list[str] = []
        parent = self.parent(identity, day)
        while parent and parent not in above:
            above.append(parent)
            parent = self.parent(parent, day)
        return above

    def named(self, name: str, day: date, within: str | None = None) -> list[str]:
        """The units that `name` may mean on `day`, at or below `within`.

        Its name on the day wins over a short name or alias, that over a name of another time; a
        name led by the full names of units above (荆州市公安县) is followed down. Several come
        back where names collide: 荆州 is a city and a district.
        """
        name = name.strip()
        for ending in ASSOCIATION_ENDINGS:
            name = name.removesuffix(ending)
        found = self._bearing(name, day, within)
        if found:
            return found
        for cut in range(len(name) - 1, 1, -1):
            for leader in self._bearing(name[:cut], day, within, full_name=True):
                below = self.named(name[cut:], day, leader)
                led = [unit for unit in below if self._may_follow(unit, leader, day)]
                if led:
                    return led
        return []

    def _may_follow(self, identity: str, leader: str, day: date) -> bool:
        """Statistical units are called 开发区 or 原种场 everywhere: their parent must be named."""
        above = self.ancestors(identity, day)
        unit = self.units.get(identity)
        return leader in above and (above[0] == leader or bool(unit and unit.is_official))

    def _bearing(
        self, name: str, day: date, within: str | None, full_name: bool = False
    ) -> list[str]:
        ranked: dict[int, list[str]] = defaultdict(list)
        for identity in self._by_name.get(name, ()):
            version = self.version(identity, day)
            if version is None:
                continue
            if within and within != identity and within not in self.ancestors(identity, day):
                continue
            unit = self.units.get(identity)
            other_names = (unit.short_name, *unit.aliases) if unit else ()
            rank = 0 if version.name_then == name else 1 if name in other_names else 2
            if rank == 0 or not full_name:
                ranked[rank].append(identity)
        return sorted(ranked[min(ranked)], key=self._order) if ranked else []

    def _order(self, identity: str) -> tuple[int, str]:
        unit = self.units.get(identity)
        return (unit.sort_order if unit else 0, identity)

    def problems(self) -> list[str]:
        """Everything in which the tree contradicts itself, one sentence each, led by file and line.

        None of it stops a night: what is faulty stays outside the totals until it is mended.
        """
        return [
            *self._unknown_units(),
            *self._overlaps(),
            *self._shared_codes(),
            *self._orphans(),
            *self._bad_roots_and_circles(),
            *self._bad_events(),
        ]

    def _unknown_units(self) -> Iterator[str]:
        for code in self.units.keys() - self.versions.keys():
            yield _told(self.units[code], f"{code} has no version.")
        for code in self.versions.keys() - self.units.keys():
            first = self.versions[code][0]
            yield _told(first, f"{code} has versions but is not in org_units.")

    def _overlaps(self) -> Iterator[str]:
        for identity, versions in self.versions.items():
            for version in versions:
                if version.end <= version.valid_from:
                    yield _told(version, f"{identity} ends on {version.end} before it begins.")
            for one, other in pairwise(versions):
                if other.valid_from < one.end:
                    parents = "" if one.parent == other.parent else " and two parents"
                    told = f"{identity} has two versions{parents} on {other.valid_from}."
                    yield _told(other, told)

    def _shared_codes(self) -> Iterator[str]:
        for code, bearers in self._by_code.items():
            for one, other in combinations(bearers, 2):
                start = max(one.valid_from, other.valid_from)
                if one.unit != other.unit and start < min(one.end, other.end):
                    told = f"{code} is borne by {one.unit} and {other.unit} on {start}."
                    yield _told(other, told)

    def _orphans(self) -> Iterator[str]:
        for versions in self.versions.values():
            for version in versions:
                if version.parent is None:
                    continue
                day = version.valid_from
                while day < version.end:
                    above = self.version(version.parent, day)
                    if above is None:
                        told = f"{version.unit} has no parent {version.parent} on {day}."
                        yield _told(version, told)
                        break
                    day = above.end

    def _bad_roots_and_circles(self) -> Iterator[str]:
        days = {version.valid_from for versions in self.versions.values() for version in versions}
        for day in sorted(days):
            standing = [code for code in self.versions if self.exists(code, day)]
            roots = [code for code in standing if self.parent(code, day) is None]
            if len(roots) != 1:
                yield f"There are {len(roots)} roots on {day}: {', '.join(sorted(roots))}."
            for code in standing:
                if code in self.ancestors(code, day):
                    told = f"{code} stands below itself on {day}."
                    yield _told(self.version(code, day), told)

    def _bad_events(self) -> Iterator[str]:
        weights: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        places: dict[tuple[str, str], Event] = {}
        days: dict[tuple[str, str], set[date]] = defaultdict(set)
        for event in self.events:
            if event.event_type not in org_units.EVENT_TYPES:
                told = f"is of no known type: {event.event_type}."
                yield _told(event, f"Event {event.event_id} of {event.from_code} {told}")
            for code in filter(None, (event.from_code, event.to_code)):
                if code not in self.units:
                    told = f"Event {event.event_id} names {code}, which is not in org_units."
                    yield _told(event, told)
            if event.weight is None:
                continue
            stays = event.from_code == event.to_code and event.weight == 1
            if not event.from_code or not event.to_code or stays:
                yield _told(event, f"Event {event.event_id} has a weight but not two units.")
                continue
            weights[event.event_id, event.from_code] += event.weight
            places.setdefault((event.event_id, event.from_code), event)
            days[event.event_id, event.from_code].add(event.effective_on)
            if event.weight < 0:
                told = f"Event {event.event_id} gives {event.from_code} a weight below 0."
                yield _told(event, told)
            if not self.exists(event.to_code, event.effective_on):
                told = f"leads to {event.to_code}, which does not exist then."
                yield _told(event, f"Event {event.event_id} {told}")
        for (event_id, from_code), total in weights.items():
            if total != 1:
                told = f"The weights of {from_code} in event {event_id} add up to {total}, not 1."
                yield _told(places[event_id, from_code], told)
            if len(days[event_id, from_code]) > 1:
                told = f"Event {event_id} of {from_code} is on more than one day."
                yield _told(places[event_id, from_code], told)


def _told(record: Unit | Version | Event | None, sentence: str) -> str:
    """The sentence, led by the line that it is about where the record came from a file."""
    return f"{record.place}: {sentence}" if record and record.place else sentence
