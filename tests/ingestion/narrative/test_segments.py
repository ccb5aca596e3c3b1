"""Whose report, of which year, plan or done: from the text, then from what the landing knows."""

import pytest

from ingestion.narrative.moments import filed_period, when
from ingestion.narrative.segments import Segment, read_segments, split
from ingestion.narrative.timeline import read_timeline
from ingestion.reference.org_tree import OrgTree
from ingestion.settings import REPOSITORY

FILLER = "一年来，各项工作扎实推进，取得了新的进展。" * 12


@pytest.fixture(scope="module")
def tree() -> OrgTree:
    return OrgTree.load(REPOSITORY / "dbt_project" / "seeds")


def _only(text: str, tree: OrgTree, **known: str) -> Segment:
    segments = read_segments(text, tree, **known)
    assert len(segments) == 1
    return segments[0]


def test_the_office_comes_from_the_text(tree: OrgTree) -> None:
    """A district that the text names, under a city that guides it."""
    text = (
        "2023年区科协工作总结\n2023年，我区科协在市科协指导下，围绕江夏区中心工作，"
        "全区上下努力。江夏区科协举办活动。"
    )
    segment = _only(text, tree)
    assert segment.office.code == "420115"
    assert segment.timeline.year == "2023"


def test_the_sender_fills_what_the_text_leaves_open(tree: OrgTree) -> None:
    """No place and no year in the text: both come from the landing and count as known."""
    segment = _only(
        "今年以来，我区科协开展活动。全区举办讲座。", tree, sender="420115", period="2023"
    )
    assert segment.office.code == "420115"
    assert segment.office.known
    assert (segment.timeline.year, segment.timeline.strong) == ("2023", True)
    assert not segment.disagrees


def test_the_text_decides_against_the_sender(tree: OrgTree) -> None:
    """Where both speak and differ, the text holds and the difference is told."""
    text = "荆州市科协2021年工作总结\n2021年，荆州市科协开展活动，全市科协系统共同努力。"
    segment = _only(text, tree, sender="420115", period="2020")
    assert segment.office.code == "421000"
    assert segment.disagrees
    assert segment.timeline.year == "2021"
    assert segment.period_disagrees


def test_a_place_outside_the_tree_is_not_bent_into_it(tree: OrgTree) -> None:
    """A county of another province, with a Hubei name mentioned in passing."""
    text = (
        "青松县科协2022年工作总结\n2022年，青松县科协赴江夏区学习。"
        "我县科协举办活动，全县青松县科技馆开放。"
    )
    segment = _only(text, tree)
    assert segment.office.code is None
    assert segment.office.outside
    assert segment.office.name == "青松县科协"


def test_one_file_of_several_reports(tree: OrgTree) -> None:
    """Numbered headings part the file; their year speaks for the collection and is no evidence."""
    text = (
        f"2023年范文精选\n2022年科协总结【第一篇】\n2019年，江夏区科协{FILLER}我区江夏区\n"
        f"2022年科协总结【第二篇】\n县科协{FILLER}"
    )
    first, second = read_segments(text, tree)
    assert (first.office.code, first.timeline.year) == ("420115", "2019")
    assert (second.office.code, second.timeline.year) == (None, "")


def test_plan_sections(tree: OrgTree) -> None:
    """A heading of plans opens a plan of the next year; what follows in it is planned."""
    text = (
        f"2021年工作总结\n2021年，全市科协{FILLER}\n"
        "二、2022年工作计划\n新建基地3个。\n（一）阵地\n建站2个。"
    )
    timeline = read_timeline(text)
    at = text.index("3个")
    assert timeline.section(10).plan is False
    assert (timeline.section(at).plan, timeline.section(at).year) == (True, "2022")
    assert timeline.section(text.index("2个")).plan is True


