"""The reader takes every file for exactly what the generator says that it asserts."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from ingestion.arrival import sniff
from ingestion.model import Filing, StationLine, TransferLine
from ingestion.reading import read
from ingestion.reading.filings import Reference as IngestionReference
from ingestion.reference.periods import Period
from ingestion.reference.rules import quarantines
from synthetic import assertions
from synthetic.claims import Paper, Station, Transfer
from synthetic.province import Province
from tests.conftest import REFERENCE

FIELDS = (
    "org_code", "indicator", "period", "audience", "grade", "department", "kind", "scope",
    "status", "basis", "state", "value", "lower", "upper",
)  # fmt: skip


@pytest.fixture(scope="module")
def reader() -> IngestionReference:
    return read.load_reference(REFERENCE)


def read_back(paper: Paper, reader: IngestionReference) -> list[Filing]:
    """The filings of a paper that the warehouse would roll up."""
    path = Path(paper.path)
    content = sniff.content(path.name, paper.content)
    parsed = read.read(content, tuple(reversed(path.parts[:-1])), reader)
    return [f for f in parsed.filings if not (f.held or f.unreadable or _faulty(f))]


def _faulty(filing: Filing) -> bool:
    return any(quarantines(fault.rule_id) for fault in filing.findings)


def _identity(reader: IngestionReference, row: dict[str, Any]) -> tuple[Any, ...]:
    """What a row asserts, with the unit's identity for whatever code it was called by."""
    unit = reader.tree.resolve(row["org_code"], Period.parse(row["period"]).last_day)
    return (unit, *(row[name] for name in FIELDS[1:]))


def found(paper: Paper, reader: IngestionReference) -> Counter:
    """Every cell of every filing that counts, with its form and who sent it."""
    return Counter(
        (f.sender_code, f.form, f.period, f.kind, _identity(reader, _as_row(o)))
        for f in read_back(paper, reader)
        for o in f.observations
    )


def _as_row(observation: Any) -> dict[str, Any]:
    return {name: getattr(observation, name) for name in FIELDS}


def expected(paper: Paper, reader: IngestionReference) -> Counter:
    """The same as the generator believes it. A copy asserts what it copies, read by itself."""
    original = paper.copies or paper
    submissions = {row["submission_id"]: row for row in assertions.submissions([original])}
    out: Counter = Counter()
    for row in assertions.observations([original]):
        s = submissions[row["submission_id"]]
        out[s["sender_code"], s["form"], s["period"], s["kind"], _identity(reader, row)] += 1
    return out


def test_every_file_is_read_as_what_it_asserts(
    province: Province, reader: IngestionReference
) -> None:
    """Cell for cell: unit, indicator, breakdown, period, scope, state and interval."""
    wrong = {}
    for paper in province.papers:
        want, have = expected(paper, reader), found(paper, reader)
        if want != have:
            missing, extra = (want - have).elements(), (have - want).elements()
            wrong[paper.path] = (list(missing)[:3], list(extra)[:3])
    assert not wrong


def test_broken_files_assert_nothing(province: Province, reader: IngestionReference) -> None:
    """Each kind of fault keeps the whole file out."""
    broken = [paper for paper in province.papers if paper.fault]
    assert broken
    assert not [paper.path for paper in broken if read_back(paper, reader)]


def test_registers_and_transfer_sheets_are_read_line_by_line(
    province: Province, reader: IngestionReference
) -> None:
    """Stations and grants, with dates, codes, amounts and sides."""
    lines = 0
    for paper in province.papers:
        if paper.fault:
            continue
        filings = read_back(paper, reader)
        stations = [_station(line) for filing in filings for line in filing.stations]
        transfers = [_transfer(line) for filing in filings for line in filing.transfers]
        assert stations == [_said_station(s) for part in paper.sections for s in part.stations]
        assert transfers == [_said_transfer(t) for part in paper.sections for t in part.transfers]
        lines += len(stations) + len(transfers)
    assert lines > 100


def _station(line: StationLine) -> tuple[Any, ...]:
    names = ("org_code", "station_name", "host_name", "credit_code", "type", "grade",
             "approved_on", "term_end", "exited_on", "exit_kind", "exit_reason")  # fmt: skip
    return tuple(getattr(line, name) for name in names)


def _said_station(s: Station) -> tuple[Any, ...]:
    return (s.org, s.name, s.host, s.credit_code, s.type, s.grade, s.approved_on, s.term_end,
            s.exited_on, s.exit_kind or None, s.exit_reason or None)  # fmt: skip


def _transfer(t: TransferLine) -> tuple[Any, ...]:
    return t.payer_code, t.payee_code, t.purpose, t.period, t.amount_yuan, t.side


def _said_transfer(t: Transfer) -> tuple[Any, ...]:
    return t.payer, t.payee, t.purpose, str(t.year), t.amount, t.side
