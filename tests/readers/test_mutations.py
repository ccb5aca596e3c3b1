"""Finished workbooks whose looks were changed: the same values, or told; never another value."""

from random import Random

import pytest

from ingestion.arrival import sniff
from ingestion.model import Finding
from ingestion.reading import read
from ingestion.reading.filings import Reference
from ingestion.reference.rules import RULES, quarantines
from tests.ingestion.conftest import reference  # noqa: F401  a fixture
from tests.readers.drafts import Draft, draft
from tests.readers.mutations import KINDS

FEW, FULL = 3, 50


def said(made: Draft, reference: Reference) -> tuple[list[tuple], list[Finding]]:  # noqa: F811
    """(values that were read, findings)."""
    parsed = read.read(sniff.content(made.file, made.data), (made.office,), reference)
    values = [
        (o.org_code, o.indicator, o.audience, o.grade, o.department, o.kind, o.scope, o.value)
        for filing in parsed.filings
        if not any(quarantines(f.rule_id) for f in filing.findings)
        for o in filing.observations
    ]
    return values, [f for filing in parsed.filings for f in filing.findings]


def stops(finding: Finding) -> bool:
    """Whether a finding keeps anything from being read."""
    rule = RULES.get(finding.rule_id)  # relations between figures are data, and stop none
    return rule is not None and rule.effect != "none"


def holds(kind: str, seed: int, reference: Reference) -> None:  # noqa: F811
    """Raises AssertionError where a mutation of this kind and seed is read wrongly."""
    mutation, random = KINDS[kind], Random(f"{kind} {seed}")
    made = draft(random, reference, mutation.form)
    mutation.change(made, random)
    values, findings = said(made, reference)
    rules = {finding.rule_id for finding in findings}
    assert "reader_failed" not in rules, (kind, seed)
    assert set(values) <= made.truth, (kind, seed, set(values) - made.truth)
    if mutation.readable:
        assert (len(values), set(values)) == (len(made.truth), made.truth), (kind, seed, findings)
        assert not any(map(stops, findings)), (kind, seed, findings)
    else:
        assert any(map(stops, findings)), (kind, seed)


def test_unchanged_workbooks_say_what_was_written(reference):  # noqa: F811
    """Without any change all values are read, and nothing is told that keeps one out."""
    for seed in range(20):
        made = draft(Random(seed), reference)
        values, findings = said(made, reference)
        assert (len(values), set(values)) == (len(made.truth), made.truth)
        assert not any(map(stops, findings))


def test_kinds():
    """There are at least twenty kinds, of both sorts."""
    readable = [kind for kind, mutation in KINDS.items() if mutation.readable]
    assert len(KINDS) >= 40
    assert 20 <= len(readable) <= len(KINDS) - 10


@pytest.mark.parametrize("kind", KINDS)
def test_mutations(reference, kind):  # noqa: F811
    """A kind that is marked readable yields the same values, any other a finding; a few seeds."""
    for seed in range(FEW):
        holds(kind, seed, reference)


@pytest.mark.readers
@pytest.mark.parametrize("kind", KINDS)
def test_mutations_in_full(reference, kind):  # noqa: F811
    """The same, fifty times each."""
    for seed in range(FEW, FULL):
        holds(kind, seed, reference)