@pytest.mark.parametrize(
    ("text", "period", "plan"),
    [
        ("（四）2022年重点工作。\n新建", "2022", True),
        ("四、2022年谋划\n今年要新建", "2022", True),
        ("2022年工作计划：培训农民、新建", "2022", True),
        ("三、2022年思路\n2021年，市科技馆接待观众", "2021", False),
        ("五、存在问题及明年打算。一是编制偏少。", "2021", False),
        ("今年将重点抓好：\n新建", "2022", True),
        ("按照“123”工作思路，真抓实干，主要工作如下：\n新建", "2021", False),
        ("三、2022年主要工作\n新建", "2022", True),
        ("三、面临形势和2022年重点任务\n新建", "2022", True),
        ("三、下一阶段工作\n新建", "2022", True),
        ("二、科普惠农兴村计划\n新建", "2021", False),
        ("二、年度计划执行情况\n新建", "2021", False),
    ],
)
def test_what_opens_a_plan(text: str, period: str, plan: bool) -> None:
    """Headings that end like sentences, leads of a paragraph; a plan may look back."""
    whole = f"2021年工作总结\n2021年，全市科协{FILLER}\n{text}"
    sentence = text.rstrip("。").replace("\n", "。").rsplit("。", 1)[-1]
    found = when(read_timeline(whole), len(whole) - 1, sentence, sentence, "")
    assert (found.period, found.plan) == (period, plan)


@pytest.mark.parametrize(
    ("sentence", "period", "plan"),
    [
        ("9月17日，开展科普日启动仪式，参加", "2021-09", False),
        ("（一）1月15日，参加服务活动，发放", "2021-01", False),
        ("9月11日至17日开展系列活动", "2021-09", False),
        ("5月20日至27日科技节期间，发放", "2021", False),
        ("9月28日至10月7日，举办展览", "2021", False),
        ("截至11月底，全市共有", "2021", False),
        ("1-11月，累计举办", "2021-01/2021-11", False),
        ("对2020年度立项课题进行验收，共有", "2020", False),
        ("争取年底前建成", "2021", True),
        ("争取省级资金", "2021", False),
        ("将于明年建成", "2021", True),
        ("将作品认真筛选，选出", "2021", False),
        ("落实《2016-2020年规划》，开展", "2021", False),
        ("上半年，开展讲座", "2021-01/2021-06", False),
        ("前三季度，开展讲座", "2021-01/2021-09", False),
        ("三季度末执行率", "2021", False),
        ("去年，全市共举办大课堂", "2020", False),
        ("较去年同期增加", "2021", False),
        ("上年结转", "2021", False),
        ("工作站较2020年末净增", "2021", False),
        ("比例由2018年的12.9%提高到", "2021", False),
        ("二〇二〇年举办", "2020", False),
        ("五年来，累计举办", "2017-01/2021-12", False),
        ("五年来，截至2021年底，建成", "2021", False),
        ("“十三五”期间，培训", "2016-01/2020-12", False),
        ("一年来，围绕大局，举办", "2021", False),
        ("截至2021年12月31日，编制", "2021", False),
        ("到2025年，比例超过", "2025", True),
        ("2022年人均经费已达", "2022", False),
        ("年初设定不少于", "2021", True),
        ("截至11月底，累计开展活动27次，发放资料", "2021-01/2021-11", False),
        ("截至11月底，已建成", "2021", False),
        ("资金已于6月底前到位，实际支出", "2021", False),
        ("培训17场（任务", "2021", True),
        ("年度指标值≥80场，完成值", "2021", False),
        ("比2019年的", "2019", False),
        ("年初设定不少于60场，实际完成", "2021", False),
        ("计划培训农民", "2021", True),
        ("实施“科普惠农兴村计划”，奖补", "2021", False),
    ],
)
def test_when(sentence: str, period: str, plan: bool) -> None:
    """The date of the counted event, a year said in the sentence, and verbs of intention."""
    text = f"2021年，全市科协工作扎实。\n{sentence}5个。"
    timeline = read_timeline(text)
    at = text.index("5个")
    found = when(timeline, at, sentence, f"{sentence}#", "")
    assert (found.period, found.plan) == (period, plan)


def test_half_a_year() -> None:
    """The title names a part of the year: it is the period of what was done, its rest that of the
    plan."""
    text = (
        f"2023年上半年工作总结和下半年计划\n一、上半年工作\n2023年，区科协{FILLER}\n举办讲座3场。\n"
        "二、下半年计划\n举办讲座5场。"
    )
    timeline = read_timeline(text)
    done = when(timeline, text.index("3场"), "举办讲座", "举办讲座#", "")
    planned = when(timeline, text.index("5场"), "举办讲座", "举办讲座#", "")
    assert (done.period, done.plan) == ("2023-01/2023-06", False)
    assert (planned.period, planned.plan) == ("2023-07/2023-12", True)


