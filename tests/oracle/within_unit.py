"""Rule b: within a unit, own and inclusive figures apart, each step once: cumulative, parts, time.

What was asserted for the cell itself holds before what is built.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from tests.oracle.boundaries import Boundaries
from tests.oracle.cumulative import Series, flows_of
from tests.oracle.intervals import Figure
from tests.oracle.over_time import ByPeriod, OverTime
from tests.oracle.parts import build_totals
from tests.oracle.reference import DIMENSIONS, Cell, Reference
from tests.oracle.speakers import Key

BUILT_SCOPES = ("own", "inclusive")  # an unknown figure is never built
Book = dict[str, dict[Cell, dict[str, ByPeriod]]]  # indicator, cell, scope, period, unit


def build(holding: Mapping[Key, Figure], reference: Reference, boundaries: Boundaries) -> Book:
    """All figures of units: what was asserted, and what the three steps build from it."""
    book: Book = {}
    for key, figure in holding.items():
        if key.basis == "period":
            _enter(book, key, str(key.when), figure)
    _add_cumulative(book, holding, reference, boundaries)
    for indicator, cells in book.items():
        if reference.indicators[indicator].behaviour in ("flow", "stock"):
            _add_parts(indicator, cells, reference)
            for scopes in cells.values():
                for scope in scopes.keys() & set(BUILT_SCOPES):
                    over_time = OverTime(reference.indicators[indicator], scope, boundaries)
                    scopes[scope] = over_time.build(scopes[scope])
    return book


def _enter(book: Book, key: Key, period: str, figure: Figure) -> None:
    """Write a figure where none is."""
    scopes = book.setdefault(key.indicator, {}).setdefault(key.cell, {})
    scopes.setdefault(key.scope, {}).setdefault(period, {}).setdefault(key.unit, figure)


def _add_cumulative(
    book: Book, holding: Mapping[Key, Figure], reference: Reference, boundaries: Boundaries
) -> None:
    series: dict[Key, dict[date, Figure]] = defaultdict(dict)
    for key, figure in holding.items():
        if isinstance(key.when, date) and key.scope in BUILT_SCOPES:
            series[key._replace(when="")][key.when] = figure
    for key, cumulative in series.items():
        indicator = reference.indicators[key.indicator]
        if indicator.behaviour == "flow":
            found = Series(key.unit, key.scope, cumulative, indicator.may_be_negative)
            for period, flow in flows_of(found, boundaries).items():
                _enter(book, key, period, flow)


def _add_parts(
    indicator: str, cells: dict[Cell, dict[str, ByPeriod]], reference: Reference
) -> None:
    dimensions = [reference.members.get((indicator, dimension), ()) for dimension in DIMENSIONS]
    if not any(member.exhaustive for members in dimensions for member in members):
        return
    turned: dict[tuple[str, str, str], dict[Cell, Figure]] = defaultdict(dict)
    for cell, scopes in cells.items():
        for scope in scopes.keys() & set(BUILT_SCOPES):
            for period, figures in scopes[scope].items():
                for unit, figure in figures.items():
                    turned[scope, period, unit][cell] = figure
    for (scope, period, unit), by_cell in turned.items():
        for cell, figure in build_totals(indicator, period, by_cell, reference).items():
            periods = cells.setdefault(cell, {}).setdefault(scope, {})
            periods.setdefault(period, {}).setdefault(unit, figure)
