"""What a file's figures are beside those that stand already, told when it arrives.

Relations that reach beyond the file, figures that moved into a neighbouring cell, changes on the
year before, and what the office explained of the same figures in an earlier submission.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache

from psycopg import Connection

from ingestion.checking import audit, comparison_words, explanations, moved, slips, standing
from ingestion.checking.comparisons import Comparison, Ground, compared, worst
from ingestion.checking.figures import (
    Figures,
    Place,
    by_place,
    cube_of,
    named,
    period_of,
    place_of,
    shown,
    told,
)
from ingestion.checking.moved import Move
from ingestion.checking.standing import Standing
from ingestion.deciding.history import Ledger
from ingestion.model import Filing, Finding, Observation
from ingestion.reading.filings import Reference
from ingestion.reading.form_rows import code_on
from ingestion.reference.periods import Period

_NOTHING = Decimal(0)
_Told = tuple[str, str]  # rule and place of a finding
_EXPLAINED = """
    select findings.rule_id, findings.org_code, findings.message_zh, findings.expected,
        findings.found, findings.explanation
    from raw.findings
    inner join raw.filings on findings.submission_id = filings.submission_id
    where filings.sender_code = %s and filings.form = %s and filings.period = %s
        and findings.explanation is not null
    order by findings.finding_id
