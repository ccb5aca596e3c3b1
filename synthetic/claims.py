"""What a file says: claims about cells, in sections of a form, on a paper that an office sends."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from synthetic.reference import WHOLE, Breakdown


class Said(NamedTuple):
    """What stands in a cell, and what that asserts (in the indicator's base unit)."""

    printed: str
    state: str = "value"
    value: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One cell of a form. `org` and `period` are empty where the cover's hold."""

    indicator: str
    said: Said
    breakdown: Breakdown = WHOLE
    scope: str = "own"
    status: str = "actual"
    basis: str = "period"
    org: str = ""
    period: str = ""
    unit: str = ""  # printed in the row, empty: the form's own
    counts: bool = True  # False: a fault of the cell keeps it from asserting anything


@dataclass(frozen=True, slots=True)
class Station:
    """A line of a station register."""

    org: str
    name: str
    host: str
    credit_code: str
    type: str
    grade: str
    approved_on: date
    term_end: date
    exited_on: date | None = None
    exit_kind: str = ""
    exit_reason: str = ""


@dataclass(frozen=True, slots=True)
class Transfer:
    """A grant from one level to the next, in 元."""

    payer: str
    payee: str
    purpose: str
    year: int
    amount: int
    side: str = "payer"  # who says so: payer or payee


@dataclass(frozen=True, slots=True)
class Section:
    """What a paper says in one form. Registers have lines instead of claims."""

    form: str
    claims: tuple[Claim, ...] = ()
    stations: tuple[Station, ...] = ()
    transfers: tuple[Transfer, ...] = ()


@dataclass(frozen=True, slots=True)
class Style:
    """How an office writes its files."""

    wide: bool = True
    english: bool = False
    numbers: bool = True  # numbers as numbers where the format has them
    separators: bool = False  # 1,234
    ten_thousands: bool = False  # money in 万元
    titles: bool = True  # title, section and foot rows


@dataclass
class Paper:
    """One file that an office sends. `fault` says why nothing in it counts."""

    sender: str
    name: str
    format: str  # xlsx, csv-bom, csv-utf8, csv-gb18030, json, txt
    period: str
    received_at: datetime
    kind: str = "snapshot"
    style: Style = field(default_factory=Style)
    sections: list[Section] = field(default_factory=list)
    folder: str = ""  # where it is not the sender's code
    corrects: "Paper | None" = None
    copies: "Paper | None" = None  # the same bytes once more
    text: str = ""
    fault: str = ""
    oddity: str = ""  # how the layout is broken: header, label, office
    content: bytes = b""

    @property
    def path(self) -> str:
        """Where it lies in the landing."""
        return f"{self.folder or self.sender}/{self.name}"

    @property
    def digest(self) -> str:
        """SHA-256 of the content, which must be there."""
        return hashlib.sha256(self.content).hexdigest()

    def claims(self) -> list[Claim]:
        """All claims of all sections."""
        return [claim for section in self.sections for claim in section.claims]


def with_claims(section: Section, claims: list[Claim]) -> Section:
    """The section with other claims."""
    return replace(section, claims=tuple(claims))
