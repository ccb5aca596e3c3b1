"""What is wrong with the figures of one submission: all faults at once, nothing repaired."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from ingestion.checking import audit
from ingestion.checking.figures import (
    SAYING,
    Place,
    cube_of,
    item_of,
    named,
    period_of,
    place_of,
    shown,
    told,
)
from ingestion.checking.slips import is_slip
from ingestion.model import Filing, Finding, Observation
from ingestion.reading.cells import narrow
from ingestion.reference.catalogue import Catalogue
from ingestion.reference.catalogue_rows import Cell as Cube
from ingestion.reference.org_tree import OrgTree
from ingestion.reference.periods import Period

_WAN = Decimal(10_000)
LastYearFigures = Mapping[tuple[str | None, str, str, str, str, str, str], Decimal]


def findings(filing: Filing, catalogue: Catalogue, tree: OrgTree) -> list[Finding]:
    """Every fault in what the filing asserts, in the order of its cells."""
    out: list[Finding] = []
    asked: dict[tuple, _Asked | None] = {}
    existing: dict[tuple[str | None, str | None], bool] = {}
    for o in filing.observations:
        unit = o.org_code, o.period
        if unit not in existing:
            existing[unit] = _exists(o, tree)
        if not existing[unit]:
            day = Period.parse(o.period or "").last_day
            out.append(told("org_not_existing", o, "", f"{day} 存在的单位", o.org_code or ""))
        row = (*cube_of(o), o.period, o.basis, o.rule_id)
        if row not in asked:
            asked[row] = catalogue.once(("asked", *row), partial(_asked, o, catalogue))
        if rules := asked[row]:
            out.extend(_alone(o, rules))
    out.extend(_conflicts(filing.observations, catalogue))
    out.extend(audit.findings(filing.observations, catalogue, tree))
    return out


def _exists(o: Observation, tree: OrgTree) -> bool:
    """Whether the unit of an assertion existed; one that is none is told by whoever read it."""
    period = period_of(o.period)
    unit = tree.resolve(o.org_code, period.last_day) if period and o.org_code else None
    return period is None or unit is None or tree.exists(unit, period.last_day)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a cell of a form is held to in a period, whoever fills it."""

    name: str
    fault: tuple[str, str] | None  # that of the cell itself: rule and words
    may_be_negative: bool
    is_count: bool
    is_percent: bool
    least: Decimal | None
    most: Decimal | None
    bounds: str


def _asked(o: Observation, catalogue: Catalogue) -> _Asked | None:
    """What the cell of an assertion is held to; None where period or indicator are none."""
    period, indicator = period_of(o.period), catalogue.indicators.get(o.indicator)
    if period is None or indicator is None:
        return None
    fault = catalogue.fault(o, period)
    by_basis = fault and catalogue.cell_fault(o, period.year) is None
    rule = "stock_as_ytd" if by_basis else "catalogue_fault"
    return _Asked(
        named(o, catalogue), (rule, fault) if fault else None,
        indicator.may_be_negative, indicator.value_type == "count", indicator.unit == "%",
        *_range(o, period.year, catalogue),
    )  # fmt: skip


def _range(
    o: Observation, year: int, catalogue: Catalogue
) -> tuple[Decimal | None, Decimal | None, str]:
    """(least, most, both in words) that the row of the form allows, in base units.

    A bound that a relation states is left to it.
    """
    item = item_of(o, catalogue)
    relations = catalogue.relations.of(year).get(o.indicator, ())
    cube = cube_of(o)
    if item is None or any(r.left.meets(cube) and r.bounds for r in relations):
        return None, None, ""
    scale = _WAN if item.unit_printed.startswith("万") else Decimal(1)
    ends = (item.minimum, item.maximum)
    least, most = (None if end is None else end * scale for end in ends)
    words = " 至 ".join("" if end is None else f"{end:f}" for end in ends)
    return least, most, f"{words} {item.unit_printed}"


def _alone(o: Observation, asked: _Asked) -> Iterator[Finding]:
    """Faults that one assertion has by itself; below zero is told apart from out of range."""
    name = asked.name
    if asked.fault:
        rule, words = asked.fault
        yield told(rule, o, words, "指标目录所列", name)
    if o.value is None:
        return
    if o.value < 0 and not asked.may_be_negative:
        yield told("negative", o, name, "不小于 0", shown(o))
    over = asked.most is not None and o.lower is not None and o.lower > asked.most
    under = asked.least is not None and o.upper is not None and 0 <= o.upper < asked.least
    if over or under:
        yield told("out_of_range", o, name, asked.bounds, shown(o))
    if asked.is_count and o.lower == o.upper and o.value % 1:
        yield told("count_fraction", o, name, "整数", shown(o))
    if asked.is_percent and 0 < o.value < 1 and "%" not in narrow(o.quote or ""):
        yield told("percent_small", o, name, "如 83 或 83%", shown(o))


def _conflicts(observations: Iterable[Observation], catalogue: Catalogue) -> Iterator[Finding]:
    """Cells with two different figures: both are silent, so both are told."""
    first: dict[tuple[Place, Cube], Observation] = {}
    again: dict[tuple[Place, Cube], list[Observation]] = {}
    for o in observations:
        if o.state in SAYING:
            cell = place_of(o), cube_of(o)
            before = first.setdefault(cell, o)
            if before is not o:
                again.setdefault(cell, [before]).append(o)
    for cell in filter(again.__contains__, first if again else ()):
        said = again[cell]
        if len({(o.state, o.value, o.lower, o.upper) for o in said}) > 1:
            places = "；".join(f"{o.source_ref} 为 {shown(o)}" for o in said)
            yield told("cell_conflict", said[-1], named(said[-1], catalogue), "同一个数", places)


def slips(filing: Filing, catalogue: Catalogue, last_year: LastYearFigures) -> list[Finding]:
    """Money that is about ten thousand times last year's, or its ten thousandth.

    `last_year` holds the figures of the same period one year before, by unit, cell and scope.
    """
    out = []
    for o in filing.observations:
        cell = (o.org_code, o.indicator, o.audience, o.grade, o.department, o.kind, o.scope)
        before = last_year.get(cell)
        if not before or not o.value or o.status != "actual" or o.basis != "period":
            continue
        if is_slip(o.value, before):
            name = named(o, catalogue)
            out.append(told("unit_slip", o, name, f"上年为 {before:f} 元", f"{o.value:f} 元"))
    return out
