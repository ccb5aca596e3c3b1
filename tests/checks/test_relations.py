"""The relations that files are checked by and those that the warehouse checks are the same ones."""

import csv
from collections import defaultdict

from ingestion.catalogue import Catalogue
from ingestion.settings import REPOSITORY

SEEDS = REPOSITORY / "dbt_project" / "seeds"
Relation = tuple[str, str, frozenset[tuple[int, str]]]
TURNED = {"<=": ">=", ">=": "<="}


def of_the_seeds() -> set[Relation]:
    """Left indicator, operator, signed right indicators; cells broken down are left out."""
    with (SEEDS / "audit_relation_terms.csv").open(encoding="utf-8", newline="") as file:
        terms = defaultdict(list)
        for row in csv.DictReader(file):
            if row["kind"] in ("total", "same"):
                terms[row["relation_id"], row["side"]].append(row)
    found = set()
    with (SEEDS / "audit_relations.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            left, right = (terms[row["relation_id"], side] for side in ("left", "right"))
            if left:
                signed = frozenset((int(one["coefficient"]), one["indicator"]) for one in right)
                found.add((left[0]["indicator"], row["operator"], signed))
    return found


def test_every_relation_of_the_catalogue_is_checked() -> None:
    """As it stands in indicators.audit_relations, or turned round."""
    catalogue = Catalogue.load(SEEDS)
    stated = {
        (name, relation.sign, frozenset(relation.terms))
        for name, indicator in catalogue.indicators.items()
        for relation in indicator.relations
    }
    assert stated
    known = of_the_seeds()
    missing = [
        relation for relation in stated if relation not in known and turned(relation) not in known
    ]
    assert not missing, missing


def turned(relation: Relation) -> Relation | None:
    """a <= b as b >= a; a relation of more terms has no other side."""
    left, sign, terms = relation
    if len(terms) != 1 or sign == "=":
        return None
    ((_, right),) = terms
    return right, TURNED[sign], frozenset({(1, left)})
