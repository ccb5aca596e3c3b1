"""Warehouses in which random provinces stand side by side, built and published once a portion."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from ingestion.publishing import dbt_run
from ingestion.settings import Settings
from tests.conftest import TOLD, NewWarehouse, drop_warehouse
from tests.oracle.random_province import World
from tests.oracle.truth import random_world
from tests.rollup import building, catalogue, golden_cases
from tests.rollup.coverage import Tally
from tests.rollup.judging import Judged, Rows, judge_all
from tests.rollup.random_provinces import Province, province
from tests.rollup.shrinking import Shrinker, publisher, reproduction
from tests.rollup.side_by_side import TAG_LENGTH, Tagged, tag, tagged, tagged_tables, together

COUNT = int(os.environ.get("ROLLUP_PROVINCES", "300"))
PORTION = 300  # at most so many provinces stand in one warehouse: more than twice as many take
# more than twice as long
PARTS = -(-COUNT // PORTION)
PORTIONS = [range(1 + COUNT * n // PARTS, 1 + COUNT * (n + 1) // PARTS) for n in range(PARTS)]
TRUTHS = max(1, min(COUNT // 10, 200))  # provinces of which the truth is known
# a dozen builds: not while planted faults are looked for
SHRINK = os.environ.get("ROLLUP_SHRINK", "yes" if COUNT >= 30 else "no") == "yes"
TALLY = Tally()


@dataclass
class Published:
    """A portion of the provinces, their warehouse, what the oracle publishes of them, and how the
    warehouse differs from that, by province."""

    settings: Settings
    judged: list[Judged]
    fault: dbt_run.ModelsFailed | None = None  # a test of dbt found something too
    differences: dict[int, list[str]] = field(default_factory=dict)

    def compare(self) -> None:
        """Find the differences, one province at a time, for all together fill the memory."""
        expected = {judged.number: judged for judged in self.judged}
        built = building.published_by_province(self.settings, 5, next_state=self.fault is not None)
        for prefix, rows in built:
            right = expected.pop(int(prefix)).rows
            lines = building.differences(rows, right)
            if lines:
                self.differences[int(prefix)] = lines
        for number, judged in expected.items():
            if judged.rows:
                self.differences[number] = ["no row was published"]


@pytest.fixture(scope="session", params=PORTIONS, ids=lambda portion: f"{portion[0]}")
def published(
    request: pytest.FixtureRequest,
    server: Path,
    new_warehouse: NewWarehouse,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Published]:
    """A portion of COUNT random provinces, loaded into raw and published through every layer."""
    empty = new_warehouse()
    folder = tmp_path_factory.mktemp("reference")
    with ThreadPoolExecutor(1) as beside:  # the oracle judges while dbt builds
        judging = beside.submit(lambda: list(judge_all(request.param)))
        made = [province(number) for number in request.param]
        found = Published(Settings(state=empty.state, reference=folder), [])
        try:
            building.build(empty, folder, made, catalogue.tables())
        except dbt_run.ModelsFailed as fault:
            found.fault = fault
        found.judged = judging.result()
    TALLY.count(found.judged)
    try:
        found.compare()
    except psycopg.errors.UndefinedTable:  # not even built
        raise found.fault or AssertionError("There is no totals.") from None
    yield found
    drop_warehouse(server, found.settings)


@pytest.fixture
def smaller(server: Path, new_warehouse: NewWarehouse, tmp_path: Path) -> Callable[[int], str]:
    """Tells a small province on which SQL and oracle differ, made from that of a number."""

    def tell(number: int) -> str:
        if not SHRINK:
            return f"ROLLUP_SHRINK=yes makes province {number} small."
        tables = catalogue.tables()
        published = publisher(
            new_warehouse, lambda settings: drop_warehouse(server, settings), tmp_path, tables
        )
        return reproduction(Shrinker(published, tables).shrink(province(number)))

    return tell


@dataclass
class Small:
    """Golden cases and provinces with known truth, side by side, and the rows published of each."""

    worlds: dict[int, World]
    rows: dict[str, Rows]


@pytest.fixture(scope="session")
def small(
    server: Path, new_warehouse: NewWarehouse, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Small]:
    """All golden cases by their names, and TRUTHS provinces by their seeds, published in one go."""
    worlds = {seed: random_world(5000 + seed, truthful=True) for seed in range(TRUTHS)}
    for world in worlds.values():
        world.little.due = catalogue.owed(world.little.due, golden_cases.RATIOS)
    under_tags = {str(seed): _world_under_tag(seed, world) for seed, world in worlds.items()}
    tables = [golden_cases.tables()]
    tables += [
        tagged_tables(world.little.reference_rows(), tag(seed, "T"))
        for seed, world in worlds.items()
    ]
    for number, case in enumerate(golden_cases.cases()):
        under_tags[case.name] = tagged(case.province, tag(number, "G"))
    settings = building.build(
        new_warehouse(),
        tmp_path_factory.mktemp("reference"),
        [one.province for one in under_tags.values()],
        together(tables),
    )
    published_rows = dict(building.published_by_province(settings, TAG_LENGTH))
    yield Small(
        worlds,
        {name: one.back(published_rows.get(one.tag, {})) for name, one in under_tags.items()},
    )
    drop_warehouse(server, settings)


def _world_under_tag(seed: int, world: World) -> Tagged:
    little = world.little
    same = Province(
        number=seed,
        units=little.units,
        versions=little.versions,
        events=little.events,
        population=little.population,
        zones=little.zones,
        submissions=little.submissions,
        observations=little.observations,
    )
    return tagged(same, tag(seed, "T"), indicators=True)


@pytest.fixture(scope="session")
def tally() -> Tally:
    """How many provinces exercise each rule, as far as they have been judged."""
    return TALLY


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What counts over all portions runs after them."""
    items.sort(key=lambda item: "tally" in getattr(item, "fixturenames", ()))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """The table of rules, whenever provinces were judged."""
    if TALLY.numbers:
        session.config.stash[TOLD]["random provinces"] = TALLY.table()
