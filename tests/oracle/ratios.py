"""Ratios: never added or averaged, rebuilt from their parts at every node; else as reported."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from tests.oracle.completeness import Measures, of_one_figure
from tests.oracle.intervals import Figure, add, exact, ratio
from tests.oracle.periods import year_of
from tests.oracle.reference import TOTAL, Cell, Indicator, Reference
from tests.oracle.reports import Reports
from tests.oracle.rollup import CLOSED, Judged
from tests.oracle.rows import Published, value_of
from tests.oracle.workings import note

Part = tuple[str, Cell]
Rebuilt = dict[str, tuple[Figure, Decimal | None]]  # the ratio, its parts' least completeness


@dataclass(frozen=True)
class Parts:
    """All that ratios of one period and boundary can be rebuilt from."""

    period: str
    rows: Mapping[Part, Mapping[str, Published]]
    reference: Reference

    def of(self, part: Part, cell: Cell) -> Mapping[str, Published]:
        """The rows of a part at the ratio's breakdown, if they are fit to build from."""
        code, own_cell = part
        merged = []
        for mine, asked in zip(own_cell, cell, strict=True):
            if TOTAL not in (mine, asked) and mine != asked:
                return {}
            merged.append(asked if mine == TOTAL else mine)
        rows = self.rows.get((code, Cell(*merged)), {})
        return {u: r for u, r in rows.items() if r.method in CLOSED and r.figure is not None}

    def population(self, part: Part, cell: Cell) -> Mapping[str, Published]:
        """Published population in the latest edition up to the year; it is not broken down."""
        code, year = part[0], year_of(self.period)
        found = {}
        for unit, indicator in self.reference.population:
            people = self.reference.published_population(unit, code, year)
            if indicator == code and cell == Cell() and people is not None:
                found[unit] = Published(exact(people), "reported", Measures())
        return found


def rebuild(indicator: Indicator, cell: Cell, parts: Parts) -> Rebuilt:
    """The ratio at every unit where all its parts have method computed or reported."""
    if not indicator.numerator or indicator.denominator is None:
        return {}
    numerators = [parts.of(part, cell) for part in indicator.numerator]
    below = indicator.denominator
    published = parts.reference.indicators[below[0]].behaviour == "reference"
    denominators = parts.population(below, cell) if published else parts.of(below, cell)
    rebuilt: Rebuilt = {}
    for unit in denominators.keys() & set.intersection(*(set(rows) for rows in numerators)):
        above = [rows[unit] for rows in numerators]
        numerator = add(row.figure for row in above if row.figure is not None)
        denominator = denominators[unit].figure
        assert denominator is not None
        figure = ratio(numerator, denominator, indicator.ratio_factor)
        if figure is None:
            note("ratio: not rebuilt over what may be zero, or of no number")
        else:
            note(f"ratio: rebuilt over {'population' if published else 'parts'}")
            if cell != Cell():
                note("ratio: rebuilt for a breakdown")
            shares = [row.measures.completeness for row in [*above, denominators[unit]]]
            known = [share for share in shares if share is not None]
            rebuilt[unit] = figure, min(known, default=None)
    return rebuilt


def publish_ratio(indicator: Indicator, reports: Reports, rebuilt: Rebuilt) -> dict[str, Published]:
    """The rebuilt ratio where there is one, elsewhere the reported one; the rows are those of the
    reports, of the rebuilt ratios, and of the ancestors of both."""
    above = {a for unit in rebuilt for a in reports.tree.at_and_above(unit)}
    return {
        unit: _row(indicator, unit, reports, rebuilt) for unit in sorted(above.union(reports.rows))
    }


def _row(indicator: Indicator, unit: str, reports: Reports, rebuilt: Rebuilt) -> Published:
    """A ratio has no own, children and residual."""
    inclusive = value_of(reports.inclusive.get(unit))
    if unit in rebuilt:
        figure, completeness = rebuilt[unit]
        hedged = of_one_figure(unit, figure, True, reports).hedged_share
        measures = Measures(completeness, None, hedged)
        if inclusive is not None:
            note("ratio: reported beside the rebuilt one")
        return Published(figure, "computed", measures, reported_inclusive=inclusive)
    reported, method = judge_reported(indicator, unit, reports)
    if reported is not None:
        open_ends = reported.lower is None and reported.upper is None
        note(f"ratio: {method}{', ends open' if open_ends else ''}")
    measures = of_one_figure(unit, reported, reported is not None, reports)
    return Published(reported, method, measures, reported_inclusive=inclusive)


def judge_reported(indicator: Indicator, unit: str, reports: Reports) -> Judged:
    """The inclusive, else the own, else the unknown ratio (of rollup scope `own` never the
    inclusive one). The own ratio of a unit with children proves nothing of the whole, and an
    unknown one nothing of either: their ends are open."""
    own_only = indicator.rollup_scope == "own"
    inclusive, own = reports.inclusive.get(unit), reports.own.get(unit)
    if inclusive is not None and not own_only:
        return inclusive, "reported"
    if own is not None:
        proven = own_only or reports.tree.is_leaf(unit)
        return own if proven else Figure(own.value), "reported"
    unknown = reports.unknown.get(unit)
    if unknown is not None and unknown.is_number:
        return Figure(unknown.value), "assumed"
    return None, None
