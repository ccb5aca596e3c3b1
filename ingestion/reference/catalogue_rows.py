"""The lines of the catalogue's files as records, nothing judged yet.

Asking is `catalogue`, judging is `catalogue_check`.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple, TypeVar

from ingestion.errors import ReferenceDataError
from ingestion.model import TOTAL
from ingestion.reference.seeds import Row, read_optional_rows, read_rows

_Record = TypeVar("_Record")

DIMENSIONS = ("audience", "grade", "department", "kind")
NOTHING, ZERO_OF_ZERO_TOTAL = "nothing", "zero_of_zero_total"  # what a form says its blanks mean


class Cell(NamedTuple):
    """An indicator with one member of each dimension; `total` is a member."""

    indicator: str
    audience: str = TOTAL
    grade: str = TOTAL
    department: str = TOTAL
    kind: str = TOTAL

    @property
    def whole(self) -> "Cell":
        """The total of the indicator."""
        return Cell(self.indicator)

    @property
    def splits(self) -> int:
        """By how many dimensions it is broken down."""
        return len(DIMENSIONS) - self[1:].count(TOTAL)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One line of indicators.csv; numerator and denominator are codes of indicator_codes."""

    indicator: str
    name_zh: str
    name_en: str
    subject: str
    unit: str
    value_type: str
    behaviour: str
    rollup_scope: str
    may_be_negative: bool
    kind_classification: str | None
    numerator: tuple[str, ...]
    denominator: str | None
    ratio_factor: Decimal | None
    opening_of: str | None
    is_opening_stock: bool
    period_types: tuple[str, ...]
    forms: tuple[str, ...]
    definition_zh: str


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an indicator's dimension, valid in the years [valid_from, valid_to)."""

    indicator: str
    dimension: str
    member: str
    valid_from: int | None
    valid_to: int | None
    exhaustive: bool

    def valid_in(self, year: int) -> bool:
        return valid_in(year, self.valid_from, self.valid_to)


@dataclass(frozen=True, slots=True)
class Label:
    """What a member is called; `classification` tells members of `kind` apart."""

    dimension: str
    classification: str
    member: str
    label_zh: str
    valid_from: int | None
    valid_to: int | None


@dataclass(frozen=True, slots=True)
class Form:
    """A form; what its cover says of the survey is empty as long as nobody has decided it."""

    form: str
    name_zh: str
    subject: str
    period_type: str
    layout: str = "items"  # which columns it has: `form_columns`
    table_no: str | None = None
    issued_by: str | None = None
    approval_no: str | None = None
    valid_until: str | None = None


@dataclass(frozen=True, slots=True)
class FormItem:
    """A printed row of a form, in the years [valid_from, valid_to).

    `minimum` and `maximum` are in the printed unit. `blank_means` is what the form itself says of a
    blank cell: `nothing`, or `zero_of_zero_total`, that it is zero where its total is.
    """

    form: str
    item_no: int
    cell: Cell
    label_zh: str
    unit_printed: str
    required: bool
    valid_from: int | None
    valid_to: int | None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    decimals: int | None = None
    blank_means: str = NOTHING

    def valid_in(self, year: int) -> bool:
        return valid_in(year, self.valid_from, self.valid_to)


@dataclass(frozen=True, slots=True)
class Tables:
    """The catalogue's files, in their order."""

    indicators: tuple[Indicator, ...]
    codes: tuple[tuple[str, Cell], ...]
    crossings: tuple[tuple[str, str], ...]
    members: tuple[Member, ...]
    labels: tuple[Label, ...]
    due: tuple[tuple[str, str, str], ...]
    forms: tuple[Form, ...]
    items: tuple[FormItem, ...]
    exclusive: tuple[tuple[str, str], ...] = ()  # whose parts exclude one another


def valid_in(year: int, valid_from: int | None, valid_to: int | None) -> bool:
    """Whether `year` lies in the half-open span; None is no limit."""
    return (valid_from is None or valid_from <= year) and (valid_to is None or year < valid_to)


