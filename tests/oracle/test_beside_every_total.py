"""Completeness by count and by value, the hedged share, and who is due."""

import pytest

from tests.oracle.little import Little, plain

TREE: dict[str, str | None] = {"P": None, "C": "P", "A": "C", "B": "C", "L": "P"}


def little() -> Little:
    return Little(TREE)


def test_completeness_by_count() -> None:
    """The share of the units due at and below whose own figure is reported."""
    p = little()
    p.say("A", 1)
    p.say("C", 9, scope="inclusive")
    p.say("L", state="not_applicable")
    p.say("B", state="masked")
    assert plain(p.row("C")["completeness"]) == "0.333333"
    assert plain(p.row("P")["completeness"]) == "0.4"


def test_nobody_due() -> None:
    """Null where nobody was due; one who was not due does not count."""
    p = Little(TREE, due=("city",))
    p.say("A", 1)
    assert p.row("A")["completeness"] is None
    assert p.row("C")["completeness"] == 0
    p.say("C", 1)
    assert p.row("C")["completeness"] == 1


def test_unofficial_units_from_their_first_submission_on() -> None:
    """A unit that is not official is due from the first accepted submission it sent itself."""
    p = Little(TREE, due=("city",))
    p.units[4]["is_official"] = False  # L
    p.say("C", 1, period="2023")
    p.say("C", 1, period="2024")
    assert p.row("P", period="2024")["completeness"] == 1
    p.tell(p.send("C", "2023"), "L", 5, period="2023")
    p.send("L", "2023", state="withdrawn")
    p.send("L", "2024-Q3")
    assert p.row("P", period="2023")["completeness"] == 1
    assert plain(p.row("P", period="2024")["completeness"]) == "0.5"


def test_only_reporting_units_are_due() -> None:
    """A unit that is not marked as reporting is not due, unless it sent a submission itself."""
    p = Little(TREE, due=("city",))
    p.units[4] |= {"is_official": False, "reporting_unit": False}  # L
    p.say("C", 1)
    assert p.said("P") == ("computed", "1", "1", "1")
    p.send("L")
    assert p.said("P") == ("partial", "1", "1", None)


def test_completeness_by_value() -> None:
    """Last year's own figures of the units that are in, over those of all units due."""
    p = little()
    for unit, value in (("A", 30), ("B", 10), ("L", 60)):
        p.say(unit, value, period="2023")
    p.say("A", 1)
    p.say("C", 1)  # nothing last year counts zero
    p.say("P", 1, scope="inclusive")
    assert plain(p.row("C")["value_completeness"]) == "0.75"
    assert plain(p.row("P")["value_completeness"]) == "0.3"
    assert p.row("C", period="2023")["value_completeness"] is None


def test_by_value_on_the_latest_tree() -> None:
    """Last year's figures are taken as restated on the latest tree."""
    p = little()
    p.event("2024-05-01", "B", {"A": 1})
    p.ended("B", "2024-05-01")
    for unit, value in (("A", 30), ("B", 10), ("C", 40)):
        p.say(unit, value, period="2023")
    p.say("A", 1)
    assert plain(p.row("C")["value_completeness"]) == "0.5"


def test_no_value_share_of_what_may_be_negative() -> None:
    """Where the indicator may be negative there is no such share."""
    p = little()
    for unit, value in (("A", 30), ("B", -10)):
        p.say(unit, value, indicator="change", period="2023")
    p.say("A", 1, indicator="change")
    assert p.row("C", "change")["value_completeness"] is None


def test_no_value_share_over_a_negative_figure() -> None:
    """Nor where one of last year's figures is negative, there and above, whatever the sum: 1000 of
    5 would be 200. Beside it there is one."""
    p = little()
    for unit, value in (("A", 1000), ("B", -995), ("L", 10)):
        p.say(unit, value, period="2023")
    p.say("A", 1)
    assert p.row("A")["value_completeness"] == 1
    assert p.row("C")["value_completeness"] is None
    assert p.row("P")["value_completeness"] is None
    p.say("L", 1)
    assert p.row("L")["value_completeness"] == 1


def test_no_hedged_share_of_a_negative_figure() -> None:
    """Where a negative figure went into the total, hedged or not, there is no hedged share of it:
    50000 of 10 would be 5000. A reported total is judged by its own figure alone."""
    p = little()
    p.say("A", 50000, (50000, 60000))
    p.say("B", -49990)
    p.say("C", 0, state="zero")
    assert p.row("A")["hedged_share"] == 1
    assert p.row("C")["total"] == 10
    assert p.row("C")["hedged_share"] is None
    p.say("P", 70000, (70000, 80000), scope="inclusive")
    assert (p.row("P")["method"], p.row("P")["hedged_share"]) == ("reported", 1)


def test_no_hedged_share_of_a_raised_negative() -> None:
    """A reported figure below zero, raised to what its parts prove, is no share of anything."""
    p = little()
    p.say("A", 10)
    p.say("C", -5, (-5, 20), scope="inclusive")
    assert (p.row("C")["method"], p.row("C")["total"]) == ("reported", 10)
    assert p.row("C")["hedged_share"] is None


def test_hedged_share() -> None:
    """The share of a total that rests on hedged input, through all levels."""
    p = little()
    p.say("A", 10, (10, 11))
    p.say("B", 20)
    p.say("C", 10)
    p.say("L", 60)
    assert p.row("A")["hedged_share"] == 1
    assert plain(p.row("C")["hedged_share"]) == "0.25"
    assert plain(p.row("P")["hedged_share"]) == "0.1"


def test_hedged_share_of_a_reported_total() -> None:
    """A reported total is hedged or not by its own words, an assumed one altogether."""
    p = little()
    p.say("A", 10, (10, 11))
    p.say("C", 40, scope="inclusive")
    assert p.row("C")["hedged_share"] == 0
    p.say("L", state="zero")
    assert p.row("P")["hedged_share"] == 0
    p.say("P", 90, scope="unknown")
    assert p.row("P")["hedged_share"] == 1


def test_hedged_share_of_nothing() -> None:
    """Null where the total is null or zero."""
    p = little()
    p.say("L", state="zero")
    assert p.row("L")["hedged_share"] is None


@pytest.mark.parametrize("known", [True, False])
def test_completeness_of_one_figure(known: bool) -> None:
    """Of what is not additive: the unit's figure alone."""
    p = little()
    p.say("C", 5, indicator="persons", state="value" if known else "masked")
    p.say("A", 5, indicator="persons")
    assert p.row("C", "persons")["completeness"] == int(known)
    assert p.row("P", "persons")["completeness"] == 0


def test_completeness_of_a_rebuilt_ratio() -> None:
    """Of a rebuilt ratio: the least of its parts'."""
    p = little()
    for unit in ("A", "B", "C"):
        p.say(unit, 4)
    p.say("C", 2, scope="inclusive", indicator="bases")
    p.say("A", 1, indicator="bases")
    row = p.row("C", "per_base")
    assert (row["total"], plain(row["completeness"])) == (6, "0.333333")
    assert row["hedged_share"] == 0
