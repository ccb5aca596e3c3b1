"""The files that the offices send when all goes well, and when each arrives."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from random import Random

from synthetic import asked, filling
from synthetic.cast import CITY, Duty
from synthetic.claims import Claim, Paper, Section, Transfer, with_claims
from synthetic.files import EXTENSIONS
from synthetic.latent import World

CHINA = timezone(timedelta(hours=8))
YEARLY_FORMS = ("literacy", "workstation", "funding")


class Clock:
    """Moments of arrival: no two files share one, so that nothing is decided by an id."""

    def __init__(self) -> None:
        self._taken: set[datetime] = set()

    def between(self, rng: Random, start: datetime, days: int) -> datetime:
        """A free moment in office hours within so many days."""
        moment = start + timedelta(
            days=rng.randrange(days), hours=rng.randrange(9, 17), seconds=rng.randrange(3600)
        )
        return self.take(moment)

    def take(self, moment: datetime) -> datetime:
        """This moment, or the next free second."""
        while moment in self._taken:
            moment += timedelta(seconds=1)
        self._taken.add(moment)
        return moment


def day(year: int, month: int = 1, number: int = 1) -> datetime:
    """Midnight of a day in China."""
    return datetime(year, month, number, tzinfo=CHINA)


def papers(
    world: World, duties: Iterable[Duty], clock: Clock, quarters: Iterable[int]
) -> list[Paper]:
    """All regular files. `quarters`: the years of which quarterly forms are asked for."""
    out: list[Paper] = []
    for duty in duties:
        if duty.silent:
            continue
        years = [y for y in world.years if _files(world, duty, y)]
        if duty.yearly:
            for year in years:
                out += _split(_annual(world, duty, year, clock), world, duty, clock)
        elif years:
            out.append(_all_years(world, duty, years, clock))
        if duty.quarterly:
            for year in quarters:
                if year in years:
                    out += [_quarter(world, duty, year, q, clock) for q in (1, 2, 3, 4)]
    return out


def _files(world: World, duty: Duty, year: int) -> bool:
    """Whether the office exists at the year's end and reports by then."""
    official = world.reference.units[duty.code].reports
    begun = official or world.began.get(duty.code, 9999) <= year
    return begun and world.reference.exists(duty.code, year)


def _annual(world: World, duty: Duty, year: int, clock: Clock) -> Paper:
    rng = world.rng("paper", duty.code, year)
    sections = [
        Section(form, tuple(claims))
        for form in YEARLY_FORMS
        if (claims := filling.annual(world, duty, form, year))
    ]
    if duty.scope == "full":
        sections += _registers(world, duty.code, year)
    return Paper(
        sender=duty.code,
        name=_name(world, duty, f"{year}年报", duty.format),
        format=duty.format,
        period=str(year),
        received_at=clock.between(rng, day(year + 1, 1, 8), 80),
        kind="snapshot" if duty.scope == "full" else "patch",
        style=duty.style,
        sections=sections,
    )


def _all_years(world: World, duty: Duty, years: list[int], clock: Clock) -> Paper:
    """One file for all years: the cover names the last, the rows the others."""
    last = years[-1]
    merged: dict[str, list[Claim]] = {}
    for year in years:
        for form in YEARLY_FORMS:
            claims = filling.annual(world, duty, form, year)
            named = claims if year == last else [replace(c, period=str(year)) for c in claims]
            merged.setdefault(form, []).extend(named)
    return Paper(
        sender=duty.code,
        name=_name(world, duty, f"{years[0]}-{last}年数据", duty.format),
        format=duty.format,
        period=str(last),
        received_at=clock.between(world.rng("paper", duty.code), day(last + 1, 1, 8), 80),
        kind="patch",
        style=duty.style,
        sections=[Section(form, tuple(claims)) for form, claims in merged.items() if claims],
    )


def _quarter(world: World, duty: Duty, year: int, quarter: int, clock: Clock) -> Paper:
    everything = duty.scope == "full" and duty.code != CITY
    sections = []
    for form in asked.QUARTERLY:
        rows = asked.quarterly_rows(world, duty, form, year, everything)
        claims = filling.quarterly(world, duty, rows, year, quarter)
        sections.append(Section(form, tuple(claims)))
    start = day(year + quarter // 4, quarter * 3 % 12 + 1, 5)
    rng = world.rng("paper", duty.code, year, quarter)
    return Paper(
        sender=duty.code,
        name=_name(world, duty, f"{year}年第{quarter}季度", duty.format),
        format=duty.format,
        period=f"{year}-Q{quarter}",
        received_at=clock.between(rng, start, 20),
        kind="snapshot" if everything else "patch",
        style=duty.style,
        sections=sections,
    )


def _name(world: World, duty: Duty, what: str, form: str) -> str:
    return f"合成_{world.reference.units[duty.code].short_name}_{what}.{EXTENSIONS[form]}"


def _split(paper: Paper, world: World, duty: Duty, clock: Clock) -> list[Paper]:
    """Some offices send the rows that nobody requires in a second file."""
    if duty.scope != "full" or world.rng("split", duty.code).random() > 0.3:
        return [paper]
    first, second = [], []
    for section in paper.sections:
        required = world.reference.required(section.form, int(paper.period))
        must = [c for c in section.claims if (c.indicator, c.breakdown) in required]
        rest = [c for c in section.claims if c not in must]
        first.append(with_claims(section, must))
        if rest:
            second.append(with_claims(section, rest))
    stem, _, extension = paper.name.rpartition(".")
    more = replace(
        paper, name=f"{stem}_续表.{extension}", kind="patch", sections=second,
        received_at=clock.take(paper.received_at + timedelta(minutes=17)),
    )  # fmt: skip
    return [replace(paper, sections=first), more]


def _registers(world: World, code: str, year: int) -> list[Section]:
    """The station register of the area and the grants from and to the office."""
    out = []
    end = day(year + 1).date()
    area = world.reference.below(code, year) if code != world.reference.root else []
    lines = [
        s
        if s.exited_on and s.exited_on < end
        else replace(s, exited_on=None, exit_kind="", exit_reason="")
        for unit in area
        for s in world.stations[unit]
        if s.approved_on < end
    ]
    if lines:
        out.append(Section(world.reference.register_form("station"), stations=tuple(lines)))
    grants = [t for t in world.transfers if t.year == year and code in (t.payer, t.payee)]
    if grants:
        said = tuple(_as_seen(world, code, t) for t in grants)
        out.append(Section(world.reference.register_form("transfer"), transfers=said))
    return out


def _as_seen(world: World, code: str, grant: Transfer) -> Transfer:
    """A grant as one of its two sides writes it; the receiver sometimes differs."""
    if code == grant.payer:
        return grant
    differs = world.rng("grant", grant.payer, grant.payee, grant.year).random() < 0.12
    return replace(grant, side="payee", amount=grant.amount * 9 // 10 if differs else grant.amount)
