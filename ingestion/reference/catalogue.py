"""The catalogue: which figures exist, by what they may be broken down, and who owes them.

`Catalogue.load` refuses reference data that contradict themselves. What was reported is judged
elsewhere: `fault` says only what the catalogue does not have.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

from ingestion.errors import ReferenceDataError
from ingestion.model import TOTAL
from ingestion.reference import general_relations, relations
from ingestion.reference.catalogue_check import contradictions
from ingestion.reference.catalogue_rows import (
    DIMENSIONS,
    Cell,
    Form,
    FormItem,
    Indicator,
    Member,
    Tables,
    merged,
    read_tables,
)
from ingestion.reference.periods import Period
from ingestion.reference.relations import Relation, Relations

DIMENSIONS_ZH = {"audience": "受众", "grade": "级别", "department": "来源部门", "kind": "分类"}

_MOST_WORKED_OUT = 50_000
_TODAY = 9998  # a year in which every relation that has not ended is in force

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class CellFields(Protocol):
    """Anything that names a cell of the cube: a Cell, an Observation."""

    @property
    def indicator(self) -> str: ...
    @property
    def audience(self) -> str: ...
    @property
    def grade(self) -> str: ...
    @property
    def department(self) -> str: ...
    @property
    def kind(self) -> str: ...


class AssertionFields(CellFields, Protocol):
    """A cell with its basis (`period` or `ytd`), as an Observation has it."""

    @property
    def basis(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Indicators by name, codes of the first edition by code, forms and their items by form."""

    indicators: Mapping[str, Indicator]
    codes: Mapping[str, Cell]
    crossings: Mapping[str, frozenset[str]]
    members: Mapping[tuple[str, str], Mapping[str, Member]]
    labels: Mapping[tuple[str, str, str], str]
    owed: frozenset[tuple[str, str, str]]
    forms: Mapping[str, Form]
    form_items: Mapping[str, tuple[FormItem, ...]]
    relations: Relations = field(default_factory=Relations)
    exclusive: frozenset[tuple[str, str]] = frozenset()
    _worked_out: dict[Hashable, Any] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @classmethod
    def load(cls, reference_dir: Path) -> "Catalogue":
        """The catalogue in `reference_dir`.

        Raises ReferenceDataError listing every contradiction. Years that overlap are none: a
        member holds in all of them, a cell is printed as its first item says, and the night has a
        finding.
        """
        tables = merged(read_tables(reference_dir))
        of_kinds = general_relations.read(reference_dir, tables.indicators)
        between = (*relations.read(reference_dir), *of_kinds)
        names = [row.indicator for row in tables.indicators]
        found = [*contradictions(tables), *relations.contradictions(between, names)]
        if found:
            raise ReferenceDataError("\n".join(found))
        return cls.of(tables, between)

    @classmethod
    def of(cls, tables: Tables, between: Iterable[Relation] = ()) -> "Catalogue":
        """The catalogue that `tables` describe, unchecked."""
        crossings = _grouped((indicator, crossing) for indicator, crossing in tables.crossings)
        members = _grouped(((row.indicator, row.dimension), row) for row in tables.members)
        items = _grouped((row.form, row) for row in tables.items)
        labels = {(x.dimension, x.classification, x.member): x.label_zh for x in tables.labels}
        return cls(
            indicators=MappingProxyType({row.indicator: row for row in tables.indicators}),
            codes=MappingProxyType(dict(tables.codes)),
            crossings=MappingProxyType({key: frozenset(of) for key, of in crossings.items()}),
            members=MappingProxyType(
                {key: {row.member: row for row in rows} for key, rows in members.items()}
            ),
            labels=MappingProxyType(labels),
            owed=frozenset(tables.due),
            forms=MappingProxyType({row.form: row for row in tables.forms}),
            form_items=MappingProxyType(
                {row.form: tuple(items.get(row.form, ())) for row in tables.forms}
            ),
            relations=Relations(between),
            exclusive=frozenset(tables.exclusive),
        )

    def once(self, what: Hashable, make: Callable[[], _Value]) -> _Value:
        """What follows from the catalogue alone, worked out when it is first asked for.

        `what` names it. Files ask the same of many offices; the odd years of odd files are
        forgotten with everything else when there are too many.
        """
        if what not in self._worked_out:
            if len(self._worked_out) >= _MOST_WORKED_OUT:
                self._worked_out.clear()
            self._worked_out[what] = make()
        return self._worked_out[what]

    def due(self, indicator: str, level: str, period_type: str) -> bool:
        """Whether reporting units of `level` owe `indicator` for periods of this type."""
        return (indicator, level, period_type) in self.owed

    def items(self, form: str, year: int) -> tuple[FormItem, ...]:
        """The rows of `form` as printed for `year`; none for a register or an unknown form."""
        return self.once(("items", form, year), lambda: self._valid_items(form, year))

    def _valid_items(self, form: str, year: int) -> tuple[FormItem, ...]:
        valid = (item for item in self.form_items.get(form, ()) if item.valid_in(year))
        first: dict[Cell, FormItem] = {}
        for item in sorted(valid, key=lambda item: (item.item_no, not item.required)):
            first.setdefault(item.cell, item)
        return tuple(item for item in self.form_items.get(form, ()) if item is first.get(item.cell))

    def parts(self, indicator: str, dimension: str, year: int) -> tuple[str, ...]:
        """The members that together are the whole in `year`; none where nothing is exhaustive."""
        members = self.members.get((indicator, dimension), {}).values()
        return tuple(row.member for row in members if row.exhaustive and row.valid_in(year))

    def partitions(self, indicator: str, year: int) -> tuple[tuple[Cell, ...], ...]:
        """For every dimension that is exhaustive in `year` the cells that make up the total."""
        return self.once(("parts", indicator, year), lambda: self._partitioned(indicator, year))

    def _partitioned(self, indicator: str, year: int) -> tuple[tuple[Cell, ...], ...]:
        parts = {name: self.parts(indicator, name, year) for name in DIMENSIONS}
        return tuple(
            tuple(Cell(indicator)._replace(**{name: member}) for member in members)
            for name, members in parts.items()
            if members
        )

    def sums(self, code: str, period: str = "") -> list[list[tuple[int, str]]]:
        """What a figure must be equal to, each time as signed codes of the same period and level.

        The relations are those of the period's year, without one those of today.
        """
        left = self.codes.get(code)
        if left is None:
            return []
        year = int(period[:4]) if period[:4].isdigit() else _TODAY
        codes = {cell: name for name, cell in self.codes.items()}
        relations = self.relations.of(year).get(left.indicator, ())
        return [
            [(int(term.coefficient), codes[term.cell(left)]) for term in one.right]
            for one in relations
            if one.operator == "="
            and one.left.meets(left)
            and one.is_of_one_place
            and all(term.cell(left) in codes for term in one.right)
        ]

    def label(self, indicator: str, dimension: str, member: str) -> str:
        """What `member` is called in Chinese; the member itself where nobody knows it."""
        if member == TOTAL:
            return self.labels.get((dimension, TOTAL, TOTAL), member)
        known = self.indicators.get(indicator)
        classification = known.kind_classification if known and dimension == "kind" else dimension
        return self.labels.get((dimension, classification or "", member), member)

    def fault(self, assertion: AssertionFields, period: Period) -> str | None:
        """In Chinese, what the catalogue does not have of this assertion; None if it may speak."""
        fault = self.cell_fault(assertion, period.year)
        if fault or assertion.basis != "ytd":
            return fault
        indicator = self.indicators[assertion.indicator]
        if indicator.behaviour == "stock":
            return f"指标“{indicator.name_zh}”是时点数，不能按累计数填报"
        return None

    def cell_fault(self, cell: CellFields, year: int) -> str | None:
        """In Chinese, what the catalogue does not have of this cell in `year`."""
        indicator = self.indicators.get(cell.indicator)
        if indicator is None:
            return f"指标目录中没有指标“{cell.indicator}”"
        for dimension, member in broken_down(cell).items():
            fault = self._member_fault(indicator, dimension, member, year)
            if fault:
                return fault
        crossing = "+".join(broken_down(cell)) or TOTAL
        if crossing not in self.crossings.get(cell.indicator, frozenset()):
            names = "×".join(DIMENSIONS_ZH[dimension] for dimension in broken_down(cell)) or "合计"
            return f"指标“{indicator.name_zh}”不允许按“{names}”分组"
        return None

    def _member_fault(
        self, indicator: Indicator, dimension: str, member: str, year: int
    ) -> str | None:
        members = self.members.get((indicator.indicator, dimension), {})
        name, of = indicator.name_zh, DIMENSIONS_ZH[dimension]
        if not members:
            return f"指标“{name}”不按{of}分组，却填了“{member}”"
        if member not in members:
            return f"指标“{name}”的{of}中没有“{member}”"
        row = members[member]
        if row.valid_in(year):
            return None
        label = self.label(indicator.indicator, dimension, member)
        since = f"自{row.valid_from}年起使用，" if row.valid_from else ""
        until = f"用到{row.valid_to - 1}年为止，" if row.valid_to else ""
        return f"指标“{name}”的{of}“{label}”{since}{until}不能用于{year}年"


def broken_down(cell: CellFields) -> dict[str, str]:
    """The dimensions in which a cell is no total, in their order, each with its member."""
    members = {dimension: str(getattr(cell, dimension)) for dimension in DIMENSIONS}
    return {dimension: member for dimension, member in members.items() if member != TOTAL}


def _grouped(pairs: Iterable[tuple[_Key, _Value]]) -> dict[_Key, list[_Value]]:
    groups: dict[_Key, list[_Value]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups
