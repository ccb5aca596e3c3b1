"""Faulty reference data of units: each fault is a finding with file and line, the units that it
concerns stay outside the totals, and the night goes on."""

from pathlib import Path

import pytest

from ingestion.reference.org_tree import OrgTree
from ingestion.settings import Settings
from tests.conftest import NewWarehouse
from tests.reference import made
from tests.reference.made import event, said, submission, unit, version
from tests.rollup import raw_rows

# a sound city C1 with two districts; then one unit or pair of units per fault
LEVELS = {
    "P0": "province", "C1": "city", "D11": "district", "D12": "district", "C2": "city",
    "D21": "district", "D22": "district", "C3": "city", "D31": "district", "C4": "city",
    "D41": "district", "C5": "city", "D51": "district", "D52": "district", "D53": "district",
    "C6": "city", "D61": "district", "D71": "district", "D72": "district", "D73": "district",
    "D74": "district",
}  # fmt: skip
VERSIONS = [
    version("P0", ""), version("C1", "P0"), version("D11", "C1"), version("D12", "C1"),
    # a circle, and a unit that hangs on it
    version("C2", "D21"), version("D21", "C2"), version("D22", "D21"),
    # two parents at one time
    version("C3", "P0"), version("D31", "C3"), version("D31", "C1", "2020-01-01"),
    # an unknown parent
    version("C4", "P0"), version("D41", "X9"),
    # a version without a unit
    version("X8", "C1"),
    # heirs of D51 (weights add up to 0.9) and of D52 (they add up to 1)
    version("C5", "P0"), version("D51", "C5", end="2024-06-01"),
    version("D52", "C5", end="2024-06-01"), version("D53", "C5"),
    # the parent ended before its child
    version("C6", "P0", end="2024-01-01"), version("D61", "C6"),
    # two versions at one time, a code of two units, an end before the beginning
    version("D71", "C1"), version("D71", "C1", "2020-01-01", name_then="合成新"),
    version("D72", "C1", code_then="D7X"), version("D73", "C1", code_then="D7X"),
    version("D74", "C1", "2020-01-01", "2019-01-01"),
]  # fmt: skip
EVENTS = [
    event("e1", "2024-06-01", "merged", ("D51", "D53", "0.9")),
    event("e2", "2024-06-01", "merged", ("D52", "D53", "1")),
    event("e3", "2024-06-01", "merged", ("D12", "X9", "1")),
    event("e4", "2024-06-02", "split", ("D11", "D12", "1.5")),
    event("e4", "2024-06-02", "split", ("D11", "D11", "-0.5")),
    event("e5", "2024-06-03", "merged", ("D12", "D11", "0.5")),
    event("e5", "2024-06-03", "merged", ("D12", "D11", "0.5")),
    event("e6", "2024-06-04", "split", ("D12", "D11", "0.5")),
    event("e6", "2024-06-05", "split", ("D12", "D12", "0.5")),
    event("e7", "2024-06-06", "merge", ("D12", "D11", "1")),
]
FIGURES = {
    "P0": 1, "C1": 10, "D11": 100, "D12": 200, "C2": 1000, "D21": 1000, "D22": 1000, "C3": 20,
    "D31": 1000, "C4": 30, "D41": 1000, "X8": 1000, "C5": 40, "D51": 400, "D52": 500, "D53": 600,
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reference files with every fault."""
    folder = tmp_path_factory.mktemp("faulty")
    units = [unit(code, level) for code, level in LEVELS.items()]
    units.append(unit("X7", "district"))  # a unit without a version
    made.write_reference(
        folder, org_units=units, org_unit_versions=VERSIONS, org_unit_events=EVENTS
    )
    return folder


@pytest.fixture(scope="module")
def night(new_warehouse: NewWarehouse, folder: Path) -> Settings:
    """A whole night over them; everybody reports 2023, and one office what the catalogue lacks."""
    warehouse = new_warehouse()
    made.report(warehouse, FIGURES | {"D61": 1000}, "2023")
    made.report(warehouse, {"D61": 7}, "2024")
    odd = submission("odd", "C1", "2023", day=2)
    wrong = [
        said(odd, 1, indicator="no_such", source_ref="合成表!B1"),
        said(odd, 2, grade="province", source_ref="合成表!B2"),
        said(odd, 3, audience="no_such", source_ref="合成表!B3"),
        said(odd, 4, indicator="ws_total", basis="ytd", source_ref="合成表!B4"),
        said(odd, 5, org_code="ZZ", source_ref="合成表!B5"),
        said(odd, 6, indicator="act_participants", source_ref="合成表!B6"),
        said(odd, 7, indicator="act_participants", source_ref="合成表!B7"),
    ]
    raw_rows.load(warehouse, [odd], wrong)
    made.build(warehouse, folder, "night-1", is_tested=True)
    return warehouse


def line_of(row: dict) -> int:
    """The line of org_unit_versions.csv that a row of VERSIONS stands in."""
    return VERSIONS.index(row) + 2


FAULTS = {
    ("below_itself", "C2", "org_unit_versions.csv", line_of(version("C2", "D21"))),
    ("below_itself", "D21", "org_unit_versions.csv", line_of(version("D21", "C2"))),
    ("parent_not_standing", "D22", "org_unit_versions.csv", line_of(version("D22", "D21"))),
    ("two_parents", "D31", "org_unit_versions.csv", line_of(version("D31", "C3"))),
    ("two_parents", "D31", "org_unit_versions.csv", line_of(version("D31", "C1", "2020-01-01"))),
    ("parent_unknown", "D41", "org_unit_versions.csv", line_of(version("D41", "X9"))),
    ("unit_unknown", "X8", "org_unit_versions.csv", line_of(version("X8", "C1"))),
    ("parent_not_standing", "D61", "org_unit_versions.csv", line_of(version("D61", "C6"))),
    ("two_versions", "D71", "org_unit_versions.csv", line_of(version("D71", "C1"))),
    ("two_versions", "D71", "org_unit_versions.csv", line_of(version("D71", "C1")) + 1),
    ("code_of_two_units", "D72", "org_unit_versions.csv", line_of(version("D71", "C1")) + 2),
    ("code_of_two_units", "D73", "org_unit_versions.csv", line_of(version("D71", "C1")) + 3),
    ("ends_before_it_begins", "D74", "org_unit_versions.csv", line_of(version("D71", "C1")) + 4),
    ("weights_not_one", "D51", "org_unit_events.csv", 2),
    ("event_unit_unknown", "D12", "org_unit_events.csv", 4),
    ("weight_negative", "D11", "org_unit_events.csv", 5),
    ("weight_negative", "D11", "org_unit_events.csv", 6),
    ("event_line_repeated", "D12", "org_unit_events.csv", 7),
    ("event_line_repeated", "D12", "org_unit_events.csv", 8),
    ("event_days_differ", "D12", "org_unit_events.csv", 9),
    ("event_days_differ", "D12", "org_unit_events.csv", 10),
    ("event_type_unknown", "D12", "org_unit_events.csv", 11),
    ("version_missing", "X7", "org_units.csv", len(LEVELS) + 2),
}


def test_every_fault_is_found_with_file_and_line(night: Settings) -> None:
    """Neither more nor less, and its message names the place."""
    query = "select fault, org_code, file, line, source_ref, message_zh, is_excluded from {}"
    found = made.rows(night, query.format("intermediate.int_reference_faults"), "transformer")
    assert {row[:4] for row in found} == FAULTS
    for _, code, file, line, source_ref, message, is_excluded in found:
        assert source_ref == f"{file} 第 {line} 行"
        assert code in message and "应" in message and "实际" in message
        assert is_excluded


def test_a_fault_is_among_the_findings(night: Settings) -> None:
    """Grave ones: what is excluded must be mended."""
    query = """select rule_id, org_code, severity from intermediate.int_findings_units
               where rule_id like 'reference_%%'"""
    found = set(made.rows(night, query, "transformer"))
    assert found == {(f"reference_{fault}", code, "强制性") for fault, code, _, _ in FAULTS}


def test_the_same_faults_are_told_to_engineers(folder: Path) -> None:
    """Reading the files does not stop at a fault either; each sentence begins with its line."""
    told = OrgTree.load(folder).problems()
    for _, code, file, line in FAULTS - {f for f in FAULTS if f[1] == "D22"}:
        assert any(p.startswith(f"{file} line ") and code in p for p in told), (code, line, told)


def test_totals_hold_only_sound_units(night: Settings) -> None:
    """2023: P0 = 1 + C1 (10 + 100 + 200) + C3 (20) + C4 (30) + C5 (40 + 400 + 500 + 600)
    + D61 (1000, whose parent C6, which said nothing, still stood) = 2901."""
    totals = made.totals(night, "period", "2023")
    assert totals["C1"] == (310, "computed")
    assert totals["C3"] == (20, "computed")
    assert totals["C4"] == (30, "computed")
    assert totals["C5"] == (1540, "computed")
    assert totals["P0"] == (2901, "partial")
    assert totals.keys().isdisjoint({"C2", "D21", "D22", "D31", "D41", "X8", "X7"})


def test_faulty_weights_carry_nothing(night: Settings) -> None:
    """On the latest tree D53 has its own 600 and the 500 of D52; the 400 of D51 have no place."""
    totals = made.totals(night, "latest", "2023")
    assert totals["D53"] == (1100, "computed")
    assert totals["C5"] == (1140, "computed")
    assert "D51" not in totals
    query = """select org_code, severity, period, indicator, found, message_zh
               from intermediate.int_findings_units where rule_id = 'unit_ended_with_figures'"""
    ((code, severity, period, indicator, found, message),) = [
        row for row in made.rows(night, query, "transformer") if row[0] == "D51"
    ]
    assert (code, period, indicator, found) == ("D51", "2023", "act_total", "400")
    assert severity == "核实性"
    assert "400场次" in message and "2024-06-01" in message


def test_a_cut_version_counts_on_its_sound_days(night: Settings) -> None:
    """D61 outlived its parent: in 2023 it stood, in 2024 it is set aside with a finding."""
    assert made.totals(night, "period", "2023")["D61"] == (1000, "computed")
    assert "D61" not in made.totals(night, "period", "2024")
    query = """select rule_id, source_ref, found from intermediate.int_findings_set_aside
               where org_code = 'D61' and period = '2024'"""
    assert made.rows(night, query, "transformer") == [("org_reference_fault", "合成表!D61", "D61")]


@pytest.mark.parametrize(
    ("source_ref", "rule", "found"),
    [
        ("合成表!B1", "catalogue_fault", "no_such"),
        ("合成表!B2", "catalogue_fault", "province"),
        ("合成表!B3", "catalogue_fault", "no_such"),
        ("合成表!B4", "stock_as_ytd", "累计 4"),
        ("合成表!B5", "org_unknown", "ZZ"),
        ("合成表!B6；合成表!B7", "cell_conflict", "6；7"),
        ("合成表!D31", "org_reference_fault", "D31"),
    ],
)
def test_what_is_set_aside_is_a_finding_with_its_place(
    night: Settings, source_ref: str, rule: str, found: str
) -> None:
    """Unknown indicator, crossing, member and unit, a cumulative stock, two figures, a bad unit."""
    query = """select rule_id, found, submission_id is not null, message_zh like '%%；未计入汇总'
               from intermediate.int_findings_set_aside where source_ref = %(place)s"""
    assert made.rows(night, query, "transformer", place=source_ref) == [(rule, found, True, True)]