def test_what_a_half_yearly_report_has_still_to_do() -> None:
    """下半年，重点做好：1.… within one paragraph: a plan of the other half, to its end."""
    text = (
        f"2023年上半年工作总结\n2023年，区科协{FILLER}\n举办讲座3场。\n"
        "下半年，重点做好：1.举办讲座5场；2.培训农民900人次。\n科普画廊共9处。"
    )
    timeline = read_timeline(text)
    found = {q: when(timeline, text.index(q), "", "#", "") for q in ("3场", "5场", "900人", "9处")}
    planned = {q: (time.period, time.plan) for q, time in found.items()}
    assert planned["5场"] == planned["900人"] == ("2023-07/2023-12", True)
    assert planned["3场"] == planned["9处"] == ("2023-01/2023-06", False)


def test_a_speech_on_half_a_year() -> None:
    """The title names a meeting, the first numbered heading the half: what follows is of it."""
    text = (
        f"在市科协2023年上半年工作推进会上的讲话\n同志们：\n一、上半年工作扎实有效\n{FILLER}\n"
        "举办讲座36场。\n二、下半年要抓好的几件事\n举办讲座40场。"
    )
    timeline = read_timeline(text)
    assert (timeline.period, timeline.strong) == ("2023-01/2023-06", True)
    planned = when(timeline, text.index("40场"), "举办讲座", "举办讲座#", "")
    assert (planned.period, planned.plan) == ("2023-07/2023-12", True)


def test_the_news_of_this_year_may_tell_of_the_last() -> None:
    """A notice of 2020 that says 今年 is of 2020, whatever year it looks back on."""
    text = (
        "科技助农\n来源：县科协　作者：（姓名）　2020-08-06\n今年以来，县科协举办培训26期。"
        "2019年，争取资金35万元。8月4日，举办培训班，发放资料200份。"
    )
    timeline = read_timeline(text)
    assert timeline.year == "2020"
    found = when(timeline, text.index("200份"), "8月4日，举办培训班，发放资料", "发放资料#", "")
    assert found.period == "2020-08"


def test_a_title_of_highlights_and_plans_opens_no_plan() -> None:
    """What was done stands first, under the report's own year; the plan under the next."""
    text = (
        "某区科协2020年工作亮点及2021年工作计划\n一、2020年工作亮点\n举办讲座3场。\n"
        "二、2021年工作计划\n举办培训5场。"
    )
    timeline = read_timeline(text)
    done = when(timeline, text.index("3场"), "举办讲座", "举办讲座#", "")
    planned = when(timeline, text.index("5场"), "举办培训", "举办培训#", "")
    assert (done.period, done.plan, planned.period, planned.plan) == ("2020", False, "2021", True)


def test_this_year_to_now_is_no_long_time() -> None:
    """今年以来 is of this year; 以来 after anything else may be of more."""
    text = f"2021年，全市科协{FILLER}\n今年以来，举办讲座5场。成立以来，举办培训9场。"
    timeline = read_timeline(text)
    assert when(timeline, text.index("5场"), "今年以来，举办讲座", "举办讲座#", "").strong
    assert not when(timeline, text.index("9场"), "成立以来，举办培训", "举办培训#", "").strong


def test_a_collection_whose_numbers_stand_before_long_titles() -> None:
    """【篇二】 and the whole title of the report on one line open a report of its own."""
    body = f"2018年，县科协{FILLER}{FILLER}{FILLER}\n"
    text = (
        f"总结选编\n【篇一】某某县科协2018年工作总结\n{body}"
        f"【篇二】某某市某某区科学技术协会2020年度工作总结\n{body}"
    )
    assert len(split(text)) == 2


def test_the_rest_of_the_year_is_ahead() -> None:
    """In a report on half a year a heading that names the other half opens a plan."""
    text = f"2023年上半年工作总结\n2023年，区科协{FILLER}\n四、下半年工作重点\n举办讲座5场。"
    planned = when(read_timeline(text), text.index("5场"), "举办讲座", "举办讲座#", "")
    assert (planned.period, planned.plan) == ("2023-07/2023-12", True)


def test_problems_and_plans_under_one_heading_are_not_told_apart() -> None:
    """存在问题及下步打算: what stands there may be of now or of then."""
    text = f"2021年工作总结\n2021年，全市科协{FILLER}\n三、存在问题及下步打算\n举办讲座5场。"
    found = when(read_timeline(text), text.index("5场"), "举办讲座", "举办讲座#", "")
    assert not found.strong


