"""Measure and scope from word patterns, on sentences made up for the purpose (no real report)."""

import csv
import re
from pathlib import Path

import pytest

from ingestion.catalogue import Catalogue
from ingestion.narrative.fact import Fact
from ingestion.narrative.facts import read_facts
from ingestion.narrative.flow import Flow
from ingestion.narrative.homes import PATTERNS, WORDS, patterns
from ingestion.narrative.measures import MEASURES
from ingestion.narrative.places import Office
from ingestion.narrative.segments import Segment
from ingestion.narrative.timeline import Section, Timeline
from ingestion.settings import REPOSITORY

OFFICE = Office("421000", "荆州市科协", "city", known=True, strong=True)
YEAR = Timeline("2023", True, None, (Section(0, False, "2023"),))
with Path(__file__).with_name("made_up_sentences.csv").open(encoding="utf-8", newline="") as _file:
    SENTENCES = list(csv.DictReader(_file))


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
