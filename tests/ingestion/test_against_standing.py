"""What a file is told beside the figures that stand: relations, moves, growth, explanations."""

import json
from datetime import date
from typing import Any

import pytest

from ingestion.reference.org_tree import OrgTree
from ingestion.settings import Settings
from tests.conftest import REFERENCE
from tests.ingestion import files
from tests.ingestion.test_night import Put, a_night, rows
from tests.ingestion.test_night import put as put  # noqa: PLC0414  a fixture

LECTURES, VISITORS = "科普讲座（报告会）场次", "科普讲座（报告会）参加人次"
ITEMS = {"行政区划代码": "420112", "报告期": "2024"}
FINDINGS = "select rule_id, severity, source_ref, explanation, expected, found from raw.findings"


def form(rows_: list[dict], *said: dict, form_: str = files.LITERACY, **head: str) -> bytes:
    """A JSON file of a patch, with explanations if any."""
    forms: list[dict[str, Any]] = [{"form": form_, "rows": rows_}]
    if said:
        forms.append({"form": "上报说明", "rows": list(said)})
    cover = {**ITEMS, "报送类型": "补充", **head}
    return json.dumps({"cover": cover, "forms": forms}, ensure_ascii=False).encode()


def own(label: str, value: object) -> dict[str, Any]:
    return {"指标名称": label, "本级": value}


def whole(reference, row: list, *said: list, code: str = "420112", **head: str) -> bytes:
    """The literacy form in full, whose first row is `row`, with an explanation sheet."""
    _, *others = reference.catalogue.items("literacy", 2024)
    taken_part = "科普活动参加人次"
    table = [["科普活动场次", *row], [taken_part, 50]]
    table += [[item.label_zh, "-"] for item in others if item.label_zh != taken_part]
    sheets = files.literacy(*table, headers=("指标名称", "本级", "含下级"))
    if said:
        sheets["上报说明"] = [["报表", "指标", "位置", "说明"], *said]
    return files.workbook(files.cover(code, kind="全量", **head), sheets)


def states(warehouse: Settings) -> list[tuple[str, str]]:
    found = rows(
        warehouse, "select kind, state from raw.submissions order by received_at, kind desc"
    )
    return [(row["kind"], row["state"]) for row in found]


def test_a_patch_is_held_against_what_stands(warehouse: Settings, put: Put) -> None:
    """Ten activities stand; a patch of eleven lectures alone is told, at its own place."""
    put("420112/甲.json", form([own("科普活动场次", 10)]), 0)
    put("420112/乙.json", form([own(LECTURES, 11)]), 1)
    a_night(warehouse)
    (found,) = rows(warehouse, FINDINGS)
    assert found["rule_id"] == "lecture_count_within_act_total"
    assert found["source_ref"] == "forms[0].rows[0].本级"
    assert found["expected"] == "≤ 科普活动场次 10" or "10" in found["expected"] + found["found"]


def test_last_years_remainder_bounds_what_is_carried_over(warehouse: Settings, put: Put) -> None:
    """A budget of 100 万元 of which 90 were spent leaves 10; more cannot be carried over."""
    accounts = "科普经费情况年报表"
    last = [own("部门预算总额", 1_000_000), own("部门决算支出合计", 900_000)]
    put("420112/甲.json", form(last, form_=accounts, 报告期="2023"), 0)
    put("420112/乙.json", form([own("上年结转", 100_000)], form_=accounts), 1)
    put("420112/丙.json", form([own("上年结转", 200_000)], form_=accounts), 2)
    a_night(warehouse)
    found = rows(warehouse, f"{FINDINGS} where rule_id like 'dept_carry%'")
    assert [one["found"] for one in found] == ["200000"]


@pytest.mark.parametrize(("now", "asked"), [(1000, False), (1001, True), (9, True), (50, False)])
def test_growth(warehouse: Settings, put: Put, now: int, asked: bool) -> None:
    """More than ten times last year's figure, or less than a tenth of it, is asked about."""
    put("420112/甲.json", form([own("科普活动场次", 100)], 报告期="2023"), 0)
    put("420112/乙.json", form([own("科普活动场次", now)]), 1)
    a_night(warehouse)
    assert [one["rule_id"] for one in rows(warehouse, FINDINGS)] == (["growth"] if asked else [])


def test_a_figure_that_moved_is_held(warehouse: Settings, put: Put, reference) -> None:
    """Own 5 becomes inclusive 5 and the own cell is blank: only that figure waits."""
    put("420112/甲.xlsx", whole(reference, [5, ""]), 0)
    put("420112/乙.xlsx", whole(reference, ["", 5]), 1)
    a_night(warehouse)
    assert states(warehouse) == [
        ("snapshot", "accepted"),
        ("snapshot", "accepted_with_findings"),
        ("patch", "waiting"),
    ]
    (held,) = rows(
        warehouse,
        "select o.scope, o.value from raw.observations as o inner join raw.submissions as s"
        " on o.submission_id = s.submission_id where s.state = 'waiting'",
    )
    assert (held["scope"], held["value"]) == ("inclusive", 5)
    (found,) = rows(warehouse, f"{FINDINGS} where rule_id = 'figure_moved'")
    assert (found["severity"], found["source_ref"]) == ("核实性", f"{files.LITERACY}!C2")
    assert "作废" in found["expected"]


@pytest.mark.parametrize("row", [["作废", 5], [5, 5], ["", 6], [5, ""]])
def test_what_did_not_move_is_not_held(warehouse: Settings, put: Put, reference, row: list) -> None:
    """Erased, repeated, another figure, the same again: nothing counts twice unseen."""
    put("420112/甲.xlsx", whole(reference, [5, ""]), 0)
    put("420112/乙.xlsx", whole(reference, row), 1)
    a_night(warehouse)
    assert "waiting" not in dict.fromkeys(state for _, state in states(warehouse))


def test_an_explained_move_counts(warehouse: Settings, put: Put, reference) -> None:
    """With a word on the explanation sheet both figures stand, and the finding shows the word."""
    put("420112/甲.xlsx", whole(reference, [5, ""]), 0)
    word = [files.LITERACY, "科普活动场次", "C2", "全区另有五场，本级数不变"]
    put("420112/乙.xlsx", whole(reference, ["", 5], word), 1)
    a_night(warehouse)
    assert [state for _, state in states(warehouse)] == ["accepted", "accepted_with_findings"]
    (found,) = rows(warehouse, f"{FINDINGS} where rule_id = 'figure_moved'")
    assert found["explanation"] == word[-1]
    (kept,) = rows(warehouse, "select form, indicator, place, text from raw.explanations")
    assert tuple(kept.values()) == tuple(word)


def test_an_explanation_goes_on_while_the_figures_are_the_same(
    warehouse: Settings, put: Put
) -> None:
    """Explained once, the same fault stays explained; with another figure it is asked anew."""
    said = {
        "报表": files.LITERACY,
        "指标": LECTURES,
        "位置": "",
        "说明": "含外区讲座",
    }
    figures = [own("科普活动场次", 10), own(LECTURES, 11)]
    put("420112/甲.json", form(figures, said), 0)
    put("420112/乙.json", form([*figures, own(VISITORS, 900)]), 1)
    figures[1]["本级"] = 12
    put("420112/丙.json", form(figures), 2)
    a_night(warehouse)
    found = rows(warehouse, f"{FINDINGS} where rule_id like 'lecture%' order by finding_id")
    assert [(one["found"], one["explanation"]) for one in found] == [
        ("11", "含外区讲座"),
        ("11", "含外区讲座"),
        ("12", None),
    ]


def test_an_explanation_in_csv(warehouse: Settings, put: Put) -> None:
    """Below the rows of a CSV file a line 上报说明 begins the explanations."""
    head = files.cover(报表名称=files.LITERACY)
    table: list[list[Any]] = [
        ["指标名称", "本级"], ["科普活动场次", 10], [LECTURES, 11], [], ["上报说明"],
        ["报表", "指标", "位置", "说明"], ["", LECTURES, "", "含外区讲座"],
    ]  # fmt: skip
    put("420112/甲.csv", files.as_csv(head, table), 0)
    a_night(warehouse)
    (found,) = rows(warehouse, FINDINGS)
    assert found["explanation"] == "含外区讲座"


