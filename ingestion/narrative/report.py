"""From a text to what it asserts: reports with their facts, and the filings made of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from ingestion.model import TOTAL, Filing, Observation, Scope, Status
from ingestion.narrative.confidence import settle
from ingestion.narrative.fact import Fact
from ingestion.narrative.facts import read_facts
from ingestion.narrative.findings import Ref, findings, is_too_large
from ingestion.narrative.homes import OTHER, compiled
from ingestion.narrative.kinds import find_kind
from ingestion.narrative.measures import is_also_counted_in
from ingestion.narrative.moments import filed_period
from ingestion.narrative.names import names_of
from ingestion.narrative.scope import PUBLIC
from ingestion.narrative.segments import Segment, read_segments
from ingestion.narrative.units import alike
from ingestion.reference.catalogue import Catalogue
from ingestion.reference.catalogue_rows import Cell
from ingestion.reference.org_tree import OrgTree

_SCOPES: dict[str, Scope] = {"own": "own", "inclusive": "inclusive"}


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a report comes from: the name of its file, its text, how a stretch of it is named."""

    doc: str
    text: str
    ref: Ref


@dataclass(frozen=True, slots=True)
class Report:
    """One segment of a file with its facts and, beside each, the cell it speaks about."""

    segment: Segment
    facts: tuple[Fact, ...]
    cells: tuple[Cell | None, ...]


def read_reports(
    text: str,
    tree: OrgTree,
    catalogue: Catalogue,
    sender: str | None = None,
    period: str | None = None,
) -> list[Report]:
    """All reports in a text, with settled confidence."""
    reports, names = [], catalogue.once("names in reports", lambda: names_of(catalogue))
    for segment in read_segments(text, tree, sender, period):
        facts, cells = [], []
        for fact in read_facts(segment, names):
            housed, cell = _housed(fact, catalogue)
            facts.append(housed)
            cells.append(cell)
        settled = settle(facts, [_key(cell) for cell in cells])
        reports.append(Report(segment, tuple(settled), tuple(cells)))
    return reports


def _key(cell: Cell | None) -> tuple[str, ...]:
    if cell is None:
        return ()
    return (cell.indicator, cell.audience, cell.grade, cell.department, cell.kind)


def _housed(fact: Fact, catalogue: Catalogue) -> tuple[Fact, Cell | None]:
    """The fact with the doubts that the catalogue adds, and its cell (None for `other`)."""
    base = catalogue.codes.get(fact.measure)
    if base is None:
        return fact, None
    indicator = catalogue.indicators[base.indicator]
    unit = indicator.unit
    doubts = list(fact.doubts)
    same = alike(fact.unit, unit) or is_also_counted_in(fact.measure, fact.unit)
    if unit == "人" and fact.unit == "人次" and indicator.behaviour != "flow":
        same = False  # visits of 进站院士35人次 are no persons
    if not same and fact.unit:
        doubts.append(f"计量单位“{fact.unit_printed}”与目录的“{unit}”不同")
    if indicator.behaviour == "stock" and _is_increment(fact.clause):
        doubts.append("所述是新增数，目录要的是期末数")
    said: dict[str, str] = {}
    for dimension in ("audience", "grade"):
        # A breakdown that the catalogue does not have for the indicator is no breakdown of it.
        known = (base.indicator, dimension) in catalogue.members
        said[dimension] = getattr(fact, dimension) if known else ""
    said["kind"] = find_kind(fact, base, catalogue)
    cell = _broken_down(base, said, int(fact.period[:4] or 0), catalogue)
    if cell is None:
        doubts.append("该分组在目录中不允许")
    housed = fact._replace(audience=said["audience"], grade=said["grade"], doubts=tuple(doubts))
    return housed, cell or base


def _is_increment(clause: str) -> bool:
    return bool(compiled("{increment}").search(clause)) and not compiled("{stock}").search(clause)


def _broken_down(base: Cell, said: dict[str, str], year: int, catalogue: Catalogue) -> Cell | None:
    """The cell of `base` in the groups said, or None where the catalogue does not permit it."""
    cell = base
    for dimension, member in said.items():
        # 公众 names no group: what is for the public is the total.
        if member and member != PUBLIC and getattr(base, dimension) == TOTAL:
            cell = cell._replace(**{dimension: member})
    permitted = cell == base or not year or catalogue.cell_fault(cell, year) is None
    return cell if permitted else None


def read_report(
    text: str,
    *,
    doc: str,
    sender: str | None = None,
    period: str | None = None,
    catalogue: Catalogue,
    tree: OrgTree,
    ref: Ref = lambda start, end: f"chars {start}-{end}",
) -> list[Filing]:
    """The filings of a written report: per segment one `report` with what is sure and its
    findings, and, where anything waits for a person, a held `report_review`.

    `doc` names the file in findings; `sender` and `period` are what the landing knows; `ref` names
    a stretch of the text.
    """
    filings: list[Filing] = []
    source = _Source(doc, text, ref)
    for report in read_reports(text, tree, catalogue, sender, period):
        filings.extend(_filings(report, source, sender, catalogue))
    return filings


def _filings(
    report: Report, source: _Source, sender: str | None, catalogue: Catalogue
) -> Iterator[Filing]:
    office = report.segment.office
    year, _ = filed_period(report.segment.timeline.period)
    sure: list[Observation] = []
    review: list[Observation] = []
    for i, fact in enumerate(report.facts):
        cell = report.cells[i]
        if cell is None or fact.measure == OTHER or fact.repeats is not None:
            continue
        if is_too_large(fact):
            continue
        observation = _observation(report, i, cell, source)
        # What a town without a code says is read, and waits for one.
        loaded = fact.confidence == "sure" and not office.borrowed
        (sure if loaded else review).append(observation)
    code = office.own_code or (sender if not office.outside else None)
    told = tuple(findings(report, source.ref, sender, catalogue))
    yield Filing(code, "report", year, observations=tuple(sure), findings=told)
    if review:
        yield Filing(code, "report_review", year, observations=tuple(review), held=True)


def _observation(report: Report, index: int, cell: Cell, source: _Source) -> Observation:
    fact = report.facts[index]
    places = [fact, *(f for f in report.facts if f.repeats == index)]
    status: Status = "plan" if fact.status == "plan" else "actual"
    state = "masked" if fact.masked else "zero" if fact.value == 0 else "value"
    period, basis = filed_period(fact.period)
    return Observation(
        org_code=report.segment.office.own_code,
        indicator=cell.indicator, period=period, basis=basis,
        state=state, value=fact.value, lower=fact.lower, upper=fact.upper,  # type: ignore[arg-type]
        audience=cell.audience, grade=cell.grade, department=cell.department, kind=cell.kind,
        scope=_SCOPES.get(fact.scope, "unknown"), status=status,
        source_ref="; ".join(source.ref(f.start, f.end) for f in places),
        quote=source.text[fact.quote[0] : fact.quote[1]].strip(),
        unit_printed=fact.unit_printed or None, rule_id=fact.rule,
    )  # fmt: skip
