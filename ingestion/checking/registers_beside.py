"""A register beside the form that counts it, in one file: what it lists, what the form says.

Over all files the marts compare them at night, by the same rules; here the office hears of it while
the file is before it. A register with a fault of its own is compared once that is mended.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from ingestion.checking.figures import Interval, cube_of, interval, named, period_of, shown, told
from ingestion.checking.station_check import COUNTED
from ingestion.model import Filing, Finding, Observation, StationLine
from ingestion.reading.labels import Labels
from ingestion.reference.org_tree import OrgTree
from ingestion.reference.periods import Period

_SIDES = {"subsidy_granted": "payer", "subsidy_received": "payee"}
# a form in 万元 rounds at its second decimal, as the night allows
_ROUNDING = Decimal(100)


def with_findings(filings: Sequence[Filing], labels: Labels, tree: OrgTree) -> list[Filing]:
    """The filings of a file, with what their registers say otherwise."""
    if not any(filing.stations or filing.transfers for filing in filings):
        return list(filings)
    return [
        replace(filing, findings=(*filing.findings, *_findings(filing, filings, labels, tree)))
        for filing in filings
    ]


def _findings(
    filing: Filing, filings: Sequence[Filing], labels: Labels, tree: OrgTree
) -> Iterator[Finding]:
    period = period_of(filing.period)
    if period is None or period.type != "annual":
        return
    beside = [
        other
        for other in filings
        if (other.sender_code, other.period) == (filing.sender_code, filing.period)
        and not any(fault.severity != "提示性" for fault in other.findings)
    ]
    for one in filing.observations:
        if cube_of(one).splits or one.org_code != filing.sender_code:
            continue
        if one.indicator == COUNTED:
            yield from _against_stations(one, beside, period, labels)
        elif one.indicator in _SIDES and one.scope == "own":
            yield from _against_transfers(one, beside, period, labels, tree)


def _against_stations(
    one: Observation, beside: Iterable[Filing], period: Period, labels: Labels
) -> Iterator[Finding]:
    """The stations at the year's end against those that the whole register lists.

    Its own are all that bear its code, and no more than it lists; in the whole area others may
    have listed more.
    """
    registers = [filing for filing in beside if filing.stations and filing.kind == "snapshot"]
    if len(registers) != 1 or one.scope == "unknown":
        return
    whole = labels.catalogue.parts(COUNTED, "kind", period.year)
    lines = [
        line
        for line in registers[0].stations
        if labels.member(COUNTED, "kind", line.type or "") in whole
        and _may_stand(line, period.last_day)
    ]
    is_own = one.scope == "own"
    named_so = [line for line in lines if line.org_code == one.org_code or not is_own]
    sure = {(line.credit_code, line.type) for line in named_so if line.approved_on}
    listed = Interval(Decimal(len(sure)), Decimal(len(lines)) if is_own else None)
    if interval(one).below(listed) or listed.below(interval(one)):
        name, expected = named(one, labels.catalogue), f"登记册年末在册 {len(named_so)} 家"
        yield told("register_differs_from_reported", one, name, expected, shown(one))


def _may_stand(line: StationLine, day: date) -> bool:
    """Whether a station stood at the end of a day, for all that its line says."""
    began = line.approved_on is None or line.approved_on <= day
    return began and (line.exited_on is None or line.exited_on > day)


def _against_transfers(
    one: Observation, beside: Iterable[Filing], period: Period, labels: Labels, tree: OrgTree
) -> Iterator[Finding]:
    """Money from above or for those below against the lines that list it: it may be more, from
    others than the units of the tree, but never less.
    """
    side = _SIDES[one.indicator]
    amounts = [
        line.amount_yuan
        for filing in beside
        for line in filing.transfers
        if line.side == side
        and line.amount_yuan is not None
        and line.period[:4] == str(period.year)
        and line.payer_code in tree.ancestors(line.payee_code or "", period.last_day)
    ]
    listed = Interval(sum(amounts, Decimal(0)), None)
    if amounts and interval(one).below(listed, _ROUNDING):
        name = named(one, labels.catalogue)
        expected = f"不小于拨付明细合计 {listed.lower:f} 元"
        yield told("transfers_exceed_form", one, name, expected, shown(one))
