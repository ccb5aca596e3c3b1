"""Numbers whose unit or year stands further off (all texts made up)."""

from ingestion.narrative.fact import Fact

from .test_homes import facts


def _said(fact: Fact) -> tuple[str, str, str]:
    return fact.measure, f"{fact.value:f}", fact.status


def test_amounts_under_a_caption() -> None:
    """（单位：万元） in a heading is the unit of bare amounts below it, up to the next one."""
    text = (
        "一、收支情况（单位：万元）\n2023年收入预算412.5，其中上年结转30.25。基本支出205，"
        "项目支出177.5。\n二、其他\n召开会议，出席9，缺席1。"
    )
    read = facts(text)
    assert [_said(fact) for fact in read] == [
        ("dept_budget_total", "4125000", "actual"),
        ("dept_carryover_prev", "302500", "actual"),
        ("dept_expense_basic", "2050000", "actual"),
        ("dept_expense_project", "1775000", "actual"),
    ]
    assert {fact.confidence for fact in read} == {"review"}


def test_targets_and_results_of_an_indicator_named_before() -> None:
    """The noun and often its unit stand in the clause before 目标值 and 完成值."""
    text = (
        "科普讲座场次，目标值≥24，完成值27；培训农民人次：目标1500，完成1640；"
        "发放科普资料（万份），年初目标1，实际完成1.3。科普大篷车进校园，计划15次，实际18次。"
    )
    assert [_said(fact) for fact in facts(text)] == [
        ("lecture_count", "24", "plan"),
        ("lecture_count", "27", "actual"),
        ("training_participants", "1500", "plan"),
        ("training_participants", "1640", "actual"),
        ("material_distributed", "10000", "plan"),
        ("material_distributed", "13000", "actual"),
        ("science_caravan_tours", "15", "plan"),
        ("science_caravan_tours", "18", "actual"),
    ]


def test_years_told_in_one_breath() -> None:
    """As many figures as years: each has its own; a figure too few, and none is told apart."""
    both = facts("2021年和2022年培训农民分别为1300人次和1600人次。")
    assert [fact.period for fact in both] == ["2021", "2022"]
    three = facts("2021、2022、2023年分别举办科普讲座31场、37场、42场。")
    assert [fact.period for fact in three] == ["2021", "2022", "2023"]
    short = facts("2021、2022、2023年分别举办科普讲座31场、37场。")
    assert {fact.confidence for fact in (*both, *three, *short)} == {"review"}
    assert len({fact.period for fact in short}) == 1
