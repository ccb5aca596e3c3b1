"""Rows out of the common in sound files: plans, finer breakdowns, contradictions, bad cells."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from synthetic import wording
from synthetic.claims import Claim, Paper, with_claims
from synthetic.desk import Desk
from synthetic.latent import World
from synthetic.reference import Breakdown


def odd_rows(world: World, papers: Iterable[Paper]) -> None:
    """Add to the complete literacy forms what sound offices also write."""
    full = [p for p in papers if p.kind == "snapshot" and p.sections[0].form == "literacy"]
    both = Breakdown(audience="teenagers", department="education")
    for number, paper in enumerate(full):
        rng = world.rng("odd", paper.path)
        whole = Decimal(rng.randint(40, 90))
        more = [Claim("act_total", wording.exact(rng.randint(3, 9)), both)]
        if number % 3 == 0:
            more.append(Claim("act_total", wording.exact(whole), status="plan"))
            more.append(Claim("act_participants", wording.exact(whole * 100), status="estimate"))
        if number % 4 == 1:
            more += _unreadable(paper)
        if number % 5 == 2:
            more += _contradiction(whole)
        paper.sections[0] = with_claims(paper.sections[0], [*paper.sections[0].claims, *more])


def _unreadable(paper: Paper) -> list[Claim]:
    """Cells that are set aside: no number, another unit, a spreadsheet's error."""
    words = wording.exact(0)._replace(printed="若干场")
    out = [
        Claim("academician_campus_lectures", words, counts=False),
        Claim("museum_visitors", wording.exact(120), unit="公斤", counts=False),
    ]
    if paper.format == "xlsx":
        error = words._replace(printed="#DIV/0!")
        out.append(Claim("science_caravan_tours", error, counts=False))
    return out


def _contradiction(number: Decimal) -> list[Claim]:
    """One cell with two figures: they silence each other."""
    other = Breakdown(audience="farmers", department="agriculture")
    first = Claim("act_total", wording.exact(number), other)
    # a unit of its own makes it a second row
    return [first, replace(first, said=wording.exact(number + 7), unit="场次")]


def slips_upward(desk: Desk) -> None:
    """Small gifts in 元 under the heading 万元: ten thousand times too large, and it stands so."""
    units = desk.world.reference.units

    def fits(paper: Paper) -> bool:
        small = units[paper.sender].level == "subdistrict" and paper.kind == "patch"
        return small and paper.sections[-1].form == "funding"

    for paper in desk.some("slips", 0.008, fits):
        gift = desk.world.rng("gift", paper.path).randint(5, 25) * 100
        claim = Claim("facility_donated_value", wording.slipped(gift, up=True))
        last = paper.sections[-1]
        paper.sections[-1] = with_claims(last, [*last.claims, claim])


def falling(desk: Desk) -> None:
    """A cumulative figure that is lower than the quarter before."""
    for paper in desk.some("falling", 0.0, _cumulative):
        claims = [_lower(claim) for claim in paper.sections[0].claims]
        paper.sections[0] = with_claims(paper.sections[0], claims)


def _lower(claim: Claim) -> Claim:
    value = claim.said.value
    if claim.indicator != "act_participants" or not value:
        return claim
    return replace(claim, said=wording.exact(max(int(value) // 10, 1)))


def _cumulative(paper: Paper) -> bool:
    return paper.period.endswith("-Q3") and any(c.basis == "ytd" for c in paper.claims())
