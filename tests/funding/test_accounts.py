"""Budgets, final accounts, execution and figures per resident, from files and rows."""

from decimal import Decimal

import pytest

from tests.funding import cases
from tests.funding.conftest import Published


def accounts(published: Published, unit: str, year: int) -> dict[str, tuple]:
    rows = published.rows(
        "select * from marts.funding_accounts where org_code = %s and year = %s", unit, year
    )
    return {row["relation"]: (row["gap_yuan"], row["verdict"]) for row in rows}


def told_of_accounts(published: Published, unit: str, period: str) -> list[dict]:
    """What the one list of findings says of a unit's accounts as they stand."""
    return published.rows(
        "select rule_id, severity, expected, found from marts.findings"
        " where org_code = %s and period = %s and origin <> 'file' and verdict = 'fails'"
        " and indicator in ('dept_budget_total', 'dept_expense_total', 'fund_used_total')",
        unit,
        period,
    )


@pytest.mark.parametrize("unit", [cases.DONGXIHU, cases.HONGSHAN])
def test_a_gap_of_2_70_and_a_rounding_of_0_01(published, unit):
    """The same accounts as a written report and as a form in 万元: one fault, one rounding."""
    found = accounts(published, unit, 2024)
    assert found["budget_parts"] == (27000, "fails")
    assert found["expense_parts"] == (100, "holds")
    assert found["execution"] == (Decimal(3794300 - 4567300), "holds")
    (gap,) = told_of_accounts(published, unit, "2024")  # once
    assert (gap["rule_id"], gap["severity"]) == ("dept_budget_by_origin", "强制性")
    assert gap["expected"].startswith("＝4540300：")
    assert gap["found"] == "4567300"


@pytest.mark.parametrize("unit", [cases.DONGXIHU, cases.HONGSHAN])
def test_execution_is_rebuilt(published, unit):
    """379.43 of 456.73 is 83.08 %."""
    (row,) = published.rows("select * from marts.funding where org_code = %s and year = 2024", unit)
    assert (row["execution_pct"], row["execution_pct_method"]) == (Decimal("83.08"), "computed")
    assert (row["execution_pct_lower"], row["execution_pct_upper"]) == (
        Decimal("83.08"), Decimal("83.08"),
    )  # fmt: skip
    assert row["department_budget_yuan"] == 4567300
    assert row["department_initial_budget_yuan"] == 4326300
    assert row["department_carried_over_yuan"] == 0
    assert (row["department_budget_gap_yuan"], row["department_budget_verdict"]) == (27000, "fails")
    assert (row["department_expense_gap_yuan"], row["department_expense_verdict"]) == (100, "holds")


def test_spending_above_the_budget_and_above_what_was_raised(published):
    """130 % of the budget; at least 200,000 more used than raised."""
    assert accounts(published, cases.SHASHI, 2021) == {
        "execution": (30000, "fails"),
        "use": (200000, "fails"),
    }
    rows = told_of_accounts(published, cases.SHASHI, "2021")
    assert sorted((row["rule_id"], row["severity"]) for row in rows) == [
        ("fund_used_within_raised", "核实性"),
        ("funding_execution", "核实性"),
    ]


def test_per_resident_on_a_named_population(published):
    """Six decimals from total and population; the edition and its year stand beside them."""
    rows = published.rows(
        "select * from marts.funding_per_resident where org_code = %s and year = 2021",
        cases.SHASHI,
    )
    at = {row["item"]: row for row in rows}
    (population,) = published.rows(
        "select * from staging.population where org_code = %s and is_used"
        " and indicator = 'resident_population'",
        cases.SHASHI,
    )
    people = int(population["value"])
    for item, amount in (("budget", 2000000), ("earmarked", 700001)):
        row = at[item]
        assert row["per_resident_yuan"] == round(Decimal(amount) / people, 6)
        assert row["per_resident_yuan_lower"] <= row["per_resident_yuan"]
        assert row["population_edition"] == population["edition"]
        assert (row["population_year"], row["resident_population"]) == (2020, people)
    used = at["used"]
    assert used["per_resident_yuan_upper"] >= Decimal(1300000) / people > used["per_resident_yuan"]
    (wide,) = published.rows(
        "select * from marts.funding where org_code = %s and year = 2021", cases.SHASHI
    )
    assert wide["used_per_resident_yuan"] == round(used["per_resident_yuan"], 2)
    assert wide["budget_per_resident_yuan"] == round(at["budget"]["per_resident_yuan"], 2)
    assert (wide["population_edition"], wide["population_year"]) == (population["edition"], 2020)


@pytest.mark.parametrize(
    ("unit", "year", "reason"),
    [
        (cases.JINGZHOU, 2021, "incomplete"),
        (cases.OTHER_STREET, 2021, "no_population"),
    ],
)
def test_no_figure_without_its_parts(published, unit, year, reason):
    """Null, and why."""
    (row,) = published.rows(
        "select * from marts.funding_per_resident where org_code = %s and year = %s"
        " and item = 'raised'",
        unit, year,
    )  # fmt: skip
    assert (row["per_resident_yuan"], row["reason"]) == (None, reason)
    assert row["amount_yuan"] is not None


def test_dbt_tested_what_it_published(published):
    """The tests of arithmetic ran on these rows, and passed."""
    rows = published.rows(
        "select name, status from raw.dbt_results where resource_type = 'test' and name = any(%s)",
        [
            "assert_transfer_lines_are_used_or_set_aside",
            "assert_consolidation_changes_no_balance",
            "assert_per_resident_agrees_with_the_ratio_indicators",
        ],
    )
    assert sorted(row["status"] for row in rows) == ["pass"] * 3
    (lines,) = published.rows(
        "select count(*) as received, count(*) filter (where use = 'ledger') as used"
        " from intermediate.int_transfer_lines"
    )
    assert 0 < lines["used"] < lines["received"] == len(published.desk.transfers) + 3
