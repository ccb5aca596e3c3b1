"""Rule b, third step: quarter, half and year, each from the next finer periods."""

from dataclasses import dataclass

from tests.oracle.boundaries import Boundaries, Passage
from tests.oracle.intervals import Figure, add, scale
from tests.oracle.periods import last_day, next_coarser, next_finer, period_type
from tests.oracle.reference import Indicator
from tests.oracle.workings import note

ByUnit = dict[str, Figure]
ByPeriod = dict[str, ByUnit]


@dataclass(frozen=True)
class OverTime:
    """Builds the coarser periods of one indicator and scope."""

    indicator: Indicator
    scope: str
    boundaries: Boundaries

    def build(self, periods: ByPeriod) -> ByPeriod:
        """`periods` (of one cell) with what finer periods prove; what is there stays."""
        built = {period: dict(figures) for period, figures in periods.items()}
        for finer_type in ("monthly", "quarterly", "half_year"):
            present = [period for period in built if period_type(period) == finer_type]
            for period in sorted({next_coarser(finer) or "" for finer in present}):
                for unit in self._candidates(period, built) - built.get(period, {}).keys():
                    figure = self._figure(unit, period, built)
                    if figure is not None:
                        note(f"time: {period_type(period)} {self._kind}")
                        built.setdefault(period, {})[unit] = figure
        return built

    def _deciding(self, period: str) -> tuple[str, ...]:
        """The finer periods that make a figure: of a flow all, of a stock the one that ends the
        period, of an opening stock the one that begins it."""
        finer = next_finer(period)
        if self.indicator.behaviour == "stock":
            return finer[:1] if self.indicator.is_opening_stock else finer[-1:]
        return finer

    @property
    def _kind(self) -> str:
        return "opening stock" if self.indicator.is_opening_stock else self.indicator.behaviour

    def _candidates(self, period: str, periods: ByPeriod) -> set[str]:
        """The units that might get a figure: those to which the last deciding one comes."""
        decisive = self._deciding(period)[-1]
        passage = self.boundaries.passage(last_day(decisive), last_day(period))
        return {heir for unit in periods.get(decisive, {}) for heir, _ in passage.successors(unit)}

    def _figure(self, unit: str, period: str, periods: ByPeriod) -> Figure | None:
        """The sum over the finer periods in which the unit or a predecessor existed, all there."""
        figures: list[Figure] = []
        for finer in self._deciding(period):
            passage = self.boundaries.passage(last_day(finer), last_day(period))
            brought = brought_to_end(unit, self.scope, periods.get(finer, {}), passage)
            if brought is None:
                note("time: a finer period is missing")
                return None
            if not brought:
                note("time: a finer period before the unit was there")
            figures += brought
        return add(figures) if figures else None


def brought_to_end(unit: str, scope: str, figures: ByUnit, passage: Passage) -> list[Figure] | None:
    """The figures of a finer period, brought to the unit of the coarser one's last day: empty
    where the unit was not there in any form, None where one is missing."""
    if scope == "own":
        sources = passage.sources(unit)
        if not all(source in figures for source, _ in sources):
            return None
        if any(source != unit or share != 1 for source, share in sources):
            note("time: brought to the units of the last day")
        return [scale(figures[source], share) for source, share in sources]
    if passage.all_new(unit):
        return []
    if unit in figures and not passage.whole(unit):
        note("time: an inclusive figure is not brought over a change")
    return [figures[unit]] if unit in figures and passage.whole(unit) else None
