"""Another province, made up: five levels deep on one side and two on the other, codes of letters, a
catalogue and forms of its own. Other files, and not one line of code, take it from file to mart."""

from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from ingestion import night
from ingestion.cli import main
from ingestion.reading import read
from ingestion.settings import Settings
from tests.conftest import NewWarehouse
from tests.ingestion.files import as_csv, as_json
from tests.nights import at_work_on, build
from tests.reference import made

PROVINCE = Path(__file__).parent / "other_province"
ANNUAL, HALF = "合成海岛科普年报", "合成海岛科普半年报"
TALKS, MONEY, BOATS = "合成讲座场次", "合成讲座经费", "合成科普艇数"
# what each unit held for itself in 2023: talks and yuan
OWN = {
    "HD": (1, 100), "HD1": (2, 200), "HD111": (8, 800), "HD1111": (16, 1600), "HD1112": (32, 3200),
}  # fmt: skip


def head(code: str, period: str = "2023", **more: str) -> dict[str, str]:
    return {
        "行政区划代码": code, "报告期": period, "报送类型": "全量", "数据性质": "合成数据", **more,
    }  # fmt: skip


def row(name: str, own: int) -> dict[str, object]:
    return {"指标名称": name, "本级": own}


@pytest.fixture(scope="module")
def published(new_warehouse: NewWarehouse) -> Settings:
    """A night over JSON and CSV files of that province, published."""
    settings = Settings(state=new_warehouse().state, reference=PROVINCE)

    def put(path: str, data: bytes) -> None:
        target = settings.landing / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)

    for code, (talks, money) in OWN.items():
        data = as_json(head(code), ANNUAL, row(TALKS, talks), row(MONEY, money))
        put(f"{code}/年报.json", data)
    # a district that reports its talks by halves: 1 and 3
    put("HD11/上半年.json", as_json(head("HD11", "2023年上半年"), HALF, row(TALKS, 1)))
    put("HD11/下半年.json", as_json(head("HD11", "2023年下半年"), HALF, row(TALKS, 3)))
    put("HD11/年报.json", as_json(head("HD11"), ANNUAL, row(MONEY, 400), row(BOATS, 5)))
    # a county straight below the province, by audience alone and without a code on its cover
    cover = {key: value for key, value in head("HD2").items() if key != "行政区划代码"}
    table = [
        ("指标名称", "本级"), ("其中：面向合成渔民", 40), ("其中：面向合成其他", 24),
        (MONEY, 6400), (BOATS, 3),
    ]  # fmt: skip
    put("HD2/年报.csv", as_csv({**cover, "报表名称": ANNUAL}, table))
    with at_work_on(settings):
        counted = night.run(str(settings.landing), "night-1")
        assert (counted["received"], counted["accepted"]) == (9, 9), counted
    build(settings, "night-1", is_tested=True)
    return settings


def totals(settings: Settings, indicator: str, boundary: str = "period") -> dict[str, tuple]:
    found = made.rows(
        settings,
        """select org_code, total, method from marts.totals
           where indicator = %(indicator)s and boundary = %(boundary)s and period = '2023'
           and audience = 'total'""",
        indicator=indicator,
        boundary=boundary,
    )
    return {code: (total, method) for code, total, method in found}


def test_its_reference_data_are_sound() -> None:
    """Tree and catalogue hold together by themselves."""
    assert read.load_reference(PROVINCE).tree.problems() == []


def test_talks_add_up_by_hand(published: Settings) -> None:
    """Villages 16 and 32, their town 8: 56; district 4: 60; city 2: 62; county 40 + 24: 64;
    province 1: 127."""
    totals_by_hand = {
        "HD1111": 16, "HD1112": 32, "HD111": 56, "HD11": 60, "HD1": 62, "HD2": 64, "HD": 127,
    }  # fmt: skip
    expected = {code: (total, "computed") for code, total in totals_by_hand.items()}
    assert totals(published, "isl_talks") == expected


def test_a_merger_restates_the_latest_tree(published: Settings) -> None:
    """One village took in the other on 2024-01-01: 48, and everything above is what it was."""
    latest = totals(published, "isl_talks", "latest")
    assert "HD1112" not in latest
    assert latest["HD1111"] == (48, "computed")
    assert latest["HD111"] == (56, "computed") and latest["HD"] == (127, "computed")


