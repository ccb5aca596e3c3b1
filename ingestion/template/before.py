"""What the warehouse published of an office one year before: for comparison, never as an answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import psycopg
from psycopg.rows import dict_row

from ingestion import settings
from ingestion.errors import SettingsError
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
    """Last year's figures by cell and column, the stations of the register, and what was missing.

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
        return f"上年数 {len(self.figures)} 个，登记册 {len(self.stations)} 行"


def load(asked: Office, tree: OrgTree, warehouse: settings.Settings) -> Before:
    """What the marts show; nothing, with the reason, where there is no warehouse or no figure."""
    try:
        with psycopg.connect(warehouse.dsn("reader"), row_factory=dict_row) as connection:
            found = _read(asked, _below(asked, tree), connection)
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


def _read(asked: Office, below: list[str], connection: psycopg.Connection[Any]) -> Before:
    year_before = asked.period.previous_year
    figures = {}
    for row in connection.execute(_FIGURES, (asked.unit, str(year_before))):
        cell = Cell(
            *(row[name] for name in ("indicator", "audience", "grade", "department", "kind"))
        )
        for column, value in (
            ("own_before", row["own"]),
            ("inclusive_before", row["reported_inclusive"]),
        ):
            if value is not None:
                figures[cell, column] = value
    first_day: date = Period(asked.period.year).first_day
    stations = connection.execute(_STATIONS, (below, first_day)).fetchall()
    return Before(figures, tuple(stations))
