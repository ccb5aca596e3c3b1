"""The made-up province: the same for a seed, of every oddity, and marked as made up everywhere."""

import csv
import io
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from synthetic import assertions, faults
from synthetic.__main__ import main
from synthetic.claims import Paper
from synthetic.province import Plan, Province, imagine, make, truth
from synthetic.reference import WHOLE, Breakdown, Reference
from tests.conftest import REFERENCE

PLAN = Plan(5, units=6)


def made(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the generator writes for a few offices."""
    folder = tmp_path_factory.mktemp("province")
    make(folder, PLAN, REFERENCE)
    return folder


def test_a_seed_makes_the_same_bytes(province: Province, reference: Reference) -> None:
    """Workbooks and their properties included; another seed makes other files."""

    def contents(made_of: Province) -> dict[str, bytes]:
        return {paper.path: paper.content for paper in made_of.papers}

    plan = province.plan
    assert contents(imagine(plan, reference)) == contents(province)
    assert contents(imagine(replace(plan, seed=plan.seed + 1), reference)) != contents(province)


def test_units_limit_the_offices_from_the_top(reference: Reference) -> None:
    """The province first; nobody else sends anything."""
    few = imagine(Plan(5, units=8), reference)
    assert len(few.duties) == 8
    assert few.duties[0].code == reference.root
    assert {paper.sender for paper in few.papers} == {duty.code for duty in few.duties}


def test_everything_says_that_it_is_made_up(province: Province) -> None:
    """File names, covers and texts."""
    for paper in province.papers:
        assert "合成" in paper.name
        if not paper.fault:
            assert "合成数据" in words(paper)


def words(paper: Paper) -> str:
    """The text of a file, whatever its format."""
    if paper.format == "xlsx":
        cover = load_workbook(io.BytesIO(paper.content), read_only=True).worksheets[0]
        return "".join(str(cell) for row in cover.iter_rows(values_only=True) for cell in row)
    return paper.content.decode("gb18030" if paper.format == "csv-gb18030" else "utf-8")


def test_the_landing_carries_its_mark_and_its_manifest(folder: Path) -> None:
    """Every file has a line, a moment of its own, and the flag."""
    landing = folder / "landing"
    assert (landing / "合成数据-说明.txt").exists()
    with (landing / "manifest.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    reports = made(landing).keys() - {"manifest.csv", "合成数据-说明.txt"}
    assert {line["path"] for line in lines} == reports
    assert {line["is_synthetic"] for line in lines} == {"true"}
    assert len({line["received_at"] for line in lines}) == len(lines)
    assert all(line["received_at"].endswith("+08:00") for line in lines)


def test_a_landing_of_another_run_is_not_mixed_with(folder: Path) -> None:
    """The truth would not hold; the same run again is welcome."""
    before = made(folder)
    make(folder, PLAN, REFERENCE)
    assert made(folder) == before
    with pytest.raises(FileExistsError, match="name an empty folder"):
        make(folder, replace(PLAN, seed=6, units=3), REFERENCE)


def test_every_oddity_occurs(province: Province) -> None:
    """States, scopes, bases, formats, faults and ways to send, whatever the seed."""
    said = assertions.observations(province.papers)

    def seen(field: str) -> set[str]:
        return {row[field] for row in said}

    assert seen("state") == {
        "value", "zero", "not_applicable", "not_collected", "masked", "erased"
    }  # fmt: skip
    assert seen("scope") == {"own", "inclusive", "unknown"}
    assert seen("status") == {"actual", "plan", "estimate"}
    assert seen("basis") == {"period", "ytd"}
    formats = {paper.format for paper in province.papers}
    assert formats == {"xlsx", "csv-bom", "csv-utf8", "csv-gb18030", "json", "txt"}
    assert {paper.fault for paper in province.papers} == {"", *faults.KINDS}
    assert {row["state"] for row in assertions.submissions(province.papers)} == {
        "accepted", "duplicate"
    }  # fmt: skip
    hedges = "".join(row["quote"] for row in said if row["lower"] != row["upper"])
    assert not {"近", "余", "约", "多"} - set(hedges)
    assert any(claim.org for paper in province.papers for claim in paper.claims())
    assert any(not claim.counts for paper in province.papers for claim in paper.claims())
    assert any(paper.folder for paper in province.papers)


def test_corrections_come_before_and_after_their_targets(province: Province) -> None:
    """One arrives before the file that it corrects; all belong to its sender."""
    pairs = [(paper, paper.corrects) for paper in province.papers if paper.corrects]
    assert {paper.received_at < target.received_at for paper, target in pairs} == {True, False}
    assert all(paper.sender == target.sender for paper, target in pairs)


def test_slips_go_both_ways(province: Province) -> None:
    """元 and 万元 confused: ten thousand times too small, or too large."""
    world, found = province.world, set()
    for row in assertions.observations(province.papers):
        own, value = (row["scope"], row["basis"]) == ("own", "period"), row["value"]
        if own and value and row["period"].isdigit():
            cell = Breakdown(row["audience"], row["grade"], row["department"], row["kind"])
            true = world.own(row["org_code"], row["indicator"], cell, int(row["period"]))
            found.add("small" if true == value * 10000 else "")
            gift = row["indicator"] == "facility_donated_value"
            found.add("large" if gift and value >= 5_000_000 else "")
    assert {"small", "large"} <= found


def test_the_province_is_incomplete_but_known(province: Province) -> None:
    """Its line has totals for all three subjects, from fewer than all who owe."""
    rows = truth(province.papers, REFERENCE)
    keys = Counter(tuple(row.values())[:8] for row in rows)
    assert set(keys.values()) == {1}
    line = {
        row["indicator"]: row
        for row in rows
        if (row["org_code"], row["period"], row["boundary"])
        == (province.world.reference.root, "2024", "period")
        and {row["audience"], row["grade"], row["department"], row["kind"]} == {"total"}
    }
    for indicator in ("act_total", "ws_total", "fund_raised_total", "fund_per_capita"):
        assert line[indicator]["total"] > 0
        assert 0 < line[indicator]["completeness"] < 1


def test_the_whole_is_the_sum_of_what_the_offices_did(province: Province) -> None:
    """The latent inclusive figure of a unit is its own and its children's."""
    world = province.world
    for year in province.plan.years:
        children = world.reference.children(year)["421000"]
        below = sum(world.inclusive(child, "act_total", WHOLE, year) for child in children)
        own = world.own("421000", "act_total", WHOLE, year)
        assert own
        assert world.inclusive("421000", "act_total", WHOLE, year) == own + below


def test_without_faults_every_file_can_be_read(reference: Reference) -> None:
    """A share of zero means none."""
    province = imagine(Plan(5, units=40, faults=0), reference)
    assert not [paper for paper in province.papers if paper.fault]


def test_the_command_says_what_it_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line, and everything beside the landing."""
    arguments = ["--out", str(tmp_path), "--seed", "5", "--units", "2", "--years", "2023-2024"]
    assert main(arguments) == 0
    assert "2 offices" in capsys.readouterr().out
    for name in ("landing", "truth.csv", "latent.csv", "README.txt"):
        assert (tmp_path / name).exists()
