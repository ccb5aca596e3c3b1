"""催报: every Monday letters and lists for the city associations; mail only if it is set up."""

from datetime import timedelta

from airflow.sdk import CronTriggerTimetable, Param, dag, task
from airflow.sdk.exceptions import AirflowSkipException

from runtime.notifier import Alarm
from runtime.retrying import task_defaults


@dag(
    schedule=CronTriggerTimetable(
        "0 9 * * 1", timezone="Asia/Shanghai", run_immediately=timedelta(0)
    ),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=2),
    on_failure_callback=Alarm(),
    default_args=task_defaults(
        2,
        first=timedelta(minutes=1),
        longest=timedelta(minutes=30),
        execution_timeout=timedelta(minutes=30),
    ),
    params={
        "form": Param("", type="string", description="Code of one form; empty: all"),
        "period": Param(
            "",
            type="string",
            pattern=r"^(\d{4}(-(H[12]|Q[1-4]|0[1-9]|1[0-2]))?)?$",
            description="2024, 2024-H1, 2024-Q3 or 2024-07; empty: all that are not closed",
        ),
    },
    doc_md="""
    ### Who owes what
    `write` puts a letter (a draft to be signed) and a list into the outbox folder of each city
    association whose offices owe a form, and a list of all into the province's; the weightiest
    silence first, as published last. `mail` is skipped until somebody makes the connection
    `chase_mail`: host, port, login, password, and as extra
    `{"sender": "...", "addresses": {"421000": "..."}}` (`"encryption"`: starttls, tls or none).

    ### When it fails
    - `write`: nothing is published yet, or the outbox cannot be written; the log says which.
      Clearing it writes the same names again.
    - `mail`: mend the connection, then clear the task; what was sent is not sent again.
    """,
)
def chase():
    @task
    def write(params=None):
        from ingestion import settings
        from ingestion.chasing import chase

        return chase.run(settings.load(), params["form"], params["period"])

    @task
    def mail(written, params=None):
        from airflow.sdk import Connection
        from airflow.sdk.exceptions import AirflowNotFoundException

        from ingestion import settings
        from ingestion.chasing import mail

        try:
            found = Connection.get(mail.CONNECTION)
        except AirflowNotFoundException:
            raise AirflowSkipException(f"Off: no connection {mail.CONNECTION}.") from None
        server = mail.Server.of(
            found.host, found.port, found.login or "", found.password or "", found.extra_dejson
        )
        asked = (written["publication_id"], params["form"], params["period"])
        return mail.send(settings.load(), server, *asked)

    mail(write())


chase()
