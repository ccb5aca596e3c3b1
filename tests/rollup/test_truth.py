"""True reports make true intervals, through the SQL as well."""

import pytest

from tests.oracle import COLUMNS
from tests.oracle.truth import holds, truth_of
from tests.rollup.building import differences
from tests.rollup.conftest import TRUTHS, Small
from tests.rollup.judging import KEY_COLUMNS, by_key


@pytest.mark.parametrize("seed", range(TRUTHS))
def test_published_intervals_hold_the_truth(small: Small, seed: int) -> None:
    """Whatever is missing, hedged, masked or late: as long as the reports are true, every published
    interval holds the latent value."""
    rows = [dict(zip(COLUMNS, (*key, *said), strict=True)) for key, said in _of(small, seed)]
    wrong = [row for row in rows if not holds(small.worlds[seed], row)]
    assert rows
    assert not wrong, [(row, truth_of(small.worlds[seed], row)) for row in wrong[:3]]


@pytest.mark.parametrize("seed", range(TRUTHS))
def test_published_as_the_oracle_publishes(small: Small, seed: int) -> None:
    """The SQL and the oracle agree on them too, under another catalogue than the shipped one."""
    right = by_key(small.worlds[seed].little.rows())
    found = dict(_of(small, seed))
    assert not differences(found, right)[:5]
    assert len(next(iter(right))) == len(KEY_COLUMNS)


def _of(small: Small, seed: int) -> list[tuple]:
    return list(small.rows[str(seed)].items())
