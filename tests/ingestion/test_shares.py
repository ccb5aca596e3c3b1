"""Parts that exclude one another against their whole, ratios against what they are made of."""

from decimal import Decimal

import pytest

from tests.ingestion.test_check import between, broken, exact

GROUPS = ("teenagers", "farmers", "elderly")


def test_parts_that_exclude_one_another_are_no_more_than_their_whole(reference):
    """Groups of 40 each fit into 120 events, not into 119; they need not be all of them."""
    groups = [exact("act_total", 40, audience=group) for group in GROUPS]
    assert broken(reference, exact("act_total", 120), *groups) == []
    assert broken(reference, exact("act_total", 119), *groups) == ["parts_exceed_total"]


def test_one_part_above_the_whole_is_told_by_itself(reference):
    """A part that alone exceeds the whole is one fault, not two."""
    groups = [exact("act_total", 50, audience=group) for group in GROUPS]
    assert broken(reference, exact("act_total", 45), *groups) == ["part_exceeds_total"] * 3


def test_parts_that_may_overlap_are_not_added(reference):
    """Several departments may count the same event."""
    departments = [exact("act_total", 40, department=d) for d in ("education", "agriculture")]
    assert broken(reference, exact("act_total", 50), *departments) == []


def test_parts_as_intervals(reference):
    """Parts fail only where no values of theirs fit."""
    groups = [between("act_total", 40, 50, audience=group) for group in GROUPS]
    assert broken(reference, exact("act_total", 120), *groups) == []
    assert broken(reference, between("act_total", 100, 119), *groups) == ["parts_exceed_total"]


@pytest.mark.parametrize(
    ("rate", "fails"),
    [("83", False), ("83.1", False), ("83.08", False), ("83.2", True), ("91", True)],
)
def test_a_ratio_is_what_its_parts_give(reference, rate, fails):
    """379.43 of 456.73 万元 are 83.08 %, to the last digit that is printed."""
    said = exact("dept_budget_execution_rate", rate)
    parts = exact("dept_expense_total", 3794300), exact("dept_budget_total", 4567300)
    assert broken(reference, said, *parts) == (["ratio_differs"] if fails else [])


def test_a_ratio_without_all_of_its_parts_cannot_be_told(reference):
    """Nor one over a denominator that is zero."""
    rate, part = exact("dept_budget_execution_rate", 91), exact("dept_expense_total", 3794300)
    assert broken(reference, rate, part) == []
    assert broken(reference, rate, part, exact("dept_budget_total", 0)) == []


def test_a_numerator_of_two_cells(reference):
    """The pass rate is of the excellent and the passed together."""
    parts = [
        exact("ws_evaluated", 10),
        exact("ws_evaluated", 3, kind="excellent"),
        exact("ws_evaluated", 5, kind="pass"),
    ]
    assert broken(reference, exact("ws_eval_pass_rate", 80), *parts) == []
    assert broken(reference, exact("ws_eval_pass_rate", Decimal("30")), *parts) == ["ratio_differs"]
