"""What does not go by the book: late files, resubmissions, corrections, copies, proxies."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random

from synthetic import wording
from synthetic.cast import Duty
from synthetic.claims import Claim, Paper, Section, with_claims
from synthetic.desk import Desk, forms_paper
from synthetic.latent import World
from synthetic.odd_rows import falling, odd_rows, slips_upward
from synthetic.papers import Clock, day
from synthetic.reference import WHOLE


def happen(world: World, papers: list[Paper], clock: Clock, duties: Iterable[Duty]) -> Desk:
    """All incidents of a run but the broken files."""
    desk = Desk(world, papers, clock)
    odd_rows(world, papers)
    _proxies(desk, duties)
    _resubmissions(desk)
    _corrections(desk)
    _late(desk)
    _copies(desk)
    falling(desk)
    slips_upward(desk)
    return desk


def _named(paper: Paper, what: str) -> str:
    stem, _, extension = paper.name.rpartition(".")
    return f"{stem}_{what}.{extension}"


def _late(desk: Desk) -> None:
    """Files that come months after all others."""
    for paper in desk.some("late", 0.02, lambda p: p.period.isdigit()):
        rng = desk.world.rng("late", paper.path)
        paper.received_at = desk.clock.between(rng, day(int(paper.period) + 1, 8), 90)


def _copies(desk: Desk) -> None:
    """The same file once more, under another name."""
    annual = Counter(p.sender for p in desk.papers if p.period.isdigit() and p.format != "txt")
    lonely = {sender for sender, count in annual.items() if count == 1}
    for paper in desk.some("copies", 0.012, lambda p: p.sender in lonely and forms_paper(p)
                           and p.period.isdigit()):  # fmt: skip
        moment = desk.clock.take(paper.received_at + timedelta(days=3))
        copy = replace(paper, name=_named(paper, "副本"), received_at=moment, copies=paper)
        desk.add(copy)


def _resubmissions(desk: Desk) -> None:
    """A whole form again, with some figures mended and some rows left out."""
    for paper in desk.some("again", 0.015, lambda p: p.kind == "snapshot" and forms_paper(p)):
        rng = desk.world.rng("again", paper.path)
        moment = desk.clock.between(rng, paper.received_at.replace(hour=0), 60)
        if moment < paper.received_at:
            moment = desk.clock.take(paper.received_at + timedelta(days=9))
        sections = [_mended(desk.world, paper, section, rng) for section in paper.sections]
        desk.add(replace(paper, name=_named(paper, "重报"), received_at=moment, sections=sections))


def _mended(world: World, paper: Paper, section: Section, rng: Random) -> Section:
    required = world.reference.required(section.form, int(paper.period[:4]))
    claims = []
    for claim in section.claims:
        must = (claim.indicator, claim.breakdown) in required
        if not must and rng.random() < 0.2:
            continue  # a blank in a resubmission erases nothing
        revise = _may_be_corrected(world, claim) and rng.random() < 0.15
        claims.append(_revised(claim, rng) if revise else claim)
    return with_claims(section, claims)


def _revised(claim: Claim, rng: Random) -> Claim:
    """The claim with a somewhat other figure, exact."""
    value = claim.said.value
    if claim.said.state != "value" or value is None or value < 5:
        return replace(claim, said=wording.exact(rng.randint(3, 40)), unit="")
    percent = rng.choice((93, 96, 98, 102, 104, 107))
    # 元 by hundreds stay exact in 万元, the rest are whole
    step = 100 if value >= 10000 else 1
    new = Decimal(int(value) * percent // 100 // step * step)
    scale = wording.TEN_THOUSAND if claim.unit == "万元" else Decimal(1)
    return replace(claim, said=wording.exact(new, scale))


def _corrections(desk: Desk) -> None:
    """Single cells mended, with a link to the file; one erases a cell, one comes too early."""
    chosen = desk.some("correct", 0.018, lambda p: forms_paper(p) and len(p.claims()) > 4)
    for number, paper in enumerate(chosen):
        rng = desk.world.rng("correct", paper.path)
        sections = []
        for section in paper.sections[:1]:
            # the link of a correction is the cover's, so are its rows
            some = [c for c in section.claims if not c.period]
            some = [c for c in some if _may_be_corrected(desk.world, c)]
            claims = [_revised(c, rng) for c in rng.sample(some, min(len(some), 2))]
            if number % 2 and len(claims) > 1:
                claims[-1] = replace(claims[-1], said=wording.erased(), unit="")
            sections.append(with_claims(section, claims))
        early = number == 0
        moment = desk.clock.take(paper.received_at + timedelta(days=-2 if early else 12))
        desk.add(replace(
            paper, name=_named(paper, "更正"), kind="patch", corrects=paper, received_at=moment,
            sections=sections,
        ))  # fmt: skip


def _may_be_corrected(world: World, claim: Claim) -> bool:
    counted = world.reference.indicators[claim.indicator].value_type in ("count", "money")
    return claim.said.state == "value" and claim.status == "actual" and counted and claim.counts


def _proxies(desk: Desk, duties: Iterable[Duty]) -> None:
    """A city that files for its silent districts, and once for one that also files itself."""
    world, known = desk.world, {duty.code: duty for duty in duties}
    year = world.years[-1]
    cities = [c for c in known if world.reference.units[c].level == "city"]
    for number, city in enumerate(cities):
        children = [c for c in world.reference.children(year).get(city, ()) if c in known]
        absent = [c for c in children if known[c].silent]
        wanted = absent or (children[:1] if number % 6 == 1 else [])
        if not wanted:
            continue
        claims = [claim for child in wanted for claim in _for_another(world, child, year)]
        rng = world.rng("proxy", city)
        desk.add(Paper(
            sender=city, name=f"合成_{world.reference.units[city].short_name}_{year}年代报.csv",
            format=rng.choice(("csv-bom", "csv-gb18030")), period=str(year), kind="patch",
            received_at=desk.clock.between(rng, day(year + 1, 2), 40), style=known[city].style,
            sections=[Section("literacy", tuple(claims))],
        ))  # fmt: skip


def _for_another(world: World, child: str, year: int) -> list[Claim]:
    out = []
    for indicator in ("act_total", "act_participants"):
        own = world.own(child, indicator, WHOLE, year) or 0
        out.append(Claim(indicator, wording.exact(own), org=child))
        if world.reference.children(year).get(child):
            number = world.inclusive(child, indicator, WHOLE, year)
            out.append(Claim(indicator, wording.exact(number), scope="inclusive", org=child))
    return out
