"""The year with everything planted: which office gets which kind, and the files that result."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random

from synthetic import assertions
from synthetic.reference import Reference
from tests.planted import (  # noqa: F401  kinds register themselves
    containers,
    covers,
    figures,
    late,
    layout,
    registers,
    registers_beside,
    sums,
    times,
    within_the_year,
    xls,
)
from tests.planted.office import KINDS, Kind, Office, Planted, Sent, Unfit
from tests.planted.sound import YEAR, Finished, finished, offices, world

_MOST_BELOW = 9  # units below an office of which all are left sound
FIGURE = ("indicator", "audience", "grade", "department", "kind", "scope", "state", "value")


class NoOfficeLeft(Exception):
    """A kind finds no office whose file has a place for it."""


@dataclass
class Year:
    """What is sent, and what must be told of it."""

    sent: list[Sent] = field(default_factory=list)
    planted: dict[str, Kind] = field(default_factory=dict)  # by the path of every file of an office
    expected: set[Planted] = field(default_factory=set)
    same: dict[str, frozenset[tuple]] = field(default_factory=dict)  # what an odd file must say
    offices: int = 0


def plant(folder: Path, seed: int, copies: int) -> Year:
    """The whole year: every kind in an office, and in so many where offices are left; what is
    sound from all others."""
    province = _Province(folder, seed)
    taken: set[str] = set()
    for copy in range(copies):
        for kind in _in_order(KINDS.values()):
            try:
                taken.add(province.plant(kind))
            except NoOfficeLeft:  # a hundred districts and cities, and more kinds than half of them
                if copy == 0:
                    raise
    for code in province.this_year:
        if code not in taken:
            province.send(province.office(code), None)
    return province.year


def sample(folder: Path, seed: int, kinds: Iterable[Kind], sound: int) -> Year:
    """Each of these kinds in one office, so many sound offices, no year before but where asked."""
    province = _Province(folder, seed, is_sample=True)
    taken = {province.plant(kind) for kind in _in_order(kinds)}
    rest = [code for code in province.this_year if code not in taken | province.below]
    for code in (*province.rng.sample(rest, sound), *sorted(province.below)):
        province.send(province.office(code), None)
    return province.year


def _in_order(kinds: Iterable[Kind]) -> list[Kind]:
    """Those first that need an office with all that is below it."""
    return sorted(kinds, key=lambda kind: not kind.has_below)


class _Province:
    """The offices with their finished files, and what has been planted so far."""

    def __init__(self, folder: Path, seed: int, *, is_sample: bool = False) -> None:
        reference = Reference.load(folder)
        made, codes = world(reference, seed), offices(reference)
        self._children = reference.children(YEAR)
        self.below: set[str] = set()  # what is left sound for the sake of the office above
        self.this_year, self._last_year = (
            {one.paper.sender: one for one in finished(made, codes, number)}
            for number in (YEAR, YEAR - 1)
        )
        self.year, self.rng = Year(), Random(f"{seed}|planted")
        self._is_sample = is_sample
        self._free: dict[tuple[str, str], list[str]] = defaultdict(list)
        for code, one in self.this_year.items():
            if one.plain:
                self._free[one.level, one.format].append(code)
        for waiting in self._free.values():
            self.rng.shuffle(waiting)

    def plant(self, kind: Kind) -> str:
        """Plant a kind into the next office whose file has a place for it; the office's code."""
        refused = []
        for waiting in (self._free[level, kind.format] for level in kind.levels):
            while waiting:
                code = waiting.pop()
                office, children = self.office(code), self._children.get(code, [])
                try:
                    if kind.has_below and not 2 <= len(children) <= _MOST_BELOW:
                        raise Unfit("too many below")
                    expected = kind.plant(office)
                except Unfit:
                    refused.append((waiting, code))
                    continue
                office.save()
                if kind.has_below:
                    self._leave(children)
                self.year.expected.update(expected)
                if kind.sort == "oddity" and not kind.says_other:
                    self.year.same[office.main.path] = _figures(self.this_year[code])
                self.send(office, kind)
                for other, one in refused:
                    other.insert(0, one)
                return code
        for waiting, code in reversed(refused):
            waiting.append(code)
        raise NoOfficeLeft(kind.name)

    def _leave(self, children: list[str]) -> None:
        """Plant nothing into these."""
        self.below |= set(children)
        for waiting in self._free.values():
            waiting[:] = [code for code in waiting if code not in self.below]

    def office(self, code: str) -> Office:
        """An office with its files, unopened."""
        one, before = self.this_year[code], self._last_year.get(code)
        return Office(
            code,
            one.office,
            one.level,
            _sent(one, 1),
            partial(_sent, before, 0) if before else None,
        )

    def send(self, office: Office, kind: Kind | None) -> None:
        """Put all files of an office on their way."""
        year = self.year
        year.offices += 1
        wanted = office.make_last_year and not self._is_sample
        last_year = [office.last_year] if wanted or "last_year" in office.__dict__ else []
        for sent in (*last_year, office.main, *office.more):
            year.sent.append(sent)
            if kind is not None:
                year.planted[sent.path] = kind


def _sent(one: Finished, night: int) -> Sent:
    return Sent(one.paper.path, one.content, one.paper.received_at.isoformat(), night)


def _figures(one: Finished) -> frozenset[tuple]:
    """Every cell that a sound file asserts."""
    said = assertions.observations([one.paper])
    return frozenset(tuple(row[name] for name in FIGURE) for row in said)
