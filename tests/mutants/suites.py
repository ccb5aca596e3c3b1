"""Tests that look for a fault where comparing totals with the oracle would not find it."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Suite:
    """Tests as pytest is told of them, and how much they do, by environment variables."""

    tests: str
    size: dict[str, str] = field(default_factory=dict, hash=False)


NIGHTS = Suite(
    "tests/rollup/test_a_night_touches_what_changed.py",
    {"ROLLUP_NIGHTS": "4", "ROLLUP_NIGHT_PROVINCES": "12"},
)
HISTORIES = Suite(
    "tests/publication/test_histories.py",
    {"PUBLICATION_NIGHTS": "3", "PUBLICATION_PROVINCES": "4"},
)
GROWTH = Suite(
    "tests/rollup/test_growth_and_estimates.py::test_growth_is_that_of_the_figures",
    {"ROLLUP_PROVINCES": "8"},
)
MONEY = Suite("tests/funding/test_consolidation.py")
STATIONS = Suite("tests/workstations/test_register.py")
