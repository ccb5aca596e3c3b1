"""Estimates of a random province, worked out top-down from the oracle's figures."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from tests.oracle.intervals import Figure, add, exact, ratio, share
from tests.oracle.periods import period_type, year_of
from tests.oracle.ratios import Parts
from tests.oracle.reference import Cell, Indicator
from tests.oracle.reports import Reports
from tests.oracle.rows import Published
from tests.rollup.recomputed import CLOSED, Key, Known

ByUnit = Mapping[str, Published]
Estimate = tuple[Decimal | None, ...]  # estimate, lower, upper, coverage


def ratio_estimates(of: Known) -> Iterator[tuple[Key, Estimate]]:
    """(unit, indicator, period, boundary), and estimate, lower, upper, coverage of ratios."""
    slots = {(period, boundary) for _, _, period, boundary in of.reports}
    for indicator in of.reference.indicators.values():
        if indicator.behaviour != "ratio" or indicator.rollup_scope == "own":
            continue
        for period, boundary in sorted(slots):
            if period_type(period) in indicator.period_types:
                yield from _of_ratio(of, indicator, period, boundary)


def _of_ratio(
    of: Known, indicator: Indicator, period: str, boundary: str
) -> Iterator[tuple[Key, Estimate]]:
    assert indicator.denominator is not None
    parts = (*indicator.numerator, indicator.denominator)
    per_head = of.reference.indicators[parts[-1][0]].behaviour == "reference"
    slots = [(*part, period, boundary) for part in parts]
    heads: ByUnit = Parts(period, {}, of.reference).population(parts[-1], Cell())
    published: list[ByUnit] = [of.rows.get(slot, {}) for slot in slots]
    if per_head:
        published[-1] = heads
    areas = _areas(published)
    offices = {} if per_head else _offices(of.reports.get(slot) for slot in slots)
    tree = next(r for s, r in of.reports.items() if s[2:] == (period, boundary)).tree
    leading = (parts[0] if per_head else parts[-1])[0]
    due = of.calendar.owed(leading, period, boundary == "latest").due.units

    def pieces(unit: str, top: bool) -> Iterator[tuple[Figure, Figure, int]]:
        if unit in areas and not top:
            yield (*areas[unit], len(tree.at_and_below[unit] & due))
            return
        if unit in offices:
            yield (*offices[unit], int(unit in due))
        for child in tree.children.get(unit, []):
            yield from pieces(child, False)

    for unit in tree.parents.keys() - areas.keys():
        found = list(pieces(unit, True))
        figure = ratio(add(p[0] for p in found), add(p[1] for p in found), indicator.ratio_factor)
        if figure is None:
            continue
        covers = share(sum(p[2] for p in found), len(tree.at_and_below[unit] & due))
        if per_head:
            people = heads[unit].total if unit in heads else None
            covers = share(sum((p[1].value or Decimal(0) for p in found), Decimal(0)), people or 0)
        covers = None if covers is None else min(covers, Decimal(1))
        yield (unit, indicator.code, period, boundary), (*_ends(figure), covers)


def _areas(published: list[ByUnit]) -> dict[str, tuple[Figure, Figure]]:
    """Areas that gave every part under a closed method, "-" included; the denominator is last."""
    found = {}
    for unit in set.intersection(*(set(rows) for rows in published)):
        figures = [rows[unit].figure or Figure() for rows in published]
        closed = all(rows[unit].method in CLOSED for rows in published)
        if closed and any(figure.is_number for figure in figures):
            found[unit] = (add(figures[:-1]), figures[-1])
    return found


def _offices(own: Iterable[Reports | None]) -> dict[str, tuple[Figure, Figure]]:
    """Offices that gave every part for themselves; the denominator comes last."""
    known = list(own)
    if None in known:
        return {}
    gave = [{u: r.own[u] for u in r.reported & r.own.keys()} for r in known if r]
    return {
        unit: (add(figures[unit] for figures in gave[:-1]), gave[-1][unit])
        for unit in set.intersection(*(set(figures) for figures in gave))
        if any(figures[unit].is_number for figures in gave)
    }


def surveyed_estimates(of: Known) -> Iterator[tuple[Key, Estimate]]:
    """(unit, indicator, period, boundary), and estimate, lower, upper, coverage of rates."""
    for (code, cell, period, boundary), rows in of.rows.items():
        if of.reference.indicators[code].behaviour != "surveyed":
            continue
        tree = of.reports[code, cell, period, boundary].tree
        heads = _heads(of, year_of(period))
        rates = {
            unit: row.figure
            for unit, row in rows.items()
            if row.total is not None and row.method in CLOSED and row.figure and heads(unit)
        }

        def pieces(
            unit: str, tree: Any = tree, rates: Any = rates
        ) -> Iterator[str]:  # bound now: the loop goes on
            for child in tree.children.get(unit, []):
                yield from [child] if child in rates else pieces(child)

        for unit in tree.parents:
            found = list(pieces(unit))
            if not found:
                continue
            people = sum(heads(u) or 0 for u in found)
            products = [_times(rates[u], heads(u) or Decimal(0)) for u in found]
            figure = ratio(add(products), exact(people), Decimal(1))
            assert figure is not None
            whole = heads(unit)
            covers = None if not whole else min(Decimal(1), share(people, whole) or Decimal(0))
            yield (unit, code, period, boundary), (*_ends(figure), covers)


def _heads(of: Known, year: int) -> Callable[[str], Decimal | None]:
    return lambda unit: of.reference.published_population(unit, "resident_population", year)


def _times(figure: Figure, weight: Decimal) -> Figure:
    ends = (figure.value, figure.lower, figure.upper)
    return Figure(*(None if end is None else end * weight for end in ends))


def _ends(figure: Figure) -> tuple[Decimal | None, ...]:
    return figure.value, figure.lower, figure.upper
