"""Measure and scope from word patterns, on sentences made up for the purpose (no real report)."""

import csv
import re
from pathlib import Path

import pytest

from ingestion.narrative import doubts
from ingestion.narrative.fact import Fact
from ingestion.narrative.facts import read_facts
from ingestion.narrative.flow import Flow
from ingestion.narrative.homes import PATTERNS, WORDS, patterns
from ingestion.narrative.measures import MEASURES
from ingestion.narrative.names import names_of
from ingestion.narrative.places import Office
from ingestion.narrative.segments import Segment
from ingestion.narrative.timeline import Section, Timeline
from ingestion.reference.catalogue import Catalogue
from ingestion.settings import REPOSITORY

OFFICE = Office("421000", "荆州市科协", "city", known=True, strong=True)
YEAR = Timeline("2023", True, None, (Section(0, False, "2023"),))
with Path(__file__).with_name("made_up_sentences.csv").open(encoding="utf-8", newline="") as _file:
    SENTENCES = list(csv.DictReader(_file))
with Path(__file__).with_name("made_up_doubts.csv").open(encoding="utf-8", newline="") as _file:
    DOUBTED = list(csv.DictReader(_file))


def facts(sentence: str) -> list[Fact]:
    """The facts of one sentence of a city's report of 2023."""
    return read_facts(Segment(0, len(sentence), Flow(sentence), OFFICE, YEAR, False, False))


def _read(case: dict[str, str]) -> Fact:
    return next(f for f in facts(case["sentence"]) if f.text == case["quantity"])


def _right(case: dict[str, str], fact: Fact) -> bool:
    same = fact.measure == case["measure"]
    return same and (case["measure"] == "other" or fact.scope == case["scope"])


def test_made_up_sentences() -> None:
    """Nearly every figure finds its home, and none is surely wrong."""
    read = [(case, _read(case)) for case in SENTENCES]
    wrong = [(case["quantity"], fact.measure) for case, fact in read if not _right(case, fact)]
    assert len(read) > 100
    assert len(wrong) <= 0.05 * len(read), wrong
    assert [
        case for case, fact in read if fact.confidence == "sure" and not _right(case, fact)
    ] == []


def test_participants_follow_their_activity() -> None:
    """A count of people without a kind of its own belongs to the activity before it."""
    lecture, people = facts("举办健康讲座12场，线上线下参与3000人次。")
    assert (lecture.measure, people.measure) == ("lecture_count", "lecture_participants")


@pytest.mark.parametrize(
    ("sentence", "doubt"),
    [
        ("放映科教电影44场，举办讲座22场，参与村民3600人次。", "前面还有别的活动"),
        ("截至10月底，举办科普讲座46场次。", "截至某月"),
        ("某县科协：举办科普讲座12场。", "本单位以外"),
        ("四、某市科协举办科普讲座5场。", "本单位以外"),
        ("江陵县科技馆接待观众3万人次。", "不一定是本单位的科技馆"),
    ],
)
def test_what_the_words_around_a_figure_leave_open(sentence: str, doubt: str) -> None:
    """Whose people, until when, by whom: what two readers would answer in two ways waits."""
    last = facts(sentence)[-1]
    assert any(doubt in said for said in last.doubts)


def test_items_of_a_list_do_not_lend_each_other_their_people() -> None:
    """；2. opens another item: its people are not of the activity before."""
    people = facts("1.组织科普日活动30场次；2.举办培训班1期，培训80人。")[-1]
    assert people.measure != "science_day_participants"


def test_an_own_act_beside_a_new_base_leaves_its_scope_open() -> None:
    """评选 acts on somebody else than the base that is new in the next clause."""
    base = facts("全年评选优秀科技工作者，新增省级科普教育基地2个。")[-1]
    assert (base.measure, base.confidence) == ("base_new", "review")


def test_people_who_name_their_activity_are_its_own() -> None:
    """培训农民 is of the training whatever else was held."""
    people = facts("开展科普大集20次，举办培训38场，培训农民3260人次。")[-1]
    assert (people.measure, people.confidence) == ("training_participants", "sure")


def test_a_rate_of_the_year_is_not_of_half_a_year() -> None:
    """人均科普经费 in a report on half a year may be of either."""
    half = Timeline("2023", True, None, (Section(0, False, "2023", (1, 6)),))
    text = "人均科普经费2.1元。"
    (rate,) = read_facts(Segment(0, len(text), Flow(text), OFFICE, half, False, False))
    assert (rate.measure, rate.confidence) == ("fund_per_capita", "review")


