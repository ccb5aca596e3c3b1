"""What an office is asked for a period: its forms, and the rows of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ingestion.errors import WarehouseError
from ingestion.reading import derived, form_columns
from ingestion.reading.derived import Formula
from ingestion.reading.filings import Reference
from ingestion.reading.form_columns import Column
from ingestion.reference.catalogue_rows import Form, FormItem
from ingestion.reference.periods import PERIOD_TYPES, Period
from ingestion.reference.seeds import read_optional_rows

_WITH_CHILDREN = frozenset({"inclusive", "inclusive_ytd", "inclusive_previous", "inclusive_before"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form as printed for one office: a register has columns only."""

    form: Form
    columns: tuple[Column, ...]
    items: tuple[FormItem, ...]
    formulas: dict[int, Formula]


@dataclass(frozen=True, slots=True)
class Office:
    """Who is asked, and for when. `units` are the office, the one above and those below it."""

    unit: str
    code: str  # that the unit bore at the period's end
    name: str
    level: str
    period: Period
    units: tuple[tuple[str, str], ...]
    has_children: bool


def office(code: str, period: Period, reference: Reference) -> Office:
    """The office behind a code. Raises WarehouseError for a code that no unit bears."""
    tree, day = reference.tree, period.last_day
    unit = tree.resolve(code, day)
    version = tree.version(unit, day) if unit else None
    if unit is None or version is None:
        raise WarehouseError(f"No unit bears the code {code} on {day}: look it up in org_units.")
    children, parent = tree.children(unit, day), tree.parent(unit, day)
    near = [found for one in (parent, unit, *children) if one and (found := tree.version(one, day))]
    return Office(
        unit=unit,
        code=version.code_then,
        name=tree.units[unit].name,
        level=tree.units[unit].level,
        period=period,
        units=tuple((one.code_then, tree.units[one.unit].name) for one in near),
        has_children=bool(children),
    )


def sheets(
    asked: Office, reference: Reference, folder: Path, only: Iterable[str] = ()
) -> list[Sheet]:
    """The forms that are due from the office, in the order of the catalogue.

    `only` restricts them. Raises WarehouseError where nothing is left.
    """
    columns = form_columns.load(folder)
    due = [
        form for form in reference.catalogue.forms.values() if _due(form, asked, reference, folder)
    ]
    wanted = list(only)
    unknown = set(wanted) - {form.form for form in due}
    if unknown or not due:
        expected = (
            ", ".join(form.form for form in due)
            or f"other period types ({', '.join(PERIOD_TYPES)})"
        )
        named = ", ".join(sorted(unknown)) or "Nothing"
        raise WarehouseError(
            f"{named} is not due from {asked.code} for {asked.period}: {expected}."
        )
    return [
        _sheet(form, asked, reference, columns) for form in due if not wanted or form.form in wanted
    ]


def _due(form: Form, asked: Office, reference: Reference, folder: Path) -> bool:
    """By the indicators on it; a register by its levels, where some are named."""
    if form.period_type != asked.period.type:
        return False
    items = reference.catalogue.items(form.form, asked.period.year)
    if form.layout in (form_columns.ITEMS, form_columns.CUMULATIVE):
        return any(_asks(item, asked, reference) for item in items)
    levels = [
        row.text("level")
        for row in read_optional_rows(folder, "register_due")
        if row.text("form") == form.form
    ]
    return not levels or asked.level in levels


def _asks(item: FormItem, asked: Office, reference: Reference) -> bool:
    return reference.catalogue.due(item.cell.indicator, asked.level, asked.period.type)


def _sheet(form: Form, asked: Office, reference: Reference, columns: tuple[Column, ...]) -> Sheet:
    """The rows that the office owes, and those that nobody owes but the form prints (ratios)."""
    catalogue, year = reference.catalogue, asked.period.year
    owed_by_some = {indicator for indicator, _, of in catalogue.owed if of == asked.period.type}
    items = tuple(
        item
        for item in catalogue.items(form.form, year)
        if _asks(item, asked, reference) or item.cell.indicator not in owed_by_some
    )
    numbers = {item.item_no for item in items}
    return Sheet(
        form=form,
        columns=tuple(
            column
            for column in form_columns.printed(columns, form.layout, year)
            if asked.has_children or column.field not in _WITH_CHILDREN
        ),
        items=items,
        formulas={
            number: formula
            for number, formula in derived.formulas(catalogue, form.form, year).items()
            if number in numbers and numbers.issuperset(formula.items)
        },
    )
