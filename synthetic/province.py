"""A whole run: the world, its offices, their files, and what ought to be published of them."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from synthetic import assertions, faults, landing
from synthetic.cast import Duty, Size, cast
from synthetic.claims import Paper
from synthetic.incidents import happen
from synthetic.latent import World
from synthetic.papers import Clock, papers
from synthetic.reference import Reference
from synthetic.units_in_time import units_in_time
from synthetic.written import written


@dataclass(frozen=True, slots=True)
class Plan:
    """What to make: the arguments of the command line."""

    seed: int
    size: Size = "small"
    units: int | None = None
    years: range = range(2022, 2025)
    faults: float = 0.03


@dataclass
class Province:
    """What was made: the truth and the papers, with their content."""

    plan: Plan
    world: World
    duties: list[Duty]
    papers: list[Paper]


def imagine(plan: Plan, reference: Reference) -> Province:
    """Draw a province and all the files of its offices; nothing is written."""
    world = World(reference, plan.seed, plan.years)
    duties = cast(world, plan.size, plan.units)
    clock = Clock()
    quarters = plan.years[-1:] if plan.size == "small" else plan.years
    found = papers(world, duties, clock, quarters)
    found += [
        written(world, duty, plan.years[n % len(plan.years)], clock)
        for n, duty in enumerate(d for d in duties if d.written)
    ]
    found += units_in_time(world, duties, clock)
    desk = happen(world, found, clock, duties)
    faults.spoil(desk, plan.faults)
    landing.render(world, desk.papers)
    return Province(plan, world, duties, desk.papers)


def truth(
    papers: list[Paper], reference_folder: Path, as_of: date | None = None
) -> list[dict[str, Any]]:
    """Rows of marts.totals that a perfect warehouse publishes from the papers."""
    # the oracle judges the warehouse and lives with its tests
    from tests.oracle import Reference as OracleReference  # noqa: PLC0415
    from tests.oracle import publish  # noqa: PLC0415

    return publish(
        assertions.submissions(papers),
        assertions.observations(papers),
        OracleReference.load(reference_folder),
        as_of,
    )


def make(folder: Path, plan: Plan, reference_folder: Path) -> Province:
    """Write the landing, what is true and what ought to be published. Returns what was made."""
    from tests.oracle import COLUMNS  # noqa: PLC0415

    province = imagine(plan, Reference.load(reference_folder))
    years = f"{plan.years[0]}-{plan.years[-1]}"
    made_by = {"seed": plan.seed, "size": plan.size, "years": years, "faults": plan.faults}
    landing.write(folder, province.world, province.papers, made_by)
    rows = truth(province.papers, reference_folder)
    landing.table(folder / "truth.csv", COLUMNS, rows)
    return province
