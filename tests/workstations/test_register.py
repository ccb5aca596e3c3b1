"""Registers of two years from two districts, their city and a city without districts."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from ingestion.reading import read
from ingestion.reference.catalogue_rows import Cell
from ingestion.reference.periods import Period
from ingestion.settings import Settings
from ingestion.template import asked, before
from ingestion.template.before import Before
from tests.ingestion.files import cover
from tests.workstations.conftest import (
    Landing,
    code,
    day,
    inner,
    rows,
    sample_report,
    station,
    wrong,
)

CITY, DISTRICT, NEIGHBOUR, DIRECT = "420100", "420112", "420113", "429006"
A = f"{code(1)}/expert/city"
PROMOTED = f"{code(1)}/expert/province"
HEADER = "含下级"
FAR, QUARTERLY = "420116", "院士专家工作站情况季报表"


@pytest.fixture(scope="module")
def published(new_landing: Callable[[], Landing]) -> Settings:
    """All files of this module, taken in and published in one night."""
    landing = new_landing()
    landing.register(
        DISTRICT, 2022,
        station("甲站", "甲公司", code(1), term="2023-05-01"),
        station("乙站", "乙公司（湖北）", wrong(code(2)), "2021-03-01", grade="省级"),
        station("丙站", "丙公司", None, "2021-04-01"),
        station("丁站", "丁公司", code(4), "2022-06-01", type="院士工作站", grade="省级"),
        station("共站", "共公司", code(9), "2021-01-01", type="院士专家科创工作站"),
    )  # fmt: skip
    landing.register(
        CITY, 2022,
        station("甲 工作站", "甲公司", code(1), unit=DISTRICT),
        station("乙站", "乙公司(湖北)", code(2), "2021-03-01", grade="省级", unit=DISTRICT),
    )  # fmt: skip
    landing.register(
        NEIGHBOUR, 2022,
        station("共站", "共公司", code(9), "2021-01-01", type="院士专家科创工作站"),
        station("甲站", "另一公司", code(10), "2019-01-01", exited="2020-01-01", kind="期满"),
    )  # fmt: skip
    landing.register(
        DISTRICT, 2023,
        station("甲站", "甲公司", code(1), None, term="2026-05-01"),
        station("丁站", "丁公司", code(4), None, type="院士工作站", grade="省级",
                exited="2023-08-01", kind="注销"),
    )  # fmt: skip
    landing.register(
        CITY, 2023,
        station("甲站", "甲公司", code(1), "2023-02-01", grade="省级", unit=DISTRICT),
    )  # fmt: skip
    quarter = {QUARTERLY: [("指标名称", "本级本期"), ("走访服务企业数", 4)]}
    landing.put(FAR, quarter, cover(FAR, "2023-Q4"))
    landing.form(DISTRICT, 2022, ("期末工作站总数", 3), header=HEADER)
    landing.form(DISTRICT, 2023, ("期末工作站总数", 6), header=HEADER)
    landing.register(
        DIRECT, 2022,
        station(
            "戊站", "戊公司", code(5), "2019-01-01", exited="2022-03-01", kind="摘牌撤销",
            reason="考核不合格",
        ),
        station("己站", "己公司", code(6), None),
        station("庚站", "庚公司", code(7), "2020-01-01", kind="注销"),
        station("辛站", "辛公司", code(8), "2020-01-01", exited="2019-01-01", kind="注销"),
        station("壬站", "壬公司", code(11), "2018-01-01", grade="一级"),
    )  # fmt: skip
    landing.register(DIRECT, 2023, station("戊站", "戊公司", code(5), "2019-01-01", reason="/"))
    landing.form(DIRECT, 2022, ("期末工作站总数", 5), header=HEADER)
    landing.form(
        DIRECT, 2023, ("期末工作站总数", 7), ("期初工作站数", 4), ("新建工作站数", 2),
        ("注销工作站数", 1), ("摘牌撤销工作站数", 0), ("期满退出工作站数", 0), header=HEADER,
    )  # fmt: skip
    sample_report(landing)
    landing.publish("stations")
    return landing.settings


def test_one_station_however_many_list_it(published: Settings) -> None:
    """Three lines of two offices are one station of the district, renewed, its approval kept."""
    (found,) = rows(published, "select * from marts.workstation_register where station_id = %s", A)
    assert found["org_code"] == DISTRICT
    assert (found["listed_by_count"], found["lines_count"]) == (2, 3)
    assert (found["approved_on"], found["exited_on"]) == (day("2020-05-01"), None)
    assert (found["first_term_end"], found["term_end"]) == (day("2023-05-01"), day("2026-05-01"))
    assert (found["first_listed_year"], found["last_listed_year"]) == (2022, 2023)
    assert (found["station_name"], found["conflicting_units_count"]) == ("甲站", 0)


def test_wrong_codes_stand_apart(published: Settings) -> None:
    """A wrong code merges with nobody, though the city gives the right one for the same host."""
    found = rows(
        published,
        "select station_name, credit_code, unverified_reason from marts.workstation_register"
        ' where not is_verified order by station_name collate "C"',
    )
    assert [tuple(row.values()) for row in found] == [
        ("丙站", None, "code_missing"),
        ("乙站", wrong(code(2)), "code_wrong"),
        ("壬站", code(11), "grade_unknown"),
    ]
    (sound,) = rows(
        published,
        "select lines_count from marts.workstation_register where credit_code = %s", code(2),
    )  # fmt: skip
    assert sound["lines_count"] == 1


def test_exit_is_kept_and_normalised(published: Settings) -> None:
    """An exit stands with its reason though a later register lists the station again and gives
    none; 摘牌撤销 is 撤销."""
    (found,) = rows(
        published, "select exited_on, exit_kind, exit_reason from marts.workstation_register"
        " where credit_code = %s", code(5),
    )  # fmt: skip
    assert tuple(found.values()) == (day("2022-03-01"), "撤销", "考核不合格")


def test_possible_duplicates_are_listed(published: Settings) -> None:
    """A promotion and a host with two codes; a station that had left before is none."""
    found = rows(
        published,
        "select station_id, other_station_id, reason, host_name, other_host_name"
        " from marts.workstation_possible_duplicates",
    )
    by_reason = {row["reason"]: row for row in found}
    assert sorted(row["reason"] for row in found) == [
        "same_code_other_grade", "same_host_other_code", "same_name_in_city",
    ]  # fmt: skip
    promotion = by_reason["same_code_other_grade"]
    assert {promotion["station_id"], promotion["other_station_id"]} == {A, PROMOTED}
    host = by_reason["same_host_other_code"]
    assert {host["host_name"], host["other_host_name"]} == {"乙公司（湖北）", "乙公司(湖北)"}


def count(published: Settings, unit: str, year: int, column: str) -> list[object]:
    """A register count of marts.workstations with its bounds."""
    (found,) = rows(
        published,
        f"select {column}, {column}_lower, {column}_upper from marts.workstations"
        " where org_code = %s and year = %s", unit, year,
    )  # fmt: skip
    return list(found.values())


@pytest.mark.parametrize(
    ("unit", "year", "column", "expected"),
    [
        # 甲, 乙 and 丁; at most also 乙 with the wrong code and 丙; 共 is 科创 and no part
        (DISTRICT, 2022, "", [3, 3, 5]),
        (DISTRICT, 2022, "academician_", [1, 1, 1]),
        (DISTRICT, 2022, "provincial_expert_", [1, 1, 2]),
        (DISTRICT, 2022, "municipal_expert_", [1, 0, 2]),
        (DISTRICT, 2022, "opening_", [2, 2, 4]),
        (DISTRICT, 2022, "new_", [1, 1, 1]),
        # 甲 twice, if it was no promotion; 丁 has left
        (DISTRICT, 2023, "", [3, 2, 5]),
        (DISTRICT, 2023, "opening_", [3, 3, 5]),
        (DISTRICT, 2023, "new_", [1, 0, 1]),
        (DISTRICT, 2023, "closed_", [1, 1, 1]),
        # twelve other districts have sent nothing: no upper end
        (CITY, 2022, "", [3, 3, None]),
        # 己 without approval, 庚 left nobody knows when, 辛 left before it came, 壬 of no grade
        (DIRECT, 2022, "", [0, 0, 4]),
        (DIRECT, 2022, "closed_", [1, 1, 3]),
        (DIRECT, 2022, "opening_", [1, 1, 5]),
    ],
)
def test_register_counts(
    published: Settings, unit: str, year: int, column: str, expected: list[object]
) -> None:
    """Standing at the year's end, opening, new and closed, by hand."""
    assert count(published, unit, year, f"register_{column}stations_count") == expected


