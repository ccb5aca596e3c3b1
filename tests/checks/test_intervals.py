"""compare_intervals does what its definition says, tried on every small case."""

import itertools
from collections.abc import Iterator

import psycopg
import pytest

from ingestion.settings import Settings
from tests.conftest import NewWarehouse
from tests.dbt.running import dbt

ENDS = (None, 0, 1, 2)
SIGNS = ("=", ">=", "<=")
TOLERANCES = (0, 1)
FAR = 3  # beyond every end and tolerance: as good as anywhere
MACRO = "{{ compare_intervals('sign', 'a', 'b', 'c', 'd', 'tolerance') }}"
Interval = tuple[int | None, int | None]
Case = tuple[str, int | None, int | None, int | None, int | None, int]


def cases() -> list[Case]:
    """Every pair of intervals with these ends, under every sign and tolerance."""
    pairs = [(a, b) for a, b in itertools.product(ENDS, ENDS) if a is None or b is None or a <= b]
    return [
        (sign, *left, *right, tolerance)
        for left, right in itertools.product(pairs, pairs)
        for sign, tolerance in itertools.product(SIGNS, TOLERANCES)
    ]


def closed(lower: int | None, upper: int | None) -> Iterator[tuple[int, int]]:
    """The closed intervals that one with open ends stands for."""
    if lower is not None and upper is not None:
        yield lower, upper
        return
    values = range(-FAR if lower is None else lower, (2 + FAR if upper is None else upper) + 1)
    yield from ((a, b) for a, b in itertools.product(values, values) if a <= b)


def by_definition(case: Case) -> str:
    """The verdict, looked for among all closed intervals and all values within them."""
    sign, a, b, c, d, tolerance = case
    verdicts = set()
    for left, right in itertools.product(closed(a, b), closed(c, d)):
        verdicts.add(
            any(
                (sign != "<=" and x == y) or (sign == ">=" and x > y) or (sign == "<=" and x <= y)
                for x in range(left[0] - tolerance, left[1] + tolerance + 1)
                for y in range(right[0], right[1] + 1)
            )
        )
    if len(verdicts) == 2:
        return "cannot_tell"
    return "holds" if verdicts.pop() else "fails"


@pytest.fixture(scope="module")
def warehouse_to_ask(new_warehouse: NewWarehouse) -> Settings:
    """The macro needs no table."""
    return new_warehouse()


def test_verdicts_follow_the_definition(warehouse_to_ask: Settings) -> None:
    """On 1,014 pairs of intervals with ends from 0 to 2 or open, with and without tolerance."""
    outcome = dbt(warehouse_to_ask, "compile", "--inline", MACRO)
    assert outcome.success, outcome.exception
    macro = outcome.result.results[0].node.compiled_code
    tried = cases()
    query = (
        f"select {macro} from unnest(%s::text[], %s::int[], %s::int[], %s::int[], %s::int[], "
        "%s::int[]) with ordinality as cases (sign, a, b, c, d, tolerance, position) "
        "order by position"
    )
    with psycopg.connect(warehouse_to_ask.dsn("transformer")) as connection:
        rows = connection.execute(
            query, [list(column) for column in zip(*tried, strict=True)]
        ).fetchall()
    expected = [by_definition(case) for case in tried]
    wrong = [
        (case, found, wanted)
        for case, (found,), wanted in zip(tried, rows, expected, strict=True)
        if found != wanted
    ]
    assert not wrong, f"{len(wrong)} of {len(tried)}, say {wrong[:5]}"
    assert {"holds", "fails", "cannot_tell"} == set(expected)


def test_stated_cases(warehouse_to_ask: Settings) -> None:
    """The cases that the dbt test states, figures of real reports among them."""
    outcome = dbt(warehouse_to_ask, "test", "--select", "assert_intervals_compare_as_stated")
    assert outcome.exception is None, outcome.exception
    assert [one.status for one in outcome.result] == ["pass"]
