"""The columns of forms as data: what is printed is what is read."""

import pytest

from ingestion.errors import ReferenceDataError
from ingestion.reading import form_columns, headers
from ingestion.reading.form_columns import CUMULATIVE, ITEMS
from tests.conftest import REFERENCE
from tests.ingestion.files import cover, only, rules, workbook

COLUMNS = form_columns.load(REFERENCE)
READ = {
    ITEMS: headers.FORM, CUMULATIVE: headers.FORM, form_columns.STATIONS: headers.STATIONS,
    form_columns.TRANSFERS: headers.TRANSFERS, form_columns.EXPLANATIONS: headers.EXPLANATIONS,
}  # fmt: skip


@pytest.mark.parametrize("layout", READ)
def test_what_is_printed_is_read(layout):
    """Every printed header stands for one field of its layout, and for no other."""
    printed = form_columns.printed(COLUMNS, layout, 2024)
    assert [column.position for column in printed] == list(range(1, len(printed) + 1))
    for column in printed:
        fields = [name for name, known in READ[layout].items() if column.header_zh in known]
        assert fields == [column.field]


def test_cumulative_columns_are_ytd(reference):
    """本期 is the period's own figure, 累计 the one since 1 January, each with its scope; last
    year's and the last period's figures are printed for comparison and assert nothing."""
    printed = [c.header_zh for c in form_columns.printed(COLUMNS, CUMULATIVE, 2024)]
    row = [1, "科普活动场次", "场次", 3, 10, 7, 25, 4, 9, 2, 6, None]
    sheets = {"全民科学素质工作情况季报表": [printed, row]}
    filing = only(workbook(cover(period="2024-Q3"), sheets), reference)
    assert rules(filing) == []
    said = [(o.scope, o.basis, o.value) for o in filing.observations]
    assert sorted(said) == [
        ("inclusive", "period", 7), ("inclusive", "ytd", 25), ("own", "period", 3),
        ("own", "ytd", 10),
    ]  # fmt: skip


def test_every_form_says_how_its_cells_are_filled(reference):
    """Range, decimals and what a blank means stand in every item; counts have no decimals."""
    items = [i for of in reference.catalogue.form_items.values() for i in of]
    assert len(items) > 300
    for item in items:
        indicator = reference.catalogue.indicators[item.cell.indicator]
        assert (item.minimum is None) == indicator.may_be_negative, item.label_zh
        assert item.decimals == (0 if indicator.value_type in ("count", "plan") else 2)


@pytest.mark.parametrize("period_type", ["annual", "half_year", "quarterly", "monthly"])
def test_there_is_a_form_for_every_period(reference, period_type):
    """Literacy is asked for by year, half, quarter and month; shorter forms are cumulative."""
    (form,) = [
        form
        for form in reference.catalogue.forms.values()
        if (form.subject, form.period_type) == ("literacy", period_type)
    ]
    assert form.layout == (ITEMS if period_type == "annual" else CUMULATIVE)
    assert any(item.required for item in reference.catalogue.items(form.form, 2024))


@pytest.mark.parametrize(
    ("total", "part", "read"),
    [(0, None, ("zero", 0)), (5, None, None), ("-", None, None), (0, "-", ("not_applicable", None)),
     (None, None, None)],
)  # fmt: skip
def test_a_blank_part_of_a_zero_total_is_zero(reference, total, part, read):
    """The form says so; of any other total, and in any other column, a blank says nothing."""
    teens = "其中：面向青少年的科普活动场次"
    rows = [("指标名称", "本级", "含下级"), ("科普活动场次", total, 7), (teens, part, None)]
    filing = only(workbook(cover(), {"全民科学素质工作情况年报表": rows}), reference)
    parts = [o for o in filing.observations if o.audience == "teenagers"]
    assert [(o.state, o.value) for o in parts] == ([read] if read else [])
    assert all(o.scope == "own" and o.source_ref.endswith("!B3") for o in parts)


HEADER = "layout,field,position,header_zh,aliases,valid_from_year,valid_to_year\n"


def test_a_header_has_its_years(tmp_path):
    """A layout prints the columns of the year; a reader knows the headers of all years."""
    (tmp_path / "form_columns.csv").write_text(
        f"{HEADER}items,own,1,本级,,,2025\nitems,own,1,本单位,,2025,\nitems,note,2,备注,,,\n",
        encoding="utf-8",
    )
    columns = form_columns.load(tmp_path)
    for year, header in ((2024, "本级"), (2025, "本单位")):
        printed = form_columns.printed(columns, ITEMS, year)
        assert [column.header_zh for column in printed] == [header, "备注"]
    assert form_columns.names(columns, ITEMS)["own"] == ("本级", "本单位")


def test_a_header_with_two_meanings_is_refused(tmp_path):
    """A reader knows the header before it knows the year: one word cannot be two fields."""
    (tmp_path / "form_columns.csv").write_text(
        f"{HEADER}items,own,1,本级,,,2025\nitems,inclusive,1,本级,,2025,\n", encoding="utf-8"
    )
    with pytest.raises(ReferenceDataError, match="本级 of items is own and inclusive"):
        form_columns.load(tmp_path)