def test_a_complete_register_leads(published: Settings) -> None:
    """The district's and the direct city's are in; the city waits for its other districts."""
    found = rows(
        published,
        "select org_code, leading_source, register_is_complete, register_verdict, stations_count"
        " from marts.workstations where year = 2023 and org_code = any(%s) order by org_code",
        [CITY, DISTRICT, DIRECT],
    )
    assert [tuple(row.values())[:4] for row in found] == [
        (CITY, "reported", False, "cannot_tell"),
        (DISTRICT, "register", True, "fails"),
        (DIRECT, "register", True, "fails"),
    ]


def test_reported_within_the_registers_interval_holds(published: Settings) -> None:
    """3 reported, 3 to 5 registered."""
    (found,) = rows(
        published,
        "select register_verdict, register_gap_lower, register_gap_upper from marts.workstations"
        " where org_code = %s and year = 2022", DISTRICT,
    )  # fmt: skip
    assert tuple(found.values()) == ("holds", -2, 0)


def test_jingzhou_opening_is_derived(published: Settings) -> None:
    """55 = 2 + 42 + 11; 8 = 7 + 1; 55 - 8 + 21 = 68, at least: other exits are not reported."""
    (wide,) = rows(
        published,
        "select stations_count, academician_stations_count, provincial_expert_stations_count,"
        " municipal_expert_stations_count, new_stations_count, cancelled_stations_count,"
        " opening_stations_count, register_stations_count, leading_source"
        " from marts.workstations where org_code = '421000' and year = 2021",
    )
    assert tuple(wide.values()) == (55, 2, 42, 11, 8, 21, None, None, "reported")
    (balance,) = rows(
        published,
        "select closing, increase, decrease, opening, implied_opening, implied_opening_lower,"
        " implied_opening_upper, missing_terms, verdict from marts.workstation_balance"
        " where org_code = '421000' and year = 2021 and grade = 'total' and kind = 'total'",
    )
    assert tuple(balance.values()) == (
        55, 8, 21, None, 68, 68, None, "ws_expired|ws_revoked", "cannot_tell",
    )  # fmt: skip


