"""Figures of published reports, compared as a careful reader would.

The figures are those of 东西湖区's report of 2024 (420112) and of 荆州市's of 2021 (421000); the
sentences are not repeated.
"""

from decimal import Decimal

from ingestion.settings import Settings

from .conftest import rows
from .golden import REPORTING


def comparison(settings: Settings, check: str, indicator: str, scope: str) -> dict:
    """The one comparison of this name."""
    query = """
        select * from intermediate.int_comparisons
        where check_id = %s and indicator = %s and figures = %s and org_code = any(%s)
    """
    (found,) = rows(settings, query, check, indicator, scope, list(REPORTING))
    return found


def message(settings: Settings, rule: str) -> str:
    """What the one published finding of this rule says."""
    (found,) = rows(
        settings,
        "select * from marts.findings where rule_id = %s and org_code = any(%s)",
        rule,
        list(REPORTING),
    )
    assert found["first_seen_on"] is not None
    assert found["source_uri"].startswith("made-up/")
    return found["message_zh"]


def test_four_groups_exceed_the_stated_participants(published: Settings) -> None:
    """4万余 is at most 50 000; the four groups make 69 200, at least 68 650: no rounding."""
    found = comparison(published, "act_participants_by_audience", "act_participants", "inclusive")
    assert (found["left_lower"], found["left_upper"]) == (40000, 50000)
    assert (found["right_value"], found["right_lower"], found["right_upper"]) == (
        69200,
        68650,
        71750,
    )
    assert found["verdict"] == "fails"
    assert found["gap_upper"] == -18650
    told = message(published, "act_participants_by_audience")
    for words in ("东西湖区", "2024", "科普活动参与人次", "69200", "40000", "lake!B2"):
        assert words in told


def test_a_single_group_alone_does_not_exceed_them(published: Settings) -> None:
    """4.8万余 lies within 4万余: only the sum fails, not the part beside the printed number."""
    query = "select * from marts.findings where rule_id like 'lecture_participants%%'"
    assert rows(published, query) == []


def test_900_events_agree_with_their_groups(published: Settings) -> None:
    """80余 and 6 and 10余 and 160余 and 630 are [886, 916], which 900 lies within."""
    found = comparison(published, "act_total_by_audience", "act_total", "inclusive")
    assert (found["right_lower"], found["right_upper"]) == (886, 916)
    assert found["verdict"] == "holds"


def test_expenditure_agrees_within_rounding(published: Settings) -> None:
    """263.69 and 115.73 are 379.42万 against 379.43: three figures may each be 50 元 off."""
    found = comparison(published, "dept_expense_by_type", "dept_expense_total", "own")
    assert (found["gap_lower"], found["gap_upper"]) == (100, 100)
    assert found["tolerance"] == 150
    assert found["verdict"] == "holds"


def test_budget_lacks_27_000_yuan(published: Settings) -> None:
    """432.63 and 21.4 and a stated 0 carried over are 454.03万; the total is 456.73."""
    found = comparison(published, "dept_budget_by_origin", "dept_budget_total", "own")
    assert found["missing_terms"] == 0
    assert found["gap_lower"] == found["gap_upper"] == Decimal(27000)
    assert found["verdict"] == "fails"
    told = message(published, "dept_budget_by_origin")
    for words in ("4540300", "4567300", "年初预算批复数", "上年结转", "lake!B15"):
        assert words in told


def test_scores_and_staff_add_up(published: Settings) -> None:
    """16.6 and 40 and 30 and 10 are 96.6; 1 and 2 and 1 are 4."""
    score = comparison(published, "perf_score_by_part", "perf_score_total", "own")
    staff = comparison(published, "parts.kind", "org_staff_quota", "own")
    assert (score["verdict"], staff["verdict"]) == ("holds", "holds")


def test_55_stations_are_2_and_42_and_11(published: Settings) -> None:
    """By type, and the expert ones by grade; the new ones 7 and 1."""
    found = comparison(published, "ws_total_by_type_and_grade", "ws_total", "inclusive")
    assert (found["left_value"], found["right_value"], found["verdict"]) == (55, 55, "holds")
    assert comparison(published, "parts.grade", "ws_new", "inclusive")["verdict"] == "holds"


def test_stock_without_an_opening_cannot_be_told(published: Settings) -> None:
    """55 at the end, 8 new, 21 cancelled; opening, revoked and expired ones are not given."""
    found = comparison(published, "ws_closing_stock", "ws_total", "inclusive")
    assert found["missing_terms"] == 3
    assert (found["right_lower"], found["right_upper"]) == (None, None)
    assert found["verdict"] == "cannot_tell"


def test_nothing_else_is_told_to_fail(published: Settings) -> None:
    """Two faults in two reports, and no false one."""
    failing = rows(
        published,
        "select rule_id from marts.findings where verdict = 'fails' and org_code = any(%s)",
        list(REPORTING),
    )
    assert {row["rule_id"] for row in failing} == {
        "act_participants_by_audience",
        "dept_budget_by_origin",
    }
