"""`read-report FILE...`: the facts of written reports as CSV on standard output."""

import argparse
import csv
import sys
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from ingestion import prose, settings
from ingestion.narrative.fact import Fact
from ingestion.narrative.homes import OTHER
from ingestion.narrative.report import Report, read_reports
from ingestion.prose import Prose
from ingestion.receipt.outgoing import inert
from ingestion.reference.catalogue import Catalogue
from ingestion.reference.org_tree import OrgTree

COLUMNS = (
    "id", "doc", "start", "end", "text", "value", "unit", "qualifier", "lower", "upper", "measure",
    "subject", "org_name", "org_level", "org_code", "period", "status", "scope", "audience",
    "grade", "part_of", "note", "confidence", "doubt", "rule", "place",
)  # fmt: skip


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"


def _rows(
    doc: str, text: Prose, reports: Sequence[Report], catalogue: Catalogue
) -> Iterator[dict[str, object]]:
    number = 0
    for report in reports:
        ids: dict[int, str] = {}
        for index, fact in enumerate(report.facts):
            if fact.masked:
                continue
            number += 1
            ids[index] = f"{doc}#{number}"
            row = _row(ids, fact, report, catalogue)
            yield {"id": ids[index], "doc": doc, **row, "place": text.place(fact.start)}


def _row(
    ids: dict[int, str], fact: Fact, report: Report, catalogue: Catalogue
) -> dict[str, object]:
    cell = catalogue.codes.get(fact.measure)
    subject = catalogue.indicators[cell.indicator].subject if cell else OTHER
    repeats = "" if fact.repeats is None else f"与{ids.get(fact.repeats, '前文')}为同一数字"
    return {
        "start": fact.start, "end": fact.end, "text": fact.text,
        "value": _number(fact.value), "unit": fact.unit, "qualifier": fact.qualifier,
        "lower": _number(fact.lower), "upper": _number(fact.upper), "measure": fact.measure,
        "subject": subject, "org_name": report.segment.office.name,
        "org_level": report.segment.office.level, "org_code": report.segment.office.code or "",
        "period": fact.period, "status": fact.status, "scope": fact.scope,
        "audience": fact.audience, "grade": fact.grade,
        "part_of": ids.get(fact.part_of, "") if fact.part_of is not None else "",
        "note": repeats, "confidence": fact.confidence, "doubt": "；".join(fact.doubts),
        "rule": fact.rule,
    }  # fmt: skip


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="read-report", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--sender", help="code of the office, where the landing knows it")
    parser.add_argument("--period", help="reporting year, where the landing knows it")
    return parser.parse_args(argv)


def _text(path: Path) -> tuple[Prose, str]:
    """The text of a file, or none and what to tell of it: why, and what to send instead."""
    try:
        return prose.open_text(path), ""
    except prose.Unreadable as error:
        told = error.finding
        return Prose(
            ""
        ), f"{path.name}：{told.message_zh}（应为：{told.expected}；实为：{told.found}）"
    except OSError as error:
        return Prose(""), f"{path.name} cannot be read: {error.strerror}."


def main(argv: Sequence[str] | None = None) -> int:
    """Print the facts of every file; one that cannot be read is named, and the end is 2."""
    args = _arguments(argv)
    reference = settings.load().reference
    catalogue, tree = Catalogue.load(reference), OrgTree.load(reference)
    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    writer.writeheader()
    failed = 0
    for path in args.files:
        text, fault = _text(path)
        if fault:
            print(fault, file=sys.stderr)
            failed = 2
        reports = read_reports(text.text, tree, catalogue, args.sender, args.period)
        rows = _rows(path.name, text, reports, catalogue)
        writer.writerows({name: inert(str(value)) for name, value in row.items()} for row in rows)
    return failed
