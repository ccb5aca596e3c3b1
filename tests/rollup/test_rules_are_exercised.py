"""The comparison means something: every rule has a say in many provinces. Runs after it."""

from tests.rollup.conftest import COUNT
from tests.rollup.coverage import Tally
from tests.rollup.judging import judge_all


def test_every_rule_is_exercised(tally: Tally) -> None:
    """By a tenth of the provinces at least, counted by what the oracle did."""
    missing = sorted(set(range(1, COUNT + 1)) - tally.numbers)
    tally.count(judge_all(missing))  # where this test runs alone, nobody has judged them yet
    assert not tally.unnamed(), "Name them in tests/rollup/rules.py."
    assert not tally.rare(), f"fewer than {tally.needed} of {COUNT} provinces: {tally.rare()}"
