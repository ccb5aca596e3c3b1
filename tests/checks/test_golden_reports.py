"""Figures of published reports, compared as a careful reader would.

The figures are those of 东西湖区's report of 2024 (420112) and of 荆州市's of 2021 (421000); the
sentences are not repeated.
"""

from decimal import Decimal

import pytest

from ingestion.settings import Settings
from tests.conftest import NewWarehouse

from .conftest import night, rows
from .raw import Desk, inclusive, said

EAST_WEST_LAKE, JINGZHOU = "420112", "421000"
REPORT = {"form": "report"}


def reports() -> Desk:
    """The two reports as assertions."""
    desk = Desk()
    literacy = [
        said("act_total", 900),
        said("act_participants", 40000, 50000),
        said("training_sessions", 80, 90, audience="farmers"),
        said("training_participants", 6000, 6500, lower=5500, audience="farmers"),
        said("academician_campus_lectures", 6, audience="students"),
        said("academician_campus_participants", 1200, 1250, lower=1150, audience="students"),
        said("camp_count", 10, 20, audience="teenagers"),
        said("training_sessions", 160, 170, audience="workers"),
        said("training_participants", 14000, 15000, audience="workers"),
        said("lecture_count", 630, audience="residents"),
        said("lecture_participants", 48000, 49000, audience="residents"),
    ]
    money = [
        said("dept_budget_initial", 4326300),
        said("dept_budget_added", 214000),
        said("dept_carryover_prev", 0),
        said("dept_budget_total", 4567300),
        said("dept_budget_fiscal", 4567300),
        said("dept_expense_total", 3794300),
        said("dept_expense_basic", 2636900),
        said("dept_expense_project", 1157300),
        said("perf_score_total", "96.6"),
        said("perf_score_total", "16.6", kind="input"),
        said("perf_score_total", 40, kind="output"),
        said("perf_score_total", 30, kind="benefit"),
        said("perf_score_total", 10, kind="satisfaction"),
    ]
    staff = [
        said("org_staff_quota", 4),
        said("org_staff_quota", 1, kind="administrative"),
        said("org_staff_quota", 2, kind="institution"),
        said("org_staff_quota", 1, kind="affiliated"),
    ]
    desk.send("lake", EAST_WEST_LAKE, "2024", *inclusive(literacy), *money, *staff, **REPORT)
    stations = [
        said("ws_total", 55),
        said("ws_total", 2, kind="academician"),
        said("ws_total", 42, grade="province", kind="expert"),
        said("ws_total", 11, grade="city", kind="expert"),
        said("ws_new", 8),
        said("ws_new", 7, grade="province"),
        said("ws_new", 1, grade="city"),
        said("ws_cancelled", 21),
    ]
    desk.send("jingzhou", JINGZHOU, "2021", *inclusive(stations), **REPORT)
    return desk


@pytest.fixture(scope="module")
def published(new_warehouse: NewWarehouse) -> Settings:
    settings = new_warehouse()
    reports().load(settings)
    night(settings)
    return settings


def comparison(settings: Settings, check: str, indicator: str, scope: str) -> dict:
    """The one comparison of this name."""
    query = """
        select * from intermediate.int_comparisons
        where check_id = %s and indicator = %s and figures = %s
    """
    (found,) = rows(settings, query, check, indicator, scope)
    return found


def message(settings: Settings, rule: str) -> str:
    """What the one published finding of this rule says."""
    (found,) = rows(settings, "select * from marts.findings where rule_id = %s", rule)
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
    failing = rows(published, "select rule_id from marts.findings where verdict = 'fails'")
    assert {row["rule_id"] for row in failing} == {
        "act_participants_by_audience",
        "dept_budget_by_origin",
    }