def test_a_press_notice_tells_of_its_day() -> None:
    """Its year is that of publication, not one in the links below it; what it tells of besides has
    no month."""
    text = (
        "全国科普日活动举行\n发布时间：2021-09-14\n9月11日上午，活动在广场举行。\n现场发放读本1500本。"
        "又送书7本。\n据了解，全县将开展50场。\n下一篇：2020年科普工作回顾"
    )
    timeline = read_timeline(text)
    assert timeline.year == "2021"

    def at(quantity: str, sentence: str) -> tuple[str, bool]:
        found = when(timeline, text.index(quantity), sentence, f"{sentence}#", "")
        return found.period, found.plan

    assert at("1500本", "现场发放读本") == ("2021-09", False)
    assert at("7本", "又送书") == ("2021-09", False)
    assert at("50场", "据了解，全县将开展") == ("2021", True)


@pytest.mark.parametrize(
    ("heading", "year", "plan"),
    [
        ("二、2022年思路。", "2022", True),
        ("二、2022年谋划", "2022", True),
        ("（二）2022年重点工作。", "2022", True),
        ("二、存在问题和2022年打算", "2021", False),
        ("下半年，市科协将重点抓好：", "2021-07/2021-12", True),
        ("2022年要突出抓好：", "2022", True),
    ],
)
def test_what_leads_into_a_plan(heading: str, year: str, plan: bool) -> None:
    """Headings and leads of what comes; problems told before the plan are of now."""
    text = f"2021年工作总结\n2021年，全市科协{FILLER}\n{heading}\n今年要新建基地3个。"
    found = when(read_timeline(text), text.index("3个"), "新建基地", "新建基地#", "")
    assert (found.period, found.plan) == (year, plan)


@pytest.mark.parametrize(
    ("title", "strong"),
    [
        ("某市科协三年工作综述", False),
        ("“十三五”时期某市科协工作", False),
        ("某市科协2020年工作亮点", True),
        ("某市科协2020年科普工作要点完成情况", True),
        ("2020年度某市科学技术协会科普专项项目支出绩效自评报告", True),
        ("某市2020年度《全民科学素质行动规划纲要》实施情况报告", True),
        ("某市2020年全国科普日活动综述", True),
    ],
)
def test_a_title_says_which_year_is_beyond_doubt(title: str, strong: bool) -> None:
    """The title of a report of one year does; one on several years dates no single figure."""
    text = f"{title}\n市科协{FILLER}\n2020年底前举办讲座3场。\n举办培训5场。"
    found = when(read_timeline(text), text.index("5场"), "举办培训", "举办培训#", "")
    assert (found.period, found.strong) == ("2020", strong)


@pytest.mark.parametrize(
    ("text", "strong"),
    [
        ("某县科协2015年突出重点。\n1999年成立的科技馆开放。", True),
        ("现将2015年工作总结如下。\n1999年成立的科技馆开放。", True),
        ("2015年，全省科协做了以下工作：\n2016年重点抓好以下工作。", True),
        ("2015年有基地3个。\n又称，2016年有基地4个。", False),
        ("记者获悉，2015年有基地3个。", False),
        ("记者获悉，2015年有基地3个。\n据悉，2015年举办讲座5场。", True),
    ],
)
def test_a_year_without_a_rival(text: str, strong: bool) -> None:
    """The year that opens the account, and one that nothing contests, is the report's; one that is
    named in passing only once, or beside another, is not beyond doubt."""
    assert read_timeline(text).year == "2015"
    assert read_timeline(text).strong is strong


@pytest.mark.parametrize(
    ("sentence", "period", "strong"),
    [
        ("公民具备科学素质比例由2015年的", "2015", True),
        ("2015年某县建馆，有志愿者", "2015", False),
        ("到2025年，公民具备科学素质比例达到", "2025", True),
        ("科技馆开馆", "2021", True),
        ("科技馆开馆至今，接待", "2021", False),
    ],
)
def test_a_year_beside_its_figure(sentence: str, period: str, strong: bool) -> None:
    """2015年的4.9% is of 2015 however long ago, and a year to come is meant; 开馆290天 is of the
    year, 开馆至今 is not."""
    text = f"2021年，全市科协工作扎实。\n{sentence}5个。"
    clause = f"{sentence.rpartition('，')[2]}#"
    found = when(read_timeline(text), text.index("5个"), sentence, clause, "")
    assert (found.period, found.strong) == (period, strong)


