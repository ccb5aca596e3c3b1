"""Relations between cells, periods and levels: each holds, fails, or cannot be told."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from ingestion.checking import audit, comparison_words, comparisons
from ingestion.checking.comparisons import Ground
from ingestion.checking.figures import Interval, by_place
from ingestion.model import Observation
from ingestion.reference.catalogue import Catalogue
from ingestion.reference.relations import Relation, Relations, Term
from ingestion.settings import REPOSITORY
from tests.ingestion.test_check import between, exact

ALL = ("total",) * 4


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load(REPOSITORY / "dbt_project" / "seeds")


def rule(operator: str, *right: Term, left: str = "act_total", **more) -> Relation:
    """A made-up relation of one left indicator."""
    first = Term("left", Decimal(1), left, ALL)
    told = {"tolerance": Decimal(0), "tolerance_reason": None, "valid_from": None, "valid_to": None}
    return Relation(
        "made_up", operator, severity="核实性", message_zh="", source="", terms=(first, *right),
        **(told | more),
    )  # fmt: skip


def right(indicator: str | None, coefficient: int = 1, **more: str) -> Term:
    return Term("right", Decimal(coefficient), indicator, ALL, **more)


def verdicts(
    catalogue: Catalogue, relation: Relation, *observations: Observation, below: tuple = ()
) -> list[str]:
    """What becomes of the relation at every place where its left side stands."""
    book = by_place(observations)

    def found() -> Iterator[str]:
        for place, figures in book.items():
            for cube in figures:
                if relation.left.meets(cube):
                    ground = Ground(book, catalogue, lambda *_: list(below))
                    one = comparisons.compare(relation, place, cube, ground)
                    if one:
                        yield one.verdict

    return list(found())


@pytest.mark.parametrize(
    ("operator", "left", "other", "verdict"),
    [
        ("=", (900, 900), (886, 916), "holds"),
        ("=", (40000, 50000), (68650, 71750), "fails"),
        (">=", (900, 900), (886, None), "cannot_tell"),
        (">=", (900, 900), (950, None), "fails"),
        (">=", (900, None), (630, 630), "holds"),
        (">=", (500, None), (630, 630), "cannot_tell"),
        ("<=", (5, 5), (None, 4), "fails"),
    ],
)
def test_intervals(operator, left, other, verdict):
    """Closed intervals hold if any values within them do; an open end may lie anywhere."""
    one, two = (
        Interval(*(None if n is None else Decimal(n) for n in pair)) for pair in (left, other)
    )
    assert comparisons.judge(operator, one, two, Decimal(0)) == verdict


def test_last_year(catalogue):
    """A term may be last year's figure: not more cancelled than twice the year before."""
    twice = rule("<=", right("act_total", 2, at_period="previous_year"))
    now, before = exact("act_total", 21), exact("act_total", 10, period="2023")
    assert verdicts(catalogue, twice, now, before) == ["fails"]
    assert verdicts(catalogue, twice, exact("act_total", 20), before) == ["holds"]
    assert verdicts(catalogue, twice, now) == []


def test_the_period_before(catalogue):
    """Before the first quarter comes the fourth of the year before."""
    not_less = rule(">=", right("act_total", at_period="previous_period"))
    now = exact("act_total", 5, period="2024-Q1")
    assert verdicts(catalogue, not_less, now, exact("act_total", 6, period="2023-Q4")) == ["fails"]
    assert verdicts(catalogue, not_less, now, exact("act_total", 6, period="2023-Q3")) == []


def test_levels(catalogue):
    """A term may be the inclusive figure of the unit, or the sum of those below it."""
    wide = exact("act_total", 9, scope="inclusive")
    within = rule("<=", right("act_total", at_level="inclusive"))
    assert verdicts(catalogue, within, exact("act_total", 10), wide) == ["fails", "holds"]
    of_parts = rule(">=", right("act_total", at_level="children"))
    parts = [exact("act_total", 6, org_code=code) for code in ("420112001", "420112002")]
    below = ("420112001", "420112002")
    assert verdicts(catalogue, of_parts, wide, *parts, below=below)[0] == "fails"
    # a unit below that has said nothing opens the sum above
    assert verdicts(catalogue, of_parts, wide, parts[0], below=below)[0] == "cannot_tell"


def test_a_missing_term_opens_its_sum(catalogue):
    """Of two parts one is missing: the sum may still be too large, never surely large enough."""
    is_sum = rule("=", right("lecture_count"), right("exhibition_count"))
    assert verdicts(catalogue, is_sum, exact("act_total", 10), exact("lecture_count", 11)) == [
        "fails"
    ]
    assert verdicts(catalogue, is_sum, exact("act_total", 10), exact("lecture_count", 9)) == [
        "cannot_tell"
    ]


def test_constants_and_coefficients(catalogue):
    """Work of part-time staff is at most twelve months each; a museum opens 366 days at most."""
    twelve = rule("<=", right("lecture_count", 12))
    assert verdicts(catalogue, twelve, exact("act_total", 25), exact("lecture_count", 2)) == [
        "fails"
    ]
    days = rule("<=", right(None, 366))
    assert verdicts(catalogue, days, exact("act_total", 367)) == ["fails"]


