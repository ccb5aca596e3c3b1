"""Reading an edit sheet: what it says, and all that is wrong with it, in Chinese."""

from decimal import Decimal

import pytest

from ingestion.deciding import decide
from ingestion.model import Filing
from ingestion.reading import read
from ingestion.reading.filings import Reference
from ingestion.settings import REPOSITORY
from tests.edits import sheets
from tests.edits.sheets import head, row
from tests.ingestion.files import figure, parsed, rules

NAMES = {"调整.xlsx": sheets.xlsx, "调整.csv": sheets.csv, "调整.json": sheets.as_json}


@pytest.fixture(scope="module")
def reference() -> Reference:
    return read.load_reference(REPOSITORY / "dbt_project" / "seeds")


def edits(reference: Reference, *rows: sheets.Row, **cover: str) -> list[Filing]:
    data = sheets.xlsx(head(**cover), *rows)
    return list(parsed(data, reference, "调整.xlsx", "420000").filings)


def only(reference: Reference, *rows: sheets.Row, **cover: str) -> Filing:
    (filing,) = edits(reference, *rows, **cover)
    return filing


@pytest.mark.parametrize("name", NAMES)
def test_the_same_from_every_file_type(reference, name):
    """Person, reason, method, cell and figure are read alike from xlsx, CSV and JSON."""
    data = NAMES[name](head(), row(12))
    (filing,) = parsed(data, reference, name, "420000").filings
    assert filing.findings == ()
    assert (filing.kind, filing.form, filing.period) == ("edit", "edit", "2024")
    assert (filing.sender_code, filing.actor) == ("420000", sheets.PERSON)
    assert filing.reason == sheets.CORRECTED["调整原因"]
    (said,) = filing.observations
    assert (said.org_code, said.indicator, said.scope) == ("420112", "act_total", "own")
    assert (said.method, said.reason) == ("corrected", sheets.CORRECTED["调整原因"])
    assert figure(said) == ("value", 12, 12, 12)
    assert decide.verdict(filing) == ("accepted", "审核通过")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"数值": "0"}, ("zero", 0, 0, 0)),
        ({"数值": "-"}, ("not_applicable", None, None, None)),
        ({"数值": "作废"}, ("erased", None, None, None)),
        ({"数值": "", "状态": "不适用"}, ("not_applicable", None, None, None)),
        ({"数值": "", "状态": "零"}, ("zero", 0, 0, 0)),
        ({"数值": "近200"}, ("value", 200, 190, 200)),
        ({"数值": 12, "下限": 10, "上限": 15}, ("value", 12, 10, 15)),
        ({"数值": 12, "下限": 10}, ("value", 12, 10, None)),
        ({"数值": "", "下限": 10, "上限": 20}, ("value", 15, 10, 20)),
    ],
)
def test_states_and_intervals(reference, cells, expected):
    """A number, its interval, or a state that says something."""
    filing = only(reference, row(**cells))
    assert filing.findings == ()
    (said,) = filing.observations
    got = figure(said)
    assert (got[0], got[1], got[3]) == (expected[0], expected[1], expected[3])
    if cells["数值"] != "近200":  # the wording's lower end is the wording's affair
        assert got == expected


def test_units_are_brought_to_the_base(reference):
    """3.5 万元 is 35,000 元."""
    filing = only(reference, row("3.5", 指标名称="捐赠", 计量单位="万元"))
    assert [o.value for o in filing.observations] == [Decimal(35000)]


def test_breakdown_scope_basis_and_period_of_a_row(reference):
    """A row may name its own period, breakdown, scope and basis; each period is a submission."""
    one = row(5, 对象="农民", 口径="含下级", 数据类型="累计", 报告期="2024-Q2")
    first, second = edits(reference, one, row(7))
    (said,) = first.observations
    assert (said.audience, said.scope, said.basis, said.period) == (
        "farmers", "inclusive", "ytd", "2024-Q2",
    )  # fmt: skip
    assert (first.period, second.period) == ("2024-Q2", "2024")
    assert first.findings == second.findings == ()


def test_all_faults_of_a_row_at_once(reference):
    """A row that is wrong in everything is told everything, each with what was expected."""
    bad = row(
        "很多", 行政区划代码="999999", 口径="左右", 调整方法="拍脑袋", 调整原因="", 对象="火星人"
    )
    filing = only(reference, bad, 调整人="")
    assert set(rules(filing)) == {
        "edit_person", "member_unknown", "org_unknown", "scope_unknown", "edit_method",
        "edit_reason", "cell_unreadable", "edit_refused",
    }  # fmt: skip
    assert filing.observations == ()
    assert all(fault.expected and fault.source_ref for fault in filing.findings)
    state, reason = decide.verdict(filing)
    assert state == "quarantined"
    assert "没有写明调整人" in reason and "没有写明调整原因" in reason


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({"指标名称": "没有这一项"}, "label_unknown"),
        ({"级别": "省级"}, "catalogue_fault"),
        ({"数值": "XX"}, "edit_value"),
        ({"数值": "未统计"}, "edit_value"),
        ({"数值": ""}, "edit_value"),
        ({"数值": "5", "状态": "不适用"}, "edit_value"),
        ({"数值": "", "下限": 20, "上限": 10}, "edit_value"),
        ({"数值": "", "下限": 20}, "edit_value"),
        ({"数值": 5, "下限": 6, "上限": 7}, "edit_value"),
        ({"数值": -5}, "negative"),
        ({"数值": "420106199001011234"}, "number_too_large"),
        ({"数值": 5, "下限": 4, "上限": "1000000000000000"}, "number_too_large"),
        ({"数据类型": "计划"}, "data_type_unknown"),
        ({"报告期": "前年"}, "period_unreadable"),
        ({"行政区划代码": "420606001", "报告期": "1999"}, "org_not_existing"),
    ],
)
def test_a_fault_refuses_the_whole_submission(reference, cells, rule):
    """One row that must be mended keeps all rows of its submission out."""
    filings = edits(reference, row(**cells))
    broken = [filing for filing in filings if rule in rules(filing)]
    assert broken, [rules(filing) for filing in filings]
    for filing in broken:
        assert rules(filing)[-1] == "edit_refused"
        assert decide.verdict(filing)[0] == "quarantined"


@pytest.mark.parametrize("name", ["", "管理员", "admin", "甲"])
def test_an_edit_needs_a_named_person(reference, name):
    """No program, no office and no initial stands in for a person."""
    assert "edit_person" in rules(only(reference, row(), 调整人=name))


def test_an_office_edits_only_itself_and_what_is_below(reference):
    """东西湖区 may not edit a neighbour's figure."""
    cover = head(行政区划代码="420112")
    data = sheets.xlsx(cover, row(行政区划代码="420111"))
    (filing,) = parsed(data, reference, "调整.xlsx", "420112").filings
    assert rules(filing) == ["edit_not_below", "edit_refused"]


def test_two_figures_for_one_cell_refuse_the_sheet(reference):
    """Which of the two would hold is not for us to say."""
    filing = only(reference, row(5), row(6))
    assert rules(filing) == ["cell_conflict", "edit_refused"]


def test_a_sheet_without_scope_is_told(reference):
    """The header of a form is not enough: whose figure is it?"""
    one = {k: v for k, v in row().items() if k != "口径"}
    filing = only(reference, one)
    assert "header_values" in rules(filing) and filing.unreadable
