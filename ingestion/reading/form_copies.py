"""Two sheets of one form in one file: where they contradict each other, neither can count.

A copied sheet (报表名称 (2)) bears the title of the form as well; which of the two is meant, only
the office knows.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from ingestion.checking.figures import SAYING, cube_of, place_of, shown
from ingestion.model import Filing, Finding, Observation
from ingestion.reference.rules import finding


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
    return [
        replace(filing, findings=(*filing.findings, *faults[number]))
        for number, filing in enumerate(filings)
    ]


def _figure(one: Observation) -> tuple:
    return one.state, one.value, one.lower, one.upper


def _fault(one: Observation, other: Observation) -> Finding:
    found = f"{shown(one)}；{other.source_ref} 为 {shown(other)}"
    return finding("form_copies", one.source_ref, expected="一份文件中每张报表一份", found=found)
