"""Periods: what is one, which days it spans, what it is part of."""

from datetime import date

import pytest

from ingestion.reference.periods import PERIOD_TYPES, Period, PeriodError

EVERY_PERIOD_OF_2024 = [
    "2024",
    *(f"2024-H{number}" for number in (1, 2)),
    *(f"2024-Q{number}" for number in (1, 2, 3, 4)),
    *(f"2024-{month:02d}" for month in range(1, 13)),
]


@pytest.mark.parametrize("text", EVERY_PERIOD_OF_2024)
def test_a_period_is_written_as_it_was_read(text):
    """Parsing and writing are inverse for every type of period."""
    assert str(Period.parse(text)) == text


NO_PERIODS = [
    "2024-",
    "24",
    "2024-0",
    "2024-00",
    "2024-1",
    "2024-13",
    "2024-Q0",
    "2024-Q5",
    "2024-H3",
    "2024Q1",
    "2024-q1",
    "2024年",
    "２０２４",
    "0000",
    "2024-07-01",
]


@pytest.mark.parametrize("text", ["", " 2024", "2024 ", "2024\n", *NO_PERIODS])
def test_anything_else_is_no_period(text):
    """Nothing is guessed: half-written, full-width and lower-case forms are refused."""
    with pytest.raises(PeriodError):
        Period.parse(text)


@pytest.mark.parametrize(
    ("text", "first_day", "last_day"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-H1", date(2024, 1, 1), date(2024, 6, 30)),
        ("2024-H2", date(2024, 7, 1), date(2024, 12, 31)),
        ("2024-Q3", date(2024, 7, 1), date(2024, 9, 30)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
    ],
)
def test_a_period_spans_its_calendar_days(text, first_day, last_day):
    """The last day, which decides about the tree, is the calendar's, leap years included."""
    period = Period.parse(text)
    assert (period.first_day, period.last_day) == (first_day, last_day)


def test_parts_fill_their_whole_without_gap_or_overlap():
    """The parts of a period begin and end with it and follow one another day by day."""
    for period in map(Period.parse, EVERY_PERIOD_OF_2024):
        if parts := period.parts:
            assert parts[0].first_day == period.first_day
            assert parts[-1].last_day == period.last_day
            days = sum((part.last_day - part.first_day).days + 1 for part in parts)
            assert days == (period.last_day - period.first_day).days + 1


def test_parts_are_of_the_next_shorter_type():
    """A year is two halves, a half two quarters, a quarter three months, a month whole."""
    assert [str(part) for part in Period.parse("2024").parts] == ["2024-H1", "2024-H2"]
    assert [str(part) for part in Period.parse("2024-H2").parts] == ["2024-Q3", "2024-Q4"]
    assert [str(p) for p in Period.parse("2024-Q3").parts] == ["2024-07", "2024-08", "2024-09"]
    assert Period.parse("2024-07").parts == ()


def test_parents_hold_the_period():
    """Parents are every longer period around it, the next longer first."""
    assert [str(p) for p in Period.parse("2024-07").parents] == ["2024-Q3", "2024-H2", "2024"]
    assert [str(p) for p in Period.parse("2024-Q2").parents] == ["2024-H1", "2024"]
    assert Period.parse("2024").parents == ()


def test_periods_sort_by_their_end():
    """Earlier ends come first; of periods that end together the shorter comes first."""
    shuffled = ["2024", "2024-H1", "2023", "2024-Q2", "2024-06", "2024-01"]
    assert [str(p) for p in sorted(map(Period.parse, shuffled))] == [
        "2023", "2024-01", "2024-06", "2024-Q2", "2024-H1", "2024"
    ]  # fmt: skip


@pytest.mark.parametrize(("text", "before"), [("2024", "2023"), ("2024-Q3", "2023-Q3")])
def test_last_year_is_the_same_period_a_year_before(text, before):
    """Growth compares like with like."""
    assert str(Period.parse(text).previous_year) == before


def test_types_run_from_long_to_short():
    """The order of types is the order in which parts are built, the other way round."""
    lengths = [(Period(2024, kind).last_day - date(2024, 1, 1)).days for kind in PERIOD_TYPES]
    assert lengths == sorted(lengths, reverse=True)
