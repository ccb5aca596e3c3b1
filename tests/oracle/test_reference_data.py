"""The oracle reads the project's own reference data and runs as a command."""

import csv
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from tests.oracle import COLUMNS, Reference
from tests.oracle.reference import Cell
from tests.oracle.units import Tree

REPOSITORY = Path(__file__).resolve().parents[2]
SEEDS = REPOSITORY / "dbt_project" / "seeds"


@pytest.fixture(scope="module")
def reference() -> Reference:
    return Reference.load(SEEDS)


def test_the_tree_is_whole(reference: Reference) -> None:
    """On every day that something changed there is one province above all units but the zones that
    overlap districts: those stand alone."""
    for day in sorted({version.valid_from for version in reference.units.versions}):
        tree = reference.units.tree(day)
        roots = [unit for unit, above in tree.parents.items() if (above or "") not in tree]
        zones = [unit for unit in roots if "Z" in unit]
        assert [unit for unit in roots if unit not in zones] == ["420000"]
        assert len(tree.at_and_below["420000"]) == len(tree.parents) - len(zones)


def test_weights_add_up(reference: Reference) -> None:
    """Of every event and unit the weights add up to one."""
    sums: Counter[tuple[str, str]] = Counter()
    for edge in reference.units.edges:
        sums[edge.event_id, edge.source] += edge.weight  # type: ignore[assignment]
    assert set(sums.values()) <= {1}


def test_ratio_parts_are_known(reference: Reference) -> None:
    """The parts of every ratio are indicators of the catalogue, types and grades as members."""
    for indicator in reference.indicators.values():
        parts = [*indicator.numerator, *([indicator.denominator] if indicator.denominator else [])]
        for code, cell in parts:
            assert code in reference.indicators
            assert reference.permits(code, cell, "2024")
    passed = reference.indicators["ws_eval_pass_rate"].numerator
    assert passed[0] == ("ws_evaluated", Cell(kind="excellent"))


def test_a_unit_above_itself_is_refused() -> None:
    """A unit that lies below itself stops with the cure."""
    with pytest.raises(ValueError, match="mend its parent_code"):
        Tree({"A": "B", "B": "A"})


def test_population_of_the_latest_edition(reference: Reference) -> None:
    """There is no figure before the first edition."""
    assert reference.published_population("420000", "resident_population", 2019) is None
    assert reference.published_population("420000", "resident_population", 2024) == 57752557


def test_what_is_listed_twice_counts_once() -> None:
    """A member with overlapping years is one part; of two editions of one year the first holds."""
    part = {"indicator": "x", "dimension": "grade", "member": "city", "exhaustive": "true"}
    people = {"org_code": "A", "indicator": "p", "year": "2020", "is_used": "true"}
    reference = Reference.from_rows(
        org_units=[],
        org_unit_versions=[],
        indicator_members=[
            part | {"valid_from": "", "valid_to": "2025"},
            part | {"valid_from": "2020", "valid_to": ""},
        ],
        population=[people | {"value": "100"}, people | {"value": "200"}],
    )
    assert reference.exhaustive_members("x", "grade", 2022) == ["city"]
    assert reference.published_population("A", "p", 2022) == 100


def test_former_codes_lead_to_the_unit(reference: Reference) -> None:
    """京山县 420821 is 京山市 420882 under the code it had then."""
    assert reference.units.identity("420821", date(2016, 12, 31)) == "420882"
    assert reference.units.identity("420882", date(2016, 12, 31)) == "420882"


def test_as_a_command(tmp_path: Path) -> None:
    """Raw tables as CSV in, totals as CSV out."""
    submissions, observations = tmp_path / "s.csv", tmp_path / "o.csv"
    submissions.write_text(
        "submission_id,sender_code,form,period,kind,received_at,state,supersedes_id\n"
        "s1,420112,literacy,2024,snapshot,2025-01-10 08:00:00+08,accepted,\n",
        encoding="utf-8",
    )
    observations.write_text(
        "submission_id,org_code,indicator,period,audience,grade,department,kind,scope,status,"
        "basis,state,value,lower,upper\n"
        "s1,420112,act_total,2024,total,total,total,total,own,actual,period,value,900,886,916\n",
        encoding="utf-8",
    )
    arguments = {"submissions": submissions, "observations": observations, "reference": SEEDS}
    arguments["out"] = tmp_path / "totals.csv"
    flags = [text for name, path in arguments.items() for text in (f"--{name}", str(path))]
    subprocess.run([sys.executable, "-m", "tests.oracle", *flags], cwd=REPOSITORY, check=True)
    with arguments["out"].open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    assert {row["org_code"] for row in rows} == {"420112", "420100", "420000"}
    district = next(row for row in rows if row["org_code"] == "420112")
    assert (district["total"], district["lower"], district["upper"]) == ("900", "886", "")
    assert (district["method"], district["hedged_share"]) == ("partial", "1.000000")