def test_balance_that_fails(published: Settings) -> None:
    """4 + 2 - 1 is 5, not 7; and last year ended with 5, not 4."""
    (found,) = rows(
        published,
        "select expected_closing, closing, gap_lower, gap_upper, verdict, last_closing,"
        " opening_verdict, missing_terms from marts.workstation_balance"
        " where org_code = %s and year = 2023 and grade = 'total' and kind = 'total'", DIRECT,
    )  # fmt: skip
    assert tuple(found.values()) == (5, 7, 2, 2, "fails", 5, "fails", None)


@pytest.mark.parametrize(
    ("rule", "unit", "word"),
    [
        ("station_code_wrong", DISTRICT, wrong(code(2))),
        ("station_code_missing", DISTRICT, "空"),
        ("station_grade_unknown", DIRECT, "一级"),
        ("station_possible_duplicate", DISTRICT, "级别不同"),
        ("station_unit_conflict", NEIGHBOUR, "2 个单位"),
        ("station_date_order", DIRECT, "2019-01-01"),
        ("station_approval_missing", DIRECT, "空"),
        ("station_exit_incomplete", DIRECT, "无日期，注销"),
        ("station_listed_after_exit", DIRECT, "2022-03-01"),
        ("register_differs_from_reported", DISTRICT, "上报 6"),
        ("stock_balance", DIRECT, "期末 7"),
        ("opening_is_not_last_closing", DIRECT, "期初 4"),
    ],
)
def test_findings_name_place_expected_and_found(
    published: Settings, rule: str, unit: str, word: str
) -> None:
    """Each fault is told of its unit, and what was found stands in it."""
    found = inner(
        published,
        "select * from intermediate.int_findings_workstations where rule_id = %s and org_code = %s",
        rule, unit,
    )  # fmt: skip
    assert [row for row in found if word in row["found"]], found
    assert all(row["expected"] and row["message_zh"] for row in found)
    about_station = rule.startswith("station_")
    assert all((row["source_ref"] is not None) == about_station for row in found)


def shown(settings: Settings, org: str, period: str) -> Before:
    """What the template of an office shows of before."""
    reference = read.load_reference(settings.reference)
    return before.load(asked.office(org, Period.parse(period), reference), reference, settings)


def test_a_template_opens_with_what_the_last_year_closed_with(published: Settings) -> None:
    """Six stations at the end of 2023 are the opening stock of 2024, and last year's figure; the
    register goes on with the lines of those that have not left."""
    known = shown(published, DISTRICT, "2024")
    closing, opening = Cell("ws_total"), Cell("ws_opening")
    assert known.figures[closing, "inclusive_before"] == Decimal(6)
    assert known.figures[opening, "inclusive"] == Decimal(6)
    assert (opening, "own") not in known.figures
    names = [line["station_name"] for line in known.stations]
    assert "甲站" in names and "丁站" not in names


def test_a_template_of_a_quarter_shows_the_last_one(published: Settings) -> None:
    """Four visits in the last quarter stand beside those of the first one of the next year."""
    known = shown(published, FAR, "2024-Q1")
    visits = Cell("ws_enterprise_visited")
    assert known.figures == {(visits, "own_previous"): Decimal(4)}
    assert "上期数" in known.told
