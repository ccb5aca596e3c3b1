"""From edit sheets to marts.edits: what is in force, beside the reported figure that stays."""

from collections.abc import Iterator
from decimal import Decimal

import psycopg
import pytest

from ingestion import night
from ingestion.edits import edit_filing
from ingestion.settings import Settings
from tests.conftest import NewWarehouse
from tests.edits import sheets
from tests.edits.sheets import head, row
from tests.ingestion.files import as_csv, cover, literacy, workbook
from tests.nights import at_work_on, published_night, put, rows

CLERK = "虚构人乙"


def report(value: int) -> dict:
    return literacy(("科普活动场次", value))


def of(org_code: str, value: object, **more: object) -> sheets.Row:
    return row(value, 行政区划代码=org_code, **more)


@pytest.fixture(scope="module")
def built(new_warehouse: NewWarehouse) -> Iterator[Settings]:
    """Reports, edits of them, later edits, a late report, a withdrawal: one night built of all."""
    settings = new_warehouse()
    for code, value in (("420112", 5), ("420113", 4), ("420115", 2)):
        put(settings, f"{code}/年报.xlsx", workbook(cover(code), report(value)), "2025-01-10")
    quarter = cover("420112", "2024-Q2", 报表名称="literacy_quarterly")
    told = [("指标名称", "本级", "数据类型"), ("科普活动场次", 50, "累计")]
    put(settings, "420112/季报.csv", as_csv(quarter, told), "2024-07-10")
    imputed = of("420111", 9, **sheets.IMPUTED)
    between = of("420114", "", 下限=10, 上限=20, **sheets.IMPUTED)
    nobody_else = of("420116", 3, 报告期="2023", **sheets.IMPUTED)
    first = (of("420112", 7), imputed, between, of("420115", 20), nobody_else)
    put(settings, "420000/一.xlsx", sheets.xlsx(head(), *first), "2025-02-01")
    by_half = of("420112", 55, 报告期="2024-H1", 数据类型="累计")
    later = (of("420112", 8), of("420115", "作废"), by_half)
    put(settings, "420000/二.xlsx", sheets.xlsx(head(调整人=CLERK), *later), "2025-02-02")
    put(settings, "420000/错.xlsx", sheets.xlsx(head(调整人=""), of("420112", 99)), "2025-02-03")
    wrong = sheets.xlsx(head(), of("420113", 40))
    put(settings, "420000/撤.xlsx", wrong, "2025-02-04")
    with at_work_on(settings):
        night.run(str(settings.landing), "n1")
        (edit,) = rows(
            settings,
            "select submission_id from raw.submissions where source_uri like %s",
            "%撤.xlsx",
        )
        edit_filing.withdraw(edit["submission_id"], CLERK, "改错了单位")
    put(settings, "420111/年报.xlsx", workbook(cover("420111"), report(6)), "2025-02-05")
    published_night(settings, "n2")
    yield settings


def edits(settings: Settings, org_code: str) -> list[dict]:
    query = "select * from marts.edits where org_code = %s and basis = 'period' order by at"
    return rows(settings, query, org_code)


def test_the_later_edit_is_in_force(built):
    """Both stand in the ledger, each beside the reported 5, with person, reason and method."""
    first, second = edits(built, "420112")
    assert (first["state"], second["state"]) == ("overruled", "in_force")
    assert first["overruled_by"] == second["submission_id"]
    assert (first["edited_value"], second["edited_value"]) == (7, 8)
    assert first["reported_value"] == second["reported_value"] == 5
    assert (first["actor"], second["actor"]) == (sheets.PERSON, CLERK)
    assert (second["method"], second["method_zh"]) == ("corrected", "修正：核实更正")
    assert (second["category"], second["reason"]) == ("adjustment", sheets.CORRECTED["调整原因"])


def test_a_withdrawn_edit_says_by_whom_and_why(built):
    """It stays in the ledger, withdrawn."""
    (edit,) = edits(built, "420113")
    assert (edit["state"], edit["withdrawn_by"]) == ("withdrawn", CLERK)
    assert edit["withdrawal_reason"] == "改错了单位"
    assert (edit["reported_value"], edit["edited_value"]) == (4, 40)


def test_an_imputed_interval_beside_nothing(built):
    """Nobody reported; the middle stands for the interval."""
    (edit,) = edits(built, "420114")
    assert (edit["state"], edit["category"]) == ("in_force", "imputation")
    assert (edit["edited_lower"], edit["edited_value"], edit["edited_upper"]) == (10, 15, 20)
    assert (edit["reported_state"], edit["reported_value"]) == (None, None)


