"""An event that is told late: what was published is restated from its day on, and only that."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from ingestion.settings import Settings
from tests.conftest import NewWarehouse
from tests.reference import made
from tests.reference.made import event, unit, version

# C1 has the districts A, B and C, of which C owes nothing and says nothing; C2 stands beside it
UNITS = [
    unit("P0", "province"), unit("C1", "city"), unit("C1A", "district"), unit("C1B", "district"),
    unit("C1C", "district") | {"is_official": "false", "reporting_unit": "false"},
    unit("C2", "city"), unit("C2A", "district"),
]  # fmt: skip
PARENTS = {"C1": "P0", "C1B": "C1", "C1C": "C1", "C2": "P0", "C2A": "C2"}
BEFORE = [version("P0", ""), version("C1A", "C1"), *(version(c, p) for c, p in PARENTS.items())]
# told late: A was split on 2022-07-01, six tenths to B and four to C
AFTER = [row for row in BEFORE if row["org_code"] != "C1A"]
AFTER.append(version("C1A", "C1", end="2022-07-01"))
SPLIT = [
    event("late", "2022-07-01", "split", ("C1A", "C1B", "0.6")),
    event("late", "2022-07-01", "split", ("C1A", "C1C", "0.4")),
]
FIGURES = {"P0": 0, "C1": 1, "C1A": 100, "C1B": 10, "C2": 2, "C2A": 50}
HISTORY = "select org_code, period, boundary, total, known_to is null from marts_history.totals"


@dataclass
class Told:
    """The warehouse after the late event, and what it had published before."""

    settings: Settings
    before: dict[tuple[str, str], dict[str, tuple]]
    after: dict[tuple[str, str], dict[str, tuple]]
    publications: int


def published(settings: Settings) -> dict[tuple[str, str], dict[str, tuple]]:
    """Totals by boundary and year."""
    return {
        (boundary, year): made.totals(settings, boundary, year)
        for boundary in ("period", "latest")
        for year in ("2021", "2022")
    }


@pytest.fixture(scope="module")
def told(new_warehouse: NewWarehouse, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Two builds over the same reports of 2021 and 2022: without the event, and with it."""
    settings = new_warehouse()
    made.report(settings, FIGURES, "2021")
    # in 2022 A, which the reference data still show, says nothing
    made.report(settings, {c: f for c, f in FIGURES.items() if c != "C1A"}, "2022")
    folder: Path = tmp_path_factory.mktemp("late")
    made.write_reference(
        folder / "1", org_units=UNITS, org_unit_versions=BEFORE, org_unit_events=[]
    )
    made.write_reference(
        folder / "2", org_units=UNITS, org_unit_versions=AFTER, org_unit_events=SPLIT
    )
    made.build(settings, folder / "1", "night-1")
    before = published(settings)
    made.build(settings, folder / "2", "night-2")
    ((count,),) = made.rows(settings, "select count(*) from marts.publications")
    return Told(settings, before, published(settings), count)


def test_before_the_event_is_told_the_ended_unit_is_missed(told: Told) -> None:
    """A owes 2022 and is silent: C1 is 1 + 10, partial."""
    assert told.before["period", "2022"]["C1"] == (11, "partial")
    assert told.before["latest", "2021"]["C1A"] == (100, "computed")


def test_latest_is_rewritten_from_before_the_event(told: Told) -> None:
    """2021 on today's tree: B has 10 + 60, C has 40, A is gone; C1 is what it was."""
    latest = told.after["latest", "2021"]
    assert latest["C1B"] == (70, "computed")
    assert latest["C1C"] == (40, "computed")
    assert "C1A" not in latest
    assert latest["C1"] == told.before["latest", "2021"]["C1"] == (111, "computed")


def test_period_is_rewritten_where_the_event_was_effective(told: Told) -> None:
    """On the last day of 2022 A was no more: nobody misses it, and C1 is complete. 2021 stays."""
    assert told.after["period", "2022"]["C1"] == (11, "computed")
    assert told.after["period", "2022"]["P0"] == (63, "computed")
    assert told.after["period", "2021"] == told.before["period", "2021"]


def test_nothing_else_changes(told: Told) -> None:
    """Rows of C2 are the rows they were, and history holds one state of them."""
    for key, before in told.before.items():
        assert {c: v for c, v in before.items() if c.startswith("C2")} == {
            c: v for c, v in told.after[key].items() if c.startswith("C2")
        }
    states = made.rows(told.settings, f"{HISTORY} where org_code like 'C2%'")
    assert len(states) == 8 and all(is_known for *_, is_known in states)
    assert told.publications == 2


def test_history_keeps_what_was_known_before(told: Told) -> None:
    """The revision of C1B on the latest tree is two rows."""
    query = f"{HISTORY} where org_code = 'C1B' and period = '2021' and boundary = 'latest'"
    states = {(total, is_known) for *_, total, is_known in made.rows(told.settings, query)}
    assert states == {(10, False), (70, True)}


def test_an_heir_of_a_due_unit_is_due(told: Told) -> None:
    """C owes nothing itself and has no row on the tree of 2021; on the latest it stands for A,
    which was due and had reported: so it is due there, and in."""
    query = """select org_code, completeness from marts.totals
               where boundary = 'latest' and period = '2021' and indicator = 'act_total'"""
    shares = dict(made.rows(told.settings, query))
    assert shares == dict.fromkeys(("P0", "C1", "C1B", "C1C", "C2", "C2A"), 1)
    assert "C1C" not in told.after["period", "2021"]


def test_the_change_is_listed_with_its_event(told: Told) -> None:
    """户数核对: the end of A is explained, with its heirs; no finding is left."""
    query = """select change_zh, is_explained, event_type_zh, heirs from marts.unit_changes
               where org_code = 'C1A'"""
    assert made.rows(told.settings, query) == [("撤销", True, "拆分", "C1B 0.6；C1C 0.4")]
    query = "select rule_id, org_code from intermediate.int_findings_units"
    assert made.rows(told.settings, query, "transformer") == []
