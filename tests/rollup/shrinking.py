"""Makes a province on which SQL and oracle differ small, against the real SQL.

Many reductions stand side by side in one build; the smallest on which they still differ is reduced
further, until none is left or the builds are used up.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from ingestion.publishing import dbt_run
from ingestion.settings import Settings
from tests.oracle import COLUMNS
from tests.rollup import building, catalogue
from tests.rollup.golden_cases import written
from tests.rollup.judging import KEY_COLUMNS, Rows, judge
from tests.rollup.random_provinces import Province
from tests.rollup.side_by_side import TAG_LENGTH, tag, tagged

Row = dict[str, Any]
BUILDS = 10
AT_ONCE = 48  # reductions that stand side by side,
TOLD_AT_ONCE = 4000  # and how many assertions they may have together, but for one
Published = Callable[[Sequence[Province]], list[Rows]]


class Shrinker:
    """Shrinks with `published`, which gives the published rows of each of several provinces."""

    def __init__(self, published: Published, tables: catalogue.Tables) -> None:
        self._published = published
        self._tables = tables
        self.builds = 0

    def shrink(self, province: Province) -> tuple[Province, Rows, Rows]:
        """The smallest province found on which SQL and oracle differ, what the SQL and what the
        oracle publishes of it. Raises ValueError where they do not differ on it alone."""
        found = self._failing([province])
        if not found:
            raise ValueError("Alone in a warehouse the province is right: look at its neighbours.")
        smallest = found[0]
        while self.builds < BUILDS:
            candidates = _some(reductions(smallest[0]), size(smallest[0]))
            failing = self._failing(candidates) if candidates else []
            if not failing:
                break
            smallest = min(failing, key=lambda one: size(one[0]))
        return smallest

    def _failing(self, candidates: Sequence[Province]) -> list[tuple[Province, Rows, Rows]]:
        self.builds += 1
        found = []
        for candidate, rows in zip(candidates, self._published(candidates), strict=True):
            right = judge(candidate, self._tables)
            if rows != right:
                found.append((candidate, rows, right))
        return found


def size(province: Province) -> tuple[int, int]:
    """How much there is to read: assertions and submissions first, then units and events."""
    said = len(province.observations) + len(province.submissions)
    stood = len(province.units) + len(province.versions) + len(province.events)
    return said, stood + len(province.population)


def _some(candidates: Iterator[Province], least: tuple[int, int]) -> list[Province]:
    """As many as may stand side by side, of those that are smaller than `least`."""
    chosen: list[Province] = []
    told = 0
    for candidate in candidates:
        fits = not chosen or told + len(candidate.observations) <= TOLD_AT_ONCE
        if candidate.observations and fits and size(candidate) < least:
            told += len(candidate.observations)
            chosen.append(candidate)
        if len(chosen) == AT_ONCE:
            break
    return chosen


def reductions(province: Province) -> Iterator[Province]:
    """Smaller provinces, the much smaller ones first."""
    told = province.observations
    indicators = sorted({row["indicator"] for row in province.observations})
    if len(indicators) > 1:
        for one in indicators:
            yield _saying(province, [r for r in province.observations if r["indicator"] == one])
        for one in indicators if len(indicators) < 5 else ():
            yield _saying(province, [r for r in province.observations if r["indicator"] != one])
    for bare in (("population", "zones", "events"), ("population", "zones"), ("events",), ()):
        without = _with(province, {name: [] for name in bare})
        yield _with(without, _needed(without))
        if len(told) < 10:  # or with one more, for it matters who has others below it
            for unit in without.units:
                yield _with(without, _needed(without, unit["org_code"]))
            yield without
    for pieces in (2, 4, 8, 16, 32):
        length = -(-len(told) // pieces)
        for start in range(0, len(told), length) if len(told) >= pieces else ():
            if pieces > 2:
                yield _saying(province, told[:start] + told[start + length :])
            yield _saying(province, told[start : start + length])
    for number in range(len(told) if len(told) < 32 else 0):
        yield _saying(province, told[:number] + told[number + 1 :])
    for name in ("events", "population", "zones"):
        rows = getattr(province, name)
        if len(rows) > 1:
            yield from (_with(province, {name: [r for r in rows if r != row]}) for row in rows)


def _saying(province: Province, observations: list[Row]) -> Province:
    """The province with some assertions only, and the submissions that are left with some or are
    corrected by one that is."""
    kept = {row["submission_id"] for row in observations}
    corrected = {s["submission_id"]: s["supersedes_id"] for s in province.submissions}
    for submission in list(kept):
        earlier = corrected.get(submission)
        while earlier and earlier not in kept:
            kept.add(earlier)
            earlier = corrected.get(earlier)
    filed = [row for row in province.submissions if row["submission_id"] in kept]
    return replace(province, observations=observations, submissions=filed)


def _needed(province: Province, also: str = "") -> dict[str, list[Row]]:
    """The rows of the units of which something is said, or that take part in events, of one more,
    and of those above them."""
    heard = {row["org_code"] for row in province.observations}
    heard |= {row["sender_code"] for row in province.submissions}
    needed = {event[end] for event in province.events for end in ("from_code", "to_code")}
    needed.add(also)
    needed |= {zone[end] for zone in province.zones for end in ("zone_code", "covered_code")}
    needed |= {
        version["org_code"]
        for version in province.versions
        if heard & {version["org_code"], version["code_then"]}
    }
    known = 0
    while len(needed) > known:
        known = len(needed)
        needed |= {v["parent_code"] for v in province.versions if v["org_code"] in needed}
    return {
        name: [row for row in getattr(province, name) if row["org_code"] in needed]
        for name in ("units", "versions", "population")
    }


def _with(province: Province, rows: Mapping[str, list[Row]]) -> Province:
    changed = replace(province)
    for name, of_name in rows.items():
        setattr(changed, name, of_name)
    return changed


def publisher(
    new_warehouse: Callable[[], Settings],
    drop: Callable[[Settings], None],
    folder: Path,
    tables: catalogue.Tables,
) -> Published:
    """Publishes provinces side by side in a warehouse that is dropped afterwards."""

    def published(provinces: Sequence[Province]) -> list[Rows]:
        under_tags = [tagged(one, tag(number, "S")) for number, one in enumerate(provinces)]
        empty = new_warehouse()
        try:
            with suppress(dbt_run.ModelsFailed):  # its rows are looked at, whatever tests say
                building.build(empty, folder, [one.province for one in under_tags], tables)
            rows = dict(building.published_by_province(empty, TAG_LENGTH, next_state=True))
        finally:
            drop(empty)
        return [one.back(rows.get(one.tag, {})) for one in under_tags]

    return published


def reproduction(smallest: tuple[Province, Rows, Rows]) -> str:
    """A message with the differences and the province as a golden case to paste into a file."""
    province, found, right = smallest
    lines = building.differences(found, right)
    keys = sorted(key for key in right if found.get(key) != right[key])
    expected = [dict(zip(COLUMNS, (*key, *right[key]), strict=True)) for key in keys[:10]]
    shown = [
        {n: v for n, v in row.items() if v != "total" or n not in KEY_COLUMNS} for row in expected
    ]
    case = written(province, "what it shows, in a line", shown)
    return "\n".join(
        [*lines[:10], "As a golden case (tests/rollup/golden/<its oddity>.json):", case]
    )
