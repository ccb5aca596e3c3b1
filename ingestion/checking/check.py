"""What is wrong with the figures of one submission: all faults at once, nothing repaired."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from ingestion.checking import audit
from ingestion.checking.figures import (
    SAYING,
    Place,
    cube_of,
    item_of,
    label,
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

_WAN = Decimal(10_000)
LastYearFigures = Mapping[tuple[str | None, str, str, str, str, str, str], Decimal]


def findings(filing: Filing, catalogue: Catalogue, tree: OrgTree) -> list[Finding]:
    """Every fault in what the filing asserts, in the order of its cells."""
    out: list[Finding] = []
    for observation in filing.observations:
        out.extend(_alone(observation, catalogue, tree))
    out.extend(_conflicts(filing.observations, catalogue))
    out.extend(audit.findings(filing.observations, catalogue, tree))
    return out


def _alone(o: Observation, catalogue: Catalogue, tree: OrgTree) -> Iterator[Finding]:
    """Faults that one assertion has by itself."""
    period, indicator = period_of(o.period), catalogue.indicators.get(o.indicator)
    if period and o.org_code:
        unit = tree.resolve(o.org_code, period.last_day)
        if unit and not tree.exists(unit, period.last_day):
            expected = f"{period.last_day} 存在的单位"
            yield told("org_not_existing", o, "", expected, o.org_code)
    if period is None or indicator is None:
        return
    fault = catalogue.fault(o, period)
    if fault:
        by_basis = catalogue.cell_fault(o, period.year) is None
        rule = "stock_as_ytd" if by_basis else "catalogue_fault"
        yield told(rule, o, fault, "指标目录所列", label(cube_of(o), catalogue))
    if o.value is None:
        return
    name = named(o, catalogue)
    if o.value < 0 and not indicator.may_be_negative:
        yield told("negative", o, name, "不小于 0", shown(o))
    yield from _range(o, period.year, catalogue)
    if indicator.value_type == "count" and o.lower == o.upper and o.value % 1:
        yield told("count_fraction", o, name, "整数", shown(o))
    if indicator.unit == "%" and 0 < o.value < 1 and "%" not in narrow(o.quote or ""):
        yield told("percent_small", o, name, "如 83 或 83%", shown(o))


def _range(o: Observation, year: int, catalogue: Catalogue) -> Iterator[Finding]:
    """A figure that lies wholly outside what its row of the form allows; below zero is told apart.

    A bound that a relation states is left to it.
    """
    item = item_of(o, catalogue)
    relations = catalogue.relations.of(year).get(o.indicator, ())
    cube = cube_of(o)
    if item is None or any(r.left.meets(cube) and r.bounds for r in relations):
        return
    scale = _WAN if item.unit_printed.startswith("万") else Decimal(1)
    over = item.maximum is not None and o.lower is not None and o.lower > item.maximum * scale
    least = item.minimum
    under = least is not None and o.upper is not None and 0 <= o.upper < least * scale
    if over or under:
        bounds = ("" if end is None else f"{end:f}" for end in (item.minimum, item.maximum))
        expected = f"{' 至 '.join(bounds)} {item.unit_printed}"
        yield told("out_of_range", o, named(o, catalogue), expected, shown(o))


def _conflicts(observations: Iterable[Observation], catalogue: Catalogue) -> Iterator[Finding]:
    """Cells with two different figures: both are silent, so both are told."""
    cells: dict[tuple[Place, Cube], list[Observation]] = defaultdict(list)
    for o in observations:
        if o.state in SAYING:
            cells[place_of(o), cube_of(o)].append(o)
    for said in cells.values():
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
