"""Rule b: cumulative, parts, time, own and inclusive apart."""

from tests.oracle.little import Little, plain

ONE: dict[str, str | None] = {"P": None, "A": "P"}
PAIR: dict[str, str | None] = {"P": None, "A": "P", "B": "P"}


def quarters(p: Little, unit: str, values: tuple[int, ...], first: int = 1) -> None:
    for number, value in enumerate(values, first):
        p.say(unit, value, period=f"2024-Q{number}")


def test_flow_by_difference() -> None:
    """A period's flow is the cumulative figure at its end less the one at its start, with the
    ends crossed, under whatever periods the two were filed."""
    p = Little(ONE)
    p.say("A", 10, (10, 12), period="2024-03", basis="ytd")
    p.say("A", 30, (30, 31), period="2024-H1", basis="ytd")
    assert p.said("A", period="2024-Q1") == ("computed", "10", "10", "12")
    assert p.said("A", period="2024-Q2") == ("computed", "20", "18", "21")
    assert p.said("A", period="2024-H1") == ("computed", "30", "30", "31")


def test_cumulative_december_is_the_year() -> None:
    """From 1 January a cumulative figure is the flow itself."""
    p = Little(ONE)
    p.say("A", 50, period="2024-12", basis="ytd")
    assert p.row("A")["total"] == 50


def test_below_zero_is_cut() -> None:
    """A difference below zero is cut at zero; wholly below zero it says nothing."""
    p = Little(ONE)
    p.say("A", 10, (8, 12), period="2024-Q1", basis="ytd")
    p.say("A", 9, (9, 9), period="2024-Q2", basis="ytd")
    p.say("A", 5, period="2024-Q3", basis="ytd")
    assert p.said("A", period="2024-Q2") == ("computed", "0", "0", "1")
    assert p.row("A", period="2024-Q3")["total"] is None


def test_below_zero_stays_where_it_may() -> None:
    """Where the indicator may be negative nothing is cut."""
    p = Little(ONE)
    p.say("A", 10, indicator="change", period="2024-Q1", basis="ytd")
    p.say("A", 5, indicator="change", period="2024-Q2", basis="ytd")
    assert p.said("A", "change", "2024-Q2") == ("computed", "-5", "-5", "-5")


def test_cumulative_not_applicable() -> None:
    """Not applicable counts as zero beside a number and stays what it is beside itself."""
    p = Little(ONE)
    p.say("A", state="not_applicable", period="2024-Q1", basis="ytd")
    p.say("A", 4, period="2024-Q2", basis="ytd")
    assert p.said("A", period="2024-Q1") == ("computed", None, None, None)
    assert p.row("A", period="2024-Q2")["total"] == 4


def test_asserted_before_built() -> None:
    """What was asserted for the cell itself holds before what is built."""
    p = Little(ONE)
    p.say("A", 10, period="2024-Q1", basis="ytd")
    p.say("A", 11, period="2024-Q1")
    quarters(p, "A", (1, 1, 1), first=2)
    p.say("A", 15)
    assert p.row("A", period="2024-Q1")["total"] == 11
    assert p.row("A", period="2024-H1")["total"] == 12
    assert p.row("A")["total"] == 15


def test_cumulative_starts_with_the_unit() -> None:
    """Before a unit existed its cumulative figure was zero."""
    p = Little(ONE)
    p.born("B", "2024-05-10", "P")
    p.say("B", 7, period="2024-06", basis="ytd")
    assert p.row("B", period="2024-Q2")["total"] == 7
    assert p.said("B", period="2024-06") is None or p.row("B", period="2024-06")["total"] is None


def test_no_difference_across_a_change() -> None:
    """No flow by difference across a change of the unit; from 1 January there is one."""
    p = Little(PAIR)
    p.event("2024-05-01", "B", {"A": 1})
    p.ended("B", "2024-05-01")
    p.say("A", 10, period="2024-Q1", basis="ytd")
    p.say("A", 30, period="2024-Q2", basis="ytd")
    p.say("A", 34, period="2024-Q3", basis="ytd")
    assert p.row("A", period="2024-Q2")["total"] is None
    assert p.row("A", period="2024-H1")["total"] == 30
    assert p.row("A", period="2024-Q3")["total"] == 4


def test_inclusive_difference_needs_the_same_units_below() -> None:
    """No inclusive flow by difference where the units below changed in between."""
    p = Little(ONE)
    p.born("B", "2024-05-01", "P")
    for period, value in (("2024-Q1", 10), ("2024-Q2", 30)):
        p.say("P", value, period=period, basis="ytd", scope="inclusive")
    assert p.row("P", period="2024-Q2")["reported_inclusive"] is None


def test_parts_make_the_whole() -> None:
    """A total is built where its parts are exhaustive and all are there."""
    p = Little(ONE)
    p.say("A", 3, (3, 4), indicator="visitors", audience="young")
    p.say("A", state="not_applicable", indicator="visitors", audience="old")
    assert p.said("A", "visitors") == ("computed", "3", "3", "4")


