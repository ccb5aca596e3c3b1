"""Whose report, of which year, plan or done: from the text, then from what the landing knows."""

import pytest

from ingestion.narrative.segments import Segment, read_segments
from ingestion.narrative.timeline import read_timeline, when
from ingestion.org_tree import OrgTree
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
    ("sentence", "period", "plan"),
    [
        ("9月17日，开展科普日启动仪式，参加", "2021-09", False),
        ("截至11月底，全市共有", "2021", False),
        ("1-11月，累计举办", "2021", False),
        ("对2020年度立项课题进行验收，共有", "2020", False),
        ("争取年底前建成", "2021", True),
        ("争取省级资金", "2021", False),
        ("将于明年建成", "2021", True),
        ("将作品认真筛选，选出", "2021", False),
        ("落实《2016-2020年规划》，开展", "2021", False),
    ],
)
def test_when(sentence: str, period: str, plan: bool) -> None:
    """The date of the counted event, a year said in the sentence, and verbs of intention."""
    text = f"2021年，全市科协工作扎实。\n{sentence}5个。"
    timeline = read_timeline(text)
    at = text.index("5个")
    found = when(timeline, at, sentence, f"{sentence}#", "")
    assert (found.period, found.plan) == (period, plan)
