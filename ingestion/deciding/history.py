"""What the warehouse has already: read over the transformer's connection, never written here.

Answers five questions: is this content a duplicate, was it corrected or withdrawn since it last
came, what does this submission correct, which full form does it leave standing, and what did the
same cell say a year ago.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from psycopg import Connection
from psycopg.rows import class_row

from ingestion.model import Observation

STANDING = frozenset({"received", "accepted", "accepted_with_findings", "waiting", "held"})
Cell = tuple[str | None, str, str, str, str, str, str]  # org, indicator, four dimensions, scope


@dataclass(frozen=True, slots=True)
class Known:
    """A submission as the warehouse knows it."""

    submission_id: str
    delivery_id: str
    sender_code: str | None
    form: str
    period: str | None
    content_sha256: str
    received_at: datetime
    state: str
    supersedes_id: str | None = None
    kind: str = "snapshot"
    withdrawn_by: str | None = None
    withdrawn_why: str | None = None

    @property
    def place(self) -> tuple[str | None, str, str | None]:
        return self.sender_code, self.form, self.period

    @property
    def is_accepted(self) -> bool:
        return self.state.startswith("accepted")

    @property
    def order(self) -> tuple[datetime, str]:
        return self.received_at, self.submission_id


class Ledger:
    """The submissions by sender, form and period."""

    def __init__(self, known: Iterable[Known] = ()) -> None:
        self._by_place: dict[tuple, list[Known]] = defaultdict(list)
        self._by_id: dict[str, Known] = {}
        self.deliveries: set[str] = set()
        for submission in known:
            self.add(submission)

    @classmethod
    def read(
        cls,
        connection: Connection,
        senders: Collection[str | None] | None = None,
        named: Collection[str] = (),
    ) -> "Ledger":
        """All submissions there are, or those of some senders and those that are named."""
        query = """
            select s.submission_id, f.delivery_id, s.sender_code, s.form, s.period,
                s.content_sha256, s.received_at, s.state, s.supersedes_id, s.kind,
                w.actor as withdrawn_by, w.reason as withdrawn_why
            from raw.submissions as s
            inner join raw.filings as f on s.submission_id = f.submission_id
            left join lateral (
                select actor, reason from raw.events
                where submission_id = s.submission_id and event = 'withdrawn'
                order by event_id desc limit 1
            ) as w on s.state = 'withdrawn'
            where %(all)s or s.sender_code = any(%(senders)s) or s.submission_id = any(%(named)s)
                or (s.sender_code is null and %(nameless)s)
        """
        whose = {
            "all": senders is None,
            "senders": [sender for sender in senders or () if sender],
            "nameless": None in (senders or ()),
            "named": list(named),
        }
        with connection.cursor(row_factory=class_row(Known)) as cursor:
            return cls(cursor.execute(query, whose))

    def add(self, submission: Known) -> None:
        """Take note of one more submission."""
        place = (submission.sender_code, submission.form, submission.period)
        self._by_place[place].append(submission)
        self._by_id[submission.submission_id] = submission
        self.deliveries.add(submission.delivery_id)

    def accepted(self, submission_id: str) -> Known | None:
        """The submission of this id, if it was accepted."""
        known = self._by_id.get(submission_id)
        return known if known and known.is_accepted else None

    def duplicate_of(self, new: Known) -> Known | None:
        """The sender's latest there, if it has this content; nothing is latest of the nameless."""
        earlier = [
            other
            for other in self._by_place[new.sender_code, new.form, new.period]
            if other.state in STANDING
            and other.delivery_id != new.delivery_id
            and other.received_at <= new.received_at
        ]
        if new.sender_code is None or new.period is None:
            earlier = [other for other in earlier if other.content_sha256 == new.content_sha256]
        latest = max(earlier, key=lambda other: other.order, default=None)
        return latest if latest and latest.content_sha256 == new.content_sha256 else None

    def revoked(self, new: Known) -> tuple[Known, Known | None] | None:
        """(what this content was when it last came, what corrected it), where it was corrected or
        withdrawn since: the same bytes again shall not undo that by arriving later."""
        before = [
            other
            for other in self._earlier(new)
            if other.content_sha256 == new.content_sha256
            and (other.is_accepted or other.state == "withdrawn")
        ]
        last = max(before, key=lambda other: other.order, default=None)
        if last is None or last.state == "withdrawn":
            return (last, None) if last else None
        by = [o for o in self._earlier(new) if o.is_accepted and self._comes_after(o, last)]
        return (last, max(by, key=lambda other: other.order)) if by else None

    def holding(self, new: Known) -> Known | None:
        """The latest accepted submission of the same sender, form and period before this one."""
        accepted = [other for other in self._earlier(new) if other.is_accepted]
        return max(accepted, key=lambda other: other.order, default=None)

    def known(self, submission_id: str) -> Known | None:
        """The submission of this id."""
        return self._by_id.get(submission_id)

    def known_all(self) -> list[Known]:
        """Every submission."""
        return list(self._by_id.values())

    def _earlier(self, new: Known) -> list[Known]:
        """What the sender sent before for this form and period; nothing of the nameless."""
        if new.sender_code is None or new.period is None:
            return []
        return [
            other
            for other in self._by_place[new.sender_code, new.form, new.period]
            if other.delivery_id != new.delivery_id and other.received_at <= new.received_at
        ]

    def earlier_full(self, new: Known) -> Known | None:
        """The latest accepted full form of the same sender, form and period that came before."""
        if new.sender_code is None or new.period is None:
            return None
        earlier = [
            other
            for other in self._by_place[new.sender_code, new.form, new.period]
            if other.kind == "snapshot"
            and other.is_accepted
            and other.delivery_id != new.delivery_id
            and other.order < new.order
            and not self._comes_after(other, new)
        ]
        return max(earlier, key=lambda other: other.order, default=None)

    def _comes_after(self, other: Known, new: Known) -> bool:
        """Whether `other`, though it arrived earlier, corrects `new` directly or by a chain."""
        seen: set[str] = set()
        link = other.supersedes_id
        while link is not None and link not in seen:
            if link == new.submission_id:
                return True
            seen.add(link)
            before = self._by_id.get(link)
            link = before.supersedes_id if before else None
        return False

    def target(self, reference: str, new: Known) -> str | None:
        """The submission that `reference` names: its id, or a content of this sender's."""
        exact = self._by_id.get(reference)
        if exact is not None:
            return exact.submission_id
        found = [
            other
            for other in self._by_place[new.sender_code, new.form, new.period]
            if other.content_sha256.startswith(reference)
            or other.submission_id.startswith(reference)
        ]
        standing = [other for other in found if other.state != "duplicate"] or found
        # what is held of a delivery came out of its full form: that is what is meant
        latest = max(
            standing,
            key=lambda other: (other.received_at, other.kind == "snapshot", other.submission_id),
            default=None,
        )
        return latest.submission_id if latest else None


