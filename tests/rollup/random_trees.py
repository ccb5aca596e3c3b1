"""The units of a random province: a ragged tree and what happens to it in three years."""

import random
from collections.abc import Callable
from typing import Any

Row = dict[str, Any]
LEVELS = ("province", "city", "district", "subdistrict")
START, OPEN = "2000-01-01", ""
# within quarters and on their first days, before, between and after the years that are reported
DAYS = (
    "2022-01-01",
    "2022-03-10",
    "2022-04-01",
    "2022-05-20",
    "2022-08-15",
    "2022-10-01",
    "2022-11-11",
    "2023-01-01",
    "2023-02-01",
    "2023-05-05",
    "2023-07-01",
    "2023-07-31",
    "2023-12-31",
    "2024-01-01",
    "2024-03-01",
)
SHARES = (("0.7", "0.3"), ("0.5", "0.5"), ("0.875", "0.125"))


class Trees:
    """Makes units, versions, events and the bridge of functional zones; codes start with the
    province's number."""

    def __init__(self, number: int, chance: random.Random) -> None:
        self.number, self.chance = number, chance
        self.units: list[Row] = []
        self.versions: list[Row] = []
        self.events: list[Row] = []
        self.standing: dict[str, Row] = {}
        self._touched: dict[str, str] = {}  # unit: day of its last change
        self._plant()
        for day in sorted(chance.choice(DAYS) for _ in range(chance.choice((0, 2, 3, 4, 5, 6, 7)))):
            self._happen(day)

    # -- the first tree

    def _plant(self) -> None:
        """A province, its cities, their districts, most with sub-districts; some cities have
        sub-districts only, some nothing below them."""
        root = self._add(0, None)
        for c in range(self.chance.choice((1, 2, 2, 3))):
            city = self._add(1, root)
            ragged = self.chance.random() < 0.3
            for d in range(self.chance.randint(0 if c else 1, 3)):
                below = self._add(3 if ragged else 2, city)
                for _ in range(0 if ragged else self.chance.choice((0, 0, 1, 2, 2 if d else 3))):
                    self._add(3, below)

    def _add(self, level: int, parent: str | None, day: str = START) -> str:
        code = f"{self.number:05d}{len(self.units):03d}"
        official = level == 0 or self.chance.random() < 0.85
        unit = {
            "org_code": code,
            "name": f"合成{code}",
            "short_name": f"合{code}",
            "level": LEVELS[level],
            "kind": "合成单位",
            "is_official": str(official).lower(),
            # some official units owe nothing until they send something
            "reporting_unit": str(official and self.chance.random() < 0.95).lower(),
            "aliases": "",
            "sort_order": self.number * 1000 + len(self.units),
        }
        self.units.append(unit)
        self._open(code, parent or "", day)
        return code

    def _open(self, code: str, parent: str, day: str, **then: str) -> None:
        version = {
            "org_code": code,
            "valid_from": day,
            "valid_to": OPEN,
            "code_then": code,
            "name_then": f"合成{code}",
            "kind_then": "合成单位",
            "parent_code": parent,
            "source": "made up",
            "confidence": "inferred",
        }
        self.standing[code] = version | then
        self.versions.append(self.standing[code])

    # -- what happens to it

    def _happen(self, day: str) -> None:
        kinds: tuple[Callable[[str], None], ...] = (
            self._merge, self._merge, self._split, self._split, self._move, self._move,
            self._recode, self._recode, self._rename, self._change_kind, self._end_with_successor,
            self._end, self._end, self._appear, self._appear, self._appear,
        )  # fmt: skip
        self.chance.choice(kinds)(day)

    def _fit(self, day: str, leaves: bool = True) -> list[str]:
        """Units that nothing happened to that day yet, with no children unless asked for."""
        parents = {version["parent_code"] for version in self.standing.values()}
        return [
            code
            for code, version in self.standing.items()
            if version["parent_code"]
            and version["valid_from"] < day
            and self._touched.get(code, "") < day
            and not (leaves and code in parents)
        ]

    def _draw(self, day: str, count: int, leaves: bool = True) -> list[str]:
        fit = self._fit(day, leaves)
        chosen = self.chance.sample(fit, count) if len(fit) >= count else []
        self._touched.update(dict.fromkeys(chosen, day))
        return chosen

    def _close(self, code: str, day: str) -> Row:
        version = self.standing.pop(code)
        version["valid_to"] = day
        return version

    def _event(
        self, day: str, kind: str, source: str, shares: dict[str, str], event: str = ""
    ) -> None:
        event = event or f"{self.number:05d}-{day}-{source or min(shares)}"
        for target, weight in shares.items():
            self.events.append(
                {
                    "event_id": event,
                    "effective_on": day,
                    "event_type": kind,
                    "from_code": source,
                    "to_code": target,
                    "weight": weight,
                    "source": "made up",
                    "confidence": "inferred",
                }
            )

    def _merge(self, day: str) -> None:
        """Into another; now and then two in one event, or one divided between two; a district with
        all that is below it."""
        draw = self.chance.random()
        if draw < 0.25 and self._unite(day):
            return
        if draw > 0.8:
            for first, second, heir in [self._draw(day, 3) or ("", "", "")]:
                for unit in filter(None, (first, second)):
                    self._event(day, "merged", unit, {heir: "1"}, f"{first}+{second}")
                    self._close(unit, day)
            return
        heirs = self.chance.choice((1, 1, 2))
        for unit, *others in [self._draw(day, heirs + 1) or [""]]:
            if unit:
                weights = ("1",) if heirs == 1 else self.chance.choice(SHARES)
                self._event(day, "merged", unit, dict(zip(others, weights, strict=True)))
                self._close(unit, day)

    def _unite(self, day: str) -> bool:
        """A district goes into another, and its sub-districts under that one."""
        levels = {unit["org_code"]: unit["level"] for unit in self.units}
        districts = [c for c in self._fit(day, leaves=False) if levels[c] == "district"]
        if len(districts) < 2:
            return False
        gone, heir = self.chance.sample(districts, 2)
        below = [c for c, v in self.standing.items() if v["parent_code"] == gone]
        if any(self.standing[c]["valid_from"] >= day for c in below):
            return False
        for child in below:
            self._reopen(child, day, heir)
        self._event(day, "merged", gone, {heir: "1"})
        self._close(gone, day)
        self._touched.update(dict.fromkeys([gone, heir, *below], day))
        return True

    def _reopen(self, code: str, day: str, parent: str | None = None, **then: str) -> None:
        before = self._close(code, day)
        self._open(code, before["parent_code"] if parent is None else parent, day, **then)

    def _split(self, day: str) -> None:
        """A part goes to a new unit, or to one that is there already."""
        for unit in self._draw(day, 1):
            others = [code for code in self._fit(day) if code != unit]
            stays, goes = self.chance.choice(SHARES)
            if others and self.chance.random() < 0.5:
                heir = self.chance.choice(others)
                self._touched[heir] = day
            else:
                heir = self._born(day, self.standing[unit]["parent_code"])
            self._event(day, "split", unit, {unit: stays, heir: goes})

    def _born(self, day: str, parent: str) -> str:
        level = next(LEVELS.index(u["level"]) for u in self.units if u["org_code"] == parent)
        heir = self._add(min(level + 1, 3), parent, day)
        self._touched[heir] = day
        return heir

    def _move(self, day: str) -> None:
        """Under another parent, with all that is below it."""
        levels = {u["org_code"]: LEVELS.index(u["level"]) for u in self.units}
        for unit in self._draw(day, 1, leaves=False):
            home = self.standing[unit]["parent_code"]
            others = [
                code
                for code in self.standing
                if code not in (home, unit) and levels[code] == levels[home]
            ]
            if others and levels[unit] > 1:
                self._event(day, "moved", unit, {unit: self.chance.choice(("", "1"))})
                self._reopen(unit, day, self.chance.choice(others))

    def _recode(self, day: str) -> None:
        """Another code from that day on; now and then somebody else gets the old one."""
        for unit in self._draw(day, 1):
            old = f"{self.number:05d}9{len(self.events):02d}"
            self.standing[unit]["code_then"] = old
            self._event(day, "recoded", unit, {unit: ""})
            self._reopen(unit, day)
            later = max(DAYS)
            if self.chance.random() < 0.4 and day < later:
                # the code is given to a unit that begins later, as its code of that time only
                heir = self._born(later, self.standing[unit]["parent_code"])
                self.standing[heir]["code_then"] = old
                self._event(later, "appeared", heir, {heir: ""})

    def _rename(self, day: str) -> None:
        for unit in self._draw(day, 1, leaves=False):
            self._event(day, "renamed", unit, {unit: ""})
            self._reopen(unit, day, name_then=f"合成新{unit}")

    def _change_kind(self, day: str) -> None:
        for unit in self._draw(day, 1, leaves=False):
            self._event(day, "kind_changed", unit, {unit: ""})
            self._reopen(unit, day, kind_then="合成街道")

    def _end_with_successor(self, day: str) -> None:
        for unit, heir in [self._draw(day, 2) or ("", "")]:
            if unit:
                self._event(day, "ended", unit, {heir: "1"})
                self._close(unit, day)

    def _end(self, day: str) -> None:
        """Silently: no event says where its figures go, at most that it ended."""
        for unit in self._draw(day, 1):
            if self.chance.random() < 0.5:
                self._event(day, "ended", unit, {"": ""})
            self._close(unit, day)

    def _appear(self, day: str) -> None:
        levels = {unit["org_code"]: unit["level"] for unit in self.units}
        homes = [
            code
            for code, version in self.standing.items()
            if levels[code] != "subdistrict" and version["valid_from"] < day
        ]
        heir = self._born(day, self.chance.choice(homes))
        if self.chance.random() < 0.7:
            self._event(day, "appeared", "", {heir: ""})
