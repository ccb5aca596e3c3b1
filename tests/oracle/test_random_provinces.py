"""On random small provinces: identities hold always, and true reports make true intervals."""

import os
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from tests.oracle.little import CATALOGUE
from tests.oracle.periods import last_day
from tests.oracle.random_province import World
from tests.oracle.reference import DIMENSIONS
from tests.oracle.truth import TODAY, holds, random_world, truth_of

PROVINCES = int(os.environ.get("ORACLE_PROVINCES", "80"))  # as many of each kind
Row = dict[str, Any]


def zero(number: Decimal | None) -> Decimal:
    return number if number is not None else Decimal(0)


@pytest.mark.parametrize("seed", range(PROVINCES))
def test_identities(seed: int) -> None:
    """Whatever is reported: total = own + children + residual, children is the sum of the
    children's own rows, and the residual is zero except under reported and assumed."""
    world = random_world(seed, truthful=False)
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
    world = random_world(seed, truthful=True)
    wrong = [row for row in world.little.rows() if not holds(world, row)]
    assert not wrong, [(row, truth_of(world, row)) for row in wrong[:3]]


def test_the_provinces_are_worth_it() -> None:
    """The random provinces reach every method, both boundaries and closed and open intervals."""
    seen: Counter[tuple[str, ...]] = Counter()
    for seed in range(1000, 1040):
        world = random_world(seed, truthful=True)
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