def test_a_missing_part() -> None:
    """With a part missing nothing is built; the part shows what is known."""
    p = Little(ONE)
    p.say("A", 3, indicator="visitors", audience="young")
    p.say("A", state="masked", indicator="visitors", audience="old")
    assert p.said("A", "visitors") is None
    assert p.row("A", "visitors", audience="young")["total"] == 3


def test_members_of_the_year() -> None:
    """Exhaustive are the members valid in the period's year."""
    p = Little(ONE)
    for audience in ("young", "residents"):
        p.say("A", 3, indicator="visitors", audience=audience, period="2020")
    assert p.row("A", "visitors", "2020")["total"] == 6


def test_of_which_is_no_whole() -> None:
    """Parts that are not exhaustive (其中) build nothing."""
    p = Little(ONE)
    p.say("A", 3, indicator="visitors", kind="lecture")
    assert p.said("A", "visitors") is None


def test_finest_parts_first() -> None:
    """Finest cells first: crossings build both margins, and the audiences build the total."""
    p = Little(ONE)
    for audience in ("young", "old"):
        for grade in ("high", "low"):
            p.say("A", 2, indicator="visitors", audience=audience, grade=grade)
    p.say("A", 9, indicator="visitors", audience="young")
    assert p.row("A", "visitors", audience="old")["total"] == 4
    assert p.row("A", "visitors", grade="high")["total"] == 4
    assert p.row("A", "visitors")["total"] == 13


def test_scopes_are_built_apart() -> None:
    """An own and an inclusive part do not make a whole."""
    p = Little(ONE)
    p.say("P", 3, indicator="visitors", audience="young", scope="inclusive")
    p.say("P", 3, indicator="visitors", audience="old")
    assert p.said("P", "visitors") is None


def test_quarters_make_a_year() -> None:
    """A flow of a half or year is the sum of the next finer periods, where all are there."""
    p = Little(ONE)
    quarters(p, "A", (1, 2, 3))
    assert p.row("A", period="2024-H1")["total"] == 3
    assert p.said("A") is None
    p.say("A", 4, period="2024-Q4")
    assert p.row("A")["total"] == 10


def test_halves_that_were_asserted() -> None:
    """Each from the next finer: a half that was asserted counts, not its quarters."""
    p = Little(ONE)
    quarters(p, "A", (1, 2, 3, 4))
    p.say("A", 5, period="2024-H1")
    assert p.row("A")["total"] == 12


def test_stocks_take_the_last() -> None:
    """A stock is the one that ends the period, an opening stock the one that begins it."""
    p = Little(ONE)
    for quarter, value in enumerate((4, 5, 6, 7), 1):
        p.say("A", value, indicator="bases", period=f"2024-Q{quarter}")
        p.say("A", value, indicator="bases_before", period=f"2024-Q{quarter}")
    assert p.row("A", "bases")["total"] == 7
    assert p.row("A", "bases_before")["total"] == 4


def test_nothing_is_carried_forward() -> None:
    """A stock of the third quarter says nothing of the year."""
    p = Little(ONE)
    p.say("A", 6, indicator="bases", period="2024-Q3")
    assert p.said("A", "bases") is None


def test_a_year_of_a_new_unit() -> None:
    """A flow is the sum of the periods in which the unit or a predecessor existed."""
    p = Little(ONE)
    p.born("B", "2024-05-10", "P")
    quarters(p, "B", (2, 3, 4), first=2)
    assert p.row("B")["total"] == 9


def test_a_year_with_a_predecessor() -> None:
    """The figures of a predecessor are brought to the units of the last day."""
    p = Little(PAIR)
    p.event("2024-05-01", "B", {"A": "0.5", "P": "0.5"})
    p.ended("B", "2024-05-01")
    p.say("A", 10, period="2024-Q1")
    quarters(p, "A", (2, 3, 4), first=2)
    assert p.said("A") is None
    p.say("B", 7, period="2024-Q1")
    assert plain(p.row("A")["total"]) == "22.5"


def test_inclusive_years_need_the_same_units_below() -> None:
    """An inclusive year is not built across a change below the unit."""
    p = Little(ONE)
    p.born("B", "2024-05-10", "P")
    for quarter in range(1, 5):
        p.say("P", 5, period=f"2024-Q{quarter}", scope="inclusive")
    assert p.row("P", period="2024-H2")["reported_inclusive"] == 10
    assert p.said("P", period="2024-H1") is None


def test_unknown_is_never_built() -> None:
    """Unknown figures of quarters make no unknown figure of a half."""
    p = Little(ONE)
    for quarter in (1, 2):
        p.say("A", 5, period=f"2024-Q{quarter}", scope="unknown")
    assert p.row("A", period="2024-Q1")["total"] == 5
    assert p.said("A", period="2024-H1") is None
