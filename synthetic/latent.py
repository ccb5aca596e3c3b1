"""What truly happened: one office's own figures, drawn once, and their sums over the tree."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from random import Random

from synthetic import magnitudes, stations
from synthetic.claims import Station, Transfer
from synthetic.reference import LEVELS, WHOLE, Breakdown, Reference

Figures = dict[tuple[str, Breakdown, int], int]
_WORKSTATIONS = frozenset({
    "ws_total", "ws_opening", "ws_new", "ws_cancelled", "ws_revoked", "ws_expired",
})  # fmt: skip


class World:
    """The truth of a made-up province in some years.

    Figures are whole numbers in base units; None means that there is no such thing there.
    Every unit and indicator has a random stream of its own, so that the choice of offices and
    years of one run changes nothing in another's.
    """

    def __init__(self, reference: Reference, seed: int, years: range) -> None:
        self.reference, self.seed, self.years = reference, seed, years
        self.began: dict[str, int] = {}  # units that nobody owes from: first year that they report
        self._series: dict[tuple[str, str], dict[tuple[Breakdown, int], int]] = {}
        self._sums: dict[tuple[str, str, Breakdown, int], int] = {}

    def rng(self, *key: object) -> Random:
        """A random stream for a purpose."""
        return Random("|".join(map(str, (self.seed, *key))))

    @cached_property
    def stations(self) -> dict[str, list[Station]]:
        """Every unit's own stations."""
        return {
            code: stations.draw_stations(self.rng("ws", code), self.reference, code, self.years)
            for code in self.reference.units
        }

    @cached_property
    def transfers(self) -> list[Transfer]:
        """All grants of all years, in the order of payer and year."""
        payers = [u.code for u in self.reference.units.values() if u.level in ("province", "city")]
        return [
            transfer
            for payer in payers
            for year in self.years
            if self.reference.exists(payer, year)
            for transfer in stations.draw_transfers(
                self.rng("transfers", payer, year), self.reference, payer, year
            )
        ]

    @cached_property
    def _granted(self) -> dict[tuple[str, str, int], int]:
        out: dict[tuple[str, str, int], int] = {}
        for t in self.transfers:
            given, got = ("subsidy_granted", t.payer, t.year), ("subsidy_received", t.payee, t.year)
            out[given] = out.get(given, 0) + t.amount
            out[got] = out.get(got, 0) + t.amount
        return out

    def own(self, code: str, indicator: str, breakdown: Breakdown, year: int) -> int | None:
        """The office's own figure of a year."""
        if indicator in ("subsidy_granted", "subsidy_received"):
            return self._granted.get((indicator, code, year), 0)
        if indicator == "museum_open_days" and self._without_museum(code):
            return None
        return self.series(code, indicator).get((breakdown, year), 0)

    def series(self, code: str, indicator: str) -> dict[tuple[Breakdown, int], int]:
        """Own figures of all years and breakdowns of a unit's indicator."""
        key = (code, indicator)
        if key not in self._series:
            self._series[key] = self._draw(code, indicator)
        return self._series[key]

    def quarters(self, code: str, indicator: str, breakdown: Breakdown, year: int) -> list[int]:
        """A flow's four quarters, or a stock at their ends."""
        total = self.own(code, indicator, breakdown, year) or 0
        if indicator in _WORKSTATIONS:
            return [
                stations.counts(self.stations[code], year, q).get((indicator, breakdown), 0)
                for q in (1, 2, 3, 4)
            ]
        if self.reference.indicators[indicator].behaviour == "stock":
            return [total * (96 + q) // 100 for q in (1, 2, 3)] + [total]
        rng = self.rng("quarters", code, indicator, breakdown, year)
        parts = [int(total * share * rng.uniform(0.8, 1.1)) for share in magnitudes.QUARTERS[:3]]
        return [*parts, total - sum(parts)]

    def inclusive(self, code: str, indicator: str, breakdown: Breakdown, year: int) -> int:
        """The sum over the unit and all below it that report, on the year's last day."""
        key = (code, indicator, breakdown, year)
        if key not in self._sums:
            children = self.reference.children(year).get(code, ())
            own = self.counts(code, indicator, year) and self.own(code, indicator, breakdown, year)
            self._sums[key] = (own or 0) + sum(
                self.inclusive(child, indicator, breakdown, year) for child in children
            )
        return self._sums[key]

    def counts(self, code: str, indicator: str, year: int) -> bool:
        """Whether the unit's own figure is part of the whole."""
        reports = self.reference.units[code].reports or self.began.get(code, 9999) <= year
        return reports and self.reference.owes(code, indicator)

    def _without_museum(self, code: str) -> bool:
        level = self.reference.units[code].level
        share = {"province": 1.0, "city": 0.8, "district": 0.3, "subdistrict": 0.0}[level]
        return self.rng("museum", code).random() >= share

    def _draw(self, code: str, indicator: str) -> dict[tuple[Breakdown, int], int]:
        rng = self.rng(code, indicator)
        if indicator in _WORKSTATIONS:
            return {
                (b, year): n
                for year in self.years
                for (i, b), n in stations.counts(self.stations[code], year).items()
                if i == indicator
            }
        if indicator == "fund_raised_total":
            return self._sum(code, ("fund_gov_appropriation", "fund_donation", "fund_self_raised",
                                    "fund_other"))  # fmt: skip
        if indicator == "fund_used_total":
            raised = self.series(code, "fund_raised_total")
            totals = {y: _money(raised[WHOLE, y] * rng.uniform(0.86, 1.0)) for y in self.years}
            return _parts(totals, magnitudes.EXPENSES, "kind", rng)
        totals = dict(zip(self.years, self._totals(rng, code, indicator), strict=True))
        if indicator == "base_total":
            return _parts(totals, magnitudes.GRADES_OF_BASES, "grade", rng)
        if indicator == "act_total":
            return _parts(totals, magnitudes.AUDIENCES, "audience", rng)
        return {(WHOLE, year): value for year, value in totals.items()}

    def _sum(self, code: str, parts: Iterable[str]) -> dict[tuple[Breakdown, int], int]:
        series = [self.series(code, part) for part in parts]
        return {(WHOLE, year): sum(s[WHOLE, year] for s in series) for year in self.years}

    def _totals(self, rng: Random, code: str, indicator: str) -> list[int]:
        """A year's figure each: a level of its own, a trend, and the luck of the year."""
        money = self.reference.indicators[indicator].value_type == "money"
        if indicator in magnitudes.SHARES:
            base, share = magnitudes.SHARES[indicator]
            whole = self.series(code, base)
            most = 1 / share if share < 1 else 9.0
            shares = [share * min(rng.uniform(0.7, 1.35), most) for _ in self.years]
            values = [whole[WHOLE, y] * s for y, s in zip(self.years, shares, strict=True)]
        else:
            level = self._level(rng, code, indicator)
            values = [level * 1.05**n * rng.uniform(0.85, 1.2) for n, _ in enumerate(self.years)]
        if indicator == "museum_open_days":
            return [min(int(v), 330) for v in values]
        return [_money(v) if money else int(v + 0.5) for v in values]

    def _level(self, rng: Random, code: str, indicator: str) -> float:
        level = self.reference.units[code].level
        if indicator == "fund_budget_fiscal":
            people = float(self.reference.population.get(code, 0))
            share = magnitudes.BUDGET_PER_RESIDENT.get(level)
            base = people * share if share else magnitudes.BUDGET_OF_SUBDISTRICT
            return base * rng.lognormvariate(0, 0.3)
        table = magnitudes.MEDIANS.get(indicator)
        if table is None:
            table = magnitudes.BY_UNIT.get(self.reference.indicators[indicator].unit, (1, 5, 8, 10))
        median = table[3 - LEVELS.index(level)]
        return median * rng.lognormvariate(0, 0.05 if indicator == "museum_open_days" else 0.45)

    def surveyed_rate(self, code: str, year: int) -> Decimal:
        """The literacy rate that a survey found, in percent with two decimals."""
        rng = self.rng("survey", code)
        start = magnitudes.SURVEYED_RATE[self.reference.units[code].level] * rng.uniform(0.85, 1.2)
        rate = Decimal(start) + Decimal(year - 2022) * Decimal("0.7")
        return rate.quantize(Decimal("0.01"), ROUND_HALF_UP)

    def per_resident(self, code: str, amount: int) -> Decimal | None:
        """元 per resident with two decimals, None where the population is unknown."""
        people = self.reference.population.get(code)
        return (amount / people).quantize(Decimal("0.01"), ROUND_HALF_UP) if people else None


def _money(value: float) -> int:
    """Whole hundreds of 元: exact in 万元 with two decimals."""
    return int(value / 100 + 0.5) * 100


def _parts(
    totals: dict[int, int], shares: tuple[tuple[str, float], ...], dimension: str, rng: Random
) -> dict[tuple[Breakdown, int], int]:
    """Totals with their parts; shares that add up to 1 make them the whole, the last by rest."""
    out = {}
    rest = sum(share for _, share in shares) > 0.99
    step = 100 if max(totals.values()) >= 10000 else 1
    for year, total in totals.items():
        out[WHOLE, year] = left = total
        for name, share in shares:
            amount = int(total * share * rng.uniform(0.75, 1.05) / step) * step
            last = rest and name == shares[-1][0]
            part = Breakdown(**{dimension: name})
            out[part, year] = left if last else amount
            left -= amount
    return out