class LastYear:
    """Money as reported for an earlier period, to recognise a slip between 元 and 万元."""

    def __init__(self, connection: Connection, ledger: Ledger, indicators: Iterable[str]) -> None:
        self._connection = connection
        self._ledger = ledger
        self._indicators = frozenset(indicators)
        self._figures: dict[str, dict[Cell, Decimal]] = {}

    def figures(self, period: str) -> dict[Cell, Decimal]:
        """Value by cell for one period, the latest accepted figure each."""
        if period not in self._figures:
            rows = self._connection.execute(
                """
                select submission_id, org_code, indicator, audience, grade, department, kind,
                    scope, value
                from raw.observations
                where period = %s and indicator = any(%s) and state = 'value'
                    and status = 'actual' and basis = 'period' and method is null
                """,
                (period, sorted(self._indicators)),
            )
            # the ledger knows what was accepted and when: the view would count all events anew
            told = [(self._ledger.accepted(row[0]), row) for row in rows]
            spoken = sorted(((s.order, row) for s, row in told if s), key=lambda pair: pair[0])
            self._figures[period] = {row[1:8]: row[8] for _, row in spoken}
        return self._figures[period]

    def add(self, observations: Iterable[Observation]) -> None:
        """Take note of figures that were accepted since the period was first asked for."""
        for o in observations:
            figures = self._figures.get(o.period or "")
            counts = (
                o.status == "actual" and o.basis == "period" and o.indicator in self._indicators
            )
            if figures is not None and counts and o.value:
                cell = (o.org_code, o.indicator, o.audience, o.grade, o.department, o.kind, o.scope)
                figures[cell] = o.value
