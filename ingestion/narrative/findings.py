"""What a report leaves open or contradicts in itself, told to the office that wrote it."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ingestion.model import Finding
from ingestion.narrative.confidence import contradictions
from ingestion.narrative.fact import Fact
from ingestion.narrative.identities import broken_identities
from ingestion.narrative.plausibility import doubts
from ingestion.reading import magnitude
from ingestion.reference.catalogue import Catalogue
from ingestion.reference.rules import finding

if TYPE_CHECKING:
    from ingestion.narrative.report import Report

Ref = Callable[[int, int], str]


def is_too_large(fact: Fact) -> bool:
    """Whether a fact is no count of anything."""
    return magnitude.is_too_large(fact.value, fact.lower, fact.upper)


def findings(
    report: "Report", ref: Ref, sender: str | None, catalogue: Catalogue
) -> Iterator[Finding]:
    """Everything to be told about one report; `ref` names a stretch of its text."""
    yield from _whose(report, ref, sender)
    yield from _figures(report, ref)
    yield from _against_each_other(report, ref, catalogue)


def _whose(report: "Report", ref: Ref, sender: str | None) -> Iterator[Finding]:
    """Whose report it is and of which year, and where that is not what the landing says."""
    segment, office = report.segment, report.segment.office
    where, year = ref(segment.start, segment.end), segment.timeline.year
    if not office.known:
        named = f"“{office.name.removesuffix('科协')}”" if office.name else "没有写明的单位"
        yield finding(
            "report.office_unknown", where, f"{named}，数据留存但不汇总",
            expected="参考机构树内的单位", found=office.name or "无",
        )  # fmt: skip
    if segment.disagrees:
        yield finding(
            "report.sender_differs", where,
            f"正文是“{office.name or '不明'}”，收件目录是 {sender}，以正文为准",
            expected=str(sender), found=office.code or office.name, org_code=office.code,
        )  # fmt: skip
    if not year:
        yield finding(
            "report.no_period", where, "数据留存但不汇总，请补充所属年度",
            expected="所属年度", found="无", org_code=office.code,
        )  # fmt: skip
    if segment.period_disagrees:
        yield finding(
            "report.period_differs", where, f"正文是{year}年，以正文为准",
            expected="报送所属期", found=year, org_code=office.code,
        )  # fmt: skip


def _figures(report: "Report", ref: Ref) -> Iterator[Finding]:
    """Single figures that cannot be read or cannot be."""
    code = report.segment.office.code
    for fact in report.facts:
        where = ref(fact.start, fact.end)
        if fact.masked:
            yield finding(
                "report.masked", where, f"“{fact.clause.replace('#', fact.text)}”，请补报",
                expected="完整数字", found=fact.text, org_code=code,
            )  # fmt: skip
        if is_too_large(fact):
            yield finding(
                "report.number_too_large", where, f"“{fact.text}”不予采用",
                expected=magnitude.expected(fact.unit), found=fact.text, org_code=code,
            )  # fmt: skip


def _against_each_other(report: "Report", ref: Ref, catalogue: Catalogue) -> Iterator[Finding]:
    """What the figures of one report say against each other; none of them is changed."""
    facts, segment = list(report.facts), report.segment
    for told in (
        *contradictions(facts),
        *broken_identities(facts, catalogue),
        *doubts(facts, segment, catalogue),
    ):
        first = facts[told.indexes[0]]
        yield finding(
            told.rule, ref(first.start, first.end), told.message,
            expected=told.expected, found=told.found, org_code=segment.office.code,
        )  # fmt: skip
