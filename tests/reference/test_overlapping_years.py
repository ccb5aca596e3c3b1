"""Lines of the catalogue whose years overlap: each is a finding with file and line, nothing is
counted twice because of them, and the night goes on."""

import csv
from pathlib import Path

import pytest

from ingestion.reference.catalogue import Catalogue
from ingestion.settings import Settings
from tests.conftest import REFERENCE, NewWarehouse
from tests.reference import made
from tests.reference.made import Row, said, submission, unit, version
from tests.rollup import raw_rows

LEVELS = {"P0": "province", "C1": "city", "D11": "district", "D12": "district"}
VERSIONS = [
    version("P0", ""), version("C1", "P0"), version("D11", "C1"), version("D12", "C1"),
]  # fmt: skip
RELATION = "lecture_count_within_act_total"
OF_CITIES = {"indicator": "ws_total", "dimension": "grade", "member": "city"}
PEOPLE = {
    "org_code": "D11", "indicator": "resident_population", "year": 2020, "is_used": "true",
    "source": "made up",
}  # fmt: skip


def shipped(name: str) -> list[Row]:
    """The lines of a shipped file."""
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def with_a_second(name: str, key: Row, first: Row, second: Row) -> list[Row]:
    """A shipped file whose one line of this key is cut short, and stands once more at the end."""
    lines = shipped(name)
    (line,) = [line for line in lines if key.items() <= line.items()]
    again = line | second
    line |= first
    return [*lines, again]


TABLES: dict[str, list[Row]] = {
    "indicator_members": with_a_second(
        "indicator_members", OF_CITIES, {"valid_to": "2025"}, {"valid_from": "2020"}
    ),
    "form_items": with_a_second(
        "form_items", {"form": "literacy", "item_no": "1"},
        {"valid_to_year": "2025"}, {"valid_from_year": "2020"},
    ),
    "audit_relations": with_a_second(
        "audit_relations", {"relation_id": RELATION},
        {"valid_to_year": "2025"}, {"valid_from_year": "2020"},
    ),
    "population": [
        PEOPLE | {"edition": "one", "value": 100}, PEOPLE | {"edition": "other", "value": 200},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reference files in which four lines overlap with another."""
    folder = tmp_path_factory.mktemp("overlapping")
    units = [unit(code, level) for code, level in LEVELS.items()]
    made.write_reference(folder, org_units=units, org_unit_versions=VERSIONS, **TABLES)
    return folder


@pytest.fixture(scope="module")
def night(new_warehouse: NewWarehouse, folder: Path) -> Settings:
    """A whole night, tests and all, over stations by grade and a relation that is broken."""
    warehouse = new_warehouse()
    one, other = (submission(f"of-{code}", code, "2024") for code in ("D11", "D12"))
    figures = [
        said(one, 10, indicator="ws_total"),
        said(one, 4, indicator="ws_total", grade="province"),
        said(one, 6, indicator="ws_total", grade="city"),
        said(other, 5, indicator="lecture_count"),
        said(other, 3),
        # nobody gave the total: it is built of its parts, each once
        said(other, 1, indicator="ws_total", grade="province"),
        said(other, 2, indicator="ws_total", grade="city"),
    ]
    raw_rows.load(warehouse, [one, other], figures)
    made.build(warehouse, folder, "night-1", is_tested=True)
    return warehouse


def test_files_are_read(folder: Path) -> None:
    """What comes tonight is read by the same catalogue."""
    catalogue = Catalogue.load(folder)
    assert catalogue.parts("ws_total", "grade", 2022) == ("province", "city")
    cells = [item.cell for item in catalogue.items("literacy", 2022)]
    assert len(cells) == len(set(cells))


def test_every_overlap_is_a_finding_with_file_and_line(night: Settings) -> None:
    """Of the later line, naming the earlier one; the reference data must be mended, not files."""
    found = made.rows(
        night,
        """select rule_id, source_ref, severity, found, message_zh
           from marts.findings where origin = 'units' and rule_id <> 'unit_appeared_unexplained'""",
    )
    told = {(rule, place, severity) for rule, place, severity, _, _ in found}
    assert told == {
        (
            "reference_population_used_twice" if name == "population"
            else "reference_validity_overlaps",
            f"{name}.csv 第 {len(lines) + 1} 行",
            "核实性",
        )
        for name, lines in TABLES.items()
    }  # fmt: skip
    for _, _, _, what, message in found:
        assert what in message and "重叠" in what


def test_parts_are_counted_once(night: Settings) -> None:
    """10 is 4 and 6; of 1 and 2 a total of 3 is built."""
    query = "select org_code, rule_id from marts.findings where origin = 'figures'"
    assert made.rows(night, query) == [("D12", RELATION)]
    query = """select org_code, total from marts.totals where indicator = 'ws_total'
               and grade = 'total' and period = '2024' and boundary = 'period'
               and org_code in ('D11', 'D12')"""
    assert dict(made.rows(night, query)) == {"D11": 10, "D12": 3}


def test_the_first_edition_serves(night: Settings) -> None:
    """Of two that are to be used for one year."""
    query = """select distinct edition, value from intermediate.int_population
               where org_code = 'D11' and indicator = 'resident_population'"""
    assert made.rows(night, query, "transformer") == [("one", 100)]
