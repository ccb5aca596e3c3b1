"""Two sheets of one form in one file: where they contradict each other, neither can count.

A copied sheet (报表名称 (2)) bears the title of the form as well; which of the two is meant, only
the office knows.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from ingestion.checking.figures import SAYING, cube_of, place_of, shown
from ingestion.model import Filing, Finding, Observation, TransferLine
from ingestion.reference.rules import finding

_TRANSFER = ("payer_code", "payee_code", "purpose", "period", "side")


def told(filings: Sequence[Filing]) -> list[Filing]:
    """The filings, with a finding at every cell of which another of the same sender, form and
    period says another figure.
    """
    if len(filings) < 2:
        return list(filings)
    first: dict[tuple, tuple[int, Observation]] = {}
    faults: dict[int, list[Finding]] = defaultdict(list)
    for number, filing in enumerate(filings):
        of = filing.sender_code, filing.form, filing.period
        for one in filing.observations:
            if one.state not in SAYING:
                continue
            before, other = first.setdefault((of, place_of(one), cube_of(one)), (number, one))
            if before != number and _figure(one) != _figure(other):
                faults[number].append(_fault(one, other))
                faults[before].append(_fault(other, one))
    _transfers(filings, faults)
    return [
        replace(filing, findings=(*filing.findings, *faults[number]))
        for number, filing in enumerate(filings)
    ]


def _transfers(filings: Sequence[Filing], faults: dict[int, list[Finding]]) -> None:
    """Tell of every transfer that stands on two sheets: instalments of one sheet are added up, of
    two sheets nobody knows whether the second adds to the first or repeats it.
    """
    first: dict[tuple, tuple[int, TransferLine]] = {}
    for number, filing in enumerate(filings):
        for line in filing.transfers:
            key = filing.sender_code, *(getattr(line, part) for part in _TRANSFER)
            before, other = first.setdefault(key, (number, line))
            if before != number:
                faults[number].append(_twice(line, other))
                faults[before].append(_twice(other, line))


def _twice(line: TransferLine, other: TransferLine) -> Finding:
    found = f"{_amount(line)}；{other.source_ref} 为 {_amount(other)}"
    expected = "同一笔拨付写在一张表上，分几次拨付的写几行"
    return finding("transfer_copies", line.source_ref, expected=expected, found=found)


def _amount(line: TransferLine) -> str:
    return "没有金额" if line.amount_yuan is None else f"{line.amount_yuan:f} 元"


def _figure(one: Observation) -> tuple:
    return one.state, one.value, one.lower, one.upper


def _fault(one: Observation, other: Observation) -> Finding:
    found = f"{shown(one)}；{other.source_ref} 为 {shown(other)}"
    return finding("form_copies", one.source_ref, expected="一份文件中每张报表一份", found=found)