"""


class AgainstStanding:
    """The judgement of one filing after another, over what the warehouse has."""

    def __init__(self, connection: Connection, ledger: Ledger, reference: Reference) -> None:
        self._connection = connection
        self._standing = Standing(connection, ledger)
        self._reference = reference
        relations = reference.catalogue.relations
        # of those of a kind every figure stands beside others of its own indicator
        self._related = frozenset(
            name for one in relations if not one.is_general for name in one.indicators
        )
        self._asks_below = frozenset(
            term.indicator for one in relations for term in one.terms if term.at_level == "children"
        )
        self._children = cache(self._codes_below)

    def findings(self, filing: Filing) -> list[Finding]:
        """Relations that fail between the file and what stands, and large changes on last year."""
        said = [one for one in filing.observations if one.status == "actual"]
        if not said:
            return []
        before = standing.book(self._said(said))
        told = {(one.rule_id, one.source_ref) for one in filing.findings}
        mine = by_place(said)
        both = {place: {**before.get(place, {}), **figures} for place, figures in mine.items()}
        of_file = frozenset(one for figures in mine.values() for one in figures.values())
        parts = list(self._parts(both, before, of_file))
        known = told | {(one.rule_id, one.source_ref) for one in parts}
        relations = self._relations(both, {**before, **both}, of_file, known)
        found = [*parts, *relations, *self._growth(said, before)]
        return [one for one in found if (one.rule_id, one.source_ref) not in told]

    def moves(self, filing: Filing, whole: Iterable[Observation]) -> list[Move]:
        """Figures of a delivery that stood in a neighbouring cell of which its full form is silent.

        `whole` is what the delivery says in this form, of other periods too.
        """
        whole = list(whole)
        if filing.kind != "snapshot" or not whole:
            return []
        names = {one.indicator for one in whole}
        periods = {one.period for one in whole if one.period}
        before = [
            (known, one)
            for known, one in self._standing.said(self._units(filing, whole), periods, names)
            if (known.sender_code, known.form) == (filing.sender_code, filing.form)
        ]
        units = {one.org_code for one in whole}
        if filing.supersedes_id:  # what it replaces spoke of its units too
            units |= {one.org_code for _, one in before}
        return list(moved.moves(whole, standing.book(before), units, filing.period))

    def explained(self, filing: Filing) -> Mapping[explanations.Key, str]:
        """What the office explained already of this form and period, by the fault."""
        rows = self._connection.execute(
            _EXPLAINED, (filing.sender_code, filing.form, filing.period)
        )
        return {tuple(row[:-1]): row[-1] for row in rows}

    def _units(self, filing: Filing, whole: list[Observation]) -> set[str]:
        """The units of the file, and all at and below its sender: a figure may have moved there."""
        units = {one.org_code for one in whole if one.org_code}
        period = period_of(filing.period)
        if filing.sender_code and period:
            below = self._reference.tree.children(filing.sender_code, period.last_day)
            units |= {filing.sender_code, *below}
        return units

    def _said(self, said: Iterable[Observation]) -> list:
        units, periods, names = set(), set(), set(self._related)
        for one in said:
            period = period_of(one.period)
            if period is None or one.org_code is None:
                continue
            units.add(one.org_code)
            names.add(one.indicator)
            periods |= {str(period), str(period.previous), str(period.previous_year)}
            if one.basis == "ytd":
                periods |= {str(before) for before in period.previous.ending_together}
            if one.indicator in self._asks_below and one.scope == "inclusive":
                units |= {*self._children(one.org_code, period.last_day)}
        return self._standing.said(units, periods, names)

    def _codes_below(self, code: str, day: date) -> list[str]:
        """The units below the one that bore this code, by the codes that they bore then."""
        tree = self._reference.tree
        unit = tree.resolve(code, day)
        return [code_on(tree, one, day) for one in tree.children(unit, day)] if unit else []

    def _owes(self, code: str, indicator: str, period: Period) -> bool:
        """Whether a unit was to report the indicator for the period."""
        tree = self._reference.tree
        known = tree.units.get(tree.resolve(code, period.last_day) or "")
        if known is None or not known.reporting_unit:
            return False
        return self._reference.catalogue.due(indicator, known.level, period.type)

    def _relations(
        self,
        both: Mapping[Place, Figures],
        book: Mapping[Place, Figures],
        of_file: frozenset[Observation],
        told: Collection[_Told],
    ) -> Iterator[Finding]:
        catalogue = self._reference.catalogue
        for one in worst(compared(both, Ground(book, catalogue, self._children, self._owes))):
            if _is_of_both(one.figures, of_file) and not _is_too_small_alone(one, told):
                yield comparison_words.told(one, catalogue, of_file)

    def _parts(
        self,
        both: Mapping[Place, Figures],
        before: Mapping[Place, Figures],
        of_file: frozenset[Observation],
    ) -> Iterator[Finding]:
        """Parts against totals and own against inclusive, over the figures that will hold."""
        catalogue = self._reference.catalogue
        for fault in audit.faults(_with_other_scopes(both, before), catalogue):
            if _is_of_both(fault.figures, of_file):
                at = next(one for one in fault.figures if one in of_file)
                yield audit.told_at(at, fault, catalogue)

    def _growth(
        self, said: list[Observation], before: Mapping[Place, Figures]
    ) -> Iterator[Finding]:
        catalogue = self._reference.catalogue
        for one in said:
            period, limit = period_of(one.period), self._reference.growth.of(one.indicator)
            if period is None or limit is None or not one.value:
                continue
            place = place_of(one)
            last = Place(
                place.org_code, str(period.previous_year), place.scope, place.status, place.basis
            )
            old = before.get(last, {}).get(cube_of(one))
            if old is None or old.value is None or self._is_slip(one, old):
                continue
            if limit.exceeded(old.value, one.value):
                expected = f"上年同期 {shown(old)} 的 {limit.factor:f} 倍以内，或说明原因"
                yield told("growth", one, named(one, catalogue), expected, shown(one))

    def _is_slip(self, one: Observation, old: Observation) -> bool:
        """Whether units were mistaken, which is told by its own name."""
        money = slips.is_money(one.indicator, self._reference.catalogue)
        return money and slips.is_slip(one.value or _NOTHING, old.value or _NOTHING)


def _is_too_small_alone(one: Comparison, told: Collection[_Told]) -> bool:
    """Whether an inclusive figure was found to be below the own one: less than the sum with those
    below it then says nothing new."""
    return any(("own_exceeds_inclusive", figure.source_ref) in told for figure in one.figures)


def _with_other_scopes(
    both: Mapping[Place, Figures], before: Mapping[Place, Figures]
) -> dict[Place, Figures]:
    """The places of a file, and their own or inclusive counterparts that stand."""
    found = dict(both)
    for place in both:
        for scope in ("own", "inclusive"):
            other = place._replace(scope=scope)
            if other in before:
                found.setdefault(other, before[other])
    return found


def _is_of_both(figures: Collection[Observation], of_file: frozenset[Observation]) -> bool:
    """Whether file and standing figures take part: the file alone was looked at before."""
    return not of_file.isdisjoint(figures) and not of_file.issuperset(figures)
