"""Checks of one submission: relations on intervals, contradictions, slips; all at once."""

from decimal import Decimal

import pytest

from ingestion.checking import check
from ingestion.model import Filing, Observation, State


def exact(indicator: str, value: int | str, **more) -> Observation:
    number = Decimal(value)
    state: State = "value" if number else "zero"
    more = {"org_code": "420112", "period": "2024", "source_ref": indicator, **more}
    return Observation(
        indicator=indicator, state=state, value=number, lower=number, upper=number, **more
    )


def between(indicator: str, low: int, high: int, **more) -> Observation:
    return exact(indicator, low, **more)._replace(upper=Decimal(high))


def broken(reference, *observations: Observation) -> list[str]:
    filing = Filing("420112", "literacy", "2024", observations=observations)
    found = check.findings(filing, reference.catalogue, reference.tree)
    return [fault.rule_id for fault in found]


def test_sound_figures(reference):
    """Figures that agree give no finding."""
    assert broken(reference, exact("act_total", 10), exact("lecture_count", 10)) == []


def test_audit_relation(reference):
    """More lectures than activities is told once, under the name of the relation."""
    assert broken(reference, exact("act_total", 10), exact("lecture_count", 11)) == [
        "lecture_count_within_act_total"
    ]


@pytest.mark.parametrize(
    ("low", "high", "fails"), [(10, 20, False), (11, 20, True), (5, 11, False)]
)
def test_audit_relation_on_intervals(reference, low, high, fails):
    """A relation between intervals fails only where no value in them could hold it."""
    found = broken(reference, exact("act_total", 10), between("lecture_count", low, high))
    assert found == (["lecture_count_within_act_total"] if fails else [])


def test_audit_sum(reference):
    """Funds raised are the sum of their four sources; not applicable counts as nothing."""
    parts = [exact("fund_gov_appropriation", 70_000), exact("fund_donation", 20_000)]
    none = exact("fund_other", 0)._replace(
        state="not_applicable", value=None, lower=None, upper=None
    )
    own = exact("fund_self_raised", 10_000)
    assert broken(reference, exact("fund_raised_total", 100_000), *parts, own, none) == []
    assert broken(reference, exact("fund_raised_total", 101_000), *parts, own, none) == [
        "fund_raised_by_source"
    ]
    assert broken(reference, exact("fund_raised_total", 101_000), *parts, own) == []


@pytest.mark.parametrize(("total", "fails"), [(3794300, False), (3794350, False), (3794351, True)])
def test_rounding_explains_half_a_digit_of_each_amount(reference, total, fails):
    """263.69 and 115.73 万元 are stated as 379.43: three amounts, each off by up to 50 元."""
    parts = exact("dept_expense_basic", 2636900), exact("dept_expense_project", 1157300)
    found = broken(reference, exact("dept_expense_total", total), *parts)
    assert found == (["dept_expense_by_type"] if fails else [])


@pytest.mark.parametrize(("own", "fails"), [(1_000_100, False), (1_000_101, True)])
def test_rounding_between_scopes(reference, own, fails):
    """An own amount may lie above the inclusive one by what both lost in rounding."""
    wide = exact("fund_donation", 1_000_000, scope="inclusive")
    found = broken(reference, exact("fund_donation", own), wide)
    assert found == (["own_exceeds_inclusive"] if fails else [])


def test_scopes_are_compared_apart(reference):
    """An own figure and an inclusive one are no pair for an audit relation."""
    wide = exact("lecture_count", 50, scope="inclusive")
    assert broken(reference, exact("act_total", 10), wide) == []


def test_own_above_inclusive(reference):
    """What an office did itself cannot exceed what the whole area did."""
    wide = exact("act_total", 9, scope="inclusive")
    assert broken(reference, exact("act_total", 10), wide) == ["own_exceeds_inclusive"]
    assert broken(reference, between("act_total", 5, 10), wide) == []


def test_two_figures_for_one_cell(reference):
    """Two figures for a cell are told with both places; the same figure twice is one."""
    one, other = exact("act_total", 10, source_ref="B2"), exact("act_total", 12, source_ref="B9")
    filing = Filing("420112", "literacy", "2024", observations=(one, other))
    (fault,) = check.findings(filing, reference.catalogue, reference.tree)
    assert fault.rule_id == "cell_conflict"
    assert "B2" in fault.found
    assert "B9" in fault.found
    assert broken(reference, one, one._replace(source_ref="B9")) == []


def test_part_above_its_total(reference):
    """A part cannot exceed its total."""
    part = exact("act_total", 11, audience="farmers")
    assert broken(reference, exact("act_total", 10), part) == ["part_exceeds_total"]


def test_negative(reference):
    """Only what the catalogue lets be negative may be."""
    assert broken(reference, exact("act_total", -1)) == ["negative"]
    assert broken(reference, exact("ws_net_change", -1)) == []


def test_fraction_of_a_count(reference):
    """A count is whole; money need not be."""
    assert broken(reference, exact("act_total", "1.5")) == ["count_fraction"]
    assert broken(reference, exact("fund_donation", "1.5")) == []


def test_stock_as_cumulative(reference):
    """A stock is not accumulated over the year."""
    assert broken(reference, exact("ws_total", 5, basis="ytd")) == ["stock_as_ytd"]


def test_what_the_catalogue_does_not_have(reference):
    """A breakdown that the catalogue does not have is told."""
    assert broken(reference, exact("museum_count", 5, audience="farmers")) == ["catalogue_fault"]


def test_unit_that_did_not_exist(reference):
    """七里坪街道 appeared in 2021: it cannot report 2018."""
    tree = reference.tree
    code = next(
        unit for unit, versions in tree.versions.items()
        if versions[0].valid_from.year > 2016 and "街道" in versions[0].name_then
    )  # fmt: skip
    found = broken(reference, exact("act_total", 5, org_code=code, period="2015"))
    assert found == ["org_not_existing"]


@pytest.mark.parametrize(
    ("value", "slip"), [(350000, True), (35, False), (40, False), (3, False), (700, False)]
)
def test_slip_between_yuan_and_ten_thousand(reference, value, slip):
    """About ten thousand times last year's is a slip between 元 and 万元."""
    now = exact("fund_donation", value)
    before: check.LastYearFigures
    before = {("420112", "fund_donation", "total", "total", "total", "total", "own"): Decimal(35)}
    filing = Filing("420112", "funding", "2024", observations=(now,))
    assert bool(check.slips(filing, reference.catalogue, before)) == slip


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [(101, 101, True), (100, 100, False), (90, 120, False), (0, 0, False), (110, 130, True)],
)
def test_range(reference, low, high, told):
    """A score of its form's row is 0 to 100; an interval fails only if all of it lies outside."""
    score = between("perf_score_total", low, high, rule_id="funding#35")
    assert broken(reference, score) == (["out_of_range"] if told else [])


def test_a_bound_that_a_relation_states_is_told_once(reference):
    """366 days are in the form's row and in a relation: one finding, under the relation's name."""
    days = exact("museum_open_days", 367, rule_id="literacy#71")
    assert broken(reference, days) == ["museum_open_days_within_year"]


@pytest.mark.parametrize(("total", "slips"), [(100, True), (1_100_000, False)])
def test_slip_against_the_sum_of_parts(reference, total, slips):
    """A total of 100 above parts of a million is told as a slip, beside the sum that fails."""
    parts = [exact("dept_expense_basic", 600_000), exact("dept_expense_project", 400_000)]
    found = broken(reference, exact("dept_expense_total", total), *parts)
    assert ("unit_slip" in found) == slips
    assert "dept_expense_by_type" in found
