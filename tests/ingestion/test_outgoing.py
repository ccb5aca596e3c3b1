"""What goes out into workbooks and CSV files runs nowhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from ingestion.reading.cells import Cell, read
from ingestion.receipt.outgoing import LONGEST, inert


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://x","y")',
        "+1+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        " =1",
        "＝1",
    ],
)
def test_formulas_are_marked(text):
    """Whatever an office program might run begins with an apostrophe."""
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-", "-5", "+7", "1,234", "-12.5%", "东西湖区", "", "a=b"])
def test_figures_and_words_stay(text):
    """Numbers, dashes and words go out as they are."""
    assert inert(text) == text


@given(st.text(max_size=50))
def test_any_text_can_be_written(text):
    """No text makes a formula of a cell, or breaks the workbook."""
    sheet = Workbook().active
    sheet["A1"] = inert(text)
    assert sheet["A1"].data_type != "f"


def test_long_texts_are_cut():
    """A cell holds no more than the office program allows."""
    assert len(inert("=" * 40_000)) <= LONGEST


def test_what_was_marked_is_read_again():
    """The mark is no part of a figure."""
    assert read(Cell("A1", "'250000")) == read(Cell("A1", "250000"))
