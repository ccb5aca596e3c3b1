"""Two full forms of one office and period: files in, rows of the published marts out."""

import pytest

from ingestion.reading import read
from ingestion.reading.filings import Reference
from ingestion.settings import REPOSITORY, Settings
from tests.conftest import NewWarehouse
from tests.ingestion.files import STATIONS, cover, whole_form, workbook
from tests.nights import published_night, put, rows
from tests.workstations.conftest import HEAD, code, station, wrong

UNLINKED, LINKED, ALIKE, REGISTER = "420112", "420111", "420113", "420114"


@pytest.fixture(scope="module")
def published(new_warehouse: NewWarehouse) -> Settings:
    """One night; everything is made up."""
    settings = new_warehouse()
    reference: Reference = read.load_reference(REPOSITORY / "dbt_project" / "seeds")
    for unit, second in ((UNLINKED, 6), (ALIKE, 5)):
        put(settings, f"{unit}/1.xlsx", whole_form(reference, 5, unit), "2025-01-10")
        again = whole_form(reference, second, unit, 备注="再报")
        put(settings, f"{unit}/2.xlsx", again, "2025-01-20")
    put(settings, f"{LINKED}/1.xlsx", whole_form(reference, 5, LINKED), "2025-01-10")
    published_night(settings, "n1")
    (first,) = rows(
        settings, "select submission_id from raw.submissions where sender_code = %s", LINKED
    )
    corrected = whole_form(reference, 6, LINKED, 更正对象=first["submission_id"])
    put(settings, f"{LINKED}/2.xlsx", corrected, "2025-01-20")
    for day, number in (("2025-01-10", wrong(code(1))), ("2025-01-20", code(1))):
        lines = [HEAD, station("甲站", "甲公司", number), station("乙站", "乙公司", code(2))]
        sheet = workbook(cover(REGISTER, kind="全量"), {STATIONS: lines})
        put(settings, f"{REGISTER}/{day}.xlsx", sheet, day)
    published_night(settings, "n2")
    return settings


def test_the_later_holds(published: Settings) -> None:
    """Linked or not, the later one speaks."""
    found = rows(
        published,
        "select org_code, total from marts.totals where indicator = 'act_total' and period = '2024'"
        " and (audience, grade, department, kind) = ('total', 'total', 'total', 'total')"
        " and boundary = 'period' and org_code = any(%s) order by org_code",
        [UNLINKED, LINKED, ALIKE],
    )
    assert [tuple(row.values()) for row in found] == [(LINKED, 6), (UNLINKED, 6), (ALIKE, 5)]


def test_only_the_unlinked_one_is_asked_about(published: Settings) -> None:
    """核实性, naming both files; two that say the same are no finding of the figures."""
    found = rows(
        published, "select * from marts.findings where rule_id = 'two_snapshots' order by found"
    )
    # 6 events, and ten people at each
    assert [(row["org_code"], row["severity"], row["found"]) for row in found] == [
        (UNLINKED, "核实性", "6"),
        (UNLINKED, "核实性", "60"),
    ]
    assert all(row["source_uri"].endswith(f"{UNLINKED}/2.xlsx") for row in found)
    (first,) = rows(
        published,
        "select submission_id from marts.submissions where sender_code = %s"
        " order by received_at limit 1",
        UNLINKED,
    )
    assert all(first["submission_id"] in row["expected"] for row in found)


def test_the_office_is_told_on_receipt(published: Settings) -> None:
    """Whoever sent a second full form without a link, whatever its figures; no one else."""
    found = rows(
        published,
        "select org_code, severity from marts.findings where rule_id = 'full_before'"
        " order by org_code",
    )
    assert [tuple(row.values()) for row in found] == [
        (unit, "提示性") for unit in (UNLINKED, ALIKE, REGISTER)
    ]


def test_a_register_sent_again_whole_corrects_its_lines(published: Settings) -> None:
    """The line with the wrong code gives way to the same station's line in the later register."""
    found = rows(
        published,
        "select station_name, is_verified, lines_count from marts.workstation_register"
        " where org_code = %s order by credit_code",
        REGISTER,
    )
    assert [tuple(row.values()) for row in found] == [("甲站", True, 1), ("乙站", True, 2)]
