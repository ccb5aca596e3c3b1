"""The relations between figures: one row each in `audit_relations`, their terms beside them.

Read here and by dbt alike. A term is a coefficient and a cell, said relative to the figure on the
left: of the same or an earlier period, at the same or another level. What holds is told elsewhere.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path

from ingestion.reference.catalogue_rows import DIMENSIONS, Cell, valid_in
from ingestion.reference.seeds import Row, read_optional_rows

SAME, EACH = "same", "each"
OPERATORS = {"=": "＝", "<=": "≤", ">=": "≥"}
AT_PERIODS = (SAME, "previous_year", "previous_period", "previous_in_year")
AT_BASES = (SAME, "period", "ytd")
AT_LEVELS = (SAME, "own", "inclusive", "children")
SEVERITIES = ("强制性", "核实性", "提示性")


@dataclass(frozen=True, slots=True)
class Term:
    """A coefficient and the cell that it multiplies; without an indicator a constant."""

    side: str
    coefficient: Decimal
    indicator: str | None
    members: tuple[str, ...]  # of the four dimensions in their order: a member, same or each
    at_period: str = SAME
    at_level: str = SAME
    at_basis: str = SAME

    @property
    def is_listed(self) -> bool:
        """Whether it means whatever members are there, not one of them."""
        return EACH in self.members

    def cell(self, left: Cell) -> Cell:
        """The cell that it asks for beside that of the left side."""
        return _beside(self.indicator or "", self.members, left)

    def meets(self, cell: Cell) -> bool:
        """Whether this left term speaks of `cell`."""
        pairs = zip(self.members, cell[1:], strict=True)
        return cell.indicator == self.indicator and all(one in (SAME, own) for one, own in pairs)


@lru_cache(maxsize=8192)  # every unit's figures are held against the same cells
def _beside(indicator: str, members: tuple[str, ...], left: Cell) -> Cell:
    pairs = zip(members, left[1:], strict=True)
    return Cell(indicator, *[own if one == SAME else one for one, own in pairs])


@dataclass(frozen=True)  # no slots: what follows from the terms is worked out once
class Relation:
    """What must hold between a left term and the sum of the right ones, in [valid_from, valid_to).

    `tolerance` is what rounding explains of every figure that takes part.
    """

    relation_id: str
    operator: str
    tolerance: Decimal
    tolerance_reason: str | None
    severity: str
    valid_from: int | None
    valid_to: int | None
    message_zh: str
    source: str
    terms: tuple[Term, ...]
    is_general: bool = False  # of every indicator of some kind, one of which this is

    @cached_property
    def left(self) -> Term:
        return next(term for term in self.terms if term.side == "left")

    @cached_property
    def right(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if term.side == "right")

    @property
    def bounds(self) -> bool:
        """Whether it holds its left side against a number alone."""
        return all(term.indicator is None for term in self.right)

    @property
    def is_of_one_place(self) -> bool:
        """Whether all terms are single figures beside the left one."""
        return all(
            t.indicator
            and not t.is_listed
            and (t.at_period, t.at_level, t.at_basis) == (SAME, SAME, SAME)
            for t in self.terms
        )

    @property
    def indicators(self) -> frozenset[str]:
        """Every indicator that it names."""
        return frozenset(term.indicator for term in self.terms if term.indicator)


class Relations:
    """All relations of a catalogue, to be asked by year and left indicator."""

    def __init__(self, rows: Iterable[Relation] = ()) -> None:
        self.rows = tuple(rows)
        self._years: dict[int, dict[str, list[Relation]]] = {}

    def __iter__(self) -> Iterator[Relation]:
        return iter(self.rows)

    def of(self, year: int) -> Mapping[str, Sequence[Relation]]:
        """Those of `year` by their left indicator; of two lines of one relation that overlap, the
        one that begins last."""
        if year not in self._years:
            valid = [row for row in self.rows if valid_in(year, row.valid_from, row.valid_to)]
            valid.sort(key=lambda row: row.valid_from or 0)
            by_left: dict[str, list[Relation]] = defaultdict(list)
            last = {(row.relation_id, row.left.indicator): row for row in valid}
            for row in last.values():
                by_left[row.left.indicator or ""].append(row)
            self._years[year] = dict(by_left)
        return self._years[year]


def read(folder: Path) -> tuple[Relation, ...]:
    """All relations of a reference folder. Raises ReferenceDataError for an unreadable line."""
    terms: dict[str, list[Term]] = defaultdict(list)
    for row in read_optional_rows(folder, "audit_relation_terms"):
        terms[row.text("relation_id")].append(term(row))
    return tuple(
        relation(row, terms[row.text("relation_id")])
        for row in read_optional_rows(folder, "audit_relations")
    )


def relation(row: Row, terms: Iterable[Term]) -> Relation:
    """The relation of one line, with its terms."""
    return Relation(
        relation_id=row.text("relation_id"),
        operator=row.text("operator"),
        tolerance=row.number("tolerance") or Decimal(0),
        tolerance_reason=row.optional("tolerance_reason"),
        severity=row.text("severity"),
        valid_from=row.optional_integer("valid_from_year"),
        valid_to=row.optional_integer("valid_to_year"),
        message_zh=row.text("message_zh"),
        source=row.text("source"),
        terms=tuple(terms),
    )


def term(row: Row) -> Term:
    """The term of one line."""
    return Term(
        side=row.text("side"),
        coefficient=coefficient(row),
        indicator=row.optional("indicator"),
        members=tuple(row.text(dimension) for dimension in DIMENSIONS),
        at_period=row.text("at_period"),
        at_level=row.text("at_level"),
    )


def coefficient(row: Row) -> Decimal:
    """By what a term's figure is multiplied; without it the line says nothing."""
    stated = row.number("coefficient")
    if stated is None:
        raise row.error("coefficient", "is empty")
    return stated


def contradictions(relations: Iterable[Relation], known: Collection[str]) -> Iterator[str]:
    """In what the relations contradict themselves or the indicators that are `known`, one English
    sentence each."""
    for one in relations:
        place = f"Relation {one.relation_id}"
        for name in sorted(one.indicators - set(known)):
            yield f"{place} refers to {name}, which is not in indicators."
        for column, value, allowed in (
            ("operator", one.operator, tuple(OPERATORS)),
            ("severity", one.severity, SEVERITIES),
            *(("at_period", term.at_period, AT_PERIODS) for term in one.terms),
            *(("at_level", term.at_level, AT_LEVELS) for term in one.terms),
            *(("at_basis", term.at_basis, AT_BASES) for term in one.terms),
        ):
            if value not in allowed:
                yield f"{place} has the {column} {value}: choose of {', '.join(allowed)}."
        sides = Counter(term.side for term in one.terms)
        if (
            sides["left"] != 1
            or not sides["right"]
            or sides.total() != sides["left"] + sides["right"]
        ):
            yield f"{place} needs one left term and at least one right term."
        elif (
            not one.left.indicator
            or one.left.at_period != SAME
            or (one.left.at_level != SAME and not one.is_general)
        ):
            yield f"{place} begins with a left term that is no figure of the period itself."
        if bool(one.tolerance) != bool(one.tolerance_reason):
            yield f"{place} has a tolerance without its reason, or a reason without tolerance."
