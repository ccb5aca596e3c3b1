"""What the oracle publishes of random provinces, worked out on all cores, and what it applied."""

import multiprocessing
import os
import pickle
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

from tests.oracle import COLUMNS, Reference, publish
from tests.oracle import workings as oracle_workings
from tests.rollup import catalogue
from tests.rollup.random_provinces import Province, province

KEY_COLUMNS = COLUMNS[:8]
Key = tuple[str, ...]
Values = tuple[Any, ...]
Rows = dict[Key, Values]  # what identifies a row: what stands in it, both in the order of COLUMNS


@dataclass(frozen=True)
class Judged:
    """One province: the rows that are right, packed, and the rules that had a say in it."""

    number: int
    packed: bytes
    noted: frozenset[str]

    @property
    def rows(self) -> Rows:
        """The rows."""
        found: Rows = pickle.loads(self.packed)  # noqa: S301 - packed below
        return found


def judge(made: Province, tables: catalogue.Tables | None = None) -> Rows:
    """What the oracle publishes of a province under the catalogue of random provinces."""
    return by_key(publish(made.submissions, made.observations, reference_of(made, tables)))


def reference_of(made: Province, tables: catalogue.Tables | None = None) -> Reference:
    """A province's own tree under the catalogue of random provinces."""
    return Reference.from_rows(
        org_units=made.units,
        org_unit_versions=made.versions,
        org_unit_events=made.events,
        population=made.population,
        zone_bridge=made.zones,
        **(tables or catalogue.tables()),
    )


def by_key(rows: Iterable[dict[str, Any]]) -> Rows:
    """Published rows by what identifies them."""
    return {
        tuple(row[column] for column in KEY_COLUMNS): tuple(row[c] for c in COLUMNS[8:])
        for row in rows
    }


def judge_number(number: int) -> Judged:
    """The same of province `number`, packed, with what the oracle noted on the way."""
    oracle_workings.take()
    made = province(number)
    rows = judge(made)
    noted = oracle_workings.take() | _seen(made) | _of_rows(rows)
    return Judged(number, pickle.dumps(rows), noted)


def _seen(made: Province) -> frozenset[str]:
    """The changes of a province's units."""
    silent = [e for e in made.events if e["event_type"] == "ended" and not e["weight"]]
    heirs = [e for e in made.events if e["event_type"] == "ended" and e["weight"]]
    seen = {f"event: {e['event_type']}" for e in made.events if e["event_type"] != "ended"}
    seen |= {"event: ended without a successor"} if silent else set()
    seen |= {"event: ended with a successor"} if heirs else set()
    return frozenset(seen | {f"depth: {_depth(made)} levels"})


def _depth(made: Province) -> int:
    parents = {version["org_code"]: version["parent_code"] for version in made.versions}
    depth = 0
    for unit in parents:
        above, steps = unit, 0
        while above:
            above, steps = parents[above], steps + 1
        depth = max(depth, steps)
    return depth


def _of_rows(rows: Rows) -> frozenset[str]:
    """Rule 3 by its outcome, of what is rolled up: each method on each boundary; edits."""
    behaviours = {
        row["indicator"]: (row["behaviour"], row["rollup_scope"])
        for row in catalogue.tables()["indicators"]
    }
    places = {name: COLUMNS.index(name) - 8 for name in ("total", "method", "adjusted_total")}
    seen = set()
    for key, values in rows.items():
        behaviour, scope = behaviours[key[1]]
        if behaviour in ("flow", "stock") and scope == "tree":
            seen.add(f"rule 3: {values[places['method']] or 'no total'}, {key[7]}")
        if behaviour == "reference":
            seen.add(f"reference: {values[places['method']] or 'no total'}")
        if values[places["total"]] != values[places["adjusted_total"]]:
            seen.add("edit: adjusted total differs")
    return frozenset(seen)


def judge_all(numbers: Iterable[int]) -> Iterator[Judged]:
    """Many provinces, in order, by as many processes as there are cores."""
    # started afresh: a copy of this process would inherit its database connections
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=fresh) as pool:
        yield from pool.map(judge_number, numbers, chunksize=10)
