"""What a report contradicts in itself: must fail, must be asked about, must pass.

The figures are those of reports as they were published, the sentences are ours.
"""

from decimal import Decimal

import pytest

from ingestion.model import Filing
from ingestion.narrative import read_report
from ingestion.narrative.intervals import Span, verdict
from ingestion.reference.catalogue import Catalogue
from ingestion.reference.org_tree import OrgTree
from ingestion.settings import REPOSITORY

SEEDS = REPOSITORY / "dbt_project" / "seeds"
HEAD = "东西湖区科协2024年工作总结\n2024年，东西湖区科协认真履行职责，现将全年工作汇报如下。\n"
QUESTIONS = {
    "report.parts_exceed_total", "report.identity", "report.ratio", "report.two_values",
    "report.parts_short", "report.nearly_same", "report.beyond", "report.no_base",
    "report.heading_differs", "report.not_all",
}  # fmt: skip

FAILS = {
    "groups of participants beyond the stated total": (
        "全年举办科普培训、讲座、报告会等900场次，线上线下参与人数4万余人次。"
        "一是面向农村，开展实用技术培训活动80余场次，培训农民近6000余人次。"
        "二是面向学校，开展科普讲座10余场次，参加青少年近1200余人次。"
        "三是面向企业，开展培训讲座160余场次，培训职工14000余人次。"
        "四是面向社区，开展科普讲座630场次，参与居民4.8万余人次。",
        "report.parts_exceed_total", "至少68650", "不超过50000",
    ),
    "a budget whose parts fall short of it": (
        "2024年年初预算批复数为432.63万元，年中追加21.4万元，上年结转0万元，"
        "预算总额为456.73万元。",
        "report.identity", "4540300", "456.73万元",
    ),
    "an execution rate that the figures do not give": (
        "2024年预算总额为456.73万元，决算支出合计379.43万元，预算完成率93%。",
        "report.ratio", "93%", "83.075",
    ),
    "a whole that its kinds miss": (
        "目前，全市院士专家工作站共有55家，其中：院士工作站2家，省级专家工作站47家，"
        "市级专家工作站11家。",
        "report.parts_exceed_total", "至少60", "不超过55",
    ),
}  # fmt: skip

WARNS = {
    "subsidies beyond what the budget gained": (
        "2024年年中追加21.4万元。全年争取省、市科普补助资金22万元。",
        "report.beyond",
    ),
    "figures of the department under a heading of projects": (
        "1.基本支出情况\n基本支出263.69万元。\n"
        "2.项目支出情况\n年初预算批复数为435.33万元。本年决算支出合计379.43万元。",
        "report.heading_differs",
    ),
    "outlets that give one less than the total": (
        "全年对外宣传，在各级媒体发表新闻稿20余篇，其中中国科协网5篇，长江日报1篇，市科技报12篇，"
        "武汉临空港报1篇。",
        "report.parts_short",
    ),
    "two counts that hardly differ": (
        "疫情期间，推送防疫科普知识729条。\n全年通过公众号推送各类科普知识731条。",
        "report.nearly_same",
    ),
    "money per head without money and heads": (
        "2024年落实人均科普经费4.5元。",
        "report.no_base",
    ),
    "all sub-districts, and elsewhere more of them": (
        "指导全区7个街道科协完成换届。\n科普日活动吸引12个街道、27个中小学校参加。",
        "report.not_all",
    ),
}

PASSES = {
    "basic and project expenditure, rounded": (
        "2024年决算支出合计379.43万元，其中：基本支出263.69万元，项目支出115.73万元。"
    ),
    "more people in post than posts": "现有编制人数4人，在职实有人数6人。",
    "parts that leave room": (
        "全区各级科协开展科普五进活动约600场次，参加公众约6万人次。其中：企业员工培训40余场次，"
        "培训近2400余人次；社区科普活动441余场次，参加27505余人次。"
    ),
    "a total within the interval of its parts": (
        "全年举办科普培训、讲座、报告会等900场次。一是开展农民培训80余场次。二是开展青少年讲座6场次。"
        "三是开展青少年活动10余场次。四是开展企业讲座160余场次。五是开展社区讲座630场次。"
    ),
    "an execution rate that rounds": (
        "2024年预算总额为456.73万元，决算支出合计379.43万元，预算完成率83%。"
    ),
    "scores below their maxima": (
        "自评得分96.6分，其中：投入指标得分16.6分（满20分），产出指标得分40分（满40分），"
        "效益指标得分30分（满30分），满意度指标得分10分（满10分）。"
    ),
    "kinds that make the whole": (
        "2024年新建专家工作站8家，其中省级7家、市级1家。目前，全市院士专家工作站共有55家，其中："
        "院士工作站2家，省级专家工作站42家，市级专家工作站11家。"
    ),
    "trainings that add up": (
        "举办苹果培训6场次，芦笋培训2场次，农民工培训4场次，妇女创业培训3场次。全年共完成培训15次。"
    ),
    "two side events and their sum": "举办科普展览20场、科普讲座29场，配套科普活动49场。",
    "activities beside banners and classes": (
        "全县开展科普活动13次，其中悬挂横幅16条，展出展板30块，举办培训班6场次。"
    ),
    "a part of something else": "参赛作品260余件。另有约3000人参加科普展览，6场次讲座。",
    "volunteer activities beside all activities": (
        "全市开展科普四进活动60多场次，科技志愿服务活动56场次，科普大篷车巡展14次。"
    ),
    "a repeat": "全年举办科普讲座36场次。\n综上，2024年共举办科普讲座36场次。",
    "the same number of all": "指导全区12个街道科协完成换届，7个街道被评为先进。",
}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load(SEEDS)


