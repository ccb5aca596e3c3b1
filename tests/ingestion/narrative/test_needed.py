"""Patterns are skipped only where they cannot hold."""

import csv
import re
from pathlib import Path

import pytest

from ingestion.narrative.homes import patterns
from ingestion.narrative.needed import Index, needed
from ingestion.narrative.scanning import matches

_SENTENCES = Path(__file__).with_name("made_up_sentences.csv")


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("大会|比赛", {"大会", "比赛"}),
        ("(?:市|区)?科协.{2}奖", {"科协"}),
        ("基地(?:总数)?(?:共|已)*#", {"基地"}),
        ("(?:获|取)得(?!了)资金?", {"得"}),
        ("甲+乙{0,2}", {"甲"}),
        ("[省市]|科普", set()),
        ("科普|", set()),
        ("", set()),
    ],
)
def test_words_that_a_pattern_cannot_do_without(pattern: str, words: set[str]) -> None:
    """One of them stands wherever the pattern is found; what may be absent is none of them."""
    assert needed(pattern) == words


def test_no_pattern_is_skipped_that_would_be_found() -> None:
    """In every clause of the made-up sentences the index leaves all patterns that are found."""
    with _SENTENCES.open(encoding="utf-8", newline="") as lines:
        clauses = [c for row in csv.DictReader(lines) for c in re.split("[，。]", row["sentence"])]
    rules = [pattern.here for pattern in patterns()]
    index = Index([rule.pattern for rule in rules])
    found = [
        {i for i, rule in enumerate(rules) if rule.search(clause)} - set(index.candidates(clause))
        for clause in clauses
    ]
    assert len(clauses) > 100
    assert not any(found)


def test_a_rule_tried_where_it_can_begin_finds_the_same() -> None:
    """Matches do not overlap, as with `finditer`."""
    rule, first = re.compile("(?<!不)(?:万万|万)[人元]?"), re.compile("万")
    text = "万万人不万元万元万"
    expected = [match.span() for match in rule.finditer(text)]
    assert [match.span() for match in matches(rule, first, text)] == expected
