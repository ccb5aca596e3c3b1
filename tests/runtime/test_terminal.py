"""Tables in which Chinese and Latin text stand in column."""

import pytest

from runtime.terminal import table, width


@pytest.mark.parametrize(
    ("text", "columns"), [("abc", 3), ("荆州市", 6), ("４", 2), ("é", 1), ("", 0)]
)
def test_width_counts_columns_not_characters(text, columns):
    """A Chinese character takes two columns, a combining accent none."""
    assert width(text) == columns


def test_columns_stand_below_each_other():
    """Every line is as wide up to its last column; numbers align to the right; null shows."""
    lines = table([("湖北省", "1,234", "a"), ("x", None, "b")], ("unit", "total", ""), numbers=(1,))
    assert lines == [
        "unit    total",
        "------  -----  -",
        "湖北省  1,234  a",
        "x           –  b",
    ]


def test_an_empty_table_has_no_lines():
    """Nothing to show is no error."""
    assert table([]) == []