@pytest.fixture(scope="module")
def tree() -> OrgTree:
    return OrgTree.load(SEEDS)


def filings(text: str, catalogue: Catalogue, tree: OrgTree) -> list[Filing]:
    return read_report(HEAD + text, doc="虚构.txt", catalogue=catalogue, tree=tree)


def told(text: str, catalogue: Catalogue, tree: OrgTree) -> dict[str, tuple[str, str, str]]:
    """Severity, expected and found of each doubt about the figures, by rule."""
    return {
        fault.rule_id: (fault.severity, fault.expected, fault.found)
        for filing in filings(text, catalogue, tree)
        for fault in filing.findings
        if fault.rule_id in QUESTIONS
    }


@pytest.mark.parametrize("case", FAILS)
def test_what_cannot_be_true_fails(case: str, catalogue: Catalogue, tree: OrgTree) -> None:
    """It must be mended, and the arithmetic is shown."""
    text, rule, found, expected = FAILS[case]
    said = told(text, catalogue, tree)
    assert {severity for severity, *_ in said.values()} == {"强制性"}
    _, *numbers = said[rule]
    assert any(found in number for number in numbers)
    assert any(expected in number for number in numbers)


@pytest.mark.parametrize("case", WARNS)
def test_what_needs_a_word_is_asked(case: str, catalogue: Catalogue, tree: OrgTree) -> None:
    """It can be true, so it counts as it stands, and the office is asked."""
    text, rule = WARNS[case]
    said = told(text, catalogue, tree)
    assert {name: severity for name, (severity, *_) in said.items()} == {rule: "核实性"}


@pytest.mark.parametrize("case", PASSES)
def test_what_holds_or_may_hold_is_left_alone(
    case: str, catalogue: Catalogue, tree: OrgTree
) -> None:
    """Rounding, room for what is not listed, and figures of different things are no faults; and
    there is a figure in each of them that could have been doubted."""
    made = filings(PASSES[case], catalogue, tree)
    assert any(filing.observations for filing in made)
    assert told(PASSES[case], catalogue, tree) == {}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("财政拨款收入456.73万元，上年结转0万元。", "dept_carryover_prev"),
        ("本年无“三公”经费开支。", "dept_sangong_expense"),
    ],
)
def test_zero_stays_zero(text: str, code: str, catalogue: Catalogue, tree: OrgTree) -> None:
    """A stated nothing is zero; what nobody states, like the residents behind a figure per head,
    gets no observation at all."""
    seen = [o for f in filings(text, catalogue, tree) for o in f.observations]
    assert [o.state for o in seen if o.indicator == code] == ["zero"]
    per_head = filings(WARNS["money per head without money and heads"][0], catalogue, tree)
    assert {o.indicator for f in per_head for o in f.observations} == {"fund_per_capita"}


def _span(low: int | None, high: int | None) -> Span:
    return Span(*(None if end is None else Decimal(end) for end in (low, high)))


@pytest.mark.parametrize(
    ("left", "sign", "right", "said"),
    [
        ((5, 5), "=", (5, 5), "holds"),
        ((5, 6), "=", (6, 9), "unclear"),
        ((5, 6), "=", (7, 9), "fails"),
        ((5, 6), "<=", (6, 9), "holds"),
        ((5, 8), "<=", (6, 9), "unclear"),
        ((5, 8), "<=", (1, 4), "fails"),
        ((5, None), "<=", (6, 9), "unclear"),
        ((5, 8), ">=", (1, 4), "holds"),
        ((None, None), "=", (1, 4), "unclear"),
    ],
)
def test_three_answers(left: tuple, sign: str, right: tuple, said: str) -> None:
    """A relation of intervals holds for all their values, fails for all, or cannot be told."""
    assert verdict(_span(*left), sign, _span(*right)) == said
