"""Who has to be told of what: data to those who can mend them, machinery to the engineer.

Alerts are rows of ops.alerts, written whether anybody is sent them or not; sending is not known
here. The same thing is noted once, however often a task is repeated.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import psycopg
from psycopg.rows import dict_row

from ingestion.errors import OperatorError
from ingestion.loading.load import identifier
from ingestion.ops import books
from ingestion.publishing.failures import ModelsFailed
from ingestion.settings import Settings

_MOST_LINES = 20
# submissions of a night that their office has to send again, or that nobody can be asked about
_SENT_BACK = """
    select
        submissions.sender_code,
        submissions.form,
        coalesce(submissions.period, '（报告期不明）') as period,
        submissions.source_uri,
        coalesce(events.reason, '') as reason
    from raw.submissions
    inner join raw.filings on submissions.submission_id = filings.submission_id
    inner join raw.events
        on submissions.submission_id = events.submission_id and events.event = 'quarantined'
    where submissions.state = 'quarantined' and filings.delivery_id = any(%s)
    order by submissions.sender_code, submissions.source_uri, submissions.submission_id
"""


@dataclass(frozen=True, slots=True)
class Alert:
    """One row of ops.alerts."""

    alert_id: str
    about: str
    audience: str
    title: str
    message: str
    org_code: str | None = None
    dag_id: str | None = None
    run_id: str | None = None
    task_id: str | None = None


def note(settings: Settings, alert: Alert) -> None:
    """Write an alert, once."""
    books.add(settings, "alerts", **asdict(alert))


def of_failure(
    error: BaseException | str | None, dag_id: str, run_id: str, task_id: str, try_number: int
) -> Alert:
    """A task that failed for good. Faulty reference data are the operator's, all else is machinery.

    Files with faults fail no task, see `of_sent_back`. Without an error the process was killed.
    """
    place = {"dag_id": dag_id, "run_id": run_id, "task_id": task_id}
    told = str(error) if error else "The process of the task was killed, or it timed out."
    identity = identifier("failure", dag_id, run_id, task_id, try_number)
    if is_of_data(error):
        title = f"须由数据管理员处理：{dag_id}.{task_id}"
        return Alert(identity, "data", "operator", title, told, **place)
    title = f"{dag_id}.{task_id} failed"
    return Alert(identity, "machinery", "engineer", title, told, **place)


def is_of_data(error: BaseException | str | None) -> bool:
    """Whether whoever keeps the reference data can mend it, and no engineer."""
    seeds = isinstance(error, ModelsFailed) and error.layer == "seeds"
    return seeds or isinstance(error, OperatorError)


def of_time_out(dag_id: str, run_id: str) -> Alert:
    """A run that took longer than it may."""
    told = f"The run {run_id} took longer than dagrun_timeout allows and was ended: see its tasks."
    identity = identifier("time-out", dag_id, run_id)
    return Alert(
        identity, "machinery", "engineer", f"{dag_id} timed out", told, dag_id=dag_id, run_id=run_id
    )


def of_deadline(dag_id: str, run_id: str, due: str) -> Alert:
    """A night that had not ended when the marts were due."""
    told = (
        f"The run {run_id} had not ended by {due}: the marts show an earlier night. See ops.nights "
        "and ops.task_runs for what it waits for."
    )
    identity = identifier("deadline", dag_id, run_id)
    return Alert(
        identity,
        "machinery",
        "engineer",
        "The marts are not published",
        told,
        dag_id=dag_id,
        run_id=run_id,
    )


def of_lost_rows(run_id: str, step: str, row: Mapping[str, int]) -> Alert:
    """A step that gave less, or more, than it received."""
    told = (
        f"The step {step} received {row['received']} rows, accepted {row['accepted']} and set "
        f"aside {row['set_aside']}: find the rows before anybody relies on this night."
    )
    identity = identifier("lost rows", run_id, step)
    return Alert(identity, "machinery", "engineer", f"Rows lost at {step}", told, run_id=run_id)


def note_sent_back(settings: Settings, run_id: str, deliveries: list[str]) -> None:
    """Alerts for what a night sent back: one for each office; where no office is known, one for
    the operator.
    """
    with psycopg.connect(settings.dsn("transformer"), row_factory=dict_row) as connection:
        rows = connection.execute(_SENT_BACK, (deliveries,)).fetchall()
    for sender in dict.fromkeys(row["sender_code"] for row in rows):
        mine = [row for row in rows if row["sender_code"] == sender]
        lines = [f"{r['form']} {r['period']} {r['source_uri']}：{r['reason']}" for r in mine]
        more = [f"另有 {len(lines) - _MOST_LINES} 份"] if len(lines) > _MOST_LINES else []
        note(
            settings,
            Alert(
                identifier("sent back", run_id, sender),
                "data",
                "office" if sender else "operator",
                f"{len(mine)} 份报送被退回，请更正后重报（详见回执）",
                "\n".join([*lines[:_MOST_LINES], *more]),
                org_code=sender,
                run_id=run_id,
            ),
        )
