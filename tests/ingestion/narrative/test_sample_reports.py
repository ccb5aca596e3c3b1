"""The sample reports against their annotated facts, and what they become in the warehouse."""

from pathlib import Path

import pytest

from ingestion.model import Filing
from ingestion.narrative import read_report
from ingestion.reference.catalogue import Catalogue
from ingestion.reference.org_tree import OrgTree
from ingestion.reference.periods import Period
from ingestion.settings import REPOSITORY

from . import annotated
from .annotated import Annotated
from .scoring import Row, Score, score

SEEDS = REPOSITORY / "dbt_project" / "seeds"
REPORTS = sorted((REPOSITORY / "demo" / "reports").rglob("*.txt"))
COLLECTION = "科协工作总结范文精彩4篇.txt"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load(SEEDS)


@pytest.fixture(scope="module")
def tree() -> OrgTree:
    return OrgTree.load(SEEDS)


@pytest.fixture(scope="module")
def samples() -> Annotated:
    return annotated.ours()[0]


@pytest.fixture(scope="module")
def truth(samples: Annotated) -> list[Row]:
    return samples.truth


@pytest.fixture(scope="module")
def read(samples: Annotated) -> list[Row]:
    return samples.read()


@pytest.fixture(scope="module")
def scored(truth: list[Row], read: list[Row]) -> Score:
    return score(truth, read)


@pytest.fixture(scope="module")
def filings(catalogue: Catalogue, tree: OrgTree) -> dict[str, list[Filing]]:
    return {
        path.name: read_report(_text(path), doc=path.name, catalogue=catalogue, tree=tree)
        for path in REPORTS
    }


def _text(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as handle:
        return handle.read()


def test_there_are_samples(truth: list[Row]) -> None:
    """The tests below judge something."""
    assert len(REPORTS) == 5
    assert len(truth) > 300


def test_quantities_are_found(scored: Score) -> None:
    """Nearly all annotated quantities, hardly anything else, and their numbers right."""
    assert scored.found >= 0.98
    assert scored.spurious <= 0.03
    assert scored.number >= 0.99


def test_what_is_loaded_unseen_is_right(scored: Score) -> None:
    """Of the sure facts nearly all are right in every respect."""
    assert scored.sure.precision >= 0.95
    assert scored.sure.recall >= 0.50


def test_what_is_read_is_usable(scored: Score) -> None:
    """Of the facts with a home most are right in every respect, also those that wait."""
    assert scored.usable.f1 >= 0.85


def test_jingzhou_workstations(filings: dict[str, list[Filing]]) -> None:
    """55 stations of the whole city, of them 2, 42 and 11, each with place and sentence."""
    sure = [
        o
        for filing in filings["2021年工作回顾与2022年重点.txt"]
        if not filing.held
        for o in filing.observations
        if o.indicator == "ws_total"
    ]
    cells = {(o.kind, o.grade): o for o in sure}
    assert {key: int(o.value or 0) for key, o in cells.items()} == {
        ("total", "total"): 55,
        ("academician", "total"): 2,
        ("expert", "province"): 42,
        ("expert", "city"): 11,
    }
    total = cells["total", "total"]
    assert (total.org_code, total.period, total.scope) == ("421000", "2021", "inclusive")
    assert total.quote
    assert "55家" in total.quote
    text = _text(next(path for path in REPORTS if path.parent.name == "421000"))
    start, end = map(int, total.source_ref.removeprefix("chars ").split("-"))
    assert text[start:end] == "55家"


def test_observations_are_cells_of_the_catalogue(
    filings: dict[str, list[Filing]], catalogue: Catalogue
) -> None:
    """No sure observation names a cell that the catalogue does not have."""
    judged = 0
    for held in filings.values():
        for filing in held:
            for o in filing.observations if not filing.held else ():
                assert o.period is not None
                assert catalogue.cell_fault(o, Period.parse(o.period).year) is None
                judged += 1
    assert judged > 80


def test_one_report_does_not_silence_itself(filings: dict[str, list[Filing]]) -> None:
    """Sure observations of one filing never give two figures for one cell, scope and status."""
    for held in filings.values():
        for filing in held:
            if filing.held:
                continue
            figures: dict[tuple[object, ...], set[tuple[object, ...]]] = {}
            for o in filing.observations:
                cell = (o.org_code, o.indicator, o.period, o.audience, o.grade, o.kind, o.scope)
                figures.setdefault((*cell, o.status), set()).add((o.value, o.lower, o.upper))
            assert all(len(values) == 1 for values in figures.values())


def test_offices_outside_the_tree_stay_out(filings: dict[str, list[Filing]], tree: OrgTree) -> None:
    """The collection holds four reports of places elsewhere: kept under their own codes, which the
    tree does not know, with findings; a town files nothing under its county's code."""
    reports = [f for f in filings[COLLECTION] if f.form == "report"]
    assert len(reports) == 4
    assert [f.period for f in reports] == ["2020", None, None, "2020"]
    assert [f.sender_code for f in reports] == ["440306", "610522", None, "140426"]
    assert not {o.org_code for f in reports for o in f.observations} & tree.units.keys()
    assert not reports[2].observations
    rules = [{g.rule_id for g in f.findings} for f in reports]
    assert all("report.office_unknown" in found for found in rules)
    assert "report.no_period" in rules[1]
    assert "report.masked" in rules[0]


@pytest.mark.parametrize(
    ("number", "kept"), [("420106199001011234", False), ("100000000000", False), ("3000", True)]
)
def test_numbers_too_large_are_told_and_left(
    catalogue: Catalogue, tree: OrgTree, number: str, kept: bool
) -> None:
    """A made-up report with a number of 10 to the 15 yuan or more: a finding at its place, and no
    figure, sure or held."""
    text = f"武汉市东西湖区科协2024年工作总结\n2024年，全区共筹集科普经费{number}万元。\n"
    made = read_report(text, doc="made up", catalogue=catalogue, tree=tree)
    told = [g for f in made for g in f.findings if g.rule_id == "report.number_too_large"]
    figures = [o.value for f in made for o in f.observations]
    assert figures == ([30000000] if kept else [])
    assert len(told) == (not kept)
    for fault in told:
        begin, end = map(int, fault.source_ref.removeprefix("chars ").split("-"))
        assert text[begin:end] == fault.found == f"{number}万元"
        assert "1000 万亿元" in fault.expected


def test_parts_beyond_their_total_are_told(filings: dict[str, list[Filing]]) -> None:
    """Four listed groups exceed the stated total, and the budget does not add up; rounding does."""
    found = [
        g.rule_id
        for f in filings["2024年度部门整体绩效自评.txt"]
        for g in f.findings
        if g.rule_id in ("report.parts_exceed_total", "report.identity")
    ]
    assert sorted(found) == ["report.identity", "report.parts_exceed_total"]
