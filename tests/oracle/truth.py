"""What is true of a random province with known latent values, and whether a row holds it."""

from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from tests.oracle.little import CATALOGUE
from tests.oracle.periods import last_day, year_of
from tests.oracle.random_province import World
from tests.oracle.random_reports import Reporters, months_of
from tests.oracle.reference import DIMENSIONS, Cell

TODAY = date(2030, 1, 1)  # after all events
Row = dict[str, Any]


def random_world(seed: int, truthful: bool) -> World:
    """A random province whose units have spoken, the truth or not."""
    world = World(seed)
    Reporters(world, truthful).speak()
    return world


def holds(world: World, row: Row) -> bool:
    """Whether the interval of a row holds the truth; without a total there is none."""
    if row["total"] is None:
        return True
    least, most = truth_of(world, row)
    below = row["lower"] is None or row["lower"] <= least
    return below and (row["upper"] is None or most <= row["upper"])


def truth_of(world: World, row: Row) -> tuple[Decimal, Decimal]:
    """The true total (of a ratio the six decimals around it), on the row's boundary."""
    behaviour = CATALOGUE[row["indicator"]]["behaviour"]
    if behaviour in ("not_additive", "surveyed"):
        truth = world.single(row["indicator"], row["org_code"], row["period"])
        return truth, truth
    if behaviour != "ratio":
        truth = true_total(world, row, row["indicator"])
        return truth, truth
    above = true_total(world, row, "events")
    if row["indicator"] == "per_base":
        below = true_total(world, row, "bases")
    else:
        above += true_total(world, row, "change")
        year = 2010 if year_of(row["period"]) < 2024 else 2024
        below = next(
            Decimal(p["value"])
            for p in world.little.population
            if p["org_code"] == row["org_code"] and p["year"] == year
        )
    exactly = above / below
    six = Decimal("0.000001")
    return exactly.quantize(six, ROUND_FLOOR), exactly.quantize(six, ROUND_CEILING)


def true_total(world: World, row: Row, indicator: str) -> Decimal:
    """Own truth at the period's end, carried to the boundary's tree and added up there."""
    end = last_day(row["period"])
    if indicator == "people":
        own = world.people(row["period"])
    else:
        cell = Cell(*(row[dimension] for dimension in DIMENSIONS))
        own = world.own(indicator, cell, months_of(row["period"]), end)
    if row["boundary"] == "latest":
        own, end = world.carried(own, end, TODAY), TODAY
    if CATALOGUE[indicator].get("rollup_scope") == "own":
        return own.get(row["org_code"], Decimal(0))
    return world.total(own, row["org_code"], end)
