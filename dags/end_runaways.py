"""Every ten minutes: statements of readers that run away are ended."""

from datetime import timedelta

from airflow.sdk import CronTriggerTimetable, Param, dag, task

from runtime.notifier import Alarm
from runtime.retrying import task_defaults


@dag(
    schedule=CronTriggerTimetable(
        "*/10 * * * *", timezone="Asia/Shanghai", run_immediately=timedelta(0)
    ),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(minutes=8),
    on_failure_callback=Alarm(),
    default_args=task_defaults(
        1,
        first=timedelta(seconds=30),
        longest=timedelta(minutes=2),
        execution_timeout=timedelta(minutes=2),
    ),
    params={
        "seconds": Param(
            900, type="integer", minimum=0, description="A transaction of a reader may last so long"
        )
    },
    doc_md="""
    ### Statements that run away
    A reader's statement, or a transaction that a reader left open, takes the server's power and
    keeps a night from being published. What lasts longer than `seconds` is ended; the task's
    return value (XCom) and its log say whose it was, since when, and its text. The night's own
    roles are never touched.

    ### When it fails
    - The database cannot be reached: `make summary` says the same; see `logs/postgres.log`.
    - The right to end sessions is missing: `make up` grants it again (reader to transformer).
    """,
)
def end_runaways():
    @task
    def end(params=None):
        from ingestion import settings
        from runtime.upkeep import statements

        ended = statements.end_runaways(settings.load(), params["seconds"])
        return [one.told() for one in ended]

    end()


end_runaways()
