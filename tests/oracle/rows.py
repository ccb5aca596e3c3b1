"""A row of the published totals, as far as one edition of the figures makes it."""

from dataclasses import dataclass
from decimal import Decimal

from tests.oracle.completeness import Measures
from tests.oracle.intervals import ZERO, Figure
from tests.oracle.reports import Reports
from tests.oracle.rollup import Node


@dataclass(frozen=True, slots=True)
class Published:
    """What is published of a unit for one indicator, cell, period and boundary."""

    figure: Figure | None
    method: str | None
    measures: Measures
    own: Decimal | None = None
    children: Decimal | None = None
    residual: Decimal | None = None
    reported_inclusive: Decimal | None = None
    difference: Decimal | None = None

    @property
    def total(self) -> Decimal | None:
        """The total; None where there is none or all is not applicable."""
        return value_of(self.figure)


def value_of(figure: Figure | None) -> Decimal | None:
    """The number of a figure, None where it has none."""
    return None if figure is None else figure.value


def rolled_up(unit: str, node: Node, reports: Reports, measures: Measures) -> Published:
    """residual = total - own - children, absent parts counted as zero; difference = reported
    inclusive - computed, wherever both exist."""
    own, inclusive = value_of(reports.own.get(unit)), value_of(reports.inclusive.get(unit))
    total, computed = value_of(node.figure), value_of(node.computed)
    return Published(
        figure=node.figure,
        method=node.method,
        measures=measures,
        own=own,
        children=node.children,
        residual=None if total is None else total - (own or ZERO) - (node.children or ZERO),
        reported_inclusive=inclusive,
        difference=None if inclusive is None or computed is None else inclusive - computed,
    )


def alone(
    unit: str, figure: Figure | None, method: str | None, reports: Reports, measures: Measures
) -> Published:
    """What is not added over units: its own figure and what was reported of the whole beside it."""
    own, total = value_of(reports.own.get(unit)), value_of(figure)
    return Published(
        figure=figure,
        method=method,
        measures=measures,
        own=own,
        residual=None if total is None else total - (own or ZERO),
        reported_inclusive=value_of(reports.inclusive.get(unit)),
    )
