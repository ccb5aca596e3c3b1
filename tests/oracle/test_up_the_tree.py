"""Rules c1 to c6: from units to the province."""

from tests.oracle.little import LEVELS, Little

TREE: dict[str, str | None] = {"P": None, "C": "P", "A": "C", "B": "C", "L": "P"}


def little(due: tuple[str, ...] = LEVELS) -> Little:
    return Little(TREE, due)


def everybody(p: Little) -> None:
    for value, unit in enumerate(TREE, 1):
        p.say(unit, value)


def test_complete_is_computed() -> None:
    """Where all is reported the total is own plus the children's totals, ends and all."""
    p = little()
    for unit in ("P", "C", "B", "L"):
        p.say(unit, 1)
    p.say("A", 10, (9, 12))
    assert p.said("C") == ("computed", "12", "11", "14")
    assert p.said("P") == ("computed", "14", "13", "16")


def test_ragged_tree() -> None:
    """A unit directly under the province counts like any other."""
    p = little()
    everybody(p)
    assert p.row("P")["total"] == 15
    assert p.row("P")["children"] == 14


def test_incomplete_is_partial() -> None:
    """Until a unit is complete its computed total is partial and has no upper end."""
    p = little()
    p.say("A", 10)
    assert p.said("C") == ("partial", "10", "10", None)
    assert p.said("P") == ("partial", "10", "10", None)


def test_partial_may_be_negative() -> None:
    """Nor a lower one where the indicator may be negative."""
    p = little()
    p.say("A", 10, indicator="change")
    assert p.said("C", "change") == ("partial", "10", None, None)


def test_inclusive_stands_in() -> None:
    """Of an incomplete unit the reported inclusive total stands; it completes the parent."""
    p = little()
    p.say("A", 10)
    p.say("C", 40, (40, 45), scope="inclusive")
    p.say("L", 1)
    p.say("P", 2)
    assert p.said("C") == ("reported", "40", "40", "45")
    assert p.row("C")["difference"] == 30
    assert p.row("C")["residual"] == 30
    assert p.said("P") == ("computed", "43", "43", "48")


def test_computed_before_inclusive() -> None:
    """Of a complete unit the computed total stands; the reported one is only compared with it."""
    p = little()
    everybody(p)
    p.say("C", 40, scope="inclusive")
    assert p.said("C") == ("computed", "9", "9", "9")
    assert p.row("C")["difference"] == 31
    assert p.row("C")["residual"] == 0


def test_raised_to_what_parts_prove() -> None:
    """A reported total is raised to what its parts already prove."""
    p = little()
    p.say("A", 42)
    p.say("C", 40, (40, 45), scope="inclusive")
    assert p.said("C") == ("reported", "42", "42", "45")
    assert p.row("C")["difference"] == -2
    assert p.row("C")["residual"] == 0


def test_below_what_parts_prove() -> None:
    """Where the reported total is wholly below what its parts prove it gives way."""
    p = little()
    p.say("A", 50, (46, 50))
    p.say("C", 40, (40, 45), scope="inclusive")
    assert p.said("C") == ("partial", "50", "46", None)


def test_parts_prove_nothing_where_negative() -> None:
    """Where the indicator may be negative, parts prove nothing."""
    p = little()
    p.say("A", 50, indicator="change")
    p.say("C", 40, indicator="change", scope="inclusive")
    assert p.said("C", "change") == ("reported", "40", "40", "40")


def test_zero_and_not_applicable_are_reported() -> None:
    """True zero and not applicable count as reported and add nothing."""
    p = little()
    p.say("A", 10)
    p.say("B", state="zero")
    p.say("C", state="not_applicable")
    assert p.said("C") == ("computed", "10", "10", "10")
    assert p.row("C")["own"] is None


def test_masked_is_not_reported() -> None:
    """Masked and not collected do not count as reported."""
    p = little()
    p.say("A", 10)
    p.say("B", state="masked")
    p.say("C", 1)
    assert p.said("C") == ("partial", "11", "11", None)
    assert p.said("B") == (None, None, None, None)


