"""Comparing totals with the oracle again and again over one warehouse: a fault costs a build of
what leads to totals, and no more."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from ingestion.publishing import dbt_process
from ingestion.settings import Settings
from runtime import postgres, roles
from tests.conftest import NO_DURABILITY
from tests.rollup import building, catalogue, raw_rows
from tests.rollup.judging import Rows, judge
from tests.rollup.random_provinces import provinces

COUNT = int(os.environ.get("ROLLUP_PROVINCES", "12"))
TOLD = 110
BEFORE = (["seed"], ["run", "--select", "path:models/staging"])
TOTALS = ["run", "--full-refresh", "--select", "+totals", "--exclude", "path:models/staging"]


@dataclass(frozen=True)
class Comparison:
    """Random provinces in raw, their reference data, and what the oracle publishes of them."""

    settings: Settings
    right: dict[str, Rows]

    def differences(self) -> list[str]:
        """Build totals and tell how they differ, a line each.

        Raises RuntimeError where they cannot be built.
        """
        ended = dbt_process.run(self.settings, ["--quiet", *TOTALS])
        if not ended.success:
            said = [one.message for one in ended.results if one.status == "error"]
            raise RuntimeError(ended.fault or (said[0] if said else "dbt failed"))
        found = dict(building.published_by_province(self.settings, 5, next_state=True))
        lines = [f"nobody expected {prefix}" for prefix in found.keys() - self.right.keys()]
        for prefix, rows in self.right.items():
            lines += building.differences(found.get(prefix, {}), rows)
        return lines


@contextmanager
def comparison(folder: Path, project: Path) -> Iterator[Comparison]:
    """COUNT provinces side by side in a warehouse of their own; `project` is built upon them.

    Whatever is changed in `project` meanwhile is what the next build is made of.
    """
    state, reference = folder / "server", folder / "reference"
    reference.mkdir()
    made = list(provinces(COUNT))
    building.write_trees(reference, made, catalogue.tables())
    settings = Settings(state=state, reference=reference)
    postgres.start(state, NO_DURABILITY)
    try:
        roles.prepare(state)
        raw_rows.load(
            settings,
            (row for one in made for row in one.submissions),
            (row for one in made for row in one.observations),
        )
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(dbt_process, "PROJECT", project)
            for command in BEFORE:
                ended = dbt_process.run(settings, ["--quiet", *command])
                if not ended.success:
                    raise RuntimeError(ended.fault or f"dbt {command[0]} failed")
            yield Comparison(settings, {f"{one.number:05d}": judge(one) for one in made})
    finally:
        postgres.stop(state)


def columns(lines: list[str]) -> list[str]:
    """Which columns differ, the most frequent first, with how often."""
    counts: dict[str, int] = {}
    for line in lines:
        what = line.split(" is ")[0].split(":")[0]
        counts[what] = counts.get(what, 0) + 1
    return [f"{what} {n}" for what, n in sorted(counts.items(), key=lambda item: -item[1])]
