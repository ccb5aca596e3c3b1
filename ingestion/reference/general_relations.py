"""Relations that hold of every indicator of a kind, cell by cell: one row each, as data.

A cumulative figure and its periods, a figure with the levels below and theirs. They are held
against files when they come; of the figures that hold, nights tell in the ledgers.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from ingestion.reference.catalogue_rows import DIMENSIONS, Indicator
from ingestion.reference.relations import SAME, Relation, Term, coefficient, relation
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
    held = relation(row, [_term(term, of.indicator) for term in terms])
    if of.value_type not in row.members("tolerance_of"):
        held = replace(held, tolerance=Decimal(0), tolerance_reason=None)
    return replace(held, is_general=True)


def _term(row: Row, indicator: str) -> Term:
    return Term(
        side=row.text("side"),
        coefficient=coefficient(row),
        indicator=indicator,
        members=(SAME,) * len(DIMENSIONS),
        at_period=row.text("at_period"),
        at_level=row.text("at_level"),
        at_basis=row.text("at_basis"),
    )