@pytest.mark.parametrize(
    ("indicator", "is_answered"),
    [
        ("其中：面向青少年的科普活动场次", True),
        ("科普活动场次", True),  # the other side of the fault
        ("其中：面向农民的科普活动场次", False),
    ],
)
def test_an_explanation_names_the_row_of_its_form(
    warehouse: Settings, put: Put, indicator: str, is_answered: bool
) -> None:
    """The form gives the name of a figure of the fault, as the receipt does; another explains
    nothing, and the office hears that it did."""
    figures = [own("科普活动场次", 10), own("其中：面向青少年的科普活动场次", 11)]
    put("420112/甲.json", form(figures, {"指标": indicator, "说明": "含外区"}), 0)
    a_night(warehouse)
    (found,) = rows(warehouse, f"{FINDINGS} where rule_id = 'part_exceeds_total'")
    assert (found["explanation"] is not None) == is_answered
    unheard = rows(warehouse, f"{FINDINGS} where rule_id = 'explanation_unheard'")
    assert len(unheard) == (not is_answered)


def test_an_explanation_of_something_else_explains_nothing(warehouse: Settings, put: Put) -> None:
    """It must name the place or the indicator of the fault."""
    said = {"报表": "", "指标": VISITORS, "位置": "", "说明": "新建"}
    put(
        "420112/甲.json",
        form([own("科普活动场次", 10), own(LECTURES, 11)], said),
        0,
    )
    a_night(warehouse)
    found, unheard = rows(warehouse, f"{FINDINGS} order by rule_id desc")
    assert found["explanation"] is None
    assert (unheard["rule_id"], unheard["severity"]) == ("explanation_unheard", "提示性")
    assert VISITORS in unheard["found"]


QUARTERLY, HALF = "全民科学素质工作情况季报表", "全民科学素质工作情况半年报表"


def so_far(period: int, ytd: int) -> dict[str, Any]:
    return {"指标名称": "科普活动场次", "本级本期": period, "本级累计": ytd}


@pytest.mark.parametrize(("first", "second", "asked"), [(3, 8, False), (3, 9, True), (4, 8, True)])
def test_a_cumulative_figure_is_the_last_one_and_the_quarter(
    warehouse: Settings, put: Put, first: int, second: int, asked: bool
) -> None:
    """Three until March and five in the second quarter are eight: the first quarter stands."""
    put("420112/甲.json", form([so_far(first, first)], form_=QUARTERLY, 报告期="2024-Q1"), 0)
    put("420112/乙.json", form([so_far(5, second)], form_=QUARTERLY, 报告期="2024-Q2"), 1)
    a_night(warehouse)
    found = rows(warehouse, f"{FINDINGS} where rule_id = 'ytd_adds_up'")
    assert [(one["severity"], one["source_ref"]) for one in found] == (
        [("核实性", "forms[0].rows[0].本级累计")] if asked else []
    )
    if asked:
        words = f"＝ 科普活动场次〔2024-Q1〕 {first} ＋科普活动场次〔本级本期〕 5"
        assert (found[0]["expected"], found[0]["found"]) == (words, str(second))


def test_what_the_file_shows_alone_is_told_once(warehouse: Settings, put: Put) -> None:
    """Less until June than in the second quarter is wrong whatever the first one was."""
    put("420112/甲.json", form([so_far(3, 3)], form_=QUARTERLY, 报告期="2024-Q1"), 0)
    put("420112/乙.json", form([so_far(5, 4)], form_=QUARTERLY, 报告期="2024-Q2"), 1)
    a_night(warehouse)
    (found,) = rows(warehouse, f"{FINDINGS} where rule_id = 'ytd_adds_up'")
    assert found["expected"].startswith("≥")


@pytest.mark.parametrize(
    ("inclusive", "in_", "asked"),
    [
        (9, 2, False),  # 5 of its own, 1 and 3 of those below
        (10, 2, True),
        (8, 2, True),
        (10, 1, False),  # the second has not said yet: it may have had four
        (5, 1, True),  # less than is known already
        (10, 0, False),
    ],
)
def test_an_inclusive_figure_is_held_against_those_below(
    warehouse: Settings, put: Put, inclusive: int, in_: int, asked: bool
) -> None:
    """A district's whole is its own and all of its sub-districts: asked where all are in, or where
    what is in is more already."""
    tree = OrgTree.load(REFERENCE)
    below = tree.children("420112", date(2024, 12, 31))
    due = [one for one in below if tree.units[one].reporting_unit]
    told = {due[0]: 1, due[1]: 3} if in_ == 2 else {due[0]: 1} if in_ else {}
    rest = dict.fromkeys(due[2:], 0) if in_ else {}
    for number, (code, value) in enumerate({**told, **rest}.items()):
        put(f"{code}/甲.json", form([own("科普活动场次", value)], 行政区划代码=code), number)
    figures = {"指标名称": "科普活动场次", "本级": 5, "含下级": inclusive}
    put("420112/乙.json", form([figures]), 50)
    a_night(warehouse)
    found = rows(warehouse, f"{FINDINGS} where rule_id = 'inclusive_adds_up'")
    assert [(one["severity"], one["source_ref"]) for one in found] == (
        [("核实性", "forms[0].rows[0].含下级")] if asked else []
    )
    if asked and in_ == 2:
        assert found[0]["expected"] == (f"＝ 科普活动场次〔本级〕 5 ＋{len(due)} 个下级单位之和 4")


