"""The figures of a file as a page shows them: numbered, with their kind and their findings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingestion.model import Finding
from ingestion.narrative import Report, read_reports
from ingestion.narrative.fact import Fact
from ingestion.narrative.findings import findings
from ingestion.narrative.homes import OTHER
from ingestion.prose.text import Prose
from ingestion.reading.filings import Reference
from ingestion.reference.catalogue_rows import Cell
from ingestion.review.waiting import span


@dataclass(frozen=True, slots=True)
class Marked:
    """All reports of a file, the figures with their cells in the order of the text, and what is
    told of them; `told` holds the spans at which a finding stands."""

    reports: Sequence[Report]
    findings: Sequence[Finding]
    cells: Mapping[Fact, Cell | None]
    told: frozenset[tuple[int, int]]

    @property
    def facts(self) -> list[Fact]:
        return list(self.cells)

    @property
    def numbered(self) -> list[tuple[int, Fact]]:
        return list(enumerate(self.cells, start=1))

    def kinds(self, fact: Fact) -> list[str]:
        """sure, review, other or masked; and told where a finding stands at it."""
        kind = "masked" if fact.masked else "other" if fact.measure == OTHER else fact.confidence
        return [kind, "told"] if (fact.start, fact.end) in self.told else [kind]


def mark(prose: Prose, reference: Reference, sender: str | None, period: str | None) -> Marked:
    """Read a text and mark its figures."""
    catalogue = reference.catalogue
    reports = read_reports(prose.text, reference.tree, catalogue, sender, period)
    told = [f for r in reports for f in findings(r, prose.ref, sender, catalogue)]
    pairs = (pair for r in reports for pair in zip(r.facts, r.cells, strict=True))
    cells = dict(sorted(pairs, key=lambda pair: pair[0].start))
    return Marked(reports, told, cells, frozenset(span(f.source_ref) for f in told))
