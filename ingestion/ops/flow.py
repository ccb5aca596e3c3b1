"""The flow of rows: at each step of a night what was received is accepted or set aside.

Each step is counted by other means than it worked with, so what it lost or doubled shows. A count
stops no night, for by then the step is done: it is told to the engineer (and dbt's own tests of the
books stop a build that loses words).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg

from ingestion.ops import alerts, books
from ingestion.settings import Settings

# words of the submissions that the night computed again, before and after the first gate of the
# rules (what may speak), and after the second (what holds)
_OF_TONIGHT = "submission_id in (select submission_id from intermediate.int_changed_submissions)"
_JUDGED = f"""
    select
        (select count(*) from raw.observations where {_OF_TONIGHT}),
        count(*) filter (where set_aside is null),
        count(*) filter (where set_aside is not null)
    from intermediate.int_judged
    where {_OF_TONIGHT}
"""  # noqa: S608  our own names
# of a whole build these are all words: they are joined, for looking each up among those of its unit
# took minutes
_HELD = f"""
    with speaking as materialized (
        select org_code, observation_id from intermediate.int_judged
        where set_aside is null and {_OF_TONIGHT}
    ),

    held as (
        select distinct observation_id from intermediate.int_holding
        where org_code = any(array(select distinct org_code from speaking)) and cell_id > 0
    )

    select count(*), count(held.observation_id), count(*) - count(held.observation_id)
    from speaking left join held on speaking.observation_id = held.observation_id
"""  # noqa: S608  our own names
_LOADED = """
    select count(*) from raw.observations
    inner join raw.filings on observations.submission_id = filings.submission_id
    where filings.delivery_id = any(%s)
"""
_REPEATED = (
    "select distinct submission_id from raw.events"
    " where event = 'duplicate' and submission_id = any(%s)"
)
_PUBLISHED = "select (select count(*) from marts_next.totals), count(*), 0 from marts.totals"
_COUNTED = {
    "intermediate": [
        "intermediate.int_changed_submissions",
        "intermediate.int_judged",
        "intermediate.int_holding",
    ],
    "publish": ["marts_next.totals", "marts.totals"],
}
_KNOWN = "select bool_and(to_regclass(name) is not null) from unnest(%s::text[]) as name"
_KEPT_BACK = "select count(*), 0, count(*) from marts_next.totals"


def of_landing(
    settings: Settings,
    summary: Mapping[str, Any],
    taken_over: int,
    read: Mapping[str, int],
    deliveries: Sequence[str],
) -> None:
    """Count receiving, deciding and loading of the night that `summary` sums up.

    `taken_over`: how many deliveries an earlier night received and did not load; `read`: how many
    assertions the night's files make, by submission.
    """
    told = {name: value for name, value in summary.items() if isinstance(value, int)}
    beside = told["files_ignored"] + told["files_known"]
    waiting = told["quarantined"] + told["duplicates"] + told["held"]
    run_id = summary["run_id"]
    with psycopg.connect(settings.dsn("transformer"), autocommit=True) as known:
        loaded = known.execute(_LOADED, (list(deliveries),)).fetchone()
        repeated = sum(read[name] for (name,) in known.execute(_REPEATED, (list(read),)).fetchall())
    _count(
        settings, run_id, "receive", (told["files_seen"] + taken_over, told["files_new"], beside)
    )
    _count(settings, run_id, "decide", (told["received"], told["accepted"], waiting))
    _count(settings, run_id, "load", (sum(read.values()), loaded[0] if loaded else 0, repeated))


def of_layer(settings: Settings, run_id: str, layer: str, is_held: bool) -> None:
    """Count what a layer that ended well did with the words or totals that it was given."""
    steps = {
        "intermediate": {"judge": _JUDGED, "hold": _HELD},
        "publish": {"publish": _KEPT_BACK if is_held else _PUBLISHED},
    }.get(layer, {})
    with psycopg.connect(settings.dsn("transformer"), autocommit=True) as connection:
        known = connection.execute(_KNOWN, (_COUNTED[layer],)).fetchone() if steps else None
        if known != (True,):  # a project of fewer models has nothing to count there
            return
        for step, query in steps.items():
            row = connection.execute(query).fetchone()  # type: ignore[arg-type]  # our own names
            if row is not None:
                _count(settings, run_id, step, (row[0], row[1], row[2]))


def _count(settings: Settings, run_id: str, step: str, counted: tuple[int, int, int]) -> None:
    received, accepted, set_aside = counted
    row = {"received": received, "accepted": accepted, "set_aside": set_aside}
    books.add(settings, "row_counts", run_id=run_id, step=step, **row)
    if received != accepted + set_aside:
        alerts.note(settings, alerts.of_lost_rows(run_id, step, row))
