"""Growth and estimates of a few made-up figures, worked out by hand."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from tests.conftest import NewWarehouse
from tests.ledgers.nights import Nights, Row, stated

FIRST, SECOND = "2025-03-01T01:00:00+00:00", "2025-03-02T01:00:00+00:00"
PROVINCE, XIAOTING, ONE, TWO, THREE = "420000", "420505", "420505001", "420505002", "420505003"
EZHOU, HUARONG, ECHENG, SUIZHOU, YICHANG = "420700", "420703", "420704", "421300", "420500"
MARTS = ("growth", "estimates")
TOTAL = dict.fromkeys(("audience", "grade", "department", "kind"), "total")


def evaluated(unit: str, total: int, excellent: int, passed: int, **more: Any) -> list[Row]:
    """A unit's evaluated stations, of which excellent and pass."""
    return [
        stated(unit, "ws_evaluated", "2023", total, **more),
        stated(unit, "ws_evaluated", "2023", excellent, kind="excellent", **more),
        stated(unit, "ws_evaluated", "2023", passed, kind="pass", **more),
    ]


@pytest.fixture(scope="module")
def nights(new_warehouse: NewWarehouse) -> Iterator[tuple[Nights, Row, Row | None]]:
    """Two nights: on the second the street that was silent reports.

    Gives the warehouse, and the growth of the district as the first night published it.
    """
    made = Nights(new_warehouse())
    acts = [(XIAOTING, 0, (0, 0, 0)), (ONE, 100, (110, 110, 110)), (TWO, 200, (185, 180, 190))]
    for unit, before, now in acts:
        made.submit(FIRST, unit, stated(unit, "act_total", "2022", before))
        made.submit(FIRST, unit, stated(unit, "act_total", "2023", *now))
    made.submit(FIRST, THREE, stated(THREE, "act_total", "2022", 100))
    made.submit(FIRST, ONE, stated(ONE, "camp_count", "2022", 0))
    made.submit(FIRST, ONE, stated(ONE, "camp_count", "2023", 5))
    for unit, year, value in (
        (HUARONG, "2022", 256834), (HUARONG, "2023", 513668), (ECHENG, "2023", 695697),
    ):  # fmt: skip
        made.submit(FIRST, unit, stated(unit, "fund_budget_fiscal", year, value, scope="inclusive"))
    made.submit(FIRST, EZHOU, *evaluated(EZHOU, 10, 3, 5, scope="inclusive"))
    made.submit(FIRST, SUIZHOU, *evaluated(SUIZHOU, 5, 1, 1))
    made.submit(FIRST, YICHANG, *evaluated(YICHANG, 4, 2, 1))
    # of unknown scope: an area that is incomplete, and so is the city above it
    made.submit(FIRST, XIAOTING, *evaluated(XIAOTING, 6, 1, 1, scope="unknown"))
    rate = stated(HUARONG, "literacy_rate", "2023", 12, scope="inclusive")
    made.submit(FIRST, HUARONG, rate)
    hedged = stated(ECHENG, "literacy_rate", "2023", "13.5", "13", "14", scope="inclusive")
    made.submit(FIRST, ECHENG, hedged)
    made.submit(FIRST, ONE, stated(ONE, "act_total", "2024-10", 100, basis="ytd"))
    made.submit(
        FIRST, ONE,
        stated(ONE, "act_total", "2024-11", 10, status="plan"),
        stated(ONE, "act_total", "2024-12", 20, 18, 25, status="plan"),
    )  # fmt: skip
    made.submit(FIRST, TWO, stated(TWO, "act_total", "2024", 50))
    # a plan without what was done so far is no year
    made.submit(FIRST, THREE, stated(THREE, "act_total", "2024-12", 7, status="plan"))
    made.first()
    first = growth(made, XIAOTING)
    made.submit(SECOND, THREE, stated(THREE, "act_total", "2023", 90))
    made.build(*MARTS)
    made.test("int_growth_comparable", "int_estimate_ratios", "int_estimate_years", *MARTS)
    yield made, first, growth(made, XIAOTING)


