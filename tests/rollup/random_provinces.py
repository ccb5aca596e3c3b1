"""Random provinces, side by side: their trees, events, submissions and assertions.

Everything here is made up. A province is small (a ragged tree of three or four levels) so that the
states and methods of a roll-up meet often; its units, changes and reports come from one seed.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.rollup.random_filings import Filings
from tests.rollup.random_trees import Trees

Row = dict[str, Any]
WITH_EDITS = True  # whether the roll-up takes edits into adjusted_total
WITH_ZONES = True  # whether the roll-up reads the bridge of functional zones


@dataclass
class Province:
    """One random province: reference rows and raw rows, all codes with its own prefix."""

    number: int
    units: list[Row] = field(default_factory=list)
    versions: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    population: list[Row] = field(default_factory=list)
    zones: list[Row] = field(default_factory=list)
    submissions: list[Row] = field(default_factory=list)
    observations: list[Row] = field(default_factory=list)


def province(number: int, seed: int = 0) -> Province:
    """Province `number` of a seed; the same every time, with edits and zones or without."""
    chance = random.Random(f"{seed}/{number}")
    trees = Trees(number, chance)
    population = _population(trees, chance)
    filings = Filings(trees, chance)
    filings.speak()
    zones = _zones(trees, random.Random(f"zones/{seed}/{number}")) if WITH_ZONES else []
    if WITH_EDITS:
        _edit(filings, random.Random(f"edits/{seed}/{number}"))
    return Province(
        number=number,
        units=trees.units,
        versions=trees.versions,
        events=trees.events,
        population=population,
        zones=zones,
        submissions=filings.submissions,
        observations=filings.observations,
    )


def provinces(count: int, seed: int = 0) -> Iterator[Province]:
    """The first `count` provinces of a seed."""
    for number in range(1, count + 1):
        yield province(number, seed)


def _population(trees: Trees, chance: random.Random) -> list[Row]:
    """Published population in up to three editions, one of them not in use."""
    known = chance.choice((0.6, 0.9, 1.0))
    return [
        {
            "org_code": unit["org_code"],
            "indicator": "resident_population",
            "year": year,
            "edition": "made up",
            "value": chance.choice((0, *(chance.randint(1, 9000) for _ in range(8)))),
            "is_used": str(year != 2021).lower(),
            "source": "made up",
        }
        for unit in trees.units
        for year in (2020, 2021, 2023)
        if chance.random() < known
    ]


def _zones(trees: Trees, chance: random.Random) -> list[Row]:
    """In some provinces a unit without children covers others of its city, with or without what
    they report themselves, for a time or for good."""
    parents = {version["org_code"]: version["parent_code"] for version in trees.versions}
    leaves = [code for code in parents if parents[code] and code not in parents.values()]
    if len(leaves) < 2 or chance.random() < 0.5:
        return []
    zone, *covered = chance.sample(leaves, chance.choice((2, 2, min(3, len(leaves)))))
    begin, end = chance.choice(
        (("2000-01-01", ""), ("2022-07-01", ""), ("2000-01-01", "2023-07-01"))
    )
    return [
        {
            "zone_code": zone,
            "covered_code": code,
            "share": "0.4",
            "reported_separately": str(chance.random() < 0.3).lower(),
            "valid_from": begin,
            "valid_to": end,
            "source": "made up",
        }
        for code in covered
    ]


def _edit(filings: Filings, chance: random.Random) -> None:
    """In some provinces a named person adjusts a few figures, or gives some that nobody gave."""
    told = [row for row in filings.observations if row["period"] and row["state"] == "value"]
    if not told or chance.random() < 0.5:
        return
    units = {unit["org_code"] for unit in filings.trees.units}
    for row in chance.sample(told, min(len(told), 12)):
        code = row["org_code"] if row["org_code"] in units else filings.codes[0]
        edit = filings.submission(code, row["period"], [])
        edit |= {"kind": "edit", "form": "literacy", "period": row["period"]}
        value = row["value"] + chance.randint(0, 30)
        changed: Row = {"value": value, "lower": value, "upper": value}
        if chance.random() < 0.15:
            changed = {"state": "erased", **dict.fromkeys(changed)}
        elif chance.random() < 0.3:
            code = chance.choice(filings.codes)
        filings.observations.append(
            row | {"submission_id": edit["submission_id"], "org_code": code} | changed
        )
