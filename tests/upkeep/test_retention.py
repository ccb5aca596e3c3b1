"""Which backups stay."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.errors import PlatformError
from runtime.upkeep.retention import Keep, kept

ZONE = ZoneInfo("Asia/Shanghai")
FIRST = datetime(2025, 1, 1, 20, tzinfo=ZONE)


def days(count):
    """One backup each evening."""
    return [FIRST + timedelta(days=number) for number in range(count)]


def test_newest_of_each_day_week_and_month_stay():
    """Of a hundred evenings: two days, the Sunday before them, and the ends of three months."""
    stay = kept(days(100), Keep(daily=2, weekly=2, monthly=4))
    assert sorted(f"{one:%m-%d}" for one in stay) == [
        "01-31", "02-28", "03-31", "04-06", "04-09", "04-10"
    ]  # fmt: skip


def test_of_several_on_one_day_the_newest_stays():
    """A backup by hand before an upgrade replaces none of another day."""
    two = [FIRST, FIRST + timedelta(hours=2), FIRST - timedelta(days=1)]
    assert kept(two, Keep(daily=2, weekly=1, monthly=1)) == {two[1], two[2]}


@given(
    st.lists(st.integers(0, 2000), min_size=1, unique=True),
    st.integers(1, 9), st.integers(1, 9), st.integers(1, 9),
)  # fmt: skip
def test_the_newest_always_stays_and_counts_are_kept(hours, daily, weekly, monthly):
    """Whatever the gaps between backups: never none, never more than asked for; again nothing."""
    keep = Keep(daily, weekly, monthly)
    stamps = [FIRST + timedelta(hours=hour) for hour in hours]
    stay = kept(stamps, keep)
    assert max(stamps) in stay
    assert len(stay) <= daily + weekly + monthly
    assert len({one.date() for one in stamps} & {one.date() for one in stay}) >= min(
        daily, len({one.date() for one in stamps})
    )
    assert kept(stay, keep) == stay


@pytest.mark.parametrize("text", ["0", "-1", "seven", "1.5", "７"])
def test_what_is_no_count_is_refused(text):
    """A typing error must not throw away every backup."""
    with pytest.raises(PlatformError, match="WAREHOUSE_KEEP_DAILY"):
        Keep.of({"WAREHOUSE_KEEP_DAILY": text})
    assert Keep.of({"WAREHOUSE_KEEP_DAILY": "3"}) == Keep(daily=3)
