"""Whatever an office writes into its template is what the warehouse reads: values and states."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from ingestion.reading.filings import Reference
from ingestion.reference.catalogue_rows import Cell
from tests.template import printed
from tests.template.printed import QUARTER, YEAR, Place

# what is written: the state that is read, and its interval
WORDS: dict[str, tuple[str, tuple[int, int] | None]] = {
    "-": ("not_applicable", None), "—": ("not_applicable", None), "/": ("not_applicable", None),
    "无": ("not_applicable", None), "不适用": ("not_applicable", None),
    "未统计": ("not_collected", None), "XX": ("masked", None), "作废": ("erased", None),
    "近200": ("value", (100, 200)), "4.8万余": ("value", (48000, 49000)),
}  # fmt: skip
CITY = "420100"  # it is asked for more than a district
ABSENT = ("-", "—", "/", "无", "不适用")
FORMS = ("workstation", "funding", "organization")
QUARTERLY = ("literacy_quarterly", "workstation_quarterly")
Written = Decimal | str


class Template:
    """A workbook that is filled again and again."""

    def __init__(self, reference: Reference, period: str, *forms: str) -> None:
        self.reference = reference
        self.book: Workbook = printed.opened(printed.built(reference, CITY, period, *forms))
        all_places = printed.places(self.book, reference)
        self.open = [p for p in all_places if printed.is_open(self.book, p)]
        self.derived = [p for p in all_places if printed.is_derived(self.book, p)]

    def filled(self, values: Mapping[Place, Written]) -> bytes:
        """The template with these values, as a program saves it that computes no formula."""
        for place in self.open:
            value = values.get(place)
            printed.cell(self.book, place).value = (
                printed.plain(value) if isinstance(value, Decimal) else value
            )
        return printed.saved(self.book)


@pytest.fixture(scope="module")
def yearly(reference: Reference) -> Template:
    return Template(reference, YEAR, *FORMS)


@pytest.fixture(scope="module")
def quarterly(reference: Reference) -> Template:
    return Template(reference, QUARTER, *QUARTERLY)


def numbers(place: Place) -> st.SearchStrategy[Decimal]:
    """What the printed range allows."""
    item = place.item
    low = -(10**6) if item.minimum is None else int(item.minimum)
    high = 10**9 if item.maximum is None else int(item.maximum)
    return st.decimals(low, high, places=item.decimals or 0).map(Decimal.normalize)


@st.composite
def fillings(draw: st.DrawFn, template: Template) -> dict[Place, Written]:
    """Values and words for some of the open cells, now and then for all."""
    every = draw(st.booleans())
    taken = template.open if every else draw(st.lists(st.sampled_from(template.open), unique=True))
    return {p: draw(st.one_of(numbers(p), st.sampled_from(sorted(WORDS)))) for p in taken}


def said(written: Written) -> tuple[str, Any]:
    """(state, interval) of what stands in a cell."""
    if isinstance(written, str):
        return WORDS[written]
    return ("value" if written else "zero"), (written, written)


def derived(place: Place, template: Template, values: Mapping[Place, Written]) -> Written | None:
    """What follows for a locked cell, by the items that it is made of."""
    of = place.form, place.item.item_no
    if of in QUOTIENTS:
        above, below = QUOTIENTS[of]
        parts = [at(place, number, template, values) for number in above]
        over = at(place, below, template, values)
        if not isinstance(over, Decimal) or not over or len(numeric(parts)) < len(parts):
            return None
        return (sum(numeric(parts), Decimal(0)) / over * 100).quantize(CENT, "ROUND_HALF_UP")
    parts = [at(place, number, template, values) for number in SUMS[of]]
    if None in parts:
        return None
    if all(part in ABSENT for part in parts):
        return "-"
    if any(isinstance(part, str) and part not in ABSENT for part in parts):
        return "未统计"
    return sum(numeric(parts), Decimal(0))


def numeric(parts: list[Written | None]) -> list[Decimal]:
    return [part for part in parts if isinstance(part, Decimal)]


CENT = Decimal("0.01")
# (form, item): the items that it is the sum of, as the forms print them
SUMS: dict[tuple[str, int], tuple[int, ...]] = {
    ("workstation", 1): (2, 3, 4), ("workstation", 7): (8, 9),
    ("workstation", 16): (17, 18, 19),
    ("workstation_quarterly", 1): (2, 3, 4), ("workstation_quarterly", 6): (7, 8),
    ("funding", 1): (2, 4, 5, 6), ("funding", 7): (8, 9, 10, 11, 12),
    ("funding", 24): (21, 22, 23), ("funding", 28): (29, 30),
    ("organization", 2): (3, 4, 5), ("organization", 6): (7, 8, 9, 10),
}  # fmt: skip
# (form, item): the items above and the one below the line
QUOTIENTS: dict[tuple[str, int], tuple[tuple[int, ...], int]] = {
    ("workstation", 20): ((17, 18), 16), ("funding", 32): ((28,), 24),
    ("organization", 30): ((12,), 29),
}  # fmt: skip


def at(
    place: Place, number: int, template: Template, values: Mapping[Place, Written]
) -> Written | None:
    """What stands in another row of the same column."""
    same = (place.form, place.scope, place.basis, number)
    for other in template.open:
        if (other.form, other.scope, other.basis, other.item.item_no) == same:
            return values.get(other)
    (locked,) = [
        other
        for other in template.derived
        if (other.form, other.scope, other.basis, other.item.item_no) == same
    ]
    return derived(locked, template, values)


def expected(template: Template, values: Mapping[Place, Written]) -> dict[tuple, tuple]:
    """What a reader must find: the open cells, and what follows from them."""
    found = {place.key: said(written) for place, written in values.items()}
    for place in template.open:
        # as the form says below its table
        if place.item.blank_means == "zero_of_zero_total" and place not in values:
            total = (place.form, Cell(place.item.cell.indicator), place.scope, place.basis)
            if found.get(total, ("", None))[0] == "zero":
                found[place.key] = ("zero", (0, 0))
    for place in template.derived:
        written = derived(place, template, values)
        if written is not None:
            found[place.key] = said(written)
    return found


def comes_back(template: Template, values: Mapping[Place, Written]) -> None:
    filings = printed.parsed(template.filled(values), template.reference, CITY).filings
    read: dict[tuple, tuple] = {}
    for filing in filings:
        assert not filing.unreadable, filing.findings
        for o in filing.observations:
            interval = None if o.value is None else (o.lower, o.upper)
            cell = Cell(o.indicator, o.audience, o.grade, o.department, o.kind)
            assert (filing.form, cell, o.scope, o.basis) not in read
            read[filing.form, cell, o.scope, o.basis] = o.state, interval
    assert read == expected(template, values)


SEVERAL = settings(
    max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), database=None
)
MANY = settings(SEVERAL, max_examples=300)


@SEVERAL
@given(data=st.data())
def test_a_year_comes_back(data: st.DataObject, yearly: Template) -> None:
    """Of the yearly forms: every number, dash, mask and estimate, and nothing that was not said."""
    comes_back(yearly, data.draw(fillings(yearly)))


@SEVERAL
@given(data=st.data())
def test_a_quarter_comes_back(data: st.DataObject, quarterly: Template) -> None:
    """Of the quarterly forms also what is cumulative."""
    comes_back(quarterly, data.draw(fillings(quarterly)))


@pytest.mark.readers
@MANY
@given(data=st.data())
def test_many_years_come_back(data: st.DataObject, yearly: Template) -> None:
    """The same, looked for longer."""
    comes_back(yearly, data.draw(fillings(yearly)))


@pytest.mark.readers
@MANY
@given(data=st.data())
def test_many_quarters_come_back(data: st.DataObject, quarterly: Template) -> None:
    """The same, looked for longer."""
    comes_back(quarterly, data.draw(fillings(quarterly)))


def test_a_locked_cell_for_every_sum(yearly: Template, quarterly: Template) -> None:
    """What this test takes for derived is what the templates lock: neither more nor less."""
    locked = {(p.form, p.item.item_no) for t in (yearly, quarterly) for p in t.derived}
    assert locked == SUMS.keys() | QUOTIENTS.keys()