def test_years():
    """A relation speaks of its years only; of two lines the one that begins last holds."""
    old, new = rule("=", valid_to=2025), rule("<=", valid_from=2020)
    for year, operators in ((2019, ["="]), (2024, ["<="]), (2030, ["<="])):
        found = Relations((new, old)).of(year)["act_total"]
        assert [one.operator for one in found] == operators


def test_the_sum_of_four_groups_exceeds_the_stated_total(reference):
    """4万余 participants in all; 6000, 1200, 14000 and 48000 of four groups are 69 200."""
    groups = {"farmers": 6000, "students": 1200, "workers": 14000}
    said = [
        exact("training_participants", number, audience=name, scope="inclusive")
        for name, number in groups.items()
        if name != "students"
    ]
    said += [
        exact("academician_campus_participants", 1200, audience="students", scope="inclusive"),
        between("lecture_participants", 48000, 49000, audience="residents", scope="inclusive"),
        between("act_participants", 40000, 50000, scope="inclusive"),
    ]
    book = by_place(said)
    ground = Ground(book, reference.catalogue, reference.tree.children)
    (one,) = comparisons.worst(comparisons.compared(book, ground))
    assert one.relation.relation_id == "act_participants_by_audience"
    finding = comparison_words.told(one, reference.catalogue)
    assert "48000" in finding.expected and "14000" in finding.expected


def test_one_fault_is_told_once(reference):
    """A source above the funds raised fails alone: the sum that lacks terms adds nothing."""
    said = [exact("fund_raised_total", 100_000), exact("fund_gov_appropriation", 110_000)]
    book = by_place(said)
    ground = Ground(book, reference.catalogue, reference.tree.children)
    found = comparisons.worst(comparisons.compared(book, ground))
    assert [one.relation.relation_id for one in found] == ["fund_gov_appropriation_within_raised"]


QUARTER, FORM = "2024-Q2", "literacy_quarterly#1"


def cumulative(reference, *said: tuple[str, str, int, str]) -> list[tuple[str, str, str]]:
    """(rule, expected, found) of figures: period, basis, value, scope."""
    figures = [
        exact("act_total", value, period=period, basis=basis, scope=scope, rule_id=FORM)
        for period, basis, value, scope in said
    ]
    told = audit.findings(figures, reference.catalogue, reference.tree)
    return [(one.rule_id, one.expected, one.found) for one in told]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # the first quarter's cumulative figure is that of the quarter
        ([("2024-Q1", "period", 5, "own"), ("2024-Q1", "ytd", 5, "own")], None),
        ([("2024-Q1", "period", 5, "own"), ("2024-Q1", "ytd", 6, "own")],
         "＝ 科普活动场次〔本级本期〕 5"),
        # nothing is known of the first quarter: only less than the second is surely wrong
        ([(QUARTER, "period", 5, "own"), (QUARTER, "ytd", 5, "own")], None),
        ([(QUARTER, "period", 5, "own"), (QUARTER, "ytd", 4, "own")],
         "≥ 科普活动场次〔本级本期〕 5"),
        ([("2024-Q1", "ytd", 3, "own"), (QUARTER, "period", 5, "own"), (QUARTER, "ytd", 8, "own")],
         None),
        ([("2024-Q1", "ytd", 3, "own"), (QUARTER, "period", 5, "own"), (QUARTER, "ytd", 9, "own")],
         "＝ 科普活动场次〔2024-Q1〕 3 ＋科普活动场次〔本级本期〕 5"),
        # the half year begins with the year: what it counted is cumulative
        ([("2024-H1", "period", 8, "own"), ("2024-Q3", "period", 1, "own"),
          ("2024-Q3", "ytd", 8, "own")],
         "＝ 科普活动场次〔2024-H1 本级本期〕 8 ＋科普活动场次〔本级本期〕 1"),
        # own and inclusive figures have nothing to do with each other here
        ([("2024-Q1", "period", 5, "own"), ("2024-Q1", "ytd", 6, "inclusive")], None),
    ],
)  # fmt: skip
def test_cumulative_figures_add_up(reference, said, expected):
    """Cumulative is the last cumulative figure and the period's own; within one file."""
    found = [one for one in cumulative(reference, *said) if one[0] == "ytd_adds_up"]
    assert [one[1] for one in found] == ([expected] if expected else [])


def test_a_general_relation_is_of_every_flow(reference):
    """One row of data holds for each flow, with the rounding of money and none of counts."""
    found = {
        r.left.indicator: r for r in reference.catalogue.relations if r.relation_id == "ytd_adds_up"
    }
    indicators = reference.catalogue.indicators.values()
    assert set(found) == {one.indicator for one in indicators if one.behaviour == "flow"}
    assert (found["act_total"].tolerance, found["fund_used_total"].tolerance) == (0, 50)


@pytest.mark.parametrize(("inclusive", "is_asked"), [(5, True), (6, False), (60, False)])
def test_a_file_that_speaks_for_those_below(reference, inclusive, is_asked):
    """Two of its own and four of one sub-district are six at least; the others may have any."""
    said = [
        exact("act_total", 2),
        exact("act_total", inclusive, scope="inclusive"),
        exact("act_total", 4, org_code="420112001"),
    ]
    found = audit.findings(said, reference.catalogue, reference.tree)
    told = [one.expected for one in found if one.rule_id == "inclusive_adds_up"]
    assert told == (
        ["≥ 科普活动场次〔本级〕 2 ＋科普活动场次〔420112001 本级〕 4"] if is_asked else []
    )
