"""What the warehouse makes of a filing: accepted, quarantined, duplicate, or held for a person.

Looks at what was there before, so deliveries must come here one by one, in the order of arrival.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from psycopg import Connection

from ingestion.arrival.receive import Entry
from ingestion.checking import check, explanations, moved, slips
from ingestion.checking.against_standing import AgainstStanding
from ingestion.checking.figures import period_of
from ingestion.checking.moved import Move
from ingestion.checking.standing import WRITTEN
from ingestion.deciding import deadlines
from ingestion.deciding.deadlines import OFFICE_TIME, Day
from ingestion.deciding.history import Known, LastYear, Ledger
from ingestion.edits import edit_reported
from ingestion.loading.load import Decided, identifier, submission_id
from ingestion.model import Filing, Finding, Observation
from ingestion.reading.filings import Reference
from ingestion.reference.rules import RULES, finding, quarantines

_CORRECTED = "更正对象"
_PERIOD = "封面 报告期"
_WHOSE = frozenset({"sender_conflict", "sender_unknown"})
ReadFilings = Callable[[Entry], Iterable[Filing]]
Standing = Callable[[Filing], Iterable[Finding]]


def known_as(entry: Entry, filing: Filing, name: str, state: str) -> Known:
    """The submission as the ledger will know it."""
    return Known(
        name, entry.delivery_id, filing.sender_code, filing.form, filing.period,
        entry.content_sha256, entry.received_at, state, filing.supersedes_id, filing.kind,
    )  # fmt: skip


def named(entry: Entry, filings: Iterable[Filing]) -> list[tuple[str, Filing]]:
    """Filings with their ids; a second one of the same sender, form and period is told apart."""
    seen: Counter[tuple[str | None, str, str | None]] = Counter()
    out = []
    for filing in filings:
        place = filing.sender_code, filing.form, filing.period
        out.append((submission_id(entry.delivery_id, filing, seen[place]), filing))
        seen[place] += 1
    return out


class Decider:
    """Decides delivery after delivery; remembers what it decided."""

    def __init__(
        self,
        ledger: Ledger,
        last_year: LastYear,
        reference: Reference,
        tonight: Iterable[Entry],
        read_filings: ReadFilings,
        *,
        against_reported: Standing = lambda _: (),
        closed: Collection[Day] = (),
        standing: AgainstStanding | None = None,
    ) -> None:
        self._ledger = ledger
        self._last_year = last_year
        self._reference = reference
        self._tonight = list(tonight)
        self._read_filings = read_filings
        self._against_reported = against_reported
        self._closed = closed
        self._standing = standing

    def decide(self, entry: Entry, filings: Iterable[Filing]) -> list[Decided]:
        """What becomes of every filing of one delivery."""
        decided = self._apart(
            [self._one(entry, name, filing) for name, filing in named(entry, filings)]
        )
        decided = _with_unheard(decided)
        for one in decided:
            self._ledger.add(known_as(entry, one.filing, one.submission_id, one.state))
            # an edit is nothing that an office reported: nothing is compared with it
            if one.state.startswith("accepted") and one.filing.kind != "edit":
                self._last_year.add(one.filing.observations)
        return decided

    def _one(self, entry: Entry, name: str, filing: Filing) -> Decided:
        new = known_as(entry, filing, name, "received")
        repeated = self._repeated(new)
        if repeated is not None:
            reason, advice = repeated
            return Decided(name, replace(filing, supersedes_id=None), "duplicate", reason, advice)
        filing = self._linked(entry, new, filing)
        told = (
            *filing.findings, *self._out_of_time(entry, filing), *self._slips(filing),
            *self._against_reported(filing),
        )  # fmt: skip
        filing = replace(filing, findings=(*told, *self._left_standing(new, filing)))
        if self._standing is not None and _is_form(filing) and not _is_disputed(filing):
            beyond = self._standing.findings(filing)
            filing = replace(filing, findings=(*filing.findings, *beyond))
        filing = self._explained(filing)
        state, reason = verdict(filing)
        return Decided(name, filing, state, reason, self._advice(new, filing, state))

    def _repeated(self, new: Known) -> tuple[str, tuple[str, ...]] | None:
        """(reason, what holds) where this content was here before and changes nothing."""
        same = self._ledger.duplicate_of(new)
        if same is not None:
            return f"与 {_told(same)} 内容相同", (self._holds(new),)
        revoked = self._ledger.revoked(new)
        # an edit is filed again by a named person, who means it
        if revoked is None or new.kind == "edit":
            return None
        same, corrected_by = revoked
        if corrected_by is None:
            by = f"{same.withdrawn_by or '有关人员'}撤销（{same.withdrawn_why or '未写原因'}）"
            revive = f"如要恢复，在封面“{_CORRECTED}”写 {same.submission_id} 后再报"
        else:
            by = f"{_told(corrected_by)} 更正"
            revive = f"如要恢复原数，在封面“{_CORRECTED}”写 {corrected_by.submission_id} 后再报"
        return f"与 {_told(same)} 内容相同，该份已由 {by}", (self._holds(new), revive)

    def _holds(self, new: Known) -> str:
        """What counts now, in a sentence for the sender."""
        holding = self._ledger.holding(new)
        if holding is None:
            return "本单位这张表这一期尚无已受理的报送"
        return f"现行有效的是 {_told(holding)}"

    def _advice(self, new: Known, filing: Filing, state: str) -> tuple[str, ...]:
        if state == "quarantined" and filing.period and filing.sender_code:
            return (self._holds(new),)
        target = self._ledger.known(filing.supersedes_id) if filing.supersedes_id else None
        if target is None or not target.is_accepted:
            return ()
        return (f"更正的是 {_told(target)}；那一份中这次没有报的数仍然有效",)

    def _explained(self, filing: Filing) -> Filing:
        """The filing with its faults explained by the office, now or before."""
        asked = any(one.severity == "核实性" for one in filing.findings)
        earlier = self._standing.explained(filing) if self._standing and asked else {}
        return explanations.answer(filing, earlier)

    def _apart(self, decided: list[Decided]) -> list[Decided]:
        """The same, with figures that moved set apart: they wait alone, the rest speaks."""
        if self._standing is None:
            return decided
        moves: dict[Observation, Move] = {}
        for one in decided:
            if one.state.startswith("accepted") and _is_form(one.filing):
                whole = [
                    said
                    for other in decided
                    if (other.filing.sender_code, other.filing.form)
                    == (one.filing.sender_code, one.filing.form)
                    for said in other.filing.observations
                ]
                found = self._standing.moves(one.filing, whole)
                moves.update({move.to: move for move in found})
        return [part for one in decided for part in self._parts(one, moves)]

    def _parts(self, one: Decided, moves: Mapping[Observation, Move]) -> Iterator[Decided]:
        """A decided filing, and what is held of it."""
        mine = [moves[said] for said in one.filing.observations if said in moves]
        if not mine or not one.state.startswith("accepted"):
            yield one
            return
        asked = [(move, move.finding(self._reference.catalogue)) for move in mine]
        told = tuple(finding for _, finding in asked)
        answered = self._explained(replace(one.filing, findings=told)).findings
        apart = {m.to for m, f in zip(mine, answered, strict=True) if not f.explanation}
        stays = tuple(said for said in one.filing.observations if said not in apart)
        explained = tuple(f for f in answered if f.explanation)
        filing = replace(
            one.filing, observations=stays, findings=(*one.filing.findings, *explained)
        )
        state, reason = verdict(filing)
        yield replace(one, filing=filing, state=state, reason=reason)
        if apart:
            held = Filing(
                filing.sender_code, filing.form, filing.period, "patch",
                supersedes_id=filing.supersedes_id, held=True,
                observations=tuple(said for said in one.filing.observations if said in apart),
                findings=tuple(f for f in answered if not f.explanation),
            )  # fmt: skip
            yield Decided(identifier(one.submission_id, moved.RULE), held, *verdict(held))

    def _linked(self, entry: Entry, new: Known, filing: Filing) -> Filing:
        """The filing with its link to what it says that it corrects: no link is ever inferred."""
        if filing.corrects is None:
            return replace(filing, supersedes_id=self._answered(new, filing))
        target = self._ledger.target(filing.corrects, new) or self._later_tonight(entry, filing)
        if target is not None:
            return replace(filing, supersedes_id=target)
        expected = "同一单位、同一报表、同一报告期已报送的编号，或原文件 SHA-256 的前 8 位以上"
        place = f"封面 {_CORRECTED}"
        fault = finding("correction_target", place, expected=expected, found=filing.corrects)
        return replace(filing, findings=(*filing.findings, fault))

    def _answered(self, new: Known, filing: Filing) -> str | None:
        """What a mended receipt answers: its result sheet says which submission that was."""
        for name in filing.answered:
            other = self._ledger.known(name)
            if other is not None and other.place == new.place and other.state != "duplicate":
                return name
        return None

    def _left_standing(self, new: Known, filing: Filing) -> list[Finding]:
        """A full form beside an earlier one: which of them is right, only the office can say."""
        if filing.kind != "snapshot" or filing.supersedes_id or filing.form in WRITTEN:
            return []
        earlier = self._ledger.earlier_full(new)
        if earlier is None or verdict(filing)[0] == "quarantined":
            return []
        detail = f"{_told(earlier)}，两份数不同的以后到的为准"
        expected = (
            f"如系更正，在封面“{_CORRECTED}”写 {earlier.submission_id} 后再报"
            "；只改几行的，报送类型写“更正”"
        )
        return [
            finding("full_before", f"封面 {_CORRECTED}", detail, expected=expected, found="未填")
        ]

    def _out_of_time(self, entry: Entry, filing: Filing) -> Iterator[Finding]:
        """Reported before the form opened, or after a night had noted that it was closed."""
        window, period = self._reference.windows.get(filing.form), period_of(filing.period)
        if window is None or period is None or period.type != window.period_type:
            return
        days = window.days(period)
        opened, closed = days["window_opened"], days["window_closed"]
        arrived = entry.received_at.astimezone(OFFICE_TIME).date()
        if arrived < opened:
            expected, found = f"{opened} 起报送", f"{arrived} 收到"
            yield finding("filed_before_opening", _PERIOD, expected=expected, found=found)
        noted = Day("window_closed", filing.form, str(period), closed) in self._closed
        if noted and arrived > closed:
            expected, found = f"{closed} 关账前报送", f"{arrived} 收到"
            yield finding("filed_after_closing", _PERIOD, expected=expected, found=found)

    def _later_tonight(self, entry: Entry, filing: Filing) -> str | None:
        """A correction may have arrived before what it corrects."""
        if filing.corrects is None or len(filing.corrects) < 8:
            return None
        for other in self._tonight:
            if other.delivery_id == entry.delivery_id:
                continue
            for name, candidate in named(other, self._candidates(other, filing.corrects)):
                place = candidate.sender_code, candidate.form, candidate.period
                if place == (filing.sender_code, filing.form, filing.period):
                    return name
        return None

    def _candidates(self, other: Entry, reference: str) -> Iterable[Filing]:
        """The filings of a delivery of tonight, if its content is the one referred to."""
        return self._read_filings(other) if other.content_sha256.startswith(reference) else ()

    def _slips(self, filing: Filing) -> list[Finding]:
        period = period_of(filing.period)
        if period is None:
            return []
        if filing.form in WRITTEN or _is_disputed(filing):
            return []
        catalogue = self._reference.catalogue
        return check.slips(filing, catalogue, self._last_year.figures(str(period.previous_year)))


def _with_unheard(decided: list[Decided]) -> list[Decided]:
    """The same, with hints of explanations that answered nothing in the whole file."""
    filings = explanations.unheard([one.filing for one in decided])
    return [
        one
        if one.state == "duplicate" or filing == one.filing
        else replace(one, filing=filing, state=state, reason=reason)
        for one, filing in zip(decided, filings, strict=True)
        for state, reason in [verdict(filing)]
    ]


def _is_disputed(filing: Filing) -> bool:
    """Whether it is in question whose file it is: then it stands beside no earlier figures."""
    return any(told.rule_id in _WHOSE for told in filing.findings)


def _is_form(filing: Filing) -> bool:
    """Whether it is a form that an office filled in, no written report and no edit."""
    return filing.form not in WRITTEN and filing.kind != "edit"


def _told(known: Known) -> str:
    """An earlier submission as its sender may remember it."""
    at = known.received_at.astimezone(OFFICE_TIME)
    return f"{at:%Y-%m-%d %H:%M} 收到的报送 {known.submission_id}"


def over(
    known: Connection,
    ledger: Ledger,
    reference: Reference,
    entries: list[Entry],
    read_filings: ReadFilings,
) -> Decider:
    """Who decides, knowing what the warehouse has."""
    catalogue = reference.catalogue
    money = [name for name in catalogue.indicators if slips.is_money(name, catalogue)]
    return Decider(
        ledger, LastYear(known, ledger, money), reference, entries, read_filings,
        against_reported=lambda filing: edit_reported.findings(filing, known, reference),
        closed=deadlines.closed(known),
        standing=AgainstStanding(known, ledger, reference),
    )  # fmt: skip


def verdict(filing: Filing) -> tuple[str, str]:
    """(state, reason in Chinese)."""
    if any(f.rule_id == "receipt_returned" for f in filing.findings):
        return "duplicate", RULES["receipt_returned"].title_zh
    must = [f for f in filing.findings if quarantines(f.rule_id)]
    if filing.unreadable or must:
        titles = dict.fromkeys(RULES[f.rule_id].title_zh for f in must)
        return "quarantined", "；".join(titles) or "无法读取"
    if filing.held:
        if any(fault.rule_id == moved.RULE for fault in filing.findings):
            return "waiting", "数移了位置，待说明"
        return "held", "待人工核对"
    if filing.findings:
        counted = Counter(f.severity for f in filing.findings)
        return "accepted_with_findings", "，".join(f"{s} {n} 处" for s, n in counted.items())
    return "accepted", "审核通过"
