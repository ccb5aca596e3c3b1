"""What was received is accepted or set aside, at each step, and what is neither is told."""

from ingestion.ops import flow
from ingestion.settings import Settings
from tests.ops.conftest import seen

FLOW = "select step, received, accepted, set_aside, lost from ops.row_flow order by place"


def test_a_night_counts_files_submissions_and_assertions(mixed_night: Settings) -> None:
    """Four files and a list seen; one submission accepted, one repeated, two sent back; two
    assertions read, of which the repeated one is not loaded again."""
    assert [tuple(row.values()) for row in seen(mixed_night, FLOW)] == [
        ("receive", 5, 4, 1, 0),
        ("decide", 4, 1, 3, 0),
        ("load", 2, 1, 1, 0),
    ]


def test_a_lost_row_is_shown_and_told_once(mixed_night: Settings) -> None:
    """A count that does not add up is no number among others: the engineer hears of it."""
    for _ in range(2):
        flow._count(mixed_night, "night-1", "load", (3, 1, 1))
    assert [row["lost"] for row in seen(mixed_night, FLOW)] == [0, 0, 1]
    told = "select audience, run_id from ops.alerts where about = 'machinery'"
    assert seen(mixed_night, told) == [{"audience": "engineer", "run_id": "night-1"}]


def test_a_night_has_its_row(mixed_night: Settings) -> None:
    """What became of the night, in one line; what waits to be published, in another."""
    [row] = seen(mixed_night, "select outcome, received, accepted from ops.nights")
    assert row == {"outcome": "nothing_to_build", "received": 4, "accepted": 1}
    fresh = seen(mixed_night, "select aspect, last_at, events_waiting from ops.freshness")
    by_aspect = {row["aspect"]: row for row in fresh}
    assert by_aspect["loaded"]["last_at"] is not None
    assert by_aspect["published"]["last_at"] is None
    assert by_aspect["published"]["events_waiting"] > 0
