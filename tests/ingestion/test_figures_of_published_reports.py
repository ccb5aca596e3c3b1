"""Figures of published reports, filled into forms: what must fail, must be asked, must not fail.

The figures are those of 东西湖区 (420112) of 2020 and 2024 and of 荆州市 (421000) of 2021; the
sentences are not repeated. Every case says all that is told of its form.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from ingestion.arrival import sniff
from ingestion.reading import read
from ingestion.reading.filings import Reference

LITERACY, FUNDING = "全民科学素质工作情况年报表", "科普经费情况年报表"
STATIONS, STAFF = "院士专家工作站情况年报表", "科协组织建设情况年报表"
Rows = Sequence[Mapping[str, Any]]
Told = set[tuple[str, str]]


def inclusive(label: str, value: object, **more: str) -> dict[str, Any]:
    return {"指标名称": label, "含下级": value, **more}


def own(label: str, value: object, **more: str) -> dict[str, Any]:
    return {"指标名称": label, "本级": value, **more}


def told(reference: Reference, form: str, rows: Rows, code: str, period: str) -> Told:
    """Rule and severity of everything that is told of a form that holds these rows."""
    cover = {"行政区划代码": code, "报告期": period, "报送类型": "补充"}
    names = ["指标名称", "对象", "级别", "类别", "本级", "含下级", "计量单位"]
    square = [{name: row.get(name) for name in names} for row in rows]
    text = json.dumps({"cover": cover, "form": form, "rows": square}, ensure_ascii=False)
    parsed = read.read(sniff.content("report.json", text.encode()), (code,), reference)
    (filing,) = parsed.filings
    assert len(filing.observations) == len(rows), filing.findings
    return {(one.rule_id, one.severity) for one in filing.findings}


FOUR_GROUPS = [
    inclusive("科普活动参加人次", "4万余"),
    inclusive("培训人次", 6000, 对象="农民"),
    inclusive("院士专家进校园参与人次", 1200, 对象="学生"),
    inclusive("培训人次", 14000, 对象="产业工人（城镇劳动者）"),
    inclusive("科普讲座（报告会）参加人次", "4.8万余", 对象="社区居民"),
]
BUDGET = [
    own("部门年初预算批复数", "432.63万元"),
    own("年中追加预算（含上级转移支付）", "21.4万元"),
    own("上年结转", 0),
]
EXPENSE = [own("其中：基本支出", "263.69万元"), own("其中：项目支出", "115.73万元")]
STAFFED = [own("编制人数", 4), own("在职实有人数", 6), own("其中：购买服务人员", 2)]
SHARES = [
    inclusive("科普“五进”活动场次", "约600"),
    inclusive("科普“五进”活动参加人次", "约6万"),
    inclusive("培训（实用技术、技能）场次", 91, 对象="农民"),
]
CASES: dict[str, tuple[str, Rows, str, str, Told]] = {
    "four groups exceed the stated participants": (
        LITERACY, FOUR_GROUPS, "420112", "2024",
        {("act_participants_by_audience", "核实性")},
    ),
    "a single group within the wording of the total": (
        LITERACY, [FOUR_GROUPS[0], FOUR_GROUPS[-1]], "420112", "2024", set(),
    ),
    "a budget without 2.70 of its parts": (
        FUNDING, [*BUDGET, own("部门预算总额", "456.73万元")], "420112", "2024",
        {("dept_budget_by_origin", "强制性")},
    ),
    "subsidies above what was added": (
        FUNDING,
        [BUDGET[1], own("获得上级科普奖补（项目）资金", "22万元")], "420112", "2024",
        {("subsidy_received_within_added", "核实性")},
    ),
    "expenditure that rounding explains": (
        FUNDING, [*EXPENSE, own("部门决算支出合计", "379.43万元")], "420112", "2024", set(),
    ),
    "the department's figure under the heading of projects": (
        FUNDING,
        [EXPENSE[0], own("其中：项目支出", "379.43万元"), own("部门决算支出合计", "379.43万元")],
        "420112", "2024", {("dept_expense_by_type", "强制性")},
    ),
    "listed outlets fall short of the total": (
        LITERACY,
        [own("媒体宣传报道篇次", "20余"), *(
            own("媒体宣传报道篇次", number, 级别=grade)
            for grade, number in (("国家级", 5), ("省级", 1), ("市级", 12), ("区（县）级", 1))
        )],
        "420112", "2020", {("media_coverage_by_grade", "核实性")},
    ),
    "outlets of which some grades are not listed": (
        LITERACY,
        [own("媒体宣传报道篇次", "20余"), own("媒体宣传报道篇次", 5, 级别="国家级")],
        "420112", "2020", set(),
    ),
    "seven of twelve sub-districts re-elected": (
        STAFF,
        [
            own("应建科协的乡镇（街道）数", 12), own("其中：乡镇（街道）科协", 12),
            own("完成换届的乡镇（街道）科协数", 7),
        ],
        "420112", "2020", set(),
    ),
    "seven of twelve sub-districts called all of the district": (
        STAFF,
        [
            own("应建科协的乡镇（街道）数", 12), own("其中：乡镇（街道）科协", 7),
            own("乡镇（街道）科协覆盖率", 100),
        ],
        "420112", "2020", {("ratio_differs", "强制性")},
    ),
    "more people than posts, two of them bought in": (
        STAFF, STAFFED, "420112", "2024", set(),
    ),
    "events of one campaign that leave a remainder": (
        LITERACY, SHARES, "420112", "2020", set(),
    ),
    "stations that are the sum of their kinds": (
        STATIONS,
        [
            inclusive("新建工作站数", 8),
            inclusive("新建工作站数", 7, 级别="省级"),
            inclusive("新建工作站数", 1, 级别="市级"),
        ],
        "421000", "2021", set(),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_is_told_of_a_form(reference: Reference, case: str) -> None:
    """Exactly these findings, with these severities, and no other."""
    form, rows, code, period, expected = CASES[case]
    assert told(reference, form, rows, code, period) == expected
