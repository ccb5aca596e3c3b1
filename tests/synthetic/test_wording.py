"""What an office prints asserts an interval that holds the truth, and the reader agrees."""

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.reading import cells
from ingestion.reading.credit_code import fault
from synthetic import wording
from synthetic.claims import Said
from synthetic.stations import credit_code


def read(said: Said) -> tuple:
    figure = cells.read(cells.Cell("A1", said.printed))
    assert isinstance(figure, cells.Figure)
    return figure.state, figure.value, figure.lower, figure.upper


@given(st.integers(min_value=10, max_value=10**9), st.sampled_from(sorted(wording.HEDGES)))
def test_a_hedge_holds_the_truth_and_is_read_as_meant(number: int, word: str) -> None:
    """Any number, any word."""
    said = wording.hedged(number, word)
    assert said.lower is not None
    assert said.upper is not None
    assert said.lower <= number <= said.upper
    assert read(said) == (said.state, said.value, said.lower, said.upper)


@given(st.integers(min_value=0, max_value=10**9), st.booleans())
def test_an_exact_number_is_read_as_it_is(number: int, separators: bool) -> None:
    """With or without separators; zero is a state of its own."""
    said = wording.exact(number, separators=separators)
    assert read(said) == ("value" if number else "zero", number, number, number)


@pytest.mark.parametrize("seed", range(20))
def test_words_for_what_is_no_number(seed: int) -> None:
    """Masked, not collected, not applicable and erased are told apart."""
    rng = Random(seed)
    assert read(wording.masked(rng, 18342))[0] == "masked"
    assert read(wording.not_collected(rng))[0] == "not_collected"
    assert read(wording.not_applicable(rng))[0] == "not_applicable"
    assert read(wording.erased())[0] == "erased"


def test_a_slip_stands_as_reported() -> None:
    """35 under the heading 元, where 350,000 is meant."""
    assert wording.slipped(350_000, up=False).value == 35
    assert wording.slipped(350, up=True).value == 3_500_000


def test_place_of_the_last_digit() -> None:
    """The unit of the interval rule."""
    assert wording.place(Decimal(4800)) == 100
    assert wording.place(Decimal("12.5")) == Decimal("0.1")


@pytest.mark.parametrize("seed", range(20))
def test_credit_codes_are_sound(seed: int) -> None:
    """The check character is right."""
    assert fault(credit_code(Random(seed), "421002")) is None
