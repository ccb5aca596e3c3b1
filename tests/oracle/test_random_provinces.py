"""On random small provinces: identities hold always, and true reports make true intervals."""

import os
from collections import Counter
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

import pytest

from tests.oracle.little import CATALOGUE
from tests.oracle.periods import last_day, year_of
from tests.oracle.random_province import World
from tests.oracle.random_reports import Reporters, months_of
from tests.oracle.reference import DIMENSIONS, Cell

PROVINCES = int(os.environ.get("ORACLE_PROVINCES", "80"))  # as many of each kind
TODAY = date(2030, 1, 1)  # after all events
Row = dict[str, Any]


def province(seed: int, truthful: bool) -> World:
    world = World(seed)
    Reporters(world, truthful).speak()
    return world


def zero(number: Decimal | None) -> Decimal:
    return number if number is not None else Decimal(0)


@pytest.mark.parametrize("seed", range(PROVINCES))
def test_identities(seed: int) -> None:
    """Whatever is reported: total = own + children + residual, children is the sum of the
    children's own rows, and the residual is zero except under reported and assumed."""
    world = province(seed, truthful=False)
    rows = world.little.rows()
    totals = {tuple(row[c] for c in ("org_code", *_SLOT)): row["total"] for row in rows}
    for row in rows:
        check_shares(row)
        if CATALOGUE[row["indicator"]]["behaviour"] == "ratio":
            assert [row[c] for c in ("own", "children", "residual", "difference")] == [None] * 4
            continue
        if row["total"] is not None:
            parts = zero(row["own"]) + zero(row["children"])
            assert row["total"] == parts + row["residual"]
            assert row["residual"] == 0 or row["method"] in ("reported", "assumed")
        if row["difference"] is not None:
            computed = zero(row["own"]) + zero(row["children"])
            assert row["difference"] == row["reported_inclusive"] - computed
        if CATALOGUE[row["indicator"]].get("rollup_scope") is None:
            assert row["children"] == children_of(world, row, totals)


_SLOT = ("indicator", "period", *DIMENSIONS, "boundary")


def children_of(
    world: World, row: Row, totals: dict[tuple[Any, ...], Decimal | None]
) -> Decimal | None:
    """The sum of the totals of the children's rows; None where none has one."""
    if CATALOGUE[row["indicator"]]["behaviour"] in ("not_additive", "surveyed"):
        return None
    day = TODAY if row["boundary"] == "latest" else last_day(row["period"])
    slot = tuple(row[column] for column in _SLOT)
    children = [u for u, p in world.parents_on(day).items() if p == row["org_code"]]
    found = [totals.get((child, *slot)) for child in children]
    known = [total for total in found if total is not None]
    return sum(known, Decimal(0)) if known else None


def check_shares(row: Row) -> None:
    """A value lies in its interval, a share between 0 and 1, a method goes with a total."""
    assert row["method"] in (None, "computed", "reported", "partial", "assumed")
    assert row["total"] is None or row["method"] is not None
    if row["lower"] is not None:
        assert row["lower"] <= row["total"] or row["method"] == "reported"
    if row["upper"] is not None:
        assert row["total"] <= row["upper"]
    for column in ("completeness", "value_completeness", "hedged_share"):
        assert row[column] is None or 0 <= row[column] <= 1, column


@pytest.mark.parametrize("seed", range(1000, 1000 + PROVINCES))
def test_truth(seed: int) -> None:
    """As long as the reports are true, the published interval holds the truth."""
    world = province(seed, truthful=True)
    wrong = [row for row in world.little.rows() if not holds(world, row)]
    assert not wrong, [(row, truth_of(world, row)) for row in wrong[:3]]


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


def test_the_provinces_are_worth_it() -> None:
    """The random provinces reach every method, both boundaries and closed and open intervals."""
    seen: Counter[tuple[str, ...]] = Counter()
    for seed in range(1000, 1040):
        world = province(seed, truthful=True)
        seen.update((e["event_type"],) for e in world.little.events)
        for row in world.little.rows():
            kind = CATALOGUE[row["indicator"]]["behaviour"]
            closed = "open" if row["upper"] is None else "closed"
            seen[kind, row["boundary"], str(row["method"]), closed] += 1
    for boundary in ("period", "latest"):
        for kind in ("flow", "stock"):
            for method in ("computed", "reported"):
                assert seen[kind, boundary, method, "closed"] > 30
            for method in ("partial", "assumed"):
                assert seen[kind, boundary, method, "open"] > 10
        assert seen["ratio", boundary, "computed", "closed"] > 30
        assert seen["reference", boundary, "computed", "closed"] > 5
