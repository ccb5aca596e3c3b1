"""The ledger of transfers, from lines in raw and from files."""

from collections.abc import Iterable
from decimal import Decimal

import pytest

from tests.funding import by_hand, cases
from tests.funding.conftest import Published


def ledger(published: Published, year: str) -> set[tuple]:
    rows = published.rows(
        "select payer_code, payee_code, purpose, paid_yuan, received_yuan, unmatched_yuan,"
        " matched_by, resolved_yuan, resolved_by from marts.transfers where year = %s",
        int(year),
    )
    return {tuple(row.values()) for row in rows}


def test_who_speaks_for_a_side(published):
    """Instalments add up; a correction holds; silence erases nothing; quarters meet their year."""
    assert ledger(published, "2023") == {
        (cases.PROVINCE, cases.WUHAN, "科普项目", 150, Decimal("130.5"), Decimal("19.5"),
         "purpose", 150, "payer"),
        (cases.PROVINCE, cases.JINGZHOU, "示范创建", 80, 999, -919, "purpose", 80, "payer"),
        (cases.WUHAN, cases.DONGXIHU, "基地", 50, 50, 0, "purpose", 50, "both"),
    }  # fmt: skip


def test_purposes(published):
    """Spelling matters to nobody; other words match by their amount; the rest stands alone."""
    assert ledger(published, "2022") == {
        (cases.PROVINCE, cases.WUHAN, "科普（ABC）项目", 10, 10, 0, "purpose", 10, "both"),
        (cases.PROVINCE, cases.WUHAN, "基层科普行动计划", 20, 20, 0, "amount", 20, "both"),
        (cases.PROVINCE, cases.WUHAN, "示范县", 30, None, 30, "none", 30, "payer"),
        (cases.PROVINCE, cases.WUHAN, "示范创建", None, 31, -31, "none", 31, "payee"),
        (cases.PROVINCE, cases.WUHAN, "零一", 0, None, 0, "none", 0, "payer"),
        (cases.PROVINCE, cases.WUHAN, "零二", None, 0, 0, "none", 0, "payee"),
        (cases.WUHAN, cases.PROVINCE, "上缴", 5, None, 5, "none", 5, "payer"),
    }


def test_a_recoded_unit_is_one(published):
    """The code of the time and today's name one unit."""
    assert ledger(published, "2019") == {
        (cases.JINGZHOU, cases.JIANLI, "监利县", 90, 90, 0, "purpose", 90, "both")
    }


def test_what_cannot_be_is_a_finding_with_its_place(published):
    """Nothing of 2018 is in the ledger; each line is told to its sender."""
    assert ledger(published, "2018") == set()
    rows = published.rows(
        "select rule_id, severity, org_code, source_ref, message_zh from"
        " intermediate.int_findings_funding where submission_id = %s order by source_ref",
        next(s["submission_id"] for s in published.desk.submissions if s["period"] == "2018"),
    )
    assert sorted(row["rule_id"].removeprefix("transfer_") for row in rows) == [
        "amount_missing", "amount_negative", "beside_unusable_instalment", "not_in_one_line",
        "period_unknown", "same_unit", "unit_did_not_exist", "unit_unknown", "unit_unknown",
    ]  # fmt: skip
    told = {line["source_ref"]: line["purpose"] for line in published.desk.transfers}
    for row in rows:
        assert told[row["source_ref"]] in row["message_zh"]
    senders = {row["org_code"] for row in rows} - {None}
    assert senders == {cases.WUHAN}


def test_a_transfer_from_two_files(published):
    """12.35万元 paid, 120,000 元 received in two lines: 3,500 are a line, with who said them."""
    (row,) = published.rows("select * from marts.transfers where year = 2024")
    assert (row["paid_yuan"], row["received_yuan"]) == (123500, 120000)
    assert (row["unmatched_yuan"], row["unmatched_side"]) == (3500, "payer")
    assert (row["payer_line_count"], row["payee_line_count"]) == (1, 2)
    (finding,) = published.rows(
        "select * from intermediate.int_findings_funding where rule_id ="
        " 'transfer_amounts_differ' and period = '2024'"
    )
    assert (finding["org_code"], finding["severity"]) == (cases.DONGXIHU, "核实性")
    assert (finding["expected"], finding["found"]) == ("123500元", "120000元")
    assert "相差3500元" in finding["message_zh"]


@pytest.mark.parametrize("year", cases.RANDOM_YEARS)
def test_random_sheets(published, year):
    """Line for line what a person would write down."""
    worked_out = by_hand.ledger(published.desk, year)
    names = ("payer", "payee", "paid", "received", "matched")
    want = sorted(_written(line[name] for name in names) for line in worked_out)
    rows = published.rows(
        "select payer_code, payee_code, paid_yuan, received_yuan, matched_yuan"
        " from marts.transfers where year = %s",
        int(year),
    )
    assert sorted(_written(row.values()) for row in rows) == want
    kinds = {(x["paid"] is None, x["received"] is None, x["matched"] > 0) for x in worked_out}
    assert len(kinds) >= 3, "both sides, and each alone, should occur"


def _written(line: Iterable[object]) -> tuple[str, ...]:
    return tuple(f"{x:.2f}" if isinstance(x, Decimal) else str(x) for x in line)
