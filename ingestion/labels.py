"""From printed labels to the catalogue: rows of forms, indicators, members of dimensions.

A label is the same only if it is the same word; width of characters and white space do not count.
"""

from ingestion.catalogue import Catalogue
from ingestion.catalogue_rows import Cell, Form, FormItem
from ingestion.cells import key
from ingestion.model import TOTAL

_TOTALS = frozenset({"", "合计", "总计", "全部", TOTAL})


class Labels:
    """The words of one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._forms = {
            key(name): form
            for form in catalogue.forms.values()
            for name in (form.form, form.name_zh)
        }
        self._items: dict[tuple[str, int], dict[str, FormItem]] = {}
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
        """The form that is called so, by its Chinese name or its id."""
        return self._forms.get(key(text))

    def item(self, form: str, year: int, label: str) -> FormItem | None:
        """The row of the form, as printed for the year, that has this label."""
        place = form, year
        if place not in self._items:
            items = self.catalogue.items(form, year)
            self._items[place] = {key(item.label_zh): item for item in items}
        return self._items[place].get(key(label))

    def cell(self, text: str) -> Cell | None:
        """The cell that an indicator's code, first-edition code or Chinese name stands for."""
        word = key(text)
        if word in self.catalogue.indicators:
            return Cell(word)
        return self.catalogue.codes.get(word) or self._names.get(word)

    def item_of(self, form: str, year: int, cell: Cell) -> FormItem | None:
        """The row of the form that asks for this cell."""
        return next((i for i in self.catalogue.items(form, year) if i.cell == cell), None)

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
