"""Rule b, second step: a total is built where its parts are exhaustive and all are there."""

from tests.oracle.intervals import Figure, add
from tests.oracle.periods import year_of
from tests.oracle.reference import DIMENSIONS, TOTAL, Cell, Reference
from tests.oracle.workings import note

ByCell = dict[Cell, Figure]


def build_totals(indicator: str, period: str, cells: ByCell, reference: Reference) -> ByCell:
    """`cells` (of one unit, scope and period) with what their parts add up to: finest cells first,
    along the dimensions in their order; what is there already is never replaced."""
    members = {
        dimension: reference.exhaustive_members(indicator, dimension, year_of(period))
        for dimension in DIMENSIONS
    }
    built = dict(cells)
    for fineness in range(len(DIMENSIONS) - 1, -1, -1):
        for dimension in DIMENSIONS:
            for target in _targets(built, dimension, fineness):
                parts = [target._replace(**{dimension: name}) for name in members[dimension]]
                if not parts or not reference.permits(indicator, target, period):
                    continue
                if not all(part in built for part in parts):
                    note("parts: some are missing")
                elif target in built:
                    note("parts: asserted or built already holds")
                else:
                    built[target] = add(built[part] for part in parts)
                    note(f"parts: {dimension}")
                    note(f"parts: of a cell broken down by {fineness}")
    return built


def _targets(cells: ByCell, dimension: str, fineness: int) -> list[Cell]:
    """The cells broken down by `fineness` dimensions of which `dimension` would give parts."""
    coarser = {
        cell._replace(**{dimension: TOTAL}) for cell in cells if getattr(cell, dimension) != TOTAL
    }
    return sorted(cell for cell in coarser if len(cell.broken_down_by) == fineness)
