"""Made-up reports of other places, levels, years and kinds, annotated before the rules saw them."""

import itertools

import pytest

from .annotated import MADE_UP, in_folder
from .scoring import Row, Score, score

SETS = sorted(path.parent for path in MADE_UP.glob("*/facts.csv"))


@pytest.fixture(scope="module")
def truth() -> list[Row]:
    return list(itertools.chain.from_iterable(in_folder(folder).truth for folder in SETS))


@pytest.fixture(scope="module")
def scored(truth: list[Row]) -> Score:
    read = itertools.chain.from_iterable(in_folder(folder).read() for folder in SETS)
    return score(truth, list(read))


def test_there_are_enough(truth: list[Row]) -> None:
    """At least forty paragraphs; no report lies there without a row of its own."""
    reports = {path.name: path for path in MADE_UP.rglob("*.txt")}
    assert {row["doc"] for row in truth} == set(reports)
    texts = [path.read_text(encoding="utf-8") for path in reports.values()]
    assert all("虚构样例" in text for text in texts)
    assert sum(len([p for p in text.split("\n") if len(p) > 40]) for text in texts) >= 40


def test_offsets_point_at_the_quantity(truth: list[Row]) -> None:
    """What a row says stands in its report at the place that it names."""
    for folder in SETS:
        for row in in_folder(folder).truth:
            with (folder / "reports" / row["doc"]).open(encoding="utf-8", newline="") as report:
                assert report.read()[int(row["start"]) : int(row["end"])] == row["text"]


def test_quantities_are_found(scored: Score) -> None:
    """Nearly all annotated quantities, hardly anything else, and their numbers right."""
    assert scored.found >= 0.99
    assert scored.spurious <= 0.01
    assert scored.number >= 0.99


def test_facts_are_usable(scored: Score) -> None:
    """Measure, interval, office, period, status and scope together."""
    assert scored.usable.f1 >= 0.85


def test_what_is_loaded_unseen_is_right(scored: Score) -> None:
    """Of the sure facts most are right in every respect."""
    assert scored.sure.precision >= 0.99
    assert scored.sure.recall >= 0.54
