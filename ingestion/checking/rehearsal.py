"""What a rule catches in the history of accepted submissions. It reads, and writes nothing.

A relation is held against every figure that holds, whatever its years of validity: that is for
before it is switched on. Of any other rule the findings that files were given are counted.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from psycopg import Connection

from ingestion.checking import comparison_words, standing
from ingestion.checking.comparisons import Ground, compared
from ingestion.checking.figures import SCOPE_WORDS
from ingestion.deciding.history import Ledger
from ingestion.errors import WarehouseError
from ingestion.reading.filings import Reference
from ingestion.reference import relations
from ingestion.reference.relations import Relation, Relations
from ingestion.reference.rules import RULES

_EXAMPLES = 10
_TOLD = """
    select coalesce(findings.org_code, filings.sender_code), filings.period, findings.message_zh,
        findings.expected, findings.found, deliveries.source_uri, findings.source_ref
    from raw.findings
    inner join raw.filings on findings.submission_id = filings.submission_id
    inner join raw.deliveries on filings.delivery_id = deliveries.delivery_id
    where findings.rule_id = %s
    order by deliveries.received_at, findings.finding_id
"""


class RehearsalError(WarehouseError):
    """A rule that nobody knows, or that contradicts the catalogue."""


@dataclass(frozen=True, slots=True)
class Caught:
    """One fault that the rule finds."""

    org_code: str
    year: str
    told_zh: str


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a rule caught; of a relation also how often it held or could not be told."""

    rule_id: str
    title_zh: str
    caught: tuple[Caught, ...]
    verdicts: Counter[str]


def rehearse(rule: str, folder: Path | None, known: Connection, reference: Reference) -> Rehearsal:
    """Try `rule` on what there is.

    `folder` holds a new one, as rows of `audit_relations.csv` and `audit_relation_terms.csv`.
    Raises RehearsalError.
    """
    new = Relations(relations.read(folder)) if folder else reference.catalogue.relations
    found = [one for one in new if one.relation_id == rule]
    if found:
        _refuse_faulty(found, reference)
        return _relations(found, known, reference)
    if folder is None and rule in RULES:
        return _told(rule, known)
    places = folder or "audit_relations.csv and ingestion/reference/rules.py"
    raise RehearsalError(f"No rule {rule!r} in {places}: give one of them, or --from a folder.")


def lines(done: Rehearsal, reference: Reference) -> Iterator[str]:
    """The outcome in Chinese: how much, in which years, of which offices, and examples."""
    units = reference.tree.units
    yield f"演练 {done.rule_id}：{done.title_zh}（只读，不写入）"
    if done.verdicts:
        counts = (done.verdicts[verdict] for verdict in ("holds", "fails", "cannot_tell"))
        yield "共核对 {} 处：成立 {}，不成立 {}，无法核对 {}".format(done.verdicts.total(), *counts)
    yield f"会查出 {len(done.caught)} 处，涉及 {len({c.org_code for c in done.caught})} 个单位"
    for year, count in sorted(Counter(c.year for c in done.caught).items()):
        offices = len({c.org_code for c in done.caught if c.year == year})
        yield f"  {year}：{count} 处，{offices} 个单位"
    ordered = sorted(Counter(c.org_code for c in done.caught).items(), key=lambda x: (-x[1], x[0]))
    for code, count in ordered:
        unit = units.get(code)
        yield f"  {code} {unit.name if unit else ''}：{count} 处"
    for one in done.caught[:_EXAMPLES]:
        yield f"  例 {one.org_code} {one.told_zh}"


def _refuse_faulty(lines: list[Relation], reference: Reference) -> None:
    known = reference.catalogue.indicators
    faults = relations.contradictions(lines, known)
    told = "\n".join(faults)
    if told:
        raise RehearsalError(told)


def _relations(lines: list[Relation], known: Connection, reference: Reference) -> Rehearsal:
    """What the lines of one relation catch; one of a kind has a line for each indicator."""
    first, *_ = lines
    always = [replace(one, valid_from=None, valid_to=None) for one in lines]
    catalogue = replace(reference.catalogue, relations=Relations(always))
    names = {name for one in lines for name in one.indicators}
    book = standing.book(standing.Standing(known, Ledger.read(known)).all_said(names))
    verdicts: Counter[str] = Counter()
    caught = []
    for one in compared(sorted(book, key=str), Ground(book, catalogue, reference.tree.children)):
        verdicts[one.verdict] += 1
        if one.verdict == "fails":
            told = comparison_words.told(one, catalogue)
            what = f"{one.place.period}（{SCOPE_WORDS[one.place.scope]}）{told.message_zh}"
            where = f"〔{told.source_ref}〕"
            caught.append(
                Caught(
                    one.place.org_code or "",
                    (one.place.period or "")[:4],
                    f"{what}，应为 {told.expected}，实为 {told.found}{where}",
                )
            )
    return Rehearsal(first.relation_id, first.message_zh, tuple(caught), verdicts)


def _told(rule: str, known: Connection) -> Rehearsal:
    """What files were found to have when they came."""
    caught = tuple(
        Caught(
            org or "未识别单位",
            (period or "未识别")[:4],
            f"{period or ''} {message}，应为 {expected or '—'}，实为 {found or '—'}〔{uri} {ref}〕",
        )
        for org, period, message, expected, found, uri, ref in known.execute(_TOLD, (rule,))
    )
    return Rehearsal(rule, RULES[rule].title_zh, caught, Counter())
