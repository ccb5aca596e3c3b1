"""What is told of each unit: one rule in each, by name and verdict, and nothing besides."""

import psycopg
import pytest

from ingestion.settings import Settings

from .conftest import night, rows
from .golden import REPORTING
from .raw import Desk, said
from .scenarios import EXPECTED, TOWNS, YEAR

LATER = "2031-05-06 08:00:00+08"


@pytest.fixture(scope="module")
def findings(published: Settings) -> list[dict]:
    return rows(published, "select * from marts.findings")


@pytest.mark.parametrize("unit", EXPECTED)
def test_what_is_told_of_a_unit(findings: list[dict], unit: str) -> None:
    """The rules that its figures break, once each, and no other."""
    told = [
        (row["rule_id"], row["verdict"])
        for row in findings
        if row["org_code"] == unit and row["origin"] != "file"
    ]
    assert sorted(told) == sorted(EXPECTED[unit])


def test_nobody_else_is_told_anything(findings: list[dict]) -> None:
    """Neither those above nor those below a fault."""
    assert {row["org_code"] for row in findings} <= set(EXPECTED) | {*TOWNS, *REPORTING}


def test_messages_name_place_field_expected_found_and_source(findings: list[dict]) -> None:
    """Every message of ours, in Chinese; the source is a submission's cell."""
    ours = [row for row in findings if row["origin"] == "figures"]
    assert ours
    for row in ours:
        for part in ("org_name", "indicator_zh", "period", "expected", "found"):
            assert row[part] in row["message_zh"], (row["rule_id"], part)
        if "汇总" not in row["message_zh"]:
            assert row["source_ref"] in row["message_zh"]
            assert row["source_uri"] == f"made-up/{row['submission_id']}"


def test_what_cannot_be_told_is_a_hint(findings: list[dict]) -> None:
    """Nobody has to mend what may be right."""
    open_ones = {row["severity"] for row in findings if row["verdict"] == "cannot_tell"}
    assert open_ones == {"提示性"}


def test_rounding_is_a_hint(published: Settings, findings: list[dict]) -> None:
    """The ledgers keep the gap as it is; who filed is asked for nothing."""
    told = {
        row["org_code"]: (row["severity"], "四舍五入" in row["message_zh"])
        for row in findings
        if row["rule_id"] == "ledger.reported_and_computed" and row["org_code"].endswith("00")
    }
    assert told == {"420700": ("提示性", True), "420800": ("强制性", False)}
    lines = rows(published, "select * from marts.differences where amount in (-100, -200)")
    assert {(row["org_code"], row["verdict"], row["is_open"]) for row in lines} == {
        (city, "fails", True) for city in told
    }
    found = rows(
        published, "select org_code from marts.contradictions where org_code like '42__00'"
    )
    assert {row["org_code"] for row in found} >= told.keys()


def test_scopes_of_a_street_are_named(findings: list[dict]) -> None:
    """Which of its words stands against which, in the reporter's terms."""
    (told,) = [row for row in findings if row["rule_id"] == "ledger.two_scopes"]
    assert "（本级）100" in told["message_zh"] and "（口径不明）500" in told["message_zh"]


def test_two_snapshots_names_both_sources(findings: list[dict]) -> None:
    (found,) = [row for row in findings if row["rule_id"] == "two_snapshots"]
    assert found["submission_id"] == "second"
    assert "first!B1" in found["expected"]


def test_file_findings_stand_in_the_same_list(findings: list[dict]) -> None:
    """Also two that are alike; the unit is the sender where the finding names none."""
    of_files = [row for row in findings if row["origin"] == "file"]
    assert [(row["org_code"], row["rule_id"]) for row in of_files] == [("420102", "negative")] * 2
    assert len({row["finding_id"] for row in of_files}) == 2


def test_a_finding_keeps_its_first_day_until_it_is_mended(
    published: Settings, findings: list[dict]
) -> None:
    """A later night carries the day, drops what was mended, and dates what is new."""
    desk = Desk()
    mended = [said("act_total", 10), said("act_participants", 11)]
    desk.send("mended", "420506", YEAR, *mended, supersedes_id="p")
    desk.send("new", "420526", YEAR, said("act_total", 10), said("act_participants", 9))
    desk.load(published)
    with psycopg.connect(published.dsn("loader")) as connection:
        connection.execute(
            "insert into raw.events (submission_id, event, actor, at) "
            "values ('new', 'accepted', 'test', %s)",
            [LATER],
        )
    night(published, "later")
    now = {row["finding_id"]: row for row in rows(published, "select * from marts.findings")}
    before = {row["finding_id"]: row for row in findings}
    gone = [before[key]["org_code"] for key in before.keys() - now.keys()]
    assert gone == ["420506"]
    (new,) = [now[key] for key in now.keys() - before.keys()]
    assert (new["org_code"], str(new["first_seen_on"])) == ("420526", "2031-05-06")
    assert all(now[key] == before[key] for key in now.keys() & before.keys())
    known = rows(published, "select * from marts_history.findings where known_to is not null")
    assert [row["org_code"] for row in known] == ["420506"]
