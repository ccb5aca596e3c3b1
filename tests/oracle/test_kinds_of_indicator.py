"""Ratios, what is not additive, own scope, reference figures."""

from tests.oracle.little import Little

TREE: dict[str, str | None] = {"P": None, "A": "P", "B": "P"}


def little() -> Little:
    return Little(TREE)


def counted(p: Little, units: str = "PAB") -> None:
    """Everybody has 2 events; P 0, A 3 and B 4 bases."""
    for unit, bases in zip("PAB", (0, 3, 4), strict=True):
        if unit in units:
            p.say(unit, 2)
            p.say(unit, bases, indicator="bases")


def test_ratio_is_rebuilt() -> None:
    """A ratio is rebuilt from its parts at every node: six decimals, half up, ends outward."""
    p = little()
    counted(p)
    p.say("A", 9, indicator="per_base")
    assert p.said("A", "per_base") == ("computed", "0.666667", "0.666666", "0.666667")
    assert p.said("P", "per_base") == ("computed", "0.857143", "0.857142", "0.857143")
    row = p.row("P", "per_base")
    assert [row[c] for c in ("own", "children", "residual", "difference")] == [None] * 4


def test_ratio_interval() -> None:
    """The ends of a ratio come from the ends of its parts, crossed."""
    p = little()
    p.say("A", 10, (8, 12), indicator="events")
    p.say("A", 4, (2, 5), indicator="bases")
    assert p.said("A", "per_base") == ("computed", "2.5", "1.6", "6")


def test_ratio_of_partial_parts_is_not_rebuilt() -> None:
    """Only where all parts have method computed or reported; elsewhere the reported one stands."""
    p = little()
    counted(p, "AP")
    p.say("P", 7, indicator="per_base", scope="inclusive")
    assert p.said("P", "per_base") == ("reported", "7", "7", "7")
    assert p.row("P", "per_base")["reported_inclusive"] == 7


def test_no_ratio_over_what_may_be_zero() -> None:
    """Never over a denominator that may be zero."""
    p = little()
    p.say("A", 2)
    p.say("A", 1, (0, 2), indicator="bases")
    assert p.said("A", "per_base") is None


def test_own_ratio_proves_nothing_of_the_whole() -> None:
    """The own ratio of a unit with children stands, but its ends are open."""
    p = little()
    p.say("P", 7, indicator="per_base")
    p.say("A", 7, indicator="per_base")
    assert p.said("P", "per_base") == ("reported", "7", None, None)
    assert p.said("A", "per_base") == ("reported", "7", "7", "7")


def test_unknown_ratio_is_assumed() -> None:
    """A ratio of unknown scope at a unit with children is assumed, its ends open."""
    p = little()
    p.say("P", 7, indicator="per_base", scope="unknown")
    assert p.said("P", "per_base") == ("assumed", "7", None, None)


def test_per_head_of_the_latest_edition() -> None:
    """Population serves as denominator in the latest edition up to the year, if it is in use."""
    p = little()
    for year, value, used in ((2010, 4, True), (2020, 5, True), (2020, 9, False), (2030, 8, True)):
        p.population.append(
            {
                "org_code": "A",
                "indicator": "people",
                "year": year,
                "value": value,
                "is_used": used,
            }
        )
    p.say("A", 12)
    p.say("A", -2, indicator="change")
    assert p.said("A", "per_head") == ("computed", "2", "2", "2")


def test_negative_numerator() -> None:
    """Below zero the ends of the denominator change places."""
    p = little()
    people = {"org_code": "A", "indicator": "people", "year": 2020, "value": 3, "is_used": True}
    p.population.append(people)
    p.say("A", state="zero")
    p.say("A", -2, (-4, -1), indicator="change")
    assert p.said("A", "per_head") == ("computed", "-0.666667", "-1.333334", "-0.333333")


def test_ratio_needs_every_part() -> None:
    """With a part of the numerator missing there is no ratio."""
    p = little()
    people = {"org_code": "A", "indicator": "people", "year": 2020, "value": 3, "is_used": True}
    p.population.append(people)
    p.say("A", 2)
    assert p.said("A", "per_head") is None
    p.say("A", state="not_applicable", indicator="change")
    assert p.said("A", "per_head") == ("computed", "0.666667", "0.666666", "0.666667")


def test_not_additive_has_no_value_above() -> None:
    """What is not additive has no value above where it was reported."""
    p = little()
    p.say("A", 5, indicator="persons")
    p.say("B", 6, indicator="persons", scope="inclusive")
    assert p.said("A", "persons") == ("computed", "5", "5", "5")
    assert p.said("B", "persons") == ("computed", "6", "6", "6")
    assert p.said("P", "persons") == (None, None, None, None)


def test_not_additive_takes_the_inclusive_first() -> None:
    """The inclusive, else the own, else the unknown figure."""
    p = little()
    p.say("P", 9, indicator="persons", scope="unknown")
    assert p.said("P", "persons") == ("assumed", "9", None, None)
    p.say("P", 5, indicator="persons")
    assert p.said("P", "persons") == ("computed", "5", "5", "5")
    p.say("P", 8, indicator="persons", scope="inclusive")
    assert p.said("P", "persons") == ("reported", "8", "8", "8")
    row = p.row("P", "persons")
    assert (row["own"], row["residual"], row["difference"]) == (5, 3, None)


def test_own_scope_keeps_its_own() -> None:
    """Of rollup scope own the own figure stands, never the inclusive one, and nothing adds up."""
    p = little()
    p.say("A", 5, indicator="budget")
    p.say("P", 50, indicator="budget", scope="inclusive")
    assert p.said("P", "budget") == (None, None, None, None)
    p.say("P", 7, indicator="budget")
    assert p.said("P", "budget") == ("computed", "7", "7", "7")


def test_reference_figures_hold_as_published() -> None:
    """A reference figure holds as published, before what is computed, whatever the parts say."""
    p = little()
    p.say("A", 60, indicator="people")
    p.say("B", 50, indicator="people")
    assert p.said("P", "people") == ("computed", "110", "110", "110")
    p.say("P", 100, indicator="people", scope="inclusive")
    assert p.said("P", "people") == ("reported", "100", "100", "100")
    assert p.row("P", "people")["residual"] == -10
    assert p.row("P", "people")["completeness"] is None


def test_reference_figures_are_never_guessed() -> None:
    """Nobody is due, so silence proves nothing: with a child missing the sum has no upper end."""
    p = little()
    p.say("A", 60, indicator="people")
    assert p.said("P", "people") == ("partial", "60", "60", None)
