"""Tables pasted as text: what a cell says from its row and its column (all tables made up)."""

import pytest

from ingestion.narrative.fact import Fact
from ingestion.narrative.tables import find_tables

from .test_homes import facts

TARGETS = """绩效指标完成情况
指标名称\t年初目标值\t实际完成值\t完成率
科普讲座（场）\t30\t36\t120%
发放科普资料（万份）\t1.5\t1.82\t121.3%
参加培训人次\t1,200\t1,350\t112.5%
"""
BARS = """| 序号 | 项目 | 单位 | 目标 | 完成 |
|---|---|---|---|---|
| 1 | 科普讲座 | 场 | 30 | 36 |
| 2 | 发放科普资料 | 万份 | 1.5 | 1.82 |
"""
LINES = "指标名称\n目标值\n完成值\n科普讲座（场）\n30\n36\n发放科普资料（万份）\n1.5\n1.82\n"
WIDE = "　　指标　　2022年　　2023年\n　　科普讲座（场）　　30　　36\n"
PLACES = "县区\t科普讲座（场）\n甲县\t14\n乙区\t22\n合计\t36\n"
MONEY = "部门支出决算\n（单位：万元）\n基本支出\t118.36\n项目支出\t60\n"


def _said(fact: Fact) -> tuple[str, str, str]:
    return fact.measure, f"{fact.value:f}", fact.status


@pytest.mark.parametrize("text", [TARGETS, BARS, LINES])
def test_rows_name_the_thing_and_columns_what_is_meant_or_done(text: str) -> None:
    """The unit stands after the name or in a column of its own; a target is a plan."""
    read = [_said(fact) for fact in facts(text) if fact.measure != "other"]
    assert read[:4] == [
        ("lecture_count", "30", "plan"),
        ("lecture_count", "36", "actual"),
        ("material_distributed", "15000", "plan"),
        ("material_distributed", "18200", "actual"),
    ]


def test_a_row_may_name_the_persons_it_counts_and_a_share_has_no_home() -> None:
    """参加培训人次 needs no unit; 完成率 is no figure of the thing."""
    read = {fact.text: fact for fact in facts(TARGETS)}
    assert _said(read["1,350"]) == ("training_participants", "1350", "actual")
    assert read["1,350"].unit == "人次"
    assert {read[share].measure for share in ("120%", "121.3%", "112.5%")} == {"other"}


def test_a_table_waits_for_a_person() -> None:
    """Nothing of a table is loaded unseen; each figure quotes its row."""
    for fact in facts(TARGETS):
        assert fact.confidence == "review"
        assert TARGETS[slice(*fact.quote)].startswith(("科普讲座", "发放", "参加"))
        assert TARGETS[fact.start : fact.end] == fact.text


def test_a_remark_may_be_left_out() -> None:
    """A row without its remark is a row; one without a figure ends the table."""
    table = "项目\t单位\t2018年\t2019年\t备注\n科普讲座\t场\t64\t77\t含线上\n科普展览\t场\t12\t15\n"
    read = [(f.measure, f.text) for f in facts(table)]
    assert read[2:] == [("exhibition_count", "12"), ("exhibition_count", "15")]
    cut = table.replace("备注", "2020年").replace("含线上", "80")
    assert [f.text for f in facts(cut)] == ["64", "77", "80"]


def test_a_row_that_names_a_stock_or_an_act_is_no_place() -> None:
    """企业科协 and 下乡 end like places; a thing that only stands there is what there is, and
    a mark for nothing names nothing."""
    table = (
        "项目\t单位\t2018年\t2019年\n企业科协\t家\t11\t13\n科普大篷车下乡\t次\t40\t52\n"
        "注册科技志愿者\t人\t—\t905\n某某乡\t次\t7\t8\n"
    )
    measures = {f.text: f.measure for f in facts(table)}
    assert measures["13"] == "grassroots_assoc"
    assert measures["52"] == "science_caravan_tours"
    assert measures["905"] == "volunteer_registered"
    assert measures["8"] == "other"


def test_years_in_the_header_are_the_periods() -> None:
    """Columns of years: each figure of its own."""
    assert [(f.text, f.period) for f in facts(WIDE)] == [("30", "2022"), ("36", "2023")]


def test_of_places_only_the_sum_is_read() -> None:
    """The figure of one county is not the city's."""
    assert [(f.text, f.measure) for f in facts(PLACES)] == [
        ("14", "other"),
        ("22", "other"),
        ("36", "lecture_count"),
    ]


def test_the_unit_may_stand_above_the_table() -> None:
    """（单位：万元） is the unit of all amounts that have none."""
    assert [(f.measure, f.value) for f in facts(MONEY)] == [
        ("dept_expense_basic", 1183600),
        ("dept_expense_project", 600000),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "举办讲座3场。\n培训农民30人。",
        "首页　工作动态　通知公告\n发布日期：2023-01-08　来源：市科协　点击：316",
        "名称\t目标\n科普讲座",
        "科普讲座\t30\t36\n科普培训\t12\n",
        "一、组织建设\n二、科普活动\n三、经费\n",
    ],
)
def test_what_is_no_table(text: str) -> None:
    """Prose, navigation, rows of different lengths, figures without a header."""
    assert list(find_tables(text)) == []
