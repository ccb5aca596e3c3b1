"""Airflow's notifier of this warehouse: notes alerts in ops.alerts and sends what waits.

Two connections of Airflow say where to: `alerts_machinery` for engineers, `alerts_data` for those
who keep data and speak with offices. Without them nothing is sent, and the rows say so. A
connection is of type `smtp` (its extra names `from_email` and `to_email`) or `http` (its extra
names the `url`, which gets the alert as JSON, with the password as bearer token if there is one).
"""

from datetime import datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import psycopg
from airflow.sdk import BaseNotifier, Connection
from airflow.sdk.definitions.callback import AsyncCallback
from airflow.sdk.exceptions import AirflowNotFoundException
from asgiref.sync import sync_to_async
from psycopg.rows import dict_row

from ingestion import settings
from ingestion.ops import alerts, books
from runtime.roles import TIME_ZONE

CONNECTIONS = {"machinery": "alerts_machinery", "data": "alerts_data"}
MOST_TRIES = 5
_PATIENCE_SECONDS = 30
# what was neither sent nor declined; what cannot be sent is tried again with the next alerts
_WAITING = """
    select alert_id, about, audience, org_code, dag_id, run_id, task_id, title, message, at
    from ops.alerts
    where
        not exists (
            select 1 from ops.sendings
            where sendings.alert_id = alerts.alert_id and sendings.outcome <> 'failed'
        )
        and (
            select count(*) from ops.sendings where sendings.alert_id = alerts.alert_id
        ) < %s
    order by at, alert_id
"""


class Alarm(BaseNotifier):
    """`on_failure_callback` of DAGs and tasks: notes what failed, and sends all that waits."""

    def notify(self, context: Any) -> None:
        """Note and send."""
        found = of_context(context)
        if found is not None:
            alerts.note(settings.load(), found)
        send_waiting()


class Messenger(BaseNotifier):
    """`on_success_callback` of tasks that note alerts about data: sends them."""

    def notify(self, context: Any) -> None:
        """Send."""
        send_waiting()


def of_context(context: Any) -> alerts.Alert | None:
    """The alert for what Airflow tells a failure callback; of a run only where it timed out, for
    what failed in a run has told so itself.
    """
    if "reason" in context:
        dag_id, run_id = context["dag"].dag_id, context["run_id"]
        return alerts.of_time_out(dag_id, run_id) if context["reason"] == "timed_out" else None
    task = context["ti"]
    place = task.dag_id, task.run_id, task.task_id, task.try_number
    return alerts.of_failure(context.get("exception"), *place)


async def deadline_missed(dag_id: str, context: Any = None) -> None:
    """Callback of a DeadlineAlert, in the triggerer."""
    run, due = context["dag_run"], datetime.fromisoformat(str(context["deadline"]["deadline_time"]))
    here = due.astimezone(ZoneInfo(TIME_ZONE)).isoformat(" ", "minutes")
    found = alerts.of_deadline(dag_id, run["dag_run_id"], here)
    await sync_to_async(alerts.note)(settings.load(), found)
    await sync_to_async(send_waiting)()


DEADLINE_MISSED = AsyncCallback(deadline_missed, kwargs={"dag_id": "ingest"})


def send_waiting() -> None:
    """Send every alert that waits, one sender at a time, and note how it went."""
    warehouse = settings.load()
    with psycopg.connect(
        warehouse.dsn("monitor"), autocommit=True, row_factory=dict_row
    ) as connection:
        connection.execute("select pg_advisory_lock(hashtext('alerts'))")
        for alert in connection.execute(_WAITING, (MOST_TRIES,)).fetchall():
            name = CONNECTIONS[alert["about"]]
            outcome, message = _send(name, alert)
            books.add(
                warehouse,
                "sendings",
                alert_id=alert["alert_id"],
                connection=name,
                outcome=outcome,
                message=message,
            )


def _send(name: str, alert: dict[str, Any]) -> tuple[str, str | None]:
    """Outcome, and the reason where it could not be sent."""
    try:
        target = Connection.get(name)
    except AirflowNotFoundException:
        return "off", None
    try:
        if target.conn_type == "smtp":
            _mail(name, target, alert)
        else:
            _post(target, alert)
    except Exception as error:  # whatever it is, the alert stays, and is tried again
        return "failed", f"{type(error).__name__}: {error}"
    return "sent", None


def _mail(name: str, target: Connection, alert: dict[str, Any]) -> None:
    from airflow.providers.smtp.notifications.smtp import SmtpNotifier  # noqa: PLC0415 - seldom

    about = " ".join(filter(None, [alert["org_code"], alert["run_id"]]))
    SmtpNotifier(
        to=target.extra_dejson["to_email"],
        subject=f"[kexie-warehouse] {alert['title']}",
        html_content=f"<p>{escape(about)}</p><pre>{escape(alert['message'])}</pre>",
        smtp_conn_id=name,
    ).notify({})


def _post(target: Connection, alert: dict[str, Any]) -> None:
    headers = {"authorization": f"Bearer {target.password}"} if target.password else {}
    told = {key: value for key, value in alert.items() if value is not None}
    told["at"] = alert["at"].isoformat()
    answer = httpx.post(
        target.extra_dejson["url"], json=told, headers=headers, timeout=_PATIENCE_SECONDS
    )
    answer.raise_for_status()