def test_an_erasing_edit_overrules_an_earlier_one(built):
    """作废 in an edit sheet takes back an edit of that cell, never a report."""
    first, second = edits(built, "420115")
    assert (first["state"], second["state"]) == ("overruled", "in_force")
    assert (second["edited_state"], second["edited_value"]) == ("erased", None)
    assert second["reported_value"] == 2


def test_cumulative_figures_meet_by_the_day_they_reach(built):
    """An edit filed under 2024-H1 stands beside the figure reported under 2024-Q2."""
    (edit,) = rows(built, "select * from marts.edits where basis = 'ytd'")
    assert (edit["period"], edit["edited_value"], edit["reported_value"]) == ("2024-H1", 55, 50)


def test_a_refused_sheet_is_in_no_ledger(built):
    """99 was filed by nobody: it is in force nowhere, and in the list of what was sent back."""
    assert rows(built, "select * from marts.edits where edited_value = 99") == []
    (sent,) = rows(built, "select * from marts.submissions where source_uri like %s", "%错.xlsx")
    assert (sent["state"], sent["kind"]) == ("quarantined", "edit")
    assert "没有写明调整人" in sent["reason"]


def test_no_edit_changes_a_reported_figure(built):
    """`total` is what it is without any edit, and no observation of an office has a method."""
    totals = rows(
        built,
        "select org_code, total from marts.totals where indicator = 'act_total' and period = '2024'"
        " and boundary = 'period' and audience = 'total' and kind = 'total'"
        " and org_code in ('420111', '420112', '420113', '420115') order by 1",
    )
    assert [row["total"] for row in totals] == [6, 5, 4, 2]
    (province,) = rows(
        built,
        "select total, method from marts.totals where org_code = '420000' and period = '2024'"
        " and indicator = 'act_total' and boundary = 'period' and audience = 'total'",
    )
    assert (province["total"], province["method"]) == (Decimal(17), "partial")
    assert rows(
        built, "select 1 from raw.observations as o join raw.submissions as s using (submission_id)"
        " where s.kind <> 'edit' and (o.method is not null or o.reason is not null)",
    ) == []  # fmt: skip


def totals(settings: Settings, period: str) -> dict[str, tuple]:
    """Total and adjusted total of all activities, by unit; both trees are alike."""
    query = """
        select distinct org_code, total, adjusted_total from marts.totals
        where indicator = 'act_total' and audience = 'total' and kind = 'total' and period = %s
        and grade = 'total' and department = 'total'
    """
    found = rows(settings, query, period)
    by_unit = {row["org_code"]: (row["total"], row["adjusted_total"]) for row in found}
    assert len(by_unit) == len(found), "the two trees differ"
    return by_unit


def test_adjusted_totals_stand_beside_totals(built):
    """Edits in force replace what was reported or stand where nothing was, up to the province:
    overtaken 9 for 6, corrected 8 for 5, withdrawn 4, imputed 15, erased edit 2; together 38."""
    assert totals(built, "2024") == {
        "420111": (6, 9),
        "420112": (5, 8),
        "420113": (4, 4),
        "420114": (None, 15),
        "420115": (2, 2),
        "420100": (17, 38),
        "420000": (17, 38),
    }
    assert totals(built, "2024-H1")["420112"] == (50, 55)


def test_a_cell_that_only_an_edit_speaks_of_has_an_adjusted_total(built):
    """Nobody reported 2023: its rows have no total, and what was imputed as adjusted total."""
    assert totals(built, "2023") == dict.fromkeys(("420116", "420100", "420000"), (None, 3))


def test_an_overtaken_imputation_is_a_finding(built):
    """420111 was imputed with 9 and then reported 6: the edit stands, and somebody is told."""
    (edit,) = edits(built, "420111")
    assert (edit["state"], edit["edited_value"], edit["reported_value"]) == ("in_force", 9, 6)
    (found,) = rows(built, "select * from intermediate.int_findings_edits")
    assert (found["rule_id"], found["severity"], found["org_code"]) == (
        "imputation_overtaken", "核实性", "420111",
    )  # fmt: skip
    assert (found["expected"], found["found"]) == ("报送数 6", "插补数 9")


def test_an_edit_is_no_report_in_the_status(built):
    """蔡甸区, imputed, is still asked for its form."""
    (row,) = rows(
        built,
        "select status, cells_in from marts.submission_status"
        " where org_code = '420114' and form = 'literacy' and period = '2024'",
    )
    assert (row["status"], row["cells_in"]) == ("missing", 0)


def test_the_reader_may_read_the_ledger(built):
    """Names of persons in the ledger are its purpose; it is a mart like any other."""
    with psycopg.connect(built.dsn("reader")) as reader:
        assert reader.execute("select count(*) from marts.edits").fetchone() == (9,)
