"""Consolidation: by hand, at random, and what it may never change."""

from decimal import Decimal

import pytest

from tests.funding import by_hand, cases
from tests.funding.conftest import Published


def node(published: Published, unit: str, year: int, item: str) -> dict:
    (row,) = published.rows(
        "select * from marts.funding_consolidated where org_code = %s and year = %s and item = %s",
        unit, year, item,
    )  # fmt: skip
    return row


def test_by_hand(published):
    """Province: 90 and 60 agree and go; 10 and 50 of the payer's stay, as unmatched."""
    received = node(published, cases.PROVINCE, 2020, "subsidies_received")
    assert (received["before_yuan"], received["eliminated_yuan"]) == (170, 150)
    assert (received["unmatched_yuan"], received["after_yuan"]) == (0, 20)
    assert received["before_upper"] is None, "others that were due have not reported"
    assert 0 < received["completeness"] < 1
    granted = node(published, cases.PROVINCE, 2020, "subsidies_granted")
    # 150 + 60 + 1000 of a city whose sheet tells 5000
    assert (granted["before_yuan"], granted["eliminated_yuan"]) == (1210, 150)
    assert (granted["unmatched_yuan"], granted["after_yuan"]) == (5060, 1060)
    assert granted["after_resolved_yuan"] == 1060 - 5060


def test_a_unit_alone_eliminates_nothing_that_comes_from_outside(published):
    """What the city got from the province is no inner matter of the city."""
    city = node(published, cases.WUHAN, 2020, "subsidies_received")
    assert (city["before_yuan"], city["eliminated_yuan"], city["after_yuan"]) == (170, 60, 110)
    assert city["after_lower"] == 110
    district = node(published, cases.DONGXIHU, 2020, "subsidies_received")
    assert (district["eliminated_yuan"], district["after_lower"]) == (0, 65)


def test_totals_stand_before_elimination(published):
    """marts.totals is what was reported; marts.funding shows both."""
    (total,) = published.rows(
        "select total from marts.totals where org_code = '420100' and period = '2020'"
        " and indicator = 'subsidy_received' and boundary = 'period'"
    )
    assert total["total"] == 105
    (wide,) = published.rows(
        "select * from marts.funding where org_code = '420100' and year = 2020"
    )
    assert wide["subsidies_received_yuan"] == 105
    assert wide["subsidies_received_before_elimination_yuan"] == 170
    assert wide["subsidies_received_after_elimination_yuan"] == 110


def test_balances_do_not_change(published):
    """Received less granted, raised less used: the same before and after, at every node."""
    rows = published.rows("select * from marts.funding_consolidated")
    at = {(row["org_code"], row["year"], row["item"]): row for row in rows}
    examined = unmatched = 0
    for (unit, year, item), row in at.items():
        other = at.get((unit, year, "subsidies_granted"))
        if item == "subsidies_received" and other:
            examined += 1
            unmatched += row["unmatched_yuan"] != other["unmatched_yuan"]
            before = row["before_yuan"] - other["before_yuan"]
            assert before == row["after_yuan"] - other["after_yuan"]
            balance = at[unit, year, "subsidy_balance"]
            assert (balance["before_yuan"], balance["after_yuan"]) == (before, before)
    assert examined > 20
    assert unmatched > 10


@pytest.mark.parametrize("year", cases.RANDOM_YEARS)
def test_random_provinces(published, year):
    """Every node's figures are what an independent calculation gives."""
    parents = dict.fromkeys(cases.UNITS[:-1])
    parents |= {
        row["org_code"]: row["parent_code"]
        for row in published.rows(
            "select org_code, parent_code from intermediate.int_tree where tree_day = %s",
            f"{year}-12-31",
        )
    }
    want = by_hand.consolidated(published.desk, year, parents)
    rows = published.rows(
        "select * from marts.funding_consolidated where year = %s"
        " and item in ('subsidies_received', 'subsidies_granted')",
        int(year),
    )
    have = {(row["org_code"], row["item"]): row for row in rows}
    assert have.keys() == want.keys()
    for key, figures in want.items():
        assert {name: have[key][name] for name in figures} == figures, key
    assert any(figures["eliminated_yuan"] > 0 for figures in want.values())


def test_sheets_above_the_form_are_told(published):
    """1000 in the form, 5000 in the sheet."""
    (row,) = published.rows(
        "select * from intermediate.int_findings_funding where rule_id = 'transfers_exceed_form'"
        " and period = '2020'"
    )
    assert (row["org_code"], row["indicator"]) == (cases.JINGZHOU, "subsidy_granted")
    assert (row["expected"], row["found"]) == ("≥ 5000元", "1000元")
    assert Decimal(row["found"].removesuffix("元")) == 1000
