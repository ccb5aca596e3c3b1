"""Decisions of reviewers on their way into raw: submissions in their names beside the held ones."""

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import psycopg

from ingestion import settings
from ingestion.arrival.archive import Archive
from ingestion.arrival.receive import now
from ingestion.arrival.sniff import MAX_BYTES
from ingestion.arrival.sniff import TEXT as PLAIN
from ingestion.checking import check
from ingestion.loading import load
from ingestion.loading.load import Decided, identifier
from ingestion.model import Delivery, Filing, Finding
from ingestion.reading import read
from ingestion.reading.filings import Reference
from ingestion.reference.catalogue import Catalogue
from ingestion.reference.rules import finding
from ingestion.review import decisions, waiting
from ingestion.review.decisions import Decision, Reviewed
from ingestion.review.sheet import workbook

LANDING = "review"  # what raw.deliveries calls the way of a decision
CASES = ("sentence", "quantity", "measure", "scope", "value", "lower", "upper", "period")


@dataclass(frozen=True, slots=True)
class Read:
    """What became of a workbook: how many figures by decision, or the faults that stopped it."""

    counts: dict[str, int]
    faults: tuple[Finding, ...]
    known: int


def write(path: Path) -> int:
    """Write all waiting figures into a workbook; how many there are."""
    configured = settings.load()
    reference = read.load_reference(configured.reference)
    with psycopg.connect(configured.dsn("transformer")) as known:
        found = waiting.facts(known, Archive(configured.archive))
    open_facts = [fact for fact in found.values() if not fact.is_decided]
    path.write_bytes(workbook(open_facts, reference))
    return len(open_facts)


def take(path: Path) -> Read:
    """Take the decisions of a workbook in, all or none of them."""
    configured = settings.load()
    reference = read.load_reference(configured.reference)
    data = path.read_bytes()[: MAX_BYTES + 1]
    archive = Archive(configured.archive)
    with (
        psycopg.connect(configured.dsn("transformer"), autocommit=True) as known,
        psycopg.connect(configured.dsn("loader"), autocommit=True) as loader,
    ):
        reviewed = decisions.read(path.name, data, waiting.facts(known, archive), reference)
        groups = _grouped(reviewed.decisions)
        faults = [*reviewed.faults, *_faults(groups, reference)]
        if faults:
            return Read({}, tuple(faults), reviewed.known)
        sheet, _ = archive.keep(BytesIO(data))
        with loader.transaction():
            for number, group in enumerate(groups):
                _load(loader, group, f"{sheet}#{number}", known)
    keep_cases(configured.state / "review" / "cases.csv", reviewed.decisions, reference.catalogue)
    return Read(_counts(reviewed), (), reviewed.known)


def _counts(reviewed: Reviewed) -> dict[str, int]:
    words = [one.decision for one in reviewed.decisions]
    return {word: words.count(word) for word in decisions.DECISIONS if word in words}


def _grouped(decided: Iterable[Decision]) -> list[list[Decision]]:
    """Decisions of one person about one held submission."""
    groups: dict[tuple[str, str], list[Decision]] = defaultdict(list)
    for one in decided:
        groups[one.fact.submission_id, one.person].append(one)
    return list(groups.values())


def _filing(group: list[Decision]) -> Filing:
    """The submission of one person: what is asserted now, and what was not adopted and why."""
    first = group[0].fact
    reasons = dict.fromkeys(one.reason for one in group if one.reason)
    rejected = [
        finding(
            waiting.REJECTED, one.fact.observation.source_ref, f"{one.person}：{one.reason}",
            found=one.fact.printed, org_code=one.fact.observation.org_code,
        )
        for one in group
        if one.observation is None
    ]  # fmt: skip
    return Filing(
        first.sender_code, waiting.FORM, first.filed_period, "patch",
        supersedes_id=first.submission_id,
        observations=tuple(one.observation for one in group if one.observation),
        findings=tuple(rejected), actor=group[0].person, reason="；".join(reasons) or None,
    )  # fmt: skip


def _faults(groups: list[list[Decision]], reference: Reference) -> list[Finding]:
    """What the catalogue has against the figures as they stand now."""
    told = []
    for group in groups:
        found = check.findings(_filing(group), reference.catalogue, reference.tree)
        told += [f for f in found if f.severity == "强制性" or f.rule_id == "cell_conflict"]
    return told


def _load(
    loader: psycopg.Connection, group: list[Decision], sheet: str, known: psycopg.Connection
) -> None:
    """One delivery of the report itself, so that every reference leads into it, not into the
    workbook; the event names the workbook."""
    fact, filing = group[0].fact, _filing(group)
    delivery_id = identifier(fact.source_uri, fact.content_sha256, sheet, LANDING)
    state = "accepted_with_findings" if filing.findings else "accepted"
    delivery = Delivery(
        fact.source_uri, fact.content_sha256, 0, PLAIN, now(known), is_synthetic=fact.is_synthetic
    )
    name = load.submission_id(delivery_id, filing, 0)
    reason = f"人工核对，核对表 SHA-256 {sheet[:64]}"
    load.load(loader, delivery_id, delivery, LANDING, [Decided(name, filing, state, reason)])


def keep_cases(path: Path, decided: Iterable[Decision], catalogue: Catalogue) -> None:
    """Append corrections as cases for the tests of reading: a sentence, and what it says."""
    rows = [_case(one, catalogue) for one in decided if one.decision == decisions.CORRECTED]
    if not rows:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerows([CASES, *rows] if fresh else rows)


def _case(one: Decision, catalogue: Catalogue) -> tuple[str, ...]:
    o = one.observation
    assert o is not None  # noqa: S101  a correction asserts something
    codes = (
        code
        for code, cell in catalogue.codes.items()
        if (cell.indicator, cell.grade, cell.kind) == (o.indicator, o.grade, o.kind)
    )
    measure = one.measure or next(codes, o.indicator)
    numbers = ("" if n is None else f"{n:f}" for n in (o.value, o.lower, o.upper))
    sentence = " ".join((o.quote or "").split())
    return (sentence, one.fact.printed, measure, o.scope, *numbers, o.period or "")