def test_a_second_count_of_people_is_no_caravans() -> None:
    """After the people of another act nobody knows whose the next are."""
    sentence = "科普大篷车巡展16场，发放资料200份，接受群众咨询5200人次，受益群众9万人次。"
    assert facts(sentence)[-1].confidence == "review"


def test_parts_after_of_which() -> None:
    """Only figures of the same kind are parts of the total."""
    read = facts(
        "全市共有院士专家工作站40家，其中，院士工作站3家、省级专家工作站37家，走访企业5家。"
    )
    assert [f.part_of for f in read] == [None, 0, 0, None]


@pytest.mark.parametrize(
    ("sentence", "scope"),
    [
        ("全市各级科协举办讲座20场。", "inclusive"),
        ("市科协举办讲座20场。", "own"),
        ("联合教育局举办讲座20场。", "own"),
        ("向全市中小学推送科普信息20条。", "own"),
        ("该合作社举办培训20场。", "unknown"),
        ("新建院士专家工作站20家。", "inclusive"),
        ("认定市级科普教育基地20个。", "own"),
    ],
)
def test_scope(sentence: str, scope: str) -> None:
    """Who acts decides; the area as object of the act decides nothing."""
    (fact,) = [f for f in facts(sentence) if f.text.startswith("20")]
    assert fact.scope == scope


def test_patterns_are_general() -> None:
    """No pattern spells out more than eight characters, and each names a code that exists."""
    catalogue = Catalogue.load(REPOSITORY / "dbt_project" / "seeds")
    rules = [pattern.rule for pattern in patterns()]
    assert len(rules) == len(set(rules))
    assert {pattern.measure for pattern in patterns()} <= set(catalogue.codes)
    for path in (PATTERNS, WORDS):
        runs = re.findall(r"[\u4e00-\u9fff]+", path.read_text(encoding="utf-8"))
        assert max(map(len, runs)) <= 8


def test_every_measure_has_a_scope() -> None:
    """`measures.csv` says of each code of the catalogue whose act it counts."""
    catalogue = Catalogue.load(REPOSITORY / "dbt_project" / "seeds")
    with MEASURES.open(encoding="utf-8", newline="") as lines:
        listed = {row["measure"]: row for row in csv.DictReader(lines)}
    assert set(listed) == set(catalogue.codes)
    assert {row["scope"] for row in listed.values()} <= {"own", "area", "act", "unknown"}


@pytest.mark.parametrize("case", DOUBTED, ids=[case["rule"] for case in DOUBTED])
def test_doubts(case: dict[str, str]) -> None:
    """Words that make another thing of a figure keep it from being loaded unseen."""
    fact = _read(case)
    (said,) = [row.doubt for row in doubts.rows() if row.rule == case["rule"]]
    assert said in fact.doubts
    assert fact.confidence == "review"


def test_every_doubt_has_a_sentence() -> None:
    """No row of `doubts.csv` stands without an example."""
    assert {row.rule for row in doubts.rows()} == {case["rule"] for case in DOUBTED}


@pytest.mark.parametrize(
    ("sentence", "measures"),
    [
        ("科技创新大赛中青少年获一等奖5项、二等奖11项、三等奖19项。", ["youth_contest_awards"] * 3),
        ("公民具备科学素质比例由12.9%提高到14.6%。", ["literacy_rate"] * 2),
        ("举办科普讲座60场，实际完成73场。", ["lecture_count"] * 2),
        ("举办科普讲座32场（目标值30场）。", ["lecture_count"] * 2),
        ("1.举办科普讲座：指标值80场，完成值126场。", ["lecture_count"] * 2),
        ("举办科普讲座60场，其中市本级直接举办22场。", ["lecture_count"] * 2),
        ("年末在职5人，退休3人。", ["org_staff_actual", "other"]),
        ("开展科普活动186场，较上年增加41场。", ["act_total", "other"]),
        ("在14个乡镇举办科普讲座。", ["other"]),
    ],
)
def test_figures_without_a_noun(sentence: str, measures: list[str]) -> None:
    """An item of a list, a later value, a target and a part count what the figure before counts;
    people of another kind, a difference and the places where something was held do not."""
    assert [fact.measure for fact in facts(sentence)] == measures


def test_a_budget_is_approved_whatever_it_is_for() -> None:
    """年初预算 is a fact of the year, 年初目标 an intention."""
    budget, aim, done = facts("部门年初预算215万元，年初目标：举办科普讲座30场，实际完成37场。")
    assert (budget.measure, budget.status) == ("dept_budget_initial", "actual")
    assert (aim.status, done.status) == ("plan", "actual")


def test_a_target_is_planned() -> None:
    """What the brackets give as the aim is no result."""
    done, aim = facts("举办科普讲座32场（目标值30场）。")
    assert (done.status, aim.status) == ("actual", "plan")


