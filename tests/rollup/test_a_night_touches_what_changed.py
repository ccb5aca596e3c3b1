"""Nights that touch only what changed publish what everything built anew would: after each of a
series of nights marts.totals is what the oracle says of all that has arrived by then."""

import dataclasses
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ingestion.publishing import dbt_run
from ingestion.settings import Settings
from tests.conftest import NewWarehouse, drop_warehouse
from tests.nights import build
from tests.rollup import building, catalogue, raw_rows
from tests.rollup.judging import judge
from tests.rollup.random_provinces import Province, province

NIGHTS = int(os.environ.get("ROLLUP_NIGHTS", "4"))
SEED = int(os.environ.get("ROLLUP_SEED", "0"))
COUNT = int(os.environ.get("ROLLUP_NIGHT_PROVINCES", "24"))
pytestmark = pytest.mark.marts  # four whole nights


@dataclass
class Nights:
    """A warehouse that takes in random provinces in portions."""

    settings: Settings
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
        new = [row for p in self.made for row in p.submissions if row["submission_id"] in portion]
        said = [row for p in self.made for row in p.observations if row["submission_id"] in portion]
        raw_rows.load(self.settings, new, said)
        raw_rows.decide(self.settings, decided)
        self.arrived |= {row["submission_id"]: row["state"] for row in new} | decided

    def revise_weights(self) -> None:
        """Some splits turn out to have been otherwise."""
        for made in self.made:
            for kept, given in zip(made.events, made.events[1:], strict=False):
                is_split = kept["event_id"] == given["event_id"] and kept["event_type"] == "split"
                if is_split and self.chance.random() < 0.5:
                    kept["weight"], given["weight"] = given["weight"], kept["weight"]
        self.write()

    def write(self) -> None:
        """The reference files."""
        building.write_trees(self.settings.reference, self.made, catalogue.tables())

    def build(self, name: str) -> None:
        """Build and publish."""
        build(self.settings, name)

    def differences(self) -> list[str]:
        """How marts.totals differs from what the oracle publishes of all that has arrived."""
        published = dict(building.published_by_province(self.settings, 5))
        lines = []
        for made in self.made:
            known = dataclasses.replace(
                made,
                submissions=[
                    {**row, "state": self.arrived[row["submission_id"]]}
                    for row in made.submissions
                    if row["submission_id"] in self.arrived
                ],
                observations=[
                    row for row in made.observations if row["submission_id"] in self.arrived
                ],
            )
            lines += building.differences(published.pop(f"{made.number:05d}", {}), judge(known))
        return lines + [f"nobody expected {prefix}" for prefix in published]


@pytest.fixture
def nights(
    server: Path, new_warehouse: NewWarehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Nights]:
    """Provinces of which nothing has arrived yet."""
    chance = random.Random(f"nights {SEED}")
    made = [province(number, SEED) for number in range(1, COUNT + 1)]
    settings = Settings(state=new_warehouse().state, reference=tmp_path)
    monkeypatch.setenv("WAREHOUSE_STATE", str(settings.state))
    monkeypatch.setenv("WAREHOUSE_REFERENCE", str(tmp_path))
    waiting = [row["submission_id"] for one in made for row in one.submissions]
    chance.shuffle(waiting)
    told = Nights(settings, made, chance, waiting)
    told.write()
    yield told
    drop_warehouse(server, settings)


def test_every_night_publishes_what_all_that_arrived_says(nights: Nights) -> None:
    """New words, corrections, withdrawals, edits and revised weights, night after night."""
    assert dbt_run.is_whole_build(nights.settings)
    for night in range(NIGHTS):
        nights.receive(0.6 if night == 0 else 0.3)
        if night == NIGHTS - 2:
            nights.revise_weights()
        nights.build(f"night {night}")
        lines = nights.differences()
        assert not lines, f"night {night}: {len(lines)} differences, say {lines[:6]}"
        assert not dbt_run.is_whole_build(nights.settings), "the next night would build everything"
