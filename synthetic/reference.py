"""The reference data as the generator needs them: units of a day, printed forms, who owes what."""

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

TOTAL = "total"
LEVELS = ("province", "city", "district", "subdistrict")


class Breakdown(NamedTuple):
    """One member of each dimension; `total` is a member."""

    audience: str = TOTAL
    grade: str = TOTAL
    department: str = TOTAL
    kind: str = TOTAL


WHOLE = Breakdown()


@dataclass(frozen=True, slots=True)
class Unit:
    """An org unit. `versions` are (from, to, code, parent) with ISO dates, to exclusive or ''."""

    code: str
    name: str
    short_name: str
    level: str
    reports: bool
    sort_order: int
    versions: tuple[tuple[str, str, str, str], ...]

    def then(self, day: str) -> tuple[str, str] | None:
        """(code, parent) of the unit on an ISO day, None where it did not exist."""
        for start, end, code, parent in self.versions:
            if start <= day and (not end or day < end):
                return code, parent
        return None


class Indicator(NamedTuple):
    """What the generator must know of an indicator."""

    code: str
    unit: str
    value_type: str
    behaviour: str
    rollup_scope: str


class Item(NamedTuple):
    """A printed row of a form, valid in the years [start, end)."""

    form: str
    number: int
    indicator: str
    breakdown: Breakdown
    label: str
    unit: str
    required: bool
    start: int
    end: int


@dataclass
class Reference:
    """Units, forms and catalogue of a province, read from the CSV files of one folder."""

    units: dict[str, Unit]
    indicators: dict[str, Indicator]
    items: dict[str, list[Item]]
    form_names: dict[str, str]
    due: set[tuple[str, str, str]]
    population: dict[str, Decimal]
    labels: dict[tuple[str, str], str]
    _trees: dict[int, dict[str, list[str]]] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> "Reference":
        """Raises OSError when a file is missing, KeyError when a column is."""
        versions = defaultdict(list)
        for row in _rows(folder, "org_unit_versions"):
            versions[row["org_code"]].append(
                (row["valid_from"], row["valid_to"], row["code_then"], row["parent_code"])
            )
        zones = {row["zone_code"] for row in _rows(folder, "zone_bridge")}
        items = defaultdict(list)
        for row in _rows(folder, "form_items"):
            items[row["form"]].append(_item(row))
        return cls(
            # a zone is what its districts are: the offices of the districts speak for it here
            units={
                unit.code: unit
                for unit in _units(_rows(folder, "org_units"), versions)
                if unit.code not in zones
            },
            indicators={
                row["indicator"]: Indicator(*(row[name] for name in _INDICATOR))
                for row in _rows(folder, "indicators")
            },
            items=dict(items),
            form_names={row["form"]: row["name_zh"] for row in _rows(folder, "forms")},
            due={
                (row["indicator"], row["level"], row["period_type"])
                for row in _rows(folder, "indicator_due")
            },
            population={
                row["org_code"]: Decimal(row["value"])
                for row in _rows(folder, "population")
                if row["indicator"] == "resident_population" and row["is_used"] == "true"
            },
            labels={
                (row["dimension"], row["member"]): row["label_zh"]
                for row in _rows(folder, "breakdown_members")
            },
        )

    @property
    def root(self) -> str:
        """Code of the province."""
        return next(u.code for u in self.units.values() if u.level == "province")

    def children(self, year: int) -> dict[str, list[str]]:
        """Parent -> children in the tree of the year's last day."""
        if year not in self._trees:
            tree = defaultdict(list)
            for unit in self.units.values():
                then = unit.then(f"{year}-12-31")
                if then and then[1]:
                    tree[then[1]].append(unit.code)
            self._trees[year] = dict(tree)
        return self._trees[year]

    def below(self, code: str, year: int) -> list[str]:
        """The unit and every unit below it, on the year's last day."""
        tree, found = self.children(year), [code]
        for unit in found:
            found.extend(tree.get(unit, ()))
        return found

    def exists(self, code: str, year: int) -> bool:
        """Whether the unit exists on the year's last day."""
        return self.units[code].then(f"{year}-12-31") is not None

    def parent(self, code: str, year: int) -> str:
        """Code of the unit above on the year's last day, empty at the top."""
        then = self.units[code].then(f"{year}-12-31")
        return then[1] if then else ""

    def owes(self, code: str, indicator: str, period_type: str = "annual") -> bool:
        """Whether the catalogue names the unit's level for the indicator.

        Nobody owes a ratio, but offices with a population print it.
        """
        if self.indicators[indicator].behaviour == "ratio":
            return self.units[code].level != "subdistrict"
        return (indicator, self.units[code].level, period_type) in self.due

    def item(self, form: str, indicator: str, breakdown: Breakdown, year: int) -> Item:
        """The printed row for a cell, or the indicator's own row if the form has none for it."""
        rows = [
            item
            for item in self.items[form]
            if item.indicator == indicator and item.start <= year < item.end
        ]
        exact = [item for item in rows if item.breakdown == breakdown]
        return (exact or [item for item in rows if item.breakdown == Breakdown()])[0]

    def prints(self, form: str, indicator: str, breakdown: Breakdown, year: int) -> bool:
        """Whether the form of a year has a row for just this cell."""
        cell = indicator, breakdown
        return any(
            (i.indicator, i.breakdown) == cell and i.start <= year < i.end for i in self.items[form]
        )

    def required(self, form: str, year: int) -> list[tuple[str, Breakdown]]:
        """Indicator and breakdown of the rows that a complete form must fill."""
        items = self.items.get(form, ())
        return [(i.indicator, i.breakdown) for i in items if i.required and i.start <= year < i.end]

    def register_form(self, word: str) -> str:
        """The id of the form whose id begins with `word` (station, transfer)."""
        return next(form for form in self.form_names if form.startswith(word))


_INDICATOR = ("indicator", "unit", "value_type", "behaviour", "rollup_scope")


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _units(rows: Iterable[dict[str, str]], versions: dict[str, list]) -> Iterable[Unit]:
    for row in rows:
        yield Unit(
            row["org_code"], row["name"], row["short_name"] or row["name"], row["level"],
            row["reporting_unit"] == "true", int(row["sort_order"] or 0),
            tuple(sorted(versions[row["org_code"]])),
        )  # fmt: skip


def _item(row: dict[str, str]) -> Item:
    return Item(
        row["form"], int(row["item_no"]), row["indicator"],
        Breakdown(row["audience"], row["grade"], row["department"], row["kind"]),
        row["label_zh"], row["unit_printed"], row["required"] == "true",
        int(row["valid_from_year"] or 0), int(row["valid_to_year"] or 9999),
    )  # fmt: skip