def test_a_finding_says_the_words_of_the_form(warehouse: Settings, put: Put) -> None:
    """The row as printed, in the finding's place and in the relation's own words: 参加人次, where
    the catalogue has 参与人次."""
    put("420112/甲.json", form([own("科普活动参加人次", 5), own(VISITORS, 6)]), 0)
    a_night(warehouse)
    (found,) = rows(warehouse, "select rule_id, message_zh, expected from raw.findings")
    assert found["rule_id"] == "lecture_participants_within_act_participants"
    assert found["expected"] == "≤ 科普活动参加人次 5"
    assert found["message_zh"] == (
        f"审核关系不成立：{VISITORS}，{VISITORS}不应大于科普活动参加人次"
    )


def test_what_the_explanation_sheet_says_beside(warehouse: Settings, put: Put) -> None:
    """A column that nobody reads, a row without a word and one of a form that was not sent are
    told; the explanations are kept all the same."""
    sheets = files.literacy(["科普活动场次", 10])
    sheets["上报说明"] = [
        ["报表", "指标", "位置", "说明", "负责科室"],
        [files.LITERACY, "科普活动场次", "", "", "普及部"],
        ["科普经费情况年报表", "捐赠", "", "企业捐赠", ""],
    ]
    put("420112/甲.xlsx", files.workbook(files.cover(), sheets), 0)
    a_night(warehouse)
    found = rows(warehouse, f"{FINDINGS} order by source_ref")
    assert [(one["rule_id"], one["source_ref"], one["severity"]) for one in found] == [
        ("explanation_sheet", "上报说明!A2", "提示性"),
        ("explanation_unheard", "上报说明!D3", "提示性"),
        ("explanation_column", "上报说明!E1", "提示性"),
    ]
    assert rows(warehouse, "select text from raw.explanations") == [{"text": "企业捐赠"}]


TEENAGERS = "其中：面向青少年的科普活动场次"


@pytest.mark.parametrize(
    ("first", "second", "rule"),
    [
        (own("科普活动场次", 10), own(TEENAGERS, 11), "part_exceeds_total"),
        (own(TEENAGERS, 11), own("科普活动场次", 10), "part_exceeds_total"),
        (own("科普活动场次", 10), own(TEENAGERS, 9), None),
        (
            {"指标名称": "科普活动场次", "含下级": 10},
            own("科普活动场次", 11),
            "own_exceeds_inclusive",
        ),
    ],
)
def test_parts_and_totals_of_two_files(
    warehouse: Settings, put: Put, first: dict, second: dict, rule: str | None
) -> None:
    """A patch is held to the figures that will hold with it: total and part, own and inclusive may
    come in different files; the fault is told at the cell of the later one."""
    put("420112/甲.json", form([first]), 0)
    put("420112/乙.json", form([second]), 1)
    a_night(warehouse)
    found = rows(warehouse, f"{FINDINGS} where rule_id <> 'full_before'")
    assert [(one["rule_id"], one["source_ref"]) for one in found] == (
        [(rule, "forms[0].rows[0].本级")] if rule else []
    )


def test_a_file_of_whom_nobody_knows_is_held_against_nobodys_figures(
    warehouse: Settings, put: Put
) -> None:
    """Cover and folder name two offices: until that is settled, neither's earlier figures say
    anything of these, and the office is told of the one fault that it has to mend."""
    put("420112/甲.json", form([own("科普活动场次", 10)]), 0)
    put("420113/乙.json", form([own(LECTURES, 11)]), 1)
    a_night(warehouse)
    assert [found["rule_id"] for found in rows(warehouse, FINDINGS)] == ["sender_conflict"]
