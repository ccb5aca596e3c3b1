"""Nights that touch only what changed publish what everything built anew would: after each of a
series of nights marts.totals is what the oracle says of all that has arrived by then."""

import csv
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ingestion import dbt_run
from ingestion.settings import Settings
from tests.conftest import NewWarehouse
from tests.oracle import COLUMNS, by_key
from tests.rollup import raw_rows
from tests.rollup.conftest import judge, write_reference
from tests.rollup.random_provinces import Province, provinces

NIGHTS = int(os.environ.get("ROLLUP_NIGHTS", "4"))
SEED = int(os.environ.get("ROLLUP_SEED", "0"))
COUNT = 24
Rows = list[dict[str, Any]]


@dataclass
class Nights:
    """A warehouse that takes in random provinces in portions."""

    settings: Settings
    reference: Path
    made: list[Province]
    chance: random.Random
    waiting: list[str] = field(default_factory=list)
    arrived: dict[str, str] = field(default_factory=dict)  # state by submission

    def receive(self, share: float) -> None:
        """A share of what is left arrives, and of what is there a little is decided otherwise."""
        count = int(len(self.waiting) * share)
        portion, self.waiting = set(self.waiting[:count]), self.waiting[count:]
        decided = {
            name: self.chance.choice(("accepted", "withdrawn", "quarantined"))
            for name in self.chance.sample(sorted(self.arrived), min(12, len(self.arrived)))
        }
        submissions = [
            row for p in self.made for row in p.submissions if row["submission_id"] in portion
        ]
        observations = [
            row for p in self.made for row in p.observations if row["submission_id"] in portion
        ]
        raw_rows.load(self.settings, submissions, observations)
        raw_rows.decide(self.settings, decided)
        self.arrived |= {row["submission_id"]: row["state"] for row in submissions} | decided

    def revise_weights(self) -> None:
        """Some splits turn out to have been otherwise."""
        for province in self.made:
            for kept, given in zip(province.events, province.events[1:], strict=False):
                is_split = kept["event_id"] == given["event_id"] and kept["event_type"] == "split"
                if is_split and self.chance.random() < 0.5:
                    kept["weight"], given["weight"] = "0.4", "0.6"
        write_reference(self.reference, self.made)

    def build(self, name: str) -> None:
        """Build and publish."""
        for layer in dbt_run.LAYERS:
            dbt_run.run_layer(layer, name)

    def expected(self) -> Rows:
        """What the oracle publishes of all that has arrived."""
        rows: Rows = []
        for province in self.made:
            known = Province(**vars(province))
            known.submissions = [
                {**row, "state": self.arrived[row["submission_id"]]}
                for row in province.submissions
                if row["submission_id"] in self.arrived
            ]
            known.observations = [
                row for row in province.observations if row["submission_id"] in self.arrived
            ]
            rows += judge(known)
        return rows

    def published(self) -> Rows:
        """marts.totals."""
        with psycopg.connect(self.settings.dsn("reader")) as connection:
            found = connection.execute(f"select {', '.join(COLUMNS)} from marts.totals").fetchall()
        return [dict(zip(COLUMNS, row, strict=True)) for row in found]


@pytest.fixture
def nights(
    new_warehouse: NewWarehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Nights]:
    """Provinces of which nothing has arrived yet; some of what will arrive are edits."""
    chance = random.Random(f"nights {SEED}")
    made = list(provinces(COUNT, SEED))
    for province in made:
        for row in province.submissions:
            if chance.random() < 0.04:
                row["kind"] = "edit"
    write_reference(tmp_path, made)
    settings = Settings(state=new_warehouse().state, reference=tmp_path)
    monkeypatch.setenv("WAREHOUSE_STATE", str(settings.state))
    monkeypatch.setenv("WAREHOUSE_REFERENCE", str(tmp_path))
    waiting = [row["submission_id"] for province in made for row in province.submissions]
    chance.shuffle(waiting)
    yield Nights(settings, tmp_path, made, chance, waiting)


def test_every_night_publishes_what_all_that_arrived_says(nights: Nights) -> None:
    """New words, corrections, withdrawals, edits and revised weights, night after night."""
    for night in range(NIGHTS):
        nights.receive(0.6 if night == 0 else 0.3)
        if night == NIGHTS - 2:
            nights.revise_weights()
        nights.build(f"night {night}")
        found, expected = by_key(nights.published()), by_key(nights.expected())
        missing, surplus = expected.keys() - found.keys(), found.keys() - expected.keys()
        assert not missing | surplus, f"night {night}: {len(missing)} rows are missing, say " + (
            f"{sorted(missing)[:3]}, {len(surplus)} too many, say {sorted(surplus)[:3]}"
        )
        differing = [
            (key, column, row[column], expected[key][column])
            for key, row in found.items()
            for column in COLUMNS
            if row[column] != expected[key][column]
        ]
        assert not differing, f"night {night}: {len(differing)} cells, say {differing[:5]}"
    assert dbt_run.is_whole_build(nights.settings, "other code")
