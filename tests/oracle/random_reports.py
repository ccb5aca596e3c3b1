"""What the units of a random province say: true figures in every form, or false ones."""

from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from tests.oracle.little import CATALOGUE
from tests.oracle.periods import last_day
from tests.oracle.random_province import CELLS, MONTHS, YEARS, Vector, World
from tests.oracle.reference import Cell

PERIODS = [
    *(str(year) for year in YEARS),
    *(f"{year}-H{half}" for year in YEARS for half in (1, 2)),
    *(f"{year}-Q{quarter}" for year in YEARS for quarter in (1, 2, 3, 4)),
    *MONTHS,
]
STYLES = ("annual", "half_year", "quarterly", "monthly", "ytd", "mixed")


def months_of(period: str, since_january: bool = False) -> tuple[str, ...]:
    """The months of a period, or of the year up to its end."""
    end = last_day(period)
    length = {4: 12, 7: 3 if "Q" in period else 6 if "H" in period else 1}[len(period)]
    first = 1 if since_january else end.month - length + 1
    return tuple(f"{end.year}-{month:02d}" for month in range(first, end.month + 1))


class Reporters:
    """Lets the units of a world speak; afterwards `world.little` holds their submissions."""

    def __init__(self, world: World, truthful: bool = True) -> None:
        self.world, self.rng, self.truthful = world, world.rng, truthful
        self.little = world.little
        self.zeal = self.rng.choice((0.4, 0.7, 0.9, 1.0))
        self.pools: dict[tuple[str, str], list[str]] = {}

    def speak(self) -> None:
        """Everybody says what they will."""
        self._begin_unofficial()
        self._population()
        for indicator, entry in CATALOGUE.items():
            if self.rng.random() < 0.5:
                continue
            if entry["behaviour"] in ("flow", "stock"):
                self._additive(indicator)
                self._volunteers(indicator)
            elif entry["behaviour"] in ("not_additive", "surveyed"):
                self._single(indicator)
            elif indicator == "people":
                self._people()
            elif indicator == "per_base":
                self._ratios()

    def _begin_unofficial(self) -> None:
        """The first submission of a unit that is not official makes it due."""
        for unit, day in self.world.started.items():
            self.little.send(unit, f"{day:%Y-%m}")

    def _population(self) -> None:
        """Published population of some units, which ratios divide by."""
        for unit in self.world.little.units:
            for year in (2010, 2024):
                row = {"org_code": unit["org_code"], "indicator": "people", "year": year}
                row |= {"value": self.rng.randint(1, 50), "is_used": True}
                self.little.population.append(row)

    # -- additive figures

    def _additive(self, indicator: str) -> None:
        style = self.rng.choice(STYLES)
        for cell in CELLS.get(indicator, [Cell()]):
            for period in PERIODS:
                if self._in_style(style, period) and self.rng.random() < self.zeal + 0.05:
                    self._cell(indicator, cell, period, style)

    def _in_style(self, style: str, period: str) -> bool:
        kind = {"Q": "quarterly", "H": "half_year"}.get(period[5:6], "monthly")
        kind = "annual" if len(period) == 4 else kind
        if style == "ytd":
            return kind in ("quarterly", "half_year") or self.rng.random() < 0.2
        return style == kind or (style == "mixed" and self.rng.random() < 0.5)

    def _cell(self, indicator: str, cell: Cell, period: str, style: str) -> None:
        end = last_day(period)
        flow = CATALOGUE[indicator]["behaviour"] == "flow"
        for unit in self.world.parents_on(end):
            ytd = flow and (style == "ytd" or self.rng.random() < 0.1)
            own = self.world.own(indicator, cell, months_of(period, ytd), end)
            columns = {"indicator": indicator, "period": period, **cell._asdict()}
            columns["basis"] = "ytd" if ytd else "period"
            if self.rng.random() < self.zeal and unit not in self.world.volunteers:
                self._state(unit, own.get(unit, Decimal(0)), columns | {"scope": "own"})
            if self.rng.random() < 0.3:
                total = self.world.total(own, unit, end)
                self._state(unit, total, columns | {"scope": "inclusive"})
            if self.rng.random() < 0.15:
                total = self.world.total(own, unit, end)
                number = self.rng.choice((own.get(unit, Decimal(0)), total))
                self._state(unit, number, columns | {"scope": "unknown"})

    def _volunteers(self, indicator: str) -> None:
        """Those who are not due but have something to say give every month of it, exactly."""
        for unit in sorted(self.world.volunteers):
            submission = self.little.send(unit)
            for cell in CELLS.get(indicator, [Cell()]):
                for month in MONTHS:
                    end = last_day(month)
                    if unit in self.world.parents_on(end):
                        value = self.world.own(indicator, cell, (month,), end)[unit]
                        columns: dict[str, Any] = cell._asdict()
                        columns |= {"indicator": indicator, "period": month}
                        self.little.tell(submission, unit, value, **columns)

    # -- how a figure is put

    def _state(self, unit: str, truth: Decimal, columns: dict[str, Any]) -> None:
        """One or two statements about a figure, in one or two submissions."""
        for _ in range(self.rng.choice((1, 1, 1, 2))):
            submission, heard = self._submission(unit, columns["period"])
            true = self.truthful or self.rng.random() < 0.5
            value = truth if heard and true else truth + self.rng.randint(0, 9)
            status = "actual" if true or self.rng.random() < 0.9 else "plan"
            if self.rng.random() < 0.03:
                value, status = value + 5, "plan"
            said = self._put(value, columns["indicator"] == "change")
            self.little.tell(submission, unit, **said, **columns, status=status)

    def _put(self, value: Decimal, may_be_negative: bool) -> dict[str, Any]:
        draw = self.rng.random()
        if draw < 0.06:
            return {"state": self.rng.choice(("masked", "not_collected"))}
        if draw < 0.08:
            return {"state": "erased"}
        if value == 0 and draw < 0.6:
            return {"state": self.rng.choice(("zero", "not_applicable"))}
        if draw < 0.75:
            return {"value": value}
        below, above = self.rng.randint(0, 3), self.rng.randint(0, 3)
        lower = value - below if may_be_negative else max(value - below, Decimal(0))
        lower_end, upper_end = self.rng.choice(
            ((lower, value + above),) * 4 + ((None, value + above), (lower, None))
        )
        stated = min(lower + self.rng.randint(0, 2), value + above)
        return {"value": stated, "ends": (lower_end, upper_end)}

    def _submission(self, unit: str, period: str) -> tuple[str, bool]:
        """One of the submissions about a unit and period, and whether it is one that speaks."""
        pool = self.pools.setdefault((unit, period), [])
        if not pool or self.rng.random() < 0.1:
            pool.append(self._new_submission(unit, period, pool))
        chosen = self.rng.choice(pool)
        state = next(
            s["state"] for s in reversed(self.little.submissions) if s["submission_id"] == chosen
        )
        return chosen, state.startswith("accepted")

    def _new_submission(self, unit: str, period: str, earlier: list[str]) -> str:
        states = ("accepted",) * 8 + ("accepted_with_findings", "withdrawn", "held", "received")
        parent = self.world.parents_on(last_day(period))[unit]
        proxy = self.rng.random() < 0.15 or unit in self.world.started
        columns: dict[str, Any] = {
            "state": self.rng.choice(states),
            "form": self.rng.choice(("form", "form", "form", "form", "report", "report_review")),
            "kind": self.rng.choice(("snapshot", "patch")),
        }
        if earlier and self.rng.random() < 0.5:
            columns["supersedes_id"] = self.rng.choice(earlier)
        if self.rng.random() < 0.2:
            columns["received_at"] = "2025-01-15T00:00:00+08:00"
        if not self.truthful and self.rng.random() < 0.1:
            columns["kind"] = "edit"
        return self.little.send(parent if proxy else unit, period, **columns)

    # -- figures that are not added

    def _single(self, indicator: str) -> None:
        for period in (str(year) for year in YEARS):
            for unit in self.world.parents_on(last_day(period)):
                for scope in ("own", "inclusive", "unknown"):
                    if self.rng.random() < 0.4:
                        value = self.world.single(indicator, unit, period)
                        columns = {"indicator": indicator, "period": period, "scope": scope}
                        self._state(unit, value, columns)

    def _people(self) -> None:
        for period in (str(year) for year in YEARS):
            end = last_day(period)
            people = self.world.people(period)
            for unit in self.world.parents_on(end):
                if self.rng.random() < self.zeal:
                    value = self.world.total(people, unit, end)
                    scope = self.rng.choice(("own", "inclusive", "unknown"))
                    columns = {"indicator": "people", "period": period, "scope": scope}
                    self._state(unit, value, columns)

    def _ratios(self) -> None:
        for period in (str(year) for year in YEARS):
            end = last_day(period)
            events = self.world.own("events", Cell(), months_of(period), end)
            bases = self.world.own("bases", Cell(), months_of(period), end)
            for unit in self.world.parents_on(end):
                scope = self.rng.choice(("own", "inclusive", "unknown"))
                whole = scope == "inclusive" or (scope == "unknown" and self.rng.random() < 0.5)
                above = self._of(events, unit, end, whole)
                below = self._of(bases, unit, end, whole)
                if below and self.rng.random() < 0.4:
                    self._ratio(unit, above, below, {"period": period, "scope": scope})

    def _of(self, own: Vector, unit: str, day: date, whole: bool) -> Decimal:
        return self.world.total(own, unit, day) if whole else own.get(unit, Decimal(0))

    def _ratio(self, unit: str, above: Decimal, below: Decimal, columns: dict[str, str]) -> None:
        """A ratio as it is printed, with the interval that its two decimals leave."""
        ends = [
            (above / below).quantize(Decimal("0.01"), rounding)
            for rounding in (ROUND_FLOOR, ROUND_CEILING)
        ]
        submission, heard = self._submission(unit, columns["period"])
        if heard:
            self.little.tell(
                submission,
                unit,
                ends[0],
                (ends[0], ends[1]),
                indicator="per_base",
                **columns,
            )
