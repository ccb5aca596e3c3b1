"""The member of an indicator's one classification that the words beside a figure name."""

import re

from ingestion.narrative.fact import Fact
from ingestion.reference.catalogue import Catalogue
from ingestion.reference.catalogue_rows import Cell

_SPLIT = re.compile(r"[（）()、，,/与和及]")


def find_kind(fact: Fact, cell: Cell, catalogue: Catalogue) -> str:
    """The member whose label (or a part of it of two characters or more) stands nearest before the
    number, '' if none. Labels are data of the catalogue."""
    indicator = catalogue.indicators[cell.indicator]
    classification = indicator.kind_classification
    if not classification:
        return ""
    known = catalogue.once(
        ("labels in reports", classification), lambda: _labels(classification, catalogue)
    )
    lead = fact.clause.partition("#")[0]
    best, end = "", -1
    for member, (_, words) in known.items():
        for word in words:
            at = lead.rfind(word)
            if at >= 0 and at + len(word) > end:
                # 院士专家工作站, 院士、专家工作站: two members named together are no one member.
                before = lead[max(0, at - 4) : at]
                rivals = (label[:2] for name, (label, _) in known.items() if name != member)
                best, end = ("" if any(r in before for r in rivals) else member), at + len(word)
    return best


def _labels(classification: str, catalogue: Catalogue) -> dict[str, tuple[str, list[str]]]:
    """The label of each member, and its parts of two characters or more."""
    labels = {
        member: label
        for (dimension, of, member), label in catalogue.labels.items()
        if dimension == "kind" and of == classification
    }
    return {
        member: (label, [word for word in _SPLIT.split(label) if len(word) >= 2])
        for member, label in labels.items()
    }
