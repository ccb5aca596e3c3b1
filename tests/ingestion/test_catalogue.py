"""The shipped catalogue: what the first edition's codes became, who owes what, what may be said."""

import csv
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from ingestion.model import Observation
from ingestion.reference.catalogue import Catalogue, Cell
from ingestion.reference.periods import Period
from ingestion.settings import REPOSITORY

SEEDS = REPOSITORY / "dbt_project" / "seeds"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load(SEEDS)


def rows(path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def fault(catalogue: Catalogue, period: str, **cell: Any) -> str | None:
    said = Observation(org_code="420112", period=period, state="value", **cell)
    return catalogue.fault(said, Period.parse(period))


# normalisation of the first edition


def test_every_code_of_the_first_edition_has_one_cell(catalogue):
    """140 codes and five of later, none lost, and no two of them mean the same cell."""
    cells = Counter(catalogue.codes.values())
    assert len(catalogue.codes) == len(cells) == 145


@pytest.mark.parametrize(
    ("code", "cell"),
    [
        ("ws_academician", Cell("ws_total", kind="academician")),
        ("ws_expert_provincial", Cell("ws_total", kind="expert", grade="province")),
        ("ws_expert_municipal", Cell("ws_total", kind="expert", grade="city")),
        ("ws_innovation", Cell("ws_total", kind="innovation")),
        ("ws_new_municipal", Cell("ws_new", grade="city")),
        ("ws_eval_fail", Cell("ws_evaluated", kind="fail")),
        ("exp_venue_capital", Cell("fund_used_total", kind="venue_capital")),
    ],
)
def test_types_and_grades_are_dimensions(catalogue, code, cell):
    """A code that was only a type or grade of another is a cell of that other."""
    assert catalogue.codes[code] == cell
    assert code not in catalogue.indicators


def test_every_indicator_of_today_is_a_code_of_its_own(catalogue):
    """Numerators, denominators and audit relations may name indicators as codes."""
    for name in catalogue.indicators:
        assert catalogue.codes[name] == Cell(name)


# behaviour


def test_only_the_net_change_may_be_negative(catalogue):
    """Everything else is counted or paid, never less than nothing."""
    negative = [row.indicator for row in catalogue.indicators.values() if row.may_be_negative]
    assert negative == ["ws_net_change"]


def test_ratios_are_rebuilt_out_of_cells(catalogue):
    """The pass rate is excellent plus pass over all evaluated, in percent."""
    rate = catalogue.indicators["ws_eval_pass_rate"]
    numerator = [catalogue.codes[code].kind for code in rate.numerator]
    assert numerator == ["excellent", "pass"]
    assert catalogue.codes[rate.denominator or ""] == Cell("ws_evaluated")
    assert rate.ratio_factor == Decimal(100)


def test_persons_scores_and_days_are_not_added(catalogue):
    """What counts persons, points or open days once more in a sum is never summed."""
    never = {
        row.indicator for row in catalogue.indicators.values() if row.behaviour == "not_additive"
    }
    assert never == {
        "academician_in_station",
        "museum_open_days",
        "perf_score_total",
        "literacy_rate_target",
    }
    assert catalogue.indicators["literacy_rate"].behaviour == "surveyed"


def test_the_opening_stock_opens_the_total(catalogue):
    """Opening + new - closed = closing can be tested."""
    opening = catalogue.indicators["ws_opening"]
    assert opening.is_opening_stock and opening.opening_of == "ws_total"
    (relation,) = (r for r in catalogue.relations if r.relation_id == "ws_closing_stock")
    assert (relation.operator, relation.left.indicator) == ("=", "ws_total")
    assert [(int(term.coefficient), term.indicator) for term in relation.right] == [
        (1, "ws_opening"),
        (1, "ws_new"),
        (-1, "ws_cancelled"),
        (-1, "ws_revoked"),
        (-1, "ws_expired"),
    ]


# parts


@pytest.mark.parametrize(
    ("indicator", "dimension", "parts"),
    [
        ("ws_total", "kind", {"academician", "expert"}),
        ("ws_total", "grade", {"province", "city"}),
        ("ws_new", "grade", {"province", "city"}),
        ("base_total", "grade", {"national", "province", "city", "district"}),
        ("base_new", "grade", set()),
        ("org_staff_quota", "kind", {"administrative", "institution", "affiliated"}),
    ],
)
def test_parts_make_up_the_whole(catalogue, indicator, dimension, parts):
    """Wuhan's innovation stations may overlap, so they are permitted but are no part."""
    assert set(catalogue.parts(indicator, dimension, 2024)) == parts


def test_audiences_are_never_the_whole(catalogue):
    """Groups overlap and are not all named: no total is built out of them."""
    with_audience = [name for name, dimension in catalogue.members if dimension == "audience"]
    assert len(with_audience) > 30
    assert not any(catalogue.parts(name, "audience", 2024) for name in with_audience)


# what may be said


@pytest.mark.parametrize(
    ("period", "cell"),
    [
        ("2021", {"indicator": "act_total", "audience": "elderly"}),
        ("2024", {"indicator": "act_total", "audience": "residents"}),
        ("2021", {"indicator": "ws_total", "kind": "expert", "grade": "province"}),
        ("2024-Q2", {"indicator": "act_total", "basis": "ytd"}),
        (
            "2024",
            {"indicator": "training_sessions", "audience": "farmers", "department": "agriculture"},
        ),
    ],
)
def test_what_the_catalogue_has_may_speak(catalogue, period, cell):
    """Members in their years, permitted crossings and cumulative flows are no fault."""
    assert fault(catalogue, period, **cell) is None


@pytest.mark.parametrize(
    ("period", "cell", "said"),
    [
        ("2024", {"indicator": "act_totals"}, "没有指标“act_totals”"),
        ("2020", {"indicator": "act_total", "audience": "elderly"}, "自2021年起使用"),
        ("2021", {"indicator": "three_heads", "kind": "enterprise"}, "不能用于2021年"),
        ("2024", {"indicator": "act_total", "audience": "老年人"}, "受众中没有“老年人”"),
        ("2024", {"indicator": "act_total", "grade": "city"}, "不按级别分组"),
        (
            "2024",
            {"indicator": "act_total", "department": "science", "kind": "online"},
            "来源部门×分类",
        ),
        ("2024-Q2", {"indicator": "ws_total", "basis": "ytd"}, "时点数"),
    ],
)
def test_what_the_catalogue_lacks_is_told_in_chinese(catalogue, period, cell, said):
    """Unknown indicators, members and crossings, years, and stocks given as cumulative figures."""
    assert said in (fault(catalogue, period, **cell) or "")


def test_every_fact_of_the_demo_reports_has_a_home(catalogue):
    """What the annotated reports count under a code can be loaded, with audience and grade."""
    facts = [row for path in (REPOSITORY / "demo" / "facts").glob("*.csv") for row in rows(path)]
    homed = [row for row in facts if row["measure"] != "other" and row["period"]]
    assert len(homed) > 150
    for row in homed:
        home = catalogue.codes[row["measure"]]
        grade, audience = row["grade"] or home.grade, row["audience"] or home.audience
        cell = Cell(home.indicator, audience, grade, home.department, home.kind)
        assert catalogue.cell_fault(cell, int(row["period"][:4])) is None, row["id"]


# who owes what


@pytest.mark.parametrize(
    ("indicator", "level", "period_type", "owed"),
    [
        ("act_total", "subdistrict", "monthly", True),
        ("competition_count", "subdistrict", "annual", True),
        ("competition_count", "subdistrict", "quarterly", False),
        ("museum_count", "subdistrict", "annual", False),
        ("fund_per_capita", "city", "annual", False),
        ("ws_planned_new", "city", "annual", False),
        ("resident_population", "city", "annual", False),
    ],
)
def test_units_owe_what_their_level_is_asked_for(catalogue, indicator, level, period_type, owed):
    """Levels and periods as the first edition names them; ratios, plans and references nobody."""
    assert catalogue.due(indicator, level, period_type) is owed


# forms


def test_forms_follow_the_outline_of_the_year(catalogue):
    """社区居民 is printed up to 2020, 老年人 from 2021, and 城镇劳动者 changes its name."""
    printed = {
        year: " ".join(item.label_zh for item in catalogue.items("literacy", year))
        for year in (2020, 2021)
    }
    assert "社区居民" in printed[2020] and "老年人" not in printed[2020]
    assert "社区居民" not in printed[2021] and "老年人" in printed[2021]
    assert "产业工人" not in printed[2020] and "城镇劳动者" in printed[2020]


def test_required_items_are_owed_by_every_level(catalogue):
    """What a form demands of all, all owe; the rest may be left with a dash."""
    required = [x for items in catalogue.form_items.values() for x in items if x.required]
    assert len(required) > 60
    for item in required:
        period_type = catalogue.forms[item.form].period_type
        for level in ("subdistrict", "district", "city", "province"):
            assert catalogue.due(item.cell.indicator, level, period_type), item.label_zh


# population


def test_one_edition_of_the_population_is_used():
    """Two editions stand side by side; one per unit, indicator and year is the denominator."""
    population = rows(SEEDS / "population.csv")
    keys = Counter((row["org_code"], row["indicator"], row["year"]) for row in population)
    used = Counter(
        (row["org_code"], row["indicator"], row["year"])
        for row in population
        if row["is_used"] == "true"
    )
    assert max(keys.values()) == 2
    assert set(used) == set(keys) and set(used.values()) == {1}


def test_the_population_in_use_adds_up():
    """Districts make up their cities and cities the province, to the person."""
    used = {
        row["org_code"]: int(row["value"])
        for row in rows(SEEDS / "population.csv")
        if row["is_used"] == "true" and row["indicator"] == "resident_population"
    }
    below: Counter[str] = Counter()
    for row in rows(SEEDS / "org_unit_versions.csv"):
        if row["org_code"] in used and row["parent_code"] and not row["valid_to"]:
            below[row["parent_code"]] += used[row["org_code"]]
    assert len(below) == 14
    assert below == {code: used[code] for code in below}