def growth(made: Nights, unit: str, indicator: str = "act_total", period: str = "2023") -> Row:
    columns = (
        "amount", "amount_lower", "amount_upper", "rate_pct", "rate_pct_lower", "rate_pct_upper",
        "reason", "completeness", "coverage", "comparable_unit_count", "comparable_total",
        "comparable_base_total", "comparable_rate_pct", "comparable_rate_pct_lower",
        "comparable_rate_pct_upper", "comparable_reason", "amount_unit_zh", "base_period",
    )  # fmt: skip
    found = made.row(columns, "growth", org_code=unit, indicator=indicator, period=period, **TOTAL)
    assert found is not None, f"{unit} has no growth of {indicator}"
    return found


def estimate(made: Nights, unit: str, indicator: str, period: str, boundary: str) -> Row:
    columns = (
        "method_of_estimate", "estimate", "lower", "upper", "coverage", "weight_name",
        "weight_edition", "actual_until", "plan_share", "piece_count", "published_value",
        "published_method",
    )  # fmt: skip
    found = made.row(
        columns, "estimates", org_code=unit, indicator=indicator, period=period, boundary=boundary,
        **TOTAL,
    )  # fmt: skip
    assert found is not None, f"{unit} has no estimate of {indicator}"
    return found


def numbers(row: Row, *names: str) -> tuple[Decimal | None, ...]:
    return tuple(row[name] for name in names)


def test_too_little_covered_gives_a_reason(nights: tuple) -> None:
    """A street of 100 out of 400 is silent: 3 of 4 are in, three quarters of the base compare."""
    _, first, _ = nights
    assert numbers(first, "completeness", "coverage") == (Decimal("0.75"), Decimal("0.75"))
    assert (first["reason"], first["comparable_reason"]) == (
        "incomplete_this_year",
        "coverage_too_low",
    )
    assert numbers(first, "amount", "rate_pct", "comparable_total", "comparable_rate_pct") == (
        None, None, None, None,
    )  # fmt: skip


def test_change_in_intervals(nights: tuple) -> None:
    """400 became 385 in [380, 390]: -15 in [-20, -10], -3.75 % in [-5, -2.5]."""
    _, _, second = nights
    for name in ("rate_pct", "comparable_rate_pct"):
        assert numbers(second, name, f"{name}_lower", f"{name}_upper") == (
            Decimal("-3.75"), Decimal(-5), Decimal("-2.5"),
        )  # fmt: skip
    assert numbers(second, "amount", "amount_lower", "amount_upper") == (-15, -20, -10)
    assert (second["reason"], second["coverage"], second["comparable_unit_count"]) == (None, 1, 4)
    assert second["base_period"] == "2022"


def test_nothing_grows_on_zero(nights: tuple) -> None:
    """From 0 to 5 is 5 more, and no rate."""
    found = growth(nights[0], ONE, "camp_count")
    assert numbers(found, "amount", "rate_pct", "reason") == (5, None, "base_may_be_zero")


def test_ratios_change_in_points(nights: tuple) -> None:
    """From 1 yuan a head to 2: one yuan, and no percent of a ratio."""
    found = growth(nights[0], HUARONG, "fund_per_capita")
    assert numbers(found, "amount", "rate_pct", "reason") == (1, None, "change_in_points")
    assert (found["amount_unit_zh"], found["comparable_reason"]) == ("元/人", "change_in_points")


def test_what_does_not_add_up_does_not_grow(nights: tuple) -> None:
    """Surveyed rates have no growth."""
    assert nights[0].rows("select 1 from marts.growth where indicator = 'literacy_rate'") == []