def test_a_year_named_under_problems_and_plans() -> None:
    """Under one heading of both, only a figure whose sentence names its year is of that year."""
    text = f"2021年工作总结\n2021年，全市科协{FILLER}\n三、存在问题和2022年打算\n举办讲座3场。"
    timeline, at = read_timeline(text), text.index("3场")
    assert not when(timeline, at, "举办讲座", "举办讲座#", "").strong
    named = when(timeline, at, "2022年，计划举办讲座", "计划举办讲座#", "")
    assert (named.period, named.plan, named.strong) == ("2022", True, True)


def test_the_tasks_of_a_budget_are_ahead() -> None:
    """A budget is written before its year: 主要工作任务 are planned, what is budgeted stands; the
    same heading in a report tells of what was done."""
    body = "一、机构\n编制9人。\n二、2023年主要工作任务\n1.举办讲座20场；\n三、收支\n总额30万元。"
    budget, report = (
        f"某县科协2023年{kind}\n2023年，县科协{FILLER}\n{body}"
        for kind in ("部门预算说明", "工作总结")
    )
    tasks = {
        text: when(read_timeline(text), text.index("20场"), "", "#", "")
        for text in (budget, report)
    }
    assert (tasks[budget].period, tasks[budget].plan) == ("2023", True)
    assert not tasks[report].plan
    assert not when(read_timeline(budget), budget.index("30万"), "", "#", "").plan


def test_the_first_part_of_a_speech() -> None:
    """第一，上半年 and 第三，下半年 are headings of one rank."""
    text = (
        f"在座谈会上的讲话\n2018年，全市科协{FILLER}\n第一，上半年成绩可喜\n举办讲座3场。\n"
        "第三，下半年要抓紧抓实\n举办讲座5场。"
    )
    timeline = read_timeline(text)
    assert when(timeline, text.index("3场"), "", "#", "").period == "2018-01/2018-06"
    ahead = when(timeline, text.index("5场"), "", "#", "")
    assert (ahead.period, ahead.plan) == ("2018-07/2018-12", True)


def test_the_day_of_a_notice_may_not_be_that_of_every_figure() -> None:
    """A figure under the day that an earlier sentence gives has its month, in doubt."""
    text = f"9月17日，某县科协举办活动。\n发放资料300份。2023年，全县{FILLER}"
    timeline = read_timeline(text)
    later = when(timeline, text.index("300份"), "发放资料", "发放资料#", "")
    same = when(timeline, text.index("300份"), "现场发放资料", "现场发放资料#", text[:14])
    assert (later.period, later.strong) == ("2023-09", False)
    assert same.period == "2023-09"


def test_the_last_month_before_a_figure_is_its_own() -> None:
    """Of two events in one sentence each has its month."""
    sentence = "3月，举办讲座4次；9月，举办启动仪式，参加"
    text = f"2021年，全市科协工作扎实。\n{sentence}5人。"
    found = when(read_timeline(text), text.index("5人"), sentence, "参加#", "")
    assert found.period == "2021-09"


def test_tasks_that_are_listed_are_planned() -> None:
    """主要任务是 and a colon: the rest of the paragraph is planned, the next one is not."""
    text = "2021年，市科协工作扎实。\n2021年主要任务是：（一）举办讲座20场。\n举办培训3期。"
    timeline = read_timeline(text)
    assert when(timeline, text.index("20场"), "（一）举办讲座", "举办讲座#", "").plan
    assert not when(timeline, text.index("3期"), "举办培训", "举办培训#", "").plan


def test_several_years_in_one_figure_are_no_period_of_the_warehouse() -> None:
    """Half years and quarters are, three quarters are cumulative, five years are none."""
    assert filed_period("2023-01/2023-06") == ("2023-H1", "period")
    assert filed_period("2023-10/2023-12") == ("2023-Q4", "period")
    assert filed_period("2023-01/2023-09") == ("2023-Q3", "ytd")
    assert filed_period("2023-01/2023-11") == ("2023-11", "ytd")
    assert filed_period("2016-01/2020-12") == (None, "period")
    assert filed_period("2023-07") == ("2023-07", "period")
    assert filed_period("") == (None, "period")
