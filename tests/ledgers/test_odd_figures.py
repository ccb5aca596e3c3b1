"""Figures that cannot be, and months beside years: the night goes on, no share leaves 0 to 1."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from tests.conftest import NewWarehouse
from tests.ledgers.nights import Nights, stated

FIRST, SECOND = "2025-03-01T01:00:00+00:00", "2025-03-02T01:00:00+00:00"
CITY, BUILT, DASH, LESS, IN_FULL = "420100", "420102", "420103", "420105", "420107"
ONE, OTHER, LARGE = "420111", "420112", ("420113", "420114", "420115")
NOT_APPLICABLE = {"state": "not_applicable"}
TOTAL = dict.fromkeys(("audience", "grade", "department", "kind"), "total")


@pytest.fixture(scope="module")
def nights(new_warehouse: NewWarehouse) -> Iterator[Nights]:
    """A night with months and plans, and one with negative and very large funds after it."""
    made = Nights(new_warehouse())
    for month in range(1, 12):
        made.submit(FIRST, BUILT, stated(BUILT, "act_total", f"2024-{month:02d}", 10))
        if month < 11:
            made.submit(FIRST, DASH, stated(DASH, "act_total", f"2024-{month:02d}", 10))
    made.submit(FIRST, BUILT, stated(BUILT, "act_total", "2024-12", None, **NOT_APPLICABLE))
    made.submit(FIRST, DASH, stated(DASH, "act_total", "2024-11", None, **NOT_APPLICABLE))
    made.submit(FIRST, LESS, stated(LESS, "act_total", "2024-11", 10, basis="ytd"))
    made.submit(FIRST, IN_FULL, stated(IN_FULL, "act_total", "2024", None, **NOT_APPLICABLE))
    made.submit(FIRST, IN_FULL, stated(IN_FULL, "act_total", "2024-11", 9, basis="ytd"))
    for unit, planned in ((BUILT, 7), (DASH, 7), (LESS, -5), (IN_FULL, 7)):
        made.submit(FIRST, unit, stated(unit, "act_total", "2024-12", planned, status="plan"))
    made.first()
    funds = ((ONE, "2023", 1000), (OTHER, "2023", -995), (ONE, "2024", 1100))
    for unit, year, value in funds:
        made.submit(SECOND, unit, stated(unit, "fund_donation", year, value), form="funding")
    made.submit(SECOND, ONE, stated(ONE, "lecture_count", "2024", 50000, 50000, 60000))
    made.submit(SECOND, OTHER, stated(OTHER, "lecture_count", "2024", -49990))
    for unit in LARGE:
        raised = stated(unit, "fund_raised_total", "2024", "420106199001011234")
        made.submit(SECOND, unit, raised, form="funding")
    made.build()
    made.test("totals", "growth", "estimates", "submission_status", "funding_per_resident")
    yield made


def one(nights: Nights, columns: str, mart: str, **where: Any) -> tuple:
    """The columns of the one row that is meant; empty where there is none."""
    found = nights.row(columns.split(), mart, **where)
    return tuple(found.values()) if found else ()


def share(nights: Nights, unit: str, indicator: str, name: str) -> Decimal | None:
    where = {"org_code": unit, "indicator": indicator, "period": "2024", **TOTAL}
    return one(nights, name, "totals", boundary="period", **where)[0]


def expected_year(nights: Nights, unit: str) -> tuple:
    columns = "estimate piece_count plan_share"
    return one(nights, columns, "estimates", org_code=unit, indicator="act_total", period="2024",
               boundary="period", **TOTAL)  # fmt: skip


def test_months_among_the_totals_do_not_stop_funds_per_resident(nights: Nights) -> None:
    """Years are not read out of the names of months, however the database plans."""
    columns = "year amount_yuan reason"
    row = one(nights, columns, "funding_per_resident", org_code=LARGE[0], item="raised")
    assert row == (2024, Decimal("420106199001011234"), "incomplete")


def test_funds_beyond_what_is_admitted_still_fit(nights: Nights) -> None:
    """Columns of money hold sums of thousands of the largest figures that files may bring."""
    row = one(nights, "raised_yuan", "funding", org_code=CITY, year=2024)
    assert row == (3 * Decimal("420106199001011234"),)


def test_no_completeness_by_value_over_a_negative_figure(nights: Nights) -> None:
    """1000 of 1000 - 995 is no share; where only the 1000 are weighed it is 1."""
    assert share(nights, ONE, "fund_donation", "value_completeness") == 1
    assert share(nights, CITY, "fund_donation", "value_completeness") is None


def test_no_hedged_share_of_a_negative_figure(nights: Nights) -> None:
    """A hedged 50000 and -49990 are 10, of which 50000 would be 5000 times as much."""
    assert share(nights, ONE, "lecture_count", "hedged_share") == 1
    assert share(nights, CITY, "lecture_count", "total") == 10
    assert share(nights, CITY, "lecture_count", "hedged_share") is None


def test_no_coverage_of_a_base_with_a_negative_figure(nights: Nights) -> None:
    """The comparable 1000 of a base of 5: not 1, but unknown."""
    where = {"indicator": "fund_donation", "period": "2024", **TOTAL}
    assert one(nights, "coverage", "growth", org_code=ONE, **where) == (1,)
    found = one(nights, "base_total comparable_unit_count coverage", "growth", org_code=CITY,
                **where)  # fmt: skip
    assert found == (5, 1, None)


def test_a_silence_has_no_price_among_negative_figures(nights: Nights) -> None:
    """What the unit gave last year over the province's 5 would be 200."""
    row = one(nights, "value_share", "submission_status", org_code=ONE, form="funding",
              period="2024")  # fmt: skip
    assert row == (None,)


def test_whose_year_is_in_has_no_expected_one(nights: Nights) -> None:
    """Built of twelve months, or said to be not applicable as a whole: no plan is needed."""
    assert expected_year(nights, BUILT) == ()
    assert expected_year(nights, IN_FULL) == ()


def test_not_applicable_is_a_stretch_of_zero(nights: Nights) -> None:
    """Ten months of 10, one that is not applicable, and 7 planned."""
    assert expected_year(nights, DASH) == (107, 1, Decimal("0.065421"))


def test_a_negative_plan_has_no_share(nights: Nights) -> None:
    """10 so far and -5 planned: 5, of which -5 would be a share of -1."""
    assert expected_year(nights, LESS) == (5, 1, None)


def test_every_unit_counts_once_above(nights: Nights) -> None:
    """110 that are in, 107 and 5 that are expected, and one to whom it does not apply."""
    assert expected_year(nights, CITY) == (222, 4, None)
