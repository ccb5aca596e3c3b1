"""Random series of nights: no published state is ever forgotten, and each costs what it changed.

Provinces stand side by side, so one series of nights is a series for every one of them. More by
PUBLICATION_SERIES (series), PUBLICATION_NIGHTS and PUBLICATION_PROVINCES (of each).
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import psycopg
import pytest

from ingestion.publishing import dbt_run, publication
from ingestion.settings import Settings
from tests.conftest import NewWarehouse
from tests.nights import at_work_on, build
from tests.publication import sent, states
from tests.publication.states import CELL, State
from tests.rollup import building, catalogue
from tests.rollup.random_provinces import Province, provinces

SERIES = int(os.environ.get("PUBLICATION_SERIES", "1"))
NIGHTS = int(os.environ.get("PUBLICATION_NIGHTS", "3"))
PROVINCES = int(os.environ.get("PUBLICATION_PROVINCES", "4"))
CAUSES = {"new_data", "correction", "edit", "tree"}  # rules and code stay as they are
WHO = {"actor": "制表人（合成）", "reason": "it's a 'test'; 试验"}


@dataclass
class Series:
    """A warehouse after its nights: what each built and published, and what was found wrong."""

    settings: Settings
    built: list[State] = field(default_factory=list)
    published: list[State] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)

    @property
    def run_id(self) -> str:
        return f"night {len(self.published)}"


@pytest.fixture(scope="module", params=range(SERIES))
def series(
    request: pytest.FixtureRequest,
    new_warehouse: NewWarehouse,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Series]:
    """NIGHTS nights over random provinces that arrive in random portions."""
    made = list(provinces(PROVINCES, seed=100 + request.param))
    reference = tmp_path_factory.mktemp("reference")
    building.write_trees(reference, made, catalogue.tables())
    told = Series(Settings(state=new_warehouse().state, reference=reference))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WAREHOUSE_REFERENCE", str(reference))
        patch.setenv("WAREHOUSE_STATE", str(told.settings.state))
        for portion in sent.portions(made, NIGHTS, request.param):
            sent.send(told.settings, portion)
            if len(told.published) == NIGHTS - 1:
                lose_events(made)
                building.write_trees(reference, made, catalogue.tables())
            one_night(told)
        yield told


def lose_events(made: Sequence[Province]) -> None:
    """The first change of each province turns out to be none; its units stay as they are."""
    for province in made:
        first = province.events[0]["event_id"] if province.events else None
        province.events[:] = [row for row in province.events if row["event_id"] != first]


def one_night(told: Series) -> None:
    """Build, publish, and ask the history for every state so far."""
    run_id = f"night {len(told.published) + 1}"
    build(told.settings, run_id, dbt_run.LAYERS[:-1])
    if told.published:
        told.built.append(states.read(told.settings, "marts_next"))
    dbt_run.run_layer("publish", run_id)
    told.published.append(states.read(told.settings))
    for state in told.published:
        for mart, rows in states.answered(told.settings, state).items():
            if rows != state.marts[mart]:
                told.forgotten.append(f"{mart} as of {state.publication_id} after {run_id}")


def test_every_night_changes_something(series: Series) -> None:
    """The series means something: each night publishes, and rows of totals come, change and go."""
    assert [state.publication_id for state in series.published] == list(range(1, NIGHTS + 1))
    with psycopg.connect(series.settings.dsn("reader")) as reader:
        changes = reader.execute("select distinct change from marts.revisions").fetchall()
    assert {change for (change,) in changes} >= {"appeared", "changed"}
    for before, after in zip(series.published, series.published[1:], strict=False):
        assert states.less(before, after)["totals"], "nothing of totals changed or went"


def test_no_published_state_is_forgotten(series: Series) -> None:
    """After each night the history answers for every earlier state what was shown then."""
    assert not series.forgotten


def test_a_publication_shows_all_that_was_built(series: Series) -> None:
    """Comparing what is pending leaves the same marts as comparing everything."""
    for built, published in zip(series.built, series.published[1:], strict=True):
        assert built.marts == published.marts


def test_a_night_moves_exactly_the_rows_that_changed(series: Series) -> None:
    """The history opens the rows that are new, closes those that are gone, touches nothing else."""
    for before, after in zip(series.published, series.published[1:], strict=False):
        assert states.moved(series.settings, "known_from", after) == states.less(after, before)
        assert states.moved(series.settings, "known_to", after) == states.less(before, after)


def test_nothing_stays_pending(series: Series) -> None:
    """What was compared is not compared again."""
    with psycopg.connect(series.settings.dsn("transformer")) as connection:
        query = "select count(*) from intermediate.int_pending"
        assert connection.execute(query).fetchone() == (0,)


def cells(settings: Settings, state: State) -> dict[tuple, tuple]:
    """total, lower, upper and method by cell of totals, as of a state."""
    query = f"""
        select {", ".join(CELL)}, total, lower, upper, adjusted_total, method
        from marts_history.totals_as_of(%s::timestamptz)
    """
    with psycopg.connect(settings.dsn("reader")) as reader:
        rows = reader.execute(query, (state.at,)).fetchall()
    return {row[:8]: row[8:] for row in rows}


def changed_cells(settings: Settings, before: State, after: State) -> set[tuple]:
    """Cells of totals whose row differs in any column."""
    gone, new = states.less(before, after)["totals"], states.less(after, before)["totals"]
    return {row[:8] for row in (gone | new)}


REVISED = (
    f"{', '.join(CELL)}, total_before, lower_before, upper_before, adjusted_total_before,"
    " method_before, total_after, lower_after, upper_after, adjusted_total_after, method_after,"
    " change, delta"
)


def expected_revisions(settings: Settings, before: State, after: State) -> set[tuple]:
    """What marts.revisions should say of two states, from the states alone."""
    one, other, nothing = cells(settings, before), cells(settings, after), (None,) * 5
    expected = set()
    for cell in changed_cells(settings, before, after):
        was, stands = one.get(cell, nothing), other.get(cell, nothing)
        known = was[0] is not None and stands[0] is not None
        change = "appeared" if cell not in one else "vanished" if cell not in other else "changed"
        expected.add((*cell, *was, *stands, change, stands[0] - was[0] if known else None))
    return expected


def test_revisions_are_the_cells_that_changed(series: Series) -> None:
    """One row per changed cell of totals, with what stood before and after, and a cause."""
    for before, after in zip(series.published, series.published[1:], strict=False):
        with psycopg.connect(series.settings.dsn("reader")) as reader:
            rows = reader.execute(
                f"select {REVISED} from marts.revisions where publication_id = %s",
                (after.publication_id,),
            ).fetchall()
            causes = reader.execute(
                "select distinct cause from marts.revisions where publication_id = %s",
                (after.publication_id,),
            ).fetchall()
        assert len(rows) == len(set(rows))
        assert set(rows) == expected_revisions(series.settings, before, after)
        assert {"new_data", "correction"} <= {cause for (cause,) in causes} <= CAUSES


@pytest.mark.parametrize("backwards", [False, True])
def test_any_two_publications_can_be_compared(series: Series, backwards: bool) -> None:
    """From the first to the last, over what lies between, and back."""
    one, other = series.published[0], series.published[NIGHTS - 1]
    if backwards:
        one, other = other, one
    with psycopg.connect(series.settings.dsn("reader")) as reader:
        rows = reader.execute(
            f"select {REVISED} from marts.revisions_between(%s, %s)",
            (one.publication_id, other.publication_id),
        ).fetchall()
    assert set(rows) == expected_revisions(series.settings, one, other)
    assert rows


def test_a_rollback_holds_and_a_resumption_publishes_the_rest(series: Series) -> None:
    """Back to the first night, held over one more, and forward again: all marts, nothing lost."""
    first, last = series.published[0], series.published[-1]
    done = publication.roll_back(first.publication_id, **WHO)
    back = states.read(series.settings)
    assert (done.kind, done.restores) == ("rollback", first.publication_id)
    assert back.marts == first.marts
    assert states.moved(series.settings, "known_from", back) == states.less(first, last)
    assert dbt_run.run_layer("publish", series.run_id) == {"held": 1}
    assert states.read(series.settings).publication_id == back.publication_id
    assert dbt_run.is_due(), "what is held is still to be published"
    publication.resume(**WHO)
    assert dbt_run.is_due()
    dbt_run.run_layer("publish", series.run_id)
    forward = states.read(series.settings)
    assert forward.marts == last.marts
    assert not dbt_run.is_due()
    for state in (*series.published, back, forward):
        assert states.answered(series.settings, state) == state.marts
    with psycopg.connect(series.settings.dsn("reader")) as reader:
        causes = reader.execute(
            "select distinct publication_id, cause from marts.revisions where publication_id >= %s",
            (back.publication_id,),
        ).fetchall()
    assert [cause for number, cause in causes if number == back.publication_id] == ["rollback"]
    forward_for = {cause for number, cause in causes if number != back.publication_id}
    assert {"new_data", "correction"} <= forward_for <= CAUSES


def test_all_marts_are_what_a_whole_build_makes_of_them(series: Series) -> None:
    """Night by night, with rows taken away, a lost event and a rollback, or all at once."""
    with at_work_on(series.settings):
        assert not dbt_run.is_whole_build(series.settings)
        with psycopg.connect(series.settings.dsn("transformer")) as connection:
            connection.execute("drop table intermediate.built_from")
        assert dbt_run.is_whole_build(series.settings)
    build(series.settings, "whole", dbt_run.LAYERS[:-1])
    assert states.read(series.settings, "marts_next").marts == series.published[-1].marts