def test_all_not_applicable() -> None:
    """Where all is not applicable the total is null under method computed."""
    p = little()
    for unit in ("A", "B", "C"):
        p.say(unit, state="not_applicable")
    assert p.said("C") == ("computed", None, None, None)
    assert p.row("C")["completeness"] == 1


def test_inclusive_not_applicable() -> None:
    """An inclusive `-` stands only where no number is below it."""
    p = little()
    p.say("C", state="not_applicable", scope="inclusive")
    assert p.said("C") == ("reported", None, None, None)
    p.say("A", 5)
    assert p.said("C") == ("partial", "5", "5", None)


def test_not_due_and_silent() -> None:
    """A unit is complete without those who are not due and say nothing."""
    p = little(due=("city",))
    p.say("C", 5)
    assert p.said("C") == ("computed", "5", "5", "5")
    assert p.said("P") == ("partial", "5", "5", None)
    p.say("L", 1)
    assert p.said("P") == ("computed", "6", "6", "6")


def test_not_due_but_said() -> None:
    """Figures of those who are not due are added."""
    p = little(due=("city",))
    p.say("C", 5)
    p.say("A", 2)
    assert p.said("C") == ("computed", "7", "7", "7")


def test_not_due_but_unclear() -> None:
    """A child that is not due but has only an unknown figure does not complete its parent."""
    p = little(due=("province",))
    p.say("P", 5)
    p.say("C", 2, scope="unknown")
    assert p.said("C") == ("assumed", "2", "2", None)
    assert p.said("P") == ("partial", "7", "7", None)


def test_one_scope_without_children() -> None:
    """In a unit without children own, else inclusive, else unknown, is its own figure."""
    p = little()
    p.say("A", 3, scope="unknown")
    p.say("B", 4, scope="inclusive")
    p.say("B", 5, scope="unknown")
    p.say("L", 6)
    p.say("L", 7, scope="inclusive")
    assert p.said("A") == ("computed", "3", "3", "3")
    assert p.row("B")["own"] == 4
    assert (p.row("B")["reported_inclusive"], p.row("B")["difference"]) == (4, 0)
    assert (p.row("L")["total"], p.row("L")["difference"]) == (6, 1)


def test_unknown_stands_in() -> None:
    """An unknown number stands in where no inclusive figure is: no upper end, no difference."""
    p = little()
    p.say("A", 10)
    p.say("C", 40, (38, 42), scope="unknown")
    assert p.said("C") == ("assumed", "40", "38", None)
    assert p.row("C")["difference"] is None
    assert p.row("C")["residual"] == 30
    assert p.said("P") == ("partial", "40", "38", None)


def test_unknown_beside_inclusive() -> None:
    """Where an inclusive figure exists the unknown one does not stand in."""
    p = little()
    p.say("C", 40, scope="unknown")
    p.say("C", 30, scope="inclusive")
    assert p.said("C") == ("reported", "30", "30", "30")


def test_unknown_gives_way() -> None:
    """An unknown figure wholly below what the parts prove gives way, as a reported one does."""
    p = little()
    p.say("A", 50)
    p.say("C", 40, scope="unknown")
    assert p.said("C") == ("partial", "50", "50", None)


def test_unknown_of_a_complete_unit() -> None:
    """Of a complete unit an unknown figure changes nothing."""
    p = little()
    everybody(p)
    p.say("C", 40, scope="unknown")
    assert p.said("C") == ("computed", "9", "9", "9")


def test_rows_of_all_above() -> None:
    """There is a row where anything was said of the cell at the unit or below it."""
    p = little()
    p.say("A", state="masked")
    rows = {row["org_code"]: row["method"] for row in p.rows() if row["boundary"] == "period"}
    assert rows == {"A": None, "C": None, "P": None}
