"""What the gates of the roll-up tell of their words, beside what the tables hold."""

import psycopg

from ingestion.ops import flow
from ingestion.settings import Settings
from tests.ops.conftest import seen


def test_each_gate_tells_what_it_let_through(traced: Settings) -> None:
    """Of all words those that may speak, and of these those that hold: as the tables have it."""
    counted = """
        select
            (select count(*) from raw.observations),
            count(*) filter (where set_aside is null),
            (select count(distinct observation_id) from intermediate.int_holding where cell_id > 0)
        from intermediate.int_judged"""
    with psycopg.connect(traced.dsn("transformer")) as connection:
        [(read, may_speak, hold)] = connection.execute(counted).fetchall()
    assert read >= may_speak > hold > 0
    gates = (
        "select received, accepted, set_aside, lost from ops.row_flow"
        " where step = any(%s) order by place"
    )
    assert [tuple(row.values()) for row in seen(traced, gates, ["judge", "hold"])] == [
        (read, may_speak, read - may_speak, 0),
        (may_speak, hold, may_speak - hold, 0),
    ]


def test_no_word_is_looked_up_by_itself(traced: Settings) -> None:
    """With millions of words, counting those that hold would take longer than building them."""
    with psycopg.connect(traced.dsn("transformer")) as connection:
        plan = connection.execute(f"explain {flow._HELD}").fetchall()  # type: ignore[arg-type]
    assert not [line for (line,) in plan if "SubPlan" in line]