def test_stocks_and_ratios_follow_its_catalogue(published: Settings) -> None:
    """5 and 3 boats, due from districts alone; 12,700 yuan for 127 talks are 100 a talk."""
    assert totals(published, "isl_boats")["HD"] == (8, "computed")
    assert totals(published, "isl_money")["HD"] == (12700, "computed")
    assert totals(published, "isl_money_per_talk")["HD"] == (Decimal(100), "computed")


def test_its_dimensions_are_its_own(published: Settings) -> None:
    """Units with their paths, five levels deep; four indicators; nothing of Hubei."""
    query = """select org_code, depth, path, path_zh, kind_en, level_en, adds_to_parent, is_current
               from marts.dim_org_unit where org_code in ('HD', 'HD1111', 'HD1112')
               order by sort_order"""
    village = "合成海岛省/合成东环市/合成一湾区/合成甲镇"
    assert made.rows(published, query) == [
        ("HD", 0, "HD", "合成海岛省", "Province", "Province", False, True),
        ("HD1111", 4, "HD/HD1/HD11/HD111/HD1111", f"{village}/合成甲一村", "Made-up village",
         "Sub-district, town or township", True, True),
        ("HD1112", 4, "HD/HD1/HD11/HD111/HD1112", f"{village}/合成甲二村", "Made-up village",
         "Sub-district, town or township", True, False),
    ]  # fmt: skip
    assert made.rows(published, "select count(*) from marts.dim_org_unit") == [(7,)]
    query = "select indicator, path_zh, unit_en from marts.dim_indicator order by sort_order"
    assert made.rows(published, query) == [
        ("isl_talks", "科学素质/合成讲座场次", "events"),
        ("isl_boats", "科学素质/合成科普艇数", "items"),
        ("isl_money", "科普经费/合成讲座经费", "yuan"),
        ("isl_money_per_talk", "科普经费/合成场均经费", "yuan per person"),
    ]


def test_versions_and_changes_are_listed(published: Settings) -> None:
    """The end of a village: its last version, and the event that says where it went."""
    query = """select valid_to::text, name_then, path_then, is_current
               from marts.dim_org_unit_versions where org_code = 'HD1112'"""
    expected = ("2024-01-01", "合成甲二村", "HD/HD1/HD11/HD111/HD1112", False)
    assert made.rows(published, query) == [expected]
    query = "select org_code, change_zh, event_type_zh, heirs, is_explained from marts.unit_changes"
    assert made.rows(published, query) == [("HD1112", "撤销", "合并", "HD1111 1", True)]
    query = "select count(*) from intermediate.int_findings_units"
    assert made.rows(published, query, "transformer") == [(0,)]


def test_periods_have_labels_paths_and_days(published: Settings) -> None:
    """2023-08 lies in the third quarter of the second half of 2023."""
    query = """select label_zh, label_en, period_type_zh, period_type_en, valid_from::text,
               valid_to::text, path, path_zh from marts.dim_period where period = '2023-08'"""
    assert made.rows(published, query) == [
        (
            "2023年8月", "August 2023", "月", "Month", "2023-08-01", "2023-09-01",
            "2023/2023-H2/2023-Q3/2023-08", "2023年/2023年下半年/2023年第三季度/2023年8月",
        )
    ]  # fmt: skip


def test_its_templates_show_its_last_year(
    published: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Its own forms, and beside each figure what was published a year before: 64 talks by audience,
    6,400 yuan and 3 boats."""
    monkeypatch.setenv("WAREHOUSE_STATE", str(published.state))
    monkeypatch.setenv("WAREHOUSE_REFERENCE", str(PROVINCE))
    assert main(["template", "--org", "HD2", "--period", "2024", "--out", str(tmp_path)]) == 0
    book = load_workbook(tmp_path / "HD2_2024_报表.xlsx")
    header, *rows = book[ANNUAL].iter_rows(min_row=6, values_only=True)
    before = header.index("本级上年数")
    shown = {row[1]: row[before] for row in rows if row[2]}
    assert shown == {
        TALKS: 64, "其中：面向合成渔民": 40, "其中：面向合成其他": 24, BOATS: 3, MONEY: 6400,
    }  # fmt: skip
