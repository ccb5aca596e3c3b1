"""Relations that hold of every indicator of a kind, cell by cell: one row each, as data.

A cumulative figure and its periods, a figure with the levels below and theirs. They are held
against files when they come; of the figures that hold, nights tell in the ledgers.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

from ingestion.reference.catalogue_rows import DIMENSIONS, Indicator
from ingestion.reference.relations import SAME, Relation, Term
from ingestion.reference.seeds import Row, read_optional_rows


def read(folder: Path, indicators: Iterable[Indicator]) -> Iterator[Relation]:
    """Every such relation of every indicator that it speaks of. Raises ReferenceDataError."""
    terms: dict[str, list[Row]] = defaultdict(list)
    for row in read_optional_rows(folder, "general_relation_terms"):
        terms[row.text("relation_id")].append(row)
    known = list(indicators)
    for row in read_optional_rows(folder, "general_relations"):
        scopes = row.members("rollup_scopes")
        for one in known:
            if one.behaviour in row.members("behaviours") and (
                not scopes or one.rollup_scope in scopes
            ):
                yield _relation(row, terms[row.text("relation_id")], one)


def _relation(row: Row, terms: Iterable[Row], of: Indicator) -> Relation:
    within = of.value_type in row.members("tolerance_of")
    return Relation(
        relation_id=row.text("relation_id"),
        operator=row.text("operator"),
        tolerance=(row.number("tolerance") or Decimal(0)) if within else Decimal(0),
        tolerance_reason=row.optional("tolerance_reason") if within else None,
        severity=row.text("severity"),
        valid_from=row.optional_integer("valid_from_year"),
        valid_to=row.optional_integer("valid_to_year"),
        message_zh=row.text("message_zh"),
        source=row.text("source"),
        terms=tuple(_term(term, of.indicator) for term in terms),
        is_general=True,
    )


def _term(row: Row, indicator: str) -> Term:
    coefficient = row.number("coefficient")
    if coefficient is None:
        raise row.error("coefficient", "is empty")
    return Term(
        side=row.text("side"),
        coefficient=coefficient,
        indicator=indicator,
        members=(SAME,) * len(DIMENSIONS),
        at_period=row.text("at_period"),
        at_level=row.text("at_level"),
        at_basis=row.text("at_basis"),
    )
