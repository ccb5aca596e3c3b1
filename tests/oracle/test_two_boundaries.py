"""Rule c7: from the tree of a period to a later one."""

from datetime import date

import pytest

from tests.oracle import publish
from tests.oracle.little import Little, plain

# two districts with two subdistricts each
TREE: dict[str, str | None] = {"P": None, "D": "P", "E": "P"}
TREE |= {"D1": "D", "D2": "D", "E1": "E", "E2": "E"}
NEXT_YEAR = "2025-03-01"


def merged() -> Little:
    """E2 goes to D2 in the year after."""
    p = Little(TREE)
    p.event(NEXT_YEAR, "E2", {"D2": 1})
    p.ended("E2", NEXT_YEAR)
    return p


def moved() -> Little:
    """E2 goes under D in the year after, as it is."""
    p = Little(TREE)
    p.from_day("E2", NEXT_YEAR, "D")
    return p


def test_own_figures_go_to_the_successor() -> None:
    """Own figures of units that changed go to their successors, in their new place."""
    p = merged()
    for unit in TREE:
        p.say(unit, 10)
    assert p.row("E")["total"] == 30
    assert p.row("E", boundary="latest")["total"] == 20
    assert p.row("D2", boundary="latest")["total"] == 20
    assert p.row("P", boundary="latest")["total"] == p.row("P")["total"] == 70
    assert p.said("E2", boundary="latest") is None


def test_weights_stay_exact() -> None:
    """A split hands out the weights of the event, one event after the other, exactly."""
    p = Little(TREE)
    p.event("2025-02-01", "E2", {"E2": "0.9", "E1": "0.1"})
    p.event("2025-03-01", "E1", {"D1": "0.3", "D2": "0.7"})
    p.ended("E1", "2025-03-01")
    p.say("E2", 1)
    p.say("E1", 0, state="zero")
    assert plain(p.row("E2", boundary="latest")["total"]) == "0.9"
    assert plain(p.row("D1", boundary="latest")["own"]) == "0.03"
    assert plain(p.row("D2", boundary="latest")["own"]) == "0.07"


def test_all_that_were_due_must_be_in() -> None:
    """A restated own figure counts as reported if all that were due among its sources are."""
    p = merged()
    p.say("D2", 5)
    assert p.said("D2", boundary="latest") == ("partial", "5", "5", None)
    assert p.row("D2", boundary="latest")["completeness"] == 0
    p.say("E2", 2)
    assert p.said("D2", boundary="latest") == ("computed", "7", "7", "7")
    assert p.row("D2", boundary="latest")["completeness"] == 1


def test_a_source_that_was_not_due() -> None:
    """A source that was neither due nor in leaves the figure reported."""
    p = merged()
    p.due = [row for row in p.due if row["level"] != "district"]
    p.units = [u | {"reporting_unit": u["org_code"] != "E2"} for u in p.units]
    p.say("D2", 5)
    assert p.said("D2", boundary="latest") == ("computed", "5", "5", "5")


def test_heir_of_a_due_unit_is_due() -> None:
    """A unit that took over from a due one is due in its place; a new one is not."""
    p = Little(TREE)
    p.born("E3", NEXT_YEAR, "E")
    p.born("E4", NEXT_YEAR, "E")
    p.event(NEXT_YEAR, "E2", {"E3": 1})
    p.ended("E2", NEXT_YEAR)
    for unit in ("E", "E1"):
        p.say(unit, 1)
    assert p.said("E", boundary="latest")[0] == "partial"
    p.say("E2", 4)
    assert p.said("E", boundary="latest") == ("computed", "6", "6", "6")


def test_inclusive_stays_behind_where_units_left() -> None:
    """Inclusive and unknown figures come along only where everything at and below is as it was."""
    p = moved()
    for unit in ("E", "D"):
        p.say(unit, 100, scope="inclusive")
    p.say("P", 300, scope="unknown")
    assert p.said("E", boundary="latest") == (None, None, None, None)
    assert p.said("P", boundary="latest") == ("assumed", "300", "300", None)


def test_inclusive_stays_behind_where_a_unit_grew() -> None:
    """Not even where the unit is the same by name but took over another."""
    p = merged()
    p.say("D2", 5, scope="unknown")  # its own figure, as it has no children
    p.say("E2", 3)
    p.say("D2", 6, scope="inclusive")
    row = p.row("D2", boundary="latest")
    assert (row["total"], row["reported_inclusive"]) == (9, None)


def test_inclusive_stays_behind_where_land_moved() -> None:
    """Nor where units gave a part of theirs to each other and all go on existing."""
    p = Little(TREE)
    p.event(NEXT_YEAR, "E2", {"E2": "0.5", "D2": "0.5"})
    p.say("E", 100, scope="inclusive")
    assert p.row("E")["total"] == 100
    assert p.row("E", boundary="latest")["total"] is None


@pytest.mark.parametrize(("scope", "stays"), [("own", True), ("inclusive", False)])
def test_not_additive_stays_where_the_unit_is_what_it_was(scope: str, stays: bool) -> None:
    """What is not additive comes along only where the unit itself is what it was; the figure of
    the whole only where all below is."""
    p = moved()
    p.say("E", 100, indicator="persons", scope=scope)
    assert (p.row("E", "persons", boundary="latest")["total"] is not None) is stays


def test_not_additive_is_not_apportioned() -> None:
    """A unit that took over another loses its figure of what is not additive."""
    p = merged()
    p.say("D2", 5, indicator="rate")
    assert p.row("D2", "rate")["total"] == 5
    assert p.row("D2", "rate", boundary="latest")["total"] is None


def test_vanished_without_an_event() -> None:
    """A unit that ended without an event has no place on the later tree."""
    p = Little(TREE)
    p.ended("E2", NEXT_YEAR)
    for unit in ("E", "E1", "E2"):
        p.say(unit, 1)
    assert p.row("E")["total"] == 3
    assert p.said("E", boundary="latest") == ("computed", "2", "2", "2")


def test_the_tree_of_the_night() -> None:
    """`latest` is the tree of the night: what comes later is not known yet."""
    p = merged()
    p.say("E2", 3)
    rows = publish(p.submissions, p.observations, p.reference(), as_of=date(2025, 1, 31))
    latest = {row["org_code"] for row in rows if row["boundary"] == "latest"}
    assert latest == {"E2", "E", "P"}


def test_own_budgets_are_restated() -> None:
    """Own figures of money that is not rolled up go to successors too; a part is no whole."""
    p = merged()
    p.say("D2", 5, indicator="budget")
    assert p.said("D2", "budget", boundary="latest") == ("partial", "5", "5", None)
    p.say("E2", 2, indicator="budget")
    assert p.said("D2", "budget", boundary="latest") == ("computed", "7", "7", "7")