@pytest.mark.parametrize(
    ("sentence", "scope", "confidence"),
    [
        ("市科协联合市教育局举办科普讲座6场。", "own", "sure"),
        ("市中心医院举办科普讲座6场。", "own", "review"),
        ("市农业农村局举办科普讲座6场。", "inclusive", "review"),
        ("全市公民踊跃参加，举办科普讲座6场。", "own", "sure"),
        ("举办全市性科普讲座6场。", "own", "sure"),
        ("市本级举办科普讲座6场。", "own", "sure"),
        ("11个街镇联动，举办科普讲座6场。", "inclusive", "sure"),
    ],
)
def test_who_acts(sentence: str, scope: str, confidence: str) -> None:
    """The association itself, the whole area, its departments, or one other body."""
    (fact,) = [f for f in facts(sentence) if f.text == "6场"]
    assert (fact.scope, fact.confidence) == (scope, confidence)


@pytest.mark.parametrize(
    ("text", "scope", "confidence"),
    [
        ("全市共举办科普讲座860场；举办科普展览26场。", "inclusive", "sure"),
        ("全市工作站总数32家；举办科普展览26场。", "own", "sure"),
        ("全市现有志愿者900人。举办科普展览26场。", "own", "sure"),
        ("全市各级科协积极行动。举办科普展览26场。", "own", "review"),
        ("“科普某市”微信公众号推送科普文章26条。", "own", "sure"),
        ("全市推进，“科普某市”抖音号发布短视频26条。", "own", "sure"),
        ("全市各微信公众号推送科普文章26条。", "inclusive", "sure"),
        ("举办市青少年科技创新大赛，收到作品90件，评出一等奖26项。", "own", "sure"),
        ("组织参加省青少年科技创新大赛，荣获省级一等奖26项。", "inclusive", "sure"),
        ("举办科普讲座2600场。", "own", "review"),
        ("举办科普讲座26场，听众26万人次。", "own", "review"),
        ("举办科普讲座26场，听众2.6万人次。", "own", "sure"),
        ("发放科普资料26万份。", "own", "review"),
        ("发放科普资料2.6万份。", "own", "sure"),
        ("科普网站点击量2600次。", "own", "sure"),
        ("全市各级科协积极行动。市科协组织科普讲师团巡讲26场。", "own", "sure"),
        ("全市新增工作站4家；举办科普讲座26场。", "own", "sure"),
        ("活动期间，全市组织科普宣传活动90场次；开展大篷车巡展26场。", "inclusive", "sure"),
        ("依靠企业科协开展农民培训26场。", "inclusive", "sure"),
        ("某村开展农民培训26场。", "own", "review"),
        ("全市科普教育基地总数41家（国家级2家、省级26家）。", "inclusive", "sure"),
        ("某景区被认定为科普教育基地，全市科普教育基地总数26家。", "inclusive", "sure"),
    ],
)
def test_what_an_area_has_is_no_act_of_it(text: str, scope: str, confidence: str) -> None:
    """Whoever acts opens the list; what the area merely has says nothing of who acts; an account
    and a contest of its own are the association's, a thousand events are hardly."""
    fact = facts(text)[-1]
    assert (fact.scope, fact.confidence) == (scope, confidence)


def test_a_report_on_the_area_tells_of_all_departments() -> None:
    """In an account of the whole area only what the association is named with is its own."""
    text = "举办科普讲座26场。市科协举办科普展览5场。"
    area = Segment(0, len(text), Flow(text), OFFICE, YEAR, False, False, of_area=True)
    all_of_it, its_own = read_facts(area)
    assert (all_of_it.scope, all_of_it.confidence) == ("inclusive", "review")
    assert (its_own.scope, its_own.confidence) == ("own", "sure")


def test_the_people_of_a_lesson_are_not_of_the_lectures_before() -> None:
    """课20节 has no home, and nor have its people."""
    people = facts("举办健康讲座29场；开设小课堂20节，服务青少年430人次。")[-1]
    assert people.measure != "lecture_participants"


def test_names_of_the_catalogue_are_patterns() -> None:
    """A name printed whole before its number needs no pattern of its own."""
    names = names_of(Catalogue.load(REPOSITORY / "dbt_project" / "seeds"))
    sentence = "获评优秀（十佳）工作站数：4家。"
    segment = Segment(0, len(sentence), Flow(sentence), OFFICE, YEAR, False, False)
    (fact,) = read_facts(segment, names)
    assert (fact.measure, fact.rule) == ("ws_awarded", "name.ws_awarded")