def merged(tables: Tables) -> Tables:
    """The same with one row for a member that is listed several times with overlapping years: it
    holds in all of them, and is part of the whole if any row says so."""
    rows: list[Member] = []
    places: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for row in sorted(tables.members, key=lambda row: row.valid_from or 0):
        listed = places[row.indicator, row.dimension, row.member]
        for place in listed:
            other = rows[place]
            if other.valid_to is None or (row.valid_from or 0) < other.valid_to:
                ends = [row.valid_to, other.valid_to]
                rows[place] = replace(
                    other,
                    valid_to=None if None in ends else max(filter(None, ends)),
                    exhaustive=row.exhaustive or other.exhaustive,
                )
                break
        else:
            listed.append(len(rows))
            rows.append(row)
    order = {
        (row.indicator, row.dimension, row.member): -n
        for n, row in enumerate(reversed(tables.members))
    }
    rows.sort(key=lambda row: order[row.indicator, row.dimension, row.member])
    return replace(tables, members=tuple(rows))


def read_tables(folder: Path) -> Tables:
    """All files of the catalogue. Raises ReferenceDataError listing every unreadable line."""
    faults: list[str] = []

    def table(name: str, record: Callable[[Row], _Record]) -> tuple[_Record, ...]:
        records = []
        try:
            for row in read_rows(folder, name):
                try:
                    records.append(record(row))
                except ReferenceDataError as fault:
                    faults.append(str(fault))
        except ReferenceDataError as fault:
            faults.append(str(fault))
        return tuple(records)

    tables = Tables(
        indicators=table("indicators", _indicator),
        codes=table("indicator_codes", lambda row: (row.text("code"), _cell(row))),
        crossings=table(
            "indicator_crossings", lambda row: (row.text("indicator"), row.text("crossing"))
        ),
        members=table("indicator_members", _member),
        labels=table("breakdown_members", _label),
        due=table(
            "indicator_due",
            lambda row: (row.text("indicator"), row.text("level"), row.text("period_type")),
        ),
        forms=table("forms", _form),
        items=table("form_items", _item),
        exclusive=tuple(
            (row.text("indicator"), row.text("dimension"))
            for row in read_optional_rows(folder, "breakdown_kinds")
            if row.text("parts") == "non_exhaustive"
        ),
    )
    if faults:
        raise ReferenceDataError("\n".join(faults))
    return tables


def _cell(row: Row) -> Cell:
    return Cell(row.text("indicator"), *(row.text(dimension) for dimension in DIMENSIONS))


def _indicator(row: Row) -> Indicator:
    return Indicator(
        indicator=row.text("indicator"),
        name_zh=row.text("name_zh"),
        name_en=row.text("name_en"),
        subject=row.text("subject"),
        unit=row.text("unit"),
        value_type=row.text("value_type"),
        behaviour=row.text("behaviour"),
        rollup_scope=row.text("rollup_scope"),
        may_be_negative=row.flag("may_be_negative"),
        kind_classification=row.optional("kind_classification"),
        numerator=row.members("numerator", "+"),
        denominator=row.optional("denominator"),
        ratio_factor=row.number("ratio_factor"),
        opening_of=row.optional("opening_of"),
        is_opening_stock=row.flag("is_opening_stock"),
        period_types=row.members("period_types"),
        forms=row.members("forms"),
        definition_zh=row.text("definition_zh"),
    )


def _member(row: Row) -> Member:
    return Member(
        indicator=row.text("indicator"),
        dimension=row.text("dimension"),
        member=row.text("member"),
        valid_from=row.optional_integer("valid_from"),
        valid_to=row.optional_integer("valid_to"),
        exhaustive=row.flag("exhaustive"),
    )


def _label(row: Row) -> Label:
    return Label(
        dimension=row.text("dimension"),
        classification=row.text("classification"),
        member=row.text("member"),
        label_zh=row.text("label_zh"),
        valid_from=row.optional_integer("valid_from_year"),
        valid_to=row.optional_integer("valid_to_year"),
    )


def _form(row: Row) -> Form:
    said = ("form", "name_zh", "subject", "period_type", "layout")
    undecided = ("table_no", "issued_by", "approval_no", "valid_until")
    return Form(*(row.text(name) for name in said), *(row.optional(name) for name in undecided))


def _item(row: Row) -> FormItem:
    return FormItem(
        form=row.text("form"),
        item_no=row.integer("item_no"),
        cell=_cell(row),
        label_zh=row.text("label_zh"),
        unit_printed=row.text("unit_printed"),
        required=row.flag("required"),
        valid_from=row.optional_integer("valid_from_year"),
        valid_to=row.optional_integer("valid_to_year"),
        minimum=row.number("min_value"),
        maximum=row.number("max_value"),
        decimals=row.optional_integer("decimals"),
        blank_means=row.text("blank_means"),
    )
