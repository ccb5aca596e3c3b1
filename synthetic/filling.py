"""How an office fills in its forms: what it prints in each row."""

from collections.abc import Iterable
from decimal import Decimal
from random import Random

from synthetic import asked, magnitudes, wording
from synthetic.asked import Row
from synthetic.cast import Duty
from synthetic.claims import Claim, Said
from synthetic.latent import World
from synthetic.reference import WHOLE

# counted in whole things that nobody hedges
_COUNTED = frozenset({
    "ws_total", "ws_opening", "ws_new", "ws_cancelled", "base_total", "museum_open_days",
    "subsidy_received", "subsidy_granted", "fund_used_total", "academician_in_station",
})  # fmt: skip
_OWN_ONLY = frozenset({"museum_open_days", "subsidy_received", "subsidy_granted"})
_PARTS_OF_RATIOS = {
    "fund_per_capita": "fund_budget_fiscal",
    "fund_special_per_capita": "fund_gov_special",
}


def annual(world: World, duty: Duty, form: str, year: int) -> list[Claim]:
    """What an office says in an annual form. Periods are left to the cover."""
    hand = _Hand(world, duty, world.rng("fill", duty.code, form, year), year)
    return [c for row in asked.annual_rows(world, duty, form, year) for c in hand.fill(row)]


def quarterly(
    world: World, duty: Duty, rows: Iterable[Row], year: int, quarter: int
) -> list[Claim]:
    """What an office says of a quarter: flows of it or from 1 January, stocks at its end."""
    out = []
    for indicator, breakdown in rows:
        parts = world.quarters(duty.code, indicator, breakdown, year)
        flow = world.reference.indicators[indicator].behaviour == "flow"
        summed = flow and duty.quarterly == "ytd"
        number = sum(parts[:quarter]) if summed else parts[quarter - 1]
        said = wording.exact(number, separators=duty.style.separators)
        out.append(Claim(indicator, said, breakdown, basis="ytd" if summed else "period"))
    return out


class _Hand:
    """The person who fills in one form of one office and year, with the office's habits."""

    def __init__(self, world: World, duty: Duty, rng: Random, year: int) -> None:
        self.world, self.duty, self.rng, self.year = world, duty, rng, year
        self.habits = duty.habits

    def fill(self, row: Row) -> list[Claim]:
        """The cells of one row: own, inclusive, or of unknown scope."""
        indicator, breakdown = row
        if indicator == "literacy_rate":
            return self._surveyed()
        if indicator in _PARTS_OF_RATIOS:
            return self._per_resident(indicator)
        money = self.world.reference.indicators[indicator].value_type == "money"
        unit = "万元" if money and self.duty.style.ten_thousands else ""
        scale = wording.TEN_THOUSAND if unit else Decimal(1)
        slip = money and not unit and self._slip(row)
        if self.habits.unknown:
            said = self._plain(self._whole(row), scale, slip)
            return [Claim(indicator, said, breakdown, "unknown", unit=unit)]
        out = [Claim(indicator, self._own(row, scale, slip), breakdown, unit=unit)]
        adds_up = self.habits.inclusive != "none" and indicator not in _OWN_ONLY
        if adds_up and asked.is_headline(indicator):
            said = self._inclusive(row, scale, slip)
            out.append(Claim(indicator, said, breakdown, "inclusive", unit=unit))
        return out

    def _luck(self, share: float) -> bool:
        return self.rng.random() < share

    def _truth(self, row: Row) -> int | None:
        return self.world.own(self.duty.code, *row, self.year)

    def _whole(self, row: Row) -> int:
        return self.world.inclusive(self.duty.code, *row, self.year)

    def _plain(self, number: int, scale: Decimal, slip: bool) -> Said:
        """A number as it is, but for the slip between 元 and 万元."""
        if slip:
            return wording.slipped(number, up=False)
        return wording.exact(number, scale, self.duty.style.separators)

    def _slip(self, row: Row) -> bool:
        """Whether the row is filled in in 万元 under the heading 元."""
        if not self._truth(row) or row[0] == "fund_used_total":
            return False
        return self._luck(self.habits.slips)

    def _own(self, row: Row, scale: Decimal, slip: bool) -> Said:
        """The office's own figure, with its gaps and words."""
        own, luck = self._truth(row), self.rng.random()
        if own is None or (own == 0 and luck < 0.15):
            return wording.not_applicable(self.rng)
        if slip or not own:
            return self._plain(own, scale, slip)
        if luck < self.habits.masks:
            return wording.masked(self.rng, own)
        if luck < self.habits.masks + self.habits.gaps:
            return wording.not_collected(self.rng)
        may_hedge = own >= 10 * scale and row[1] == WHOLE and row[0] not in _COUNTED
        if may_hedge and luck > 1 - self.habits.hedges:
            return wording.hedge(self.rng, own, scale)
        return self._plain(own, scale, False)

    def _inclusive(self, row: Row, scale: Decimal, slip: bool) -> Said:
        """The whole as the office adds it up: right, wrong by some percent, or without itself."""
        number = self._whole(row)
        if self.habits.inclusive == "children":
            number -= self._truth(row) or 0
        if self.habits.inclusive == "wrong":
            money = self.world.reference.indicators[row[0]].value_type == "money"
            step = 100 if money else 1
            number = number * self.rng.choice((92, 95, 97, 103, 106)) // 100 // step * step
        hedged = number >= 1000 * scale and row[0] not in _COUNTED and not slip
        if hedged and self._luck(self.habits.hedges):
            return wording.hedge(self.rng, number, scale)
        return self._plain(number, scale, slip)

    def _surveyed(self) -> list[Claim]:
        """A rate from a survey, in the years and places that had one."""
        level = self.world.reference.units[self.duty.code].level
        surveyed = level != "district" or self.duty.scope == "full"
        if self.year not in magnitudes.SURVEY_YEARS or not surveyed:
            return []
        said = wording.exact(self.world.surveyed_rate(self.duty.code, self.year))
        if self._luck(0.5):
            said = said._replace(printed=f"{said.printed}%")
        return [Claim("literacy_rate", said, scope="inclusive")]

    def _per_resident(self, indicator: str) -> list[Claim]:
        """A ratio as the office divides it: over its whole area."""
        amount = self._whole((_PARTS_OF_RATIOS[indicator], WHOLE))
        ratio = self.world.per_resident(self.duty.code, amount)
        if ratio is None:
            return []
        return [Claim(indicator, wording.exact(ratio), scope="inclusive")]