@pytest.mark.parametrize("boundary", ["period", "latest"])
def test_ratio_over_those_who_gave_both_parts(nights: tuple, boundary: str) -> None:
    """(8 + 2 + 3) of (10 + 5 + 4): 3 of the 18 who owe, the city's own office one of them."""
    found = estimate(nights[0], PROVINCE, "ws_eval_pass_rate", "2023", boundary)
    assert numbers(found, "estimate", "lower", "upper", "coverage") == (
        Decimal("68.421053"), Decimal("68.421052"), Decimal("68.421053"), Decimal("0.166667"),
    )  # fmt: skip
    assert (found["piece_count"], found["published_value"]) == (3, None)
    of_city = estimate(nights[0], YICHANG, "ws_eval_pass_rate", "2023", boundary)
    assert numbers(of_city, "estimate", "coverage") == (75, 1)


def test_ratio_per_head_covers_people(nights: tuple) -> None:
    """(513668 + 695697) over (256834 + 695697) residents of 1079353: two districts of three."""
    found = estimate(nights[0], EZHOU, "fund_per_capita", "2023", "period")
    assert numbers(found, "estimate", "coverage") == (Decimal("1.269633"), Decimal("0.882502"))
    assert found["weight_name"] == "resident_population"
    assert found["weight_edition"] == "census_2020_county_tabulation"


def test_rebuilt_ratio_needs_no_estimate(nights: tuple) -> None:
    """Where the ratio is rebuilt nothing stands beside it."""
    assert nights[0].rows("select 1 from marts.estimates where org_code = %s", HUARONG) == []


def test_surveyed_rates_weigh_by_adults(nights: tuple) -> None:
    """12 % of 183305 and [13, 14] % of 495922 adults, of 764349: two districts of three."""
    found = estimate(nights[0], EZHOU, "literacy_rate", "2023", "period")
    adults = Decimal(183305 + 495922)
    assert found["method_of_estimate"] == "population_weighted"
    for name, rate in (("estimate", Decimal("13.5")), ("lower", 13), ("upper", 14)):
        exact = (12 * Decimal(183305) + rate * Decimal(495922)) / adults
        assert abs(found[name] - exact) < Decimal("0.000001")
    assert found["coverage"] == (adults / 764349).quantize(Decimal("0.000001"))
    assert found["weight_name"] == "adult_population_18_69"
    assert found["weight_edition"] == "census_2020_county_tabulation 2020"


def test_published_rate_stands_beside_its_estimate(nights: tuple) -> None:
    """In 2020 only 荆州 was surveyed below the province: 10.50 for it, 10.95 published."""
    found = estimate(nights[0], PROVINCE, "literacy_rate", "2020", "latest")
    assert numbers(found, "estimate", "published_value") == (Decimal("10.5"), Decimal("10.95"))
    assert found["published_method"] == "released"
    assert found["coverage"] == (Decimal(3765209) / 41633801).quantize(Decimal("0.000001"))


def test_year_of_actual_and_planned_months(nights: tuple) -> None:
    """100 to October, 10 and 20 planned: 130 in [128, 135]; with a street's 50 the district's."""
    street = estimate(nights[0], ONE, "act_total", "2024", "period")
    assert numbers(street, "estimate", "lower", "upper") == (130, 128, 135)
    assert (str(street["actual_until"]), street["plan_share"]) == (
        "2024-10-31",
        Decimal("0.230769"),
    )
    district = estimate(nights[0], XIAOTING, "act_total", "2024", "period")
    assert numbers(district, "estimate", "coverage", "plan_share") == (
        180, Decimal("0.5"), Decimal("0.166667"),
    )  # fmt: skip
    assert district["method_of_estimate"] == "actual_and_plan"


def test_a_plan_alone_is_no_year(nights: tuple) -> None:
    """December planned and nothing done so far: no estimate; and no total counts a plan."""
    assert nights[0].rows("select 1 from marts.estimates where org_code = %s", THREE) == []
    planned = "select 1 from marts.totals where period in ('2024-11', '2024-12')"
    assert nights[0].rows(f"{planned} and total is not null") == []
