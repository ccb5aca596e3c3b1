"""From raw rows to published totals: the rules in their order, on both boundaries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Context, Decimal, localcontext
from typing import Any

from tests.oracle.boundaries import Boundaries
from tests.oracle.completeness import of_rolled_up
from tests.oracle.due import Calendar
from tests.oracle.periods import last_day, period_type, year_before
from tests.oracle.ratios import Parts, publish_ratio, rebuild
from tests.oracle.reference import Cell, Reference
from tests.oracle.reports import Reports, at_period_end, on_latest_tree
from tests.oracle.rollup import roll_up
from tests.oracle.rows import Published, rolled_up, value_of
from tests.oracle.speakers import Observation, Spoken, Submission, is_edit, who_speaks
from tests.oracle.unadded import stand_alone
from tests.oracle.within_unit import Book, build

COLUMNS = (
    "org_code", "indicator", "period", "audience", "grade", "department", "kind", "boundary",
    "total", "lower", "upper", "own", "children", "residual", "reported_inclusive", "difference",
    "adjusted_total", "method", "completeness", "value_completeness", "hedged_share",
)  # fmt: skip
BOUNDARIES = ("period", "latest")
Slot = tuple[str, Cell, str, str]  # indicator, cell, period, boundary
Edition = dict[Slot, dict[str, Published]]


def publish(
    submissions: Sequence[Submission],
    observations: Sequence[Observation],
    reference: Reference,
    as_of: date | None = None,
) -> list[dict[str, Any]]:
    """The rows of the published totals, from the rows of raw submissions and observations.

    `as_of` is the night's day, whose tree is the boundary `latest`; None: the open versions.
    """
    with localcontext(Context(prec=1000)):  # sums and weighted sums are exact
        boundaries = Boundaries(reference.units, as_of)
        calendar = Calendar(reference, submissions, boundaries)
        said = who_speaks(submissions, observations, reference)
        totals = _edition(said, reference, boundaries, calendar)
        adjusted = totals
        if any(is_edit(submission) for submission in submissions):
            said = who_speaks(submissions, observations, reference, with_edits=True)
            adjusted = _edition(said, reference, boundaries, calendar)
        return list(_output(totals, adjusted))


def _edition(
    said: Spoken, reference: Reference, boundaries: Boundaries, calendar: Calendar
) -> Edition:
    """All rows, with or without edits."""
    book = build(said.holding, reference, boundaries)
    known = _all_reports(said, book, reference, boundaries, calendar)
    edition: Edition = {}
    for slot, reports in known.items():
        indicator = reference.indicators[slot[0]]
        if indicator.is_rolled_up:
            nodes = roll_up(indicator, reports)
            measures = of_rolled_up(indicator, reports, nodes, _last_year(slot, known))
            edition[slot] = {
                unit: rolled_up(unit, node, reports, measures[unit]) for unit, node in nodes.items()
            }
        elif indicator.behaviour != "ratio":
            edition[slot] = stand_alone(indicator, reports)
    _add_ratios(edition, known, reference, boundaries, calendar)
    return edition


def _all_reports(
    said: Spoken,
    book: Book,
    reference: Reference,
    boundaries: Boundaries,
    calendar: Calendar,
) -> dict[Slot, Reports]:
    """What is known, of every period of a type that the catalogue names, on both boundaries."""
    cells = {(code, cell, p) for code, cell, p in said.mentioned}
    for code, by_cell in book.items():
        for cell, scopes in by_cell.items():
            cells |= {(code, cell, p) for periods in scopes.values() for p in periods}
    known: dict[Slot, Reports] = {}
    for code, cell, period in sorted(cells):
        indicator = reference.indicators[code]
        if period_type(period) not in indicator.period_types:
            continue
        scopes = book.get(code, {}).get(cell, {})
        figures = {scope: periods.get(period, {}) for scope, periods in scopes.items()}
        mentioned = frozenset(said.mentioned.get((code, cell, period), ()))
        end = last_day(period)
        reports = at_period_end(
            indicator,
            boundaries.tree(end),
            figures,
            mentioned,
            calendar.owed(code, period, latest=False),
        )
        owed = calendar.owed(code, period, latest=True)
        restated = on_latest_tree(indicator, reports, boundaries.to_latest(end), owed)
        known[code, cell, period, "period"] = reports
        known[code, cell, period, "latest"] = restated
    return known


def _last_year(slot: Slot, known: dict[Slot, Reports]) -> dict[str, Decimal]:
    """The own figures of the same cell a year before, on the latest tree."""
    code, cell, period, _ = slot
    before = known.get((code, cell, year_before(period), "latest"))
    values = {} if before is None else {u: value_of(f) for u, f in before.own.items()}
    return {unit: value for unit, value in values.items() if value is not None}


def _add_ratios(
    edition: Edition,
    known: dict[Slot, Reports],
    reference: Reference,
    boundaries: Boundaries,
    calendar: Calendar,
) -> None:
    """The ratios of every period and boundary, from the rows of their parts."""
    by_day: dict[tuple[str, str], dict[tuple[str, Cell], dict[str, Published]]] = defaultdict(dict)
    for (code, cell, period, boundary), rows in list(edition.items()):
        by_day[period, boundary][code, cell] = rows
    periods = {period for _, _, period, _ in known}
    for indicator in reference.indicators.values():
        if indicator.behaviour != "ratio":
            continue
        for period in sorted(periods):
            if period_type(period) not in indicator.period_types:
                continue
            for cell in _ratio_cells(indicator.code, period, known, reference):
                for boundary in BOUNDARIES:
                    slot = (indicator.code, cell, period, boundary)
                    reports = known.get(slot) or _nothing_reported(slot, boundaries, calendar)
                    parts = Parts(period, by_day[period, boundary], reference)
                    rows = publish_ratio(indicator, reports, rebuild(indicator, cell, parts))
                    if rows:
                        edition[slot] = rows


def _ratio_cells(
    code: str, period: str, known: dict[Slot, Reports], reference: Reference
) -> list[Cell]:
    """The breakdowns in which a ratio may be reported or rebuilt: those known of anything that
    the catalogue permits for the ratio."""
    cells = {cell for _, cell, p, _ in known if p == period} | {Cell()}
    return sorted(cell for cell in cells if reference.permits(code, cell, period))


def _nothing_reported(slot: Slot, boundaries: Boundaries, calendar: Calendar) -> Reports:
    code, _, period, boundary = slot
    latest = boundary == "latest"
    end = last_day(period)
    tree = boundaries.to_latest(end).later if latest else boundaries.tree(end)
    owed = calendar.owed(code, period, latest)
    nobody: frozenset[str] = frozenset()
    return Reports(tree, {}, {}, {}, nobody, nobody, nobody, owed)


def _output(totals: Edition, adjusted: Edition) -> Iterator[dict[str, Any]]:
    """One row per unit, cell, period and boundary that either edition has."""
    for slot in sorted(totals.keys() | adjusted.keys()):
        with_edits, without = adjusted.get(slot, {}), totals.get(slot, {})
        for unit in sorted(with_edits.keys() | without.keys()):
            other = with_edits.get(unit)
            row = without.get(unit)
            yield _row(slot, unit, row, other.total if other else None)


def _row(
    slot: Slot, unit: str, row: Published | None, adjusted_total: Decimal | None
) -> dict[str, Any]:
    code, cell, period, boundary = slot
    found: dict[str, Any] = dict.fromkeys(COLUMNS)
    found.update(org_code=unit, indicator=code, period=period, boundary=boundary)
    found.update(cell._asdict(), adjusted_total=adjusted_total)
    if row is None:
        return found
    figure, measures = row.figure, row.measures
    found.update(
        total=row.total,
        lower=figure.lower if figure else None,
        upper=figure.upper if figure else None,
        own=row.own,
        children=row.children,
        residual=row.residual,
        reported_inclusive=row.reported_inclusive,
        difference=row.difference,
        method=row.method,
        completeness=measures.completeness,
        value_completeness=measures.value_completeness,
        hedged_share=measures.hedged_share,
    )
    return found


def by_key(rows: Iterable[dict[str, Any]]) -> dict[tuple[str, ...], dict[str, Any]]:
    """Rows by what identifies them: unit, indicator, period, the breakdown, boundary."""
    return {tuple(row[column] for column in COLUMNS[:8]): row for row in rows}
