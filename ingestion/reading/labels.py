"""From printed labels to the catalogue: rows of forms, indicators, members of dimensions.

A label is the same only if it is the same word; width of characters and white space do not count.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingestion.model import TOTAL
from ingestion.reading.cells import key
from ingestion.reference.catalogue import Catalogue
from ingestion.reference.catalogue_rows import Cell, Form, FormItem

# what office programs put behind the name of a sheet that was copied
_COPY = re.compile(r"\(\d+\)$")
_TOTALS = frozenset({"", "合计", "总计", "全部", TOTAL})


@dataclass(frozen=True, slots=True)
class _Printed:
    """The rows of a form as printed for one year, by what they are looked up."""

    by_label: dict[str, FormItem]
    by_cell: dict[Cell, FormItem]
    indicators: frozenset[str]

    @classmethod
    def of(cls, items: Sequence[FormItem]) -> "_Printed":
        by_cell: dict[Cell, FormItem] = {}
        for item in items:
            by_cell.setdefault(item.cell, item)
        indicators = frozenset(cell.indicator for cell in by_cell)
        return cls({key(item.label_zh): item for item in items}, by_cell, indicators)


class Labels:
    """The words of one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._forms = {
            key(name): form
            for form in catalogue.forms.values()
            for name in (form.form, form.name_zh)
        }
        self._printed: dict[tuple[str, int], _Printed] = {}
        self._names: dict[str, Cell | None] = {}
        for name, indicator in catalogue.indicators.items():
            label = key(indicator.name_zh)
            # a name that two indicators bear names none
            self._names[label] = None if label in self._names else Cell(name)
        self._members = {
            (dimension, classification, key(label)): member
            for (dimension, classification, member), label in catalogue.labels.items()
        }

    def form(self, text: str) -> Form | None:
        """The form that is called so, by its Chinese name or its id, also on a copied sheet."""
        word = key(text)
        return self._forms.get(word) or self._forms.get(_COPY.sub("", word))

    def item(self, form: str, year: int, label: str) -> FormItem | None:
        """The row of the form, as printed for the year, that has this label."""
        return self._of(form, year).by_label.get(key(label))

    def asks_for(self, form: str, year: int, indicator: str) -> bool:
        """Whether the form, as printed for the year, has a row of this indicator."""
        return indicator in self._of(form, year).indicators

    def _of(self, form: str, year: int) -> "_Printed":
        place = form, year
        if place not in self._printed:
            self._printed[place] = _Printed.of(self.catalogue.items(form, year))
        return self._printed[place]

    def cell(self, text: str) -> Cell | None:
        """The cell that an indicator's code, first-edition code or Chinese name stands for."""
        word = key(text)
        if word in self.catalogue.indicators:
            return Cell(word)
        return self.catalogue.codes.get(word) or self._names.get(word)

    def item_of(self, form: str, year: int, cell: Cell) -> FormItem | None:
        """The row of the form that asks for this cell."""
        return self._of(form, year).by_cell.get(cell)

    def member(self, indicator: str, dimension: str, text: str) -> str | None:
        """The member that a label or code means for this indicator; None where there is none."""
        word = key(text)
        if word in _TOTALS:
            return TOTAL
        if word in self.catalogue.members.get((indicator, dimension), {}):
            return word
        known = self.catalogue.indicators.get(indicator)
        classification = known.kind_classification if known and dimension == "kind" else dimension
        found = self._members.get((dimension, classification or "", word))
        return found or self._anywhere(dimension, word)

    def _anywhere(self, dimension: str, word: str) -> str | None:
        """A member of the dimension that this indicator does not have: known, but a fault."""
        for (of, _, label), member in self._members.items():
            if of == dimension and word in (label, member):
                return member
        return None
