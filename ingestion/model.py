"""The things that reading yields: assertions, register lines, transfers and findings.

Plain immutable records; what they mean is said in docs/engineers.md. Numbers are Decimal, exact.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, NamedTuple

Scope = Literal["own", "inclusive", "unknown"]
Status = Literal["actual", "plan", "estimate"]
Basis = Literal["period", "ytd"]
State = Literal["value", "zero", "not_applicable", "not_collected", "masked", "erased"]
Severity = Literal["强制性", "核实性", "提示性"]
Kind = Literal["snapshot", "patch", "edit"]

TOTAL = "total"


class Observation(NamedTuple):
    """One assertion about one cell of the statistical cube.

    `value`, `lower`, `upper` are in the indicator's base unit (元, 人次, ...), null unless the
    state is `value` or `zero`; an open end of an interval is None.
    """

    org_code: str | None
    indicator: str
    period: str | None
    state: State
    value: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    audience: str = TOTAL
    grade: str = TOTAL
    department: str = TOTAL
    kind: str = TOTAL
    scope: Scope = "own"
    status: Status = "actual"
    basis: Basis = "period"
    source_ref: str = ""
    quote: str | None = None
    unit_printed: str | None = None
    rule_id: str | None = None
    method: str | None = None  # of an edit: how
    reason: str | None = None  # of an edit: why


@dataclass(frozen=True, slots=True)
class StationLine:
    """One line of a station register as sent; nothing repaired."""

    org_code: str | None
    station_name: str
    host_name: str | None
    credit_code: str | None
    type: str | None
    grade: str | None
    approved_on: date | None
    term_end: date | None
    exited_on: date | None
    exit_kind: str | None
    source_ref: str
    exit_reason: str | None = None


@dataclass(frozen=True, slots=True)
class TransferLine:
    """One line of a transfer sheet as sent: money from a higher level to a lower one, in 元."""

    payer_code: str | None
    payee_code: str | None
    purpose: str
    period: str
    amount_yuan: Decimal | None
    side: Literal["payer", "payee"]
    source_ref: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault, told to the reporter in Chinese: place, field, expected, found."""

    rule_id: str
    severity: Severity
    source_ref: str
    message_zh: str
    expected: str = ""
    found: str = ""
    org_code: str | None = None
    explanation: str | None = None  # what the office says of it


@dataclass(frozen=True, slots=True)
class Explanation:
    """One row of the explanation sheet, as sent: of which form, indicator and place it speaks."""

    text: str
    form: str = ""
    indicator: str = ""
    place: str = ""
    source_ref: str = ""
    meant: str = ""  # the indicator as findings call it


@dataclass(frozen=True, slots=True)
class Filing:
    """What one sender says in one delivery about one form and period."""

    sender_code: str | None
    form: str
    period: str | None
    kind: Kind = "snapshot"
    supersedes_id: str | None = None
    corrects: str | None = None  # as printed: a submission id, or the start of a file's hash
    answered: tuple[str, ...] = ()  # submissions whose receipt was mended and sent again
    observations: tuple[Observation, ...] = ()
    stations: tuple[StationLine, ...] = ()
    transfers: tuple[TransferLine, ...] = ()
    findings: tuple[Finding, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    held: bool = False  # waits for a person's review; never rolled up
    unreadable: bool = False  # quarantined as a whole, with the findings saying why
    actor: str | None = None  # of an edit: the person
    reason: str | None = None  # of an edit: why, as a whole


@dataclass(frozen=True, slots=True)
class Delivery:
    """A file as the landing showed it."""

    source_uri: str
    content_sha256: str
    size_bytes: int
    media_type: str
    received_at: datetime
    sender_hint: str | None = None  # from the landing folder
    is_synthetic: bool = False
    filings: tuple[Filing, ...] = field(default=())
