"""Random small provinces with known latent values: what is true of every unit, cell and period."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from random import Random

from tests.oracle.little import CATALOGUE, LEVELS, PERIOD_TYPES, Little
from tests.oracle.periods import last_day
from tests.oracle.reference import Cell

YEARS = (2023, 2024)
MONTHS = [f"{year}-{month:02d}" for year in YEARS for month in range(1, 13)]
AUDIENCES, GRADES = ("young", "old"), ("high", "low")
CELLS = {
    "visitors": [
        Cell(audience, grade) for audience in (*AUDIENCES, "total") for grade in (*GRADES, "total")
    ]
}
Vector = dict[str, Decimal]


class World:
    """A province that changes over two years, and the truth about it.

    Units that are not due have nothing to report (their latent values are zero), but for those
    in `volunteers`.
    """

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.little = Little(self._first_tree())
        for unit in self.little.units:
            unit["level"] = self._level(unit["org_code"])
        self.due_levels = {code: self._some_levels() for code in CATALOGUE}
        self.little.due = [
            {"indicator": code, "level": level, "period_type": period_type}
            for code, levels in self.due_levels.items()
            for level in levels
            for period_type in PERIOD_TYPES.split("|")
        ]
        self.started: dict[str, date] = {}  # units that are not official, from their first day on
        self.silent: set[str] = set()  # units that do not report at all
        self._change_over_time()
        self._let_some_be_special()
        self._latent: dict[tuple[str, Cell, str], Vector] = {}
        self.own = cache(self._own)  # type: ignore[method-assign]

    # -- the tree and its changes

    def _first_tree(self) -> dict[str, str | None]:
        """A province, cities with and without districts, subdistricts."""
        parents: dict[str, str | None] = {"P": None}
        for c in range(self.rng.randint(2, 3)):
            city = f"c{c}"
            parents[city] = "P"
            ragged = self.rng.random() < 0.3
            for d in range(0 if ragged else self.rng.randint(1, 2)):
                district = f"{city}d{d}"
                parents[district] = city
                for s in range(self.rng.randint(0, 3)):
                    parents[f"{district}s{s}"] = district
            for s in range(self.rng.randint(1, 3) if ragged else 0):
                parents[f"{city}s{s}"] = city
        return parents

    @staticmethod
    def _level(unit: str) -> str:
        if unit == "P":
            return "province"
        return "subdistrict" if "s" in unit else "district" if "d" in unit else "city"

    def _some_levels(self) -> list[str]:
        return [level for level in LEVELS if self.rng.random() < 0.8]

    def _change_over_time(self) -> None:
        """A few events of all kinds, one after the other."""
        now = {str(v["org_code"]): v["parent_code"] for v in self.little.versions}
        days = [date(2023, 1, 1) + timedelta(days=self.rng.randrange(900)) for _ in range(4)]
        for day in sorted({d.replace(day=1) if self.rng.random() < 0.5 else d for d in days}):
            kinds = (self._merge, self._split, self._dissolve, self._land, self._move)
            kind = self.rng.choice((*kinds, self._born, self._gone, self._unite, self._regroup))
            if self.rng.random() < 0.7:
                kind(now, day.isoformat())

    def _peers(self, now: dict[str, str | None], needed: int) -> list[str]:
        """So many units of one level without children, or none at all."""
        leaves = [unit for unit in now if unit not in now.values() and unit != "P"]
        level = self._level(self.rng.choice(leaves)) if leaves else ""
        peers = [unit for unit in leaves if self._level(unit) == level]
        return self.rng.sample(peers, needed) if len(peers) >= needed else []

    def _merge(self, now: dict[str, str | None], day: str) -> None:
        for gone, heir in [self._peers(now, 2) or (None, None)]:
            if gone is not None and heir is not None:
                self._end(now, day, gone, {heir: Decimal(1)})

    def _dissolve(self, now: dict[str, str | None], day: str) -> None:
        chosen = self._peers(now, 3)
        if chosen:
            self._end(now, day, chosen[0], dict(zip(chosen[1:], _weights(self.rng), strict=True)))

    def _end(
        self, now: dict[str, str | None], day: str, unit: str, heirs: dict[str, Decimal]
    ) -> None:
        self.little.event(day, unit, heirs)
        self._gone(now, day, unit)

    def _gone(self, now: dict[str, str | None], day: str, unit: str | None = None) -> None:
        gone = unit or next(iter(self._peers(now, 1)), None)
        if gone is not None:
            self.little.ended(gone, day)
            del now[gone]

    def _split(self, now: dict[str, str | None], day: str) -> None:
        for unit in self._peers(now, 1):
            heir = self._born(now, day, f"{unit}x{day[:4]}", now[unit])
            stays, goes = _weights(self.rng)
            self.little.event(day, unit, {unit: stays, str(heir): goes})

    def _land(self, now: dict[str, str | None], day: str) -> None:
        chosen = self._peers(now, 2)
        if chosen:
            weights = _weights(self.rng)
            self.little.event(day, chosen[0], dict(zip(chosen, weights, strict=True)))

    def _move(self, now: dict[str, str | None], day: str) -> None:
        movable = [u for u in now if self._level(u) in ("district", "subdistrict")]
        if not movable:
            return
        unit = self.rng.choice(movable)
        level = self._level(str(now[unit]))
        homes = [u for u in now if self._level(u) == level and u != now[unit]]
        if homes:
            now[unit] = self.rng.choice(homes)
            self.little.from_day(unit, day, str(now[unit]))

    def _born(
        self,
        now: dict[str, str | None],
        day: str,
        name: str | None = None,
        parent: str | None = None,
    ) -> str | None:
        home = parent or self.rng.choice([u for u in now if self._level(u) != "subdistrict"])
        below = {"province": "c9", "city": f"{home}d9", "district": f"{home}s9"}
        unit = name or f"{below[self._level(home)]}n{day}"
        if unit not in now:
            self.little.born(unit, day, home)
            self.little.units[-1]["level"] = self._level(unit)
            now[unit] = home
        return unit

    def _unite(self, now: dict[str, str | None], day: str) -> None:
        """A district goes into another with all its children."""
        districts = [unit for unit in now if self._level(unit) == "district"]
        if len(districts) > 1:
            gone, heir = self.rng.sample(districts, 2)
            for child in [unit for unit, parent in now.items() if parent == gone]:
                self.little.from_day(child, day, heir)
                now[child] = heir
            self._end(now, day, gone, {heir: Decimal(1)})

    def _regroup(self, now: dict[str, str | None], day: str) -> None:
        """A new district is made of subdistricts that were there before."""
        movable = [unit for unit in now if self._level(unit) == "subdistrict"]
        city = self.rng.choice([unit for unit in now if self._level(unit) == "city"])
        if movable:
            district = str(self._born(now, day, f"{city}d8n{day}", city))
            for unit in self.rng.sample(movable, min(2, len(movable))):
                self.little.from_day(unit, day, district)
                now[unit] = district

    def _let_some_be_special(self) -> None:
        """Units that nobody's event touches may be unofficial, silent, or volunteers."""
        touched = {e[end] for e in self.little.events for end in ("from_code", "to_code")}
        calm = [u for u in self.little.units if u["org_code"] not in {*touched, "P"}]
        self.volunteers: set[str] = set()
        for unit in calm:
            draw = self.rng.random()
            if draw < 0.1:
                unit["is_official"] = False
                self.started[unit["org_code"]] = last_day(self.rng.choice(MONTHS))
            elif draw < 0.2:
                unit["reporting_unit"] = False
                self.silent.add(unit["org_code"])
            elif draw < 0.4:
                self.volunteers.add(unit["org_code"])

    # -- what is true

    def parents_on(self, day: date) -> dict[str, str | None]:
        """The tree of a day."""
        return {
            v["org_code"]: v["parent_code"]
            for v in self.little.versions
            if v["valid_from"] <= day.isoformat()
            and (v["valid_to"] is None or day.isoformat() < v["valid_to"])
        }

    def is_due(self, unit: str, indicator: str, day: date) -> bool:
        """Whether the unit owes the indicator on a day."""
        level = next(u["level"] for u in self.little.units if u["org_code"] == unit)
        started = self.started.get(unit, date.min) <= day
        return level in self.due_levels[indicator] and unit not in self.silent and started

    def carried(self, figures: Vector, earlier: date, later: date) -> Vector:
        """Own figures of one day's units handed on to those of a later day, event by event."""
        events = [
            e
            for e in self.little.events
            if earlier.isoformat() < e["effective_on"] <= later.isoformat()
        ]
        for event in sorted({(e["effective_on"], e["event_id"]) for e in events}):
            rows = [e for e in events if (e["effective_on"], e["event_id"]) == event]
            handed: Vector = {u: f for u, f in figures.items() if u != rows[0]["from_code"]}
            for row in rows:
                share = figures.get(row["from_code"], Decimal(0)) * Decimal(row["weight"])
                handed[row["to_code"]] = handed.get(row["to_code"], Decimal(0)) + share
            figures = handed
        there = self.parents_on(later)
        return {unit: figure for unit, figure in figures.items() if unit in there}

    def _drawn(self, indicator: str, cell: Cell, period: str) -> Vector:
        """The latent own values of a month (or of a period, where nothing builds it)."""
        if (indicator, cell, period) not in self._latent:
            low = -20 if indicator == "change" else 0
            day = last_day(period)
            self._latent[indicator, cell, period] = {
                unit: Decimal(self.rng.choice((0, self.rng.randint(low, 30))))
                if self.is_due(unit, indicator, day) or unit in self.volunteers
                else Decimal(0)
                for unit in self.parents_on(day)
            }
        return self._latent[indicator, cell, period]

    def _own(self, indicator: str, cell: Cell, months: tuple[str, ...], end: date) -> Vector:
        """Own values of the units of the last day: a flow over months, a stock of its last (an
        opening stock: first) month."""
        if indicator == "visitors" and "total" in cell[:2]:
            parts = _finest(cell)
            return _sum(self.own(indicator, part, months, end) for part in parts)
        if CATALOGUE[indicator]["behaviour"] == "stock":
            opening = CATALOGUE[indicator].get("is_opening_stock", False)
            months = months[:1] if opening else months[-1:]
        return _sum(
            self.carried(self._drawn(indicator, cell, month), last_day(month), end)
            for month in months
        )

    def people(self, period: str) -> Vector:
        """The population of the units without children."""
        parents = self.parents_on(last_day(period))
        drawn = self._drawn("people", Cell(), period)
        return {unit: 100 + abs(drawn[unit]) for unit in sorted(parents.keys() - parents.values())}

    def single(self, indicator: str, unit: str, period: str) -> Decimal:
        """The one value of what is not additive."""
        return 1 + abs(self._drawn(indicator, Cell(), period)[unit])

    def total(self, own: Vector, unit: str, day: date) -> Decimal:
        """The sum at and below a unit in the tree of a day."""
        parents = self.parents_on(day)
        children = [child for child, parent in parents.items() if parent == unit]
        return own.get(unit, Decimal(0)) + sum(
            (self.total(own, child, day) for child in children), Decimal(0)
        )


def _weights(rng: Random) -> tuple[Decimal, Decimal]:
    weight = rng.choice([Decimal("0.25"), Decimal("0.5"), Decimal("0.375")])
    return weight, 1 - weight


def _finest(cell: Cell) -> list[Cell]:
    """The cells broken down by audience and grade that make up a coarser one."""
    audiences = AUDIENCES if cell.audience == "total" else (cell.audience,)
    grades = GRADES if cell.grade == "total" else (cell.grade,)
    return [Cell(audience, grade) for audience in audiences for grade in grades]


def _sum(vectors: Iterable[Vector]) -> Vector:
    total: Vector = {}
    for vector in vectors:
        for unit, value in vector.items():
            total[unit] = total.get(unit, Decimal(0)) + value
    return total
