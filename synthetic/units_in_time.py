"""Files about units that change: under an old code, or of a time when there was no such unit."""

from collections.abc import Iterable
from dataclasses import replace

from synthetic import wording
from synthetic.cast import Duty
from synthetic.claims import Claim, Paper, Section
from synthetic.latent import World
from synthetic.papers import Clock, day
from synthetic.reference import WHOLE


def units_in_time(world: World, duties: Iterable[Duty], clock: Clock) -> list[Paper]:
    """Late supplements of the first year, from offices that were recoded in it or came later."""
    known = {duty.code: duty for duty in duties}
    year = world.years[0]
    out = []
    for code, duty in known.items():
        old = _old_code(world, code, year)
        if old and world.reference.exists(code, year):
            number = world.own(code, "lecture_count", WHOLE, year) or 0
            claim = Claim("lecture_count", wording.exact(number))
            out.append(replace(_supplement(world, duty, claim, clock), folder=old))
    for code in _newcomers(world):
        parent = world.reference.parent(code, world.years[-1])
        if parent in known:
            claim = Claim("lecture_count", wording.exact(3), org=code)
            out.append(_supplement(world, known[parent], claim, clock))
    return out


def _supplement(world: World, duty: Duty, claim: Claim, clock: Clock) -> Paper:
    year, sender = world.years[0], duty.code
    rng = world.rng("supplement", sender, claim.org)
    name = world.reference.units[claim.org or sender].short_name
    return Paper(
        sender=sender, name=f"合成_{name}_{year}年补报.csv", format="csv-utf8",
        period=str(year), kind="patch", style=duty.style,
        received_at=clock.between(rng, day(year + 1, 3), 20),
        sections=[Section("literacy", (claim,))],
    )  # fmt: skip


def _old_code(world: World, code: str, year: int) -> str:
    """The code before, if it changed in the year."""
    for start, end, then, _ in world.reference.units[code].versions:
        if end[:4] == str(year) and then != code and start < end:
            return then
    return ""


def _newcomers(world: World) -> list[str]:
    """Units that did not exist at the end of the first year and do at the end of the last."""
    first, last = world.years[0], world.years[-1]
    exists = world.reference.exists
    reporting = [u.code for u in world.reference.units.values() if u.reports]
    return [code for code in reporting if exists(code, last) and not exists(code, first)]
