"""One cell: five states, exact numbers, hedges as intervals, units by the word."""

from decimal import Decimal

import pytest

from ingestion.reading.cells import Cell, Fault, Figure, read, unit_factor


def figure(text: str) -> Figure:
    found = read(Cell("A1", text))
    assert isinstance(found, Figure)
    return found


@pytest.mark.parametrize("text", ["", " ", "\u3000", "\xa0", "\ufeff"])
def test_blank_says_nothing(text):
    """A blank cell is no statement, whatever white space stands in it."""
    assert read(Cell("A1", text)) is None


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("-", "not_applicable"), ("—", "not_applicable"), ("——", "not_applicable"),
        ("／", "not_applicable"), ("/", "not_applicable"), ("无", "not_applicable"),
        ("未统计", "not_collected"), ("作废", "erased"), ("删 除", "erased"),
        ("XX", "masked"), ("18xxxx", "masked"), ("****", "masked"), ("XX人", "masked"),
        ("0", "zero"), ("０", "zero"), ("0.00", "zero"), ("5", "value"),
    ],
)  # fmt: skip
def test_states(text, state):
    """Not applicable, not collected, masked, erased and true zero are told apart."""
    assert figure(text).state == state


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234", "1234"), ("1,234", "1234"), ("1，234，567", "1234567"), ("１２３４．５", "1234.5"),
        ("1 234", "1234"), ("-5", "-5"), ("－5", "-5"), ("(5)", "-5"), ("（5）", "-5"),
        (".5", "0.5"), ("+7", "7"), ("三十五", "35"),
    ],
)  # fmt: skip
def test_numbers(text, value):
    """Separators, full width and brackets change nothing of the number; its bounds are equal."""
    found = figure(text)
    assert found.value == found.lower == found.upper == Decimal(value)


@pytest.mark.parametrize(
    ("text", "value", "lower", "upper"),
    [
        ("4.8万余", 48000, 48000, 49000), ("近200", 200, 100, 200), ("约3000", 3000, 2500, 3500),
        ("200多", 200, 200, 300), ("100以上", 100, 100, 200), ("不足50", 50, 40, 50),
    ],
)  # fmt: skip
def test_hedges_are_intervals(text, value, lower, upper):
    """A hedge gives the interval that its last non-zero digit supports."""
    found = figure(text)
    assert (found.value, found.lower, found.upper) == (value, lower, upper)


@pytest.mark.parametrize(
    "text", ["1,23", "1 23", "12人30人", "abc", "1e5", "<5", "5?", "2024年", "1" * 25]
)
def test_what_is_no_number_is_refused(text):
    """What could be two numbers, or none, is a fault and never a guess."""
    assert isinstance(read(Cell("A1", text)), Fault)


def test_number_cells_beyond_15_digits_are_refused():
    """The office program has already lost the digits: the number is not taken."""
    found = read(Cell("A1", "1234567890123457", Decimal("1234567890123457")))
    assert isinstance(found, Fault)
    assert found.rule_id == "digits_lost"


def test_percent_format():
    """0.83 shown as 83 % is 83 %."""
    found = read(Cell("A1", "0.83", Decimal("0.83"), percent=True))
    assert isinstance(found, Figure)
    assert (found.value, found.unit) == (83, "%")


@pytest.mark.parametrize(
    ("printed", "base", "factor"),
    [
        ("万元", "元", 10**4), ("亿元", "元", 10**8), ("元", "元", 1), ("万人次", "人次", 10**4),
        ("名", "人", 1), ("场", "场次", 1), ("家", "个", 1), ("％", "percent", 1),
        ("公斤", "元", None), ("份", "册", None), ("元", "元/人", None), ("人", "人次", None),
    ],
)  # fmt: skip
def test_units(printed, base, factor):
    """Multiples convert exactly; another unit never passes for the right one."""
    assert unit_factor(printed, base) == factor
