"""What the warehouse published of an office before: last year's figures and the last period's for
comparison, the closing stocks of last year as the opening ones of this.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import psycopg
from psycopg.rows import dict_row

from ingestion import settings
from ingestion.errors import SettingsError
from ingestion.reading.filings import Reference
from ingestion.reference.catalogue import Catalogue
from ingestion.reference.catalogue_rows import Cell
from ingestion.reference.org_tree import OrgTree
from ingestion.reference.periods import Period
from ingestion.template.asked import Office

_FIGURES = """
select indicator, audience, grade, department, kind, own, reported_inclusive
from marts.totals
where org_code = %s and period = %s and boundary = 'period'
    and (own is not null or reported_inclusive is not null)
"""
_LAST_YEAR = ("own_before", "inclusive_before")
_LAST_PERIOD = ("own_previous", "inclusive_previous")
_ANSWERS = ("own", "inclusive")  # prefilled where the office answers
# a station that left before the year began is no line of the year's register
_STATIONS = """
select
    station_name, host_name, credit_code, type_as_sent, grade_as_sent, approved_on, term_end,
    org_code
from marts.workstation_register
where org_code = any(%s) and (exited_on is null or exited_on >= %s)
order by org_code, station_name, credit_code
"""


@dataclass(frozen=True, slots=True)
class Before:
    """Earlier figures by cell and column, the stations of the register, and what was missing.

    `problem` says in Chinese why there is nothing, and is empty otherwise.
    """

    figures: Mapping[tuple[Cell, str], Decimal] = field(default_factory=dict)
    stations: tuple[Mapping[str, Any], ...] = ()
    problem: str = ""

    @property
    def told(self) -> str:
        """For whoever made the template: what it shows of last year."""
        if self.problem:
            return f"上年数未预填：{self.problem}"
        return f"上年数、上期数、期初数 {len(self.figures)} 个，登记册 {len(self.stations)} 行"


def load(asked: Office, reference: Reference, warehouse: settings.Settings) -> Before:
    """What the marts show; nothing, with the reason, where there is no warehouse or no figure."""
    try:
        with psycopg.connect(warehouse.dsn("reader"), row_factory=dict_row) as connection:
            found = _read(asked, reference, connection)
    except SettingsError:
        return Before(problem="没有可用的数据库")
    except psycopg.OperationalError:
        return Before(problem="数据库无法连接")
    except psycopg.errors.UndefinedTable:
        return Before(problem="数据库中还没有公布过的数")
    if found.figures or found.stations:
        return found
    return Before(problem=f"数据库中没有本单位 {asked.period.previous_year} 的数")


def _below(asked: Office, tree: OrgTree) -> list[str]:
    """The units whose stations stand in the office's register: it and all below it."""
    found = [asked.unit]
    for unit in found:
        found.extend(tree.children(unit, asked.period.last_day))
    return found


def _read(asked: Office, reference: Reference, connection: psycopg.Connection[Any]) -> Before:
    period, catalogue = asked.period, reference.catalogue
    figures = _beside(asked.unit, period.previous_year, _LAST_YEAR, connection)
    if period.type != "annual":
        figures |= _beside(asked.unit, period.previous, _LAST_PERIOD, connection)
    figures |= _opening(_beside(asked.unit, period.previous, _ANSWERS, connection), catalogue)
    first_day: date = Period(period.year).first_day
    below = _below(asked, reference.tree)
    stations = connection.execute(_STATIONS, (below, first_day)).fetchall()
    return Before(figures, tuple(stations))


def _beside(
    unit: str, period: Period, columns: tuple[str, str], connection: psycopg.Connection[Any]
) -> dict[tuple[Cell, str], Decimal]:
    """The own and the inclusive figures of a period, in the columns where they are shown."""
    figures = {}
    for row in connection.execute(_FIGURES, (unit, str(period))):
        cell = Cell(
            *(row[name] for name in ("indicator", "audience", "grade", "department", "kind"))
        )
        for column, value in zip(columns, (row["own"], row["reported_inclusive"]), strict=True):
            if value is not None:
                figures[cell, column] = value
    return figures


def _opening(
    closing: Mapping[tuple[Cell, str], Decimal], catalogue: Catalogue
) -> dict[tuple[Cell, str], Decimal]:
    """The opening stocks, each being the closing one of the period before."""
    opens = {row.opening_of: row.indicator for row in catalogue.indicators.values()}
    return {
        (cell._replace(indicator=opens[cell.indicator]), column): value
        for (cell, column), value in closing.items()
        if cell.indicator in opens
    }
