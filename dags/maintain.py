"""Every evening: a backup, its proof in an empty server; what has served its time is removed."""

from datetime import timedelta

from airflow.sdk import CronTriggerTimetable, dag, task

from runtime.notifier import Alarm
from runtime.retrying import task_defaults


@dag(
    # before the night, so that a backup holds the whole day; the first boot waits for its evening
    schedule=CronTriggerTimetable(
        "0 20 * * *", timezone="Asia/Shanghai", run_immediately=timedelta(0)
    ),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=12),
    on_failure_callback=Alarm(),
    default_args=task_defaults(
        1,
        first=timedelta(minutes=5),
        longest=timedelta(minutes=30),
        execution_timeout=timedelta(hours=3),
    ),
    doc_md="""
    ### Upkeep
    `backup` saves all schemas as of one instant, and the archive, below `WAREHOUSE_BACKUPS`
    (`var/backups`); `prove` restores it into an empty server of its own and compares every table;
    only then do old backups go. Beside that: dead rows, old logs, Airflow's own old rows. How much
    is kept: `WAREHOUSE_KEEP_*` in `docs/engineers.md`.

    ### When it fails
    - `backup` says that the archive lacks contents: bring those files back from an earlier
      backup's `archive/`, then clear the task. The backup that it names stands.
    - `backup` runs into a table that a night has just replaced: clear the task.
    - `prove`: the backup is no good, its log says which table or file. Earlier backups stay: clear
      `backup` with everything downstream, and look after the disk.
    - `vacuum`, `remove_logs`, `clean_airflow`: nothing is lost; mend what the log says, then clear.
    """,
)
def maintain():
    @task
    def backup():
        from ingestion import settings
        from runtime.upkeep import backup

        return backup.describe(backup.backup(settings.load()))

    @task
    def prove(made):
        from pathlib import Path

        from ingestion import settings
        from runtime.upkeep import restore

        return len(restore.prove(settings.load(), Path(made["backup"])).tables)

    @task
    def remove_backups():
        from ingestion import settings
        from runtime.upkeep import retention

        return retention.remove_backups(settings.load())

    @task
    def vacuum():
        from ingestion import settings
        from runtime.upkeep import statements

        return statements.vacuum(settings.load())

    @task
    def remove_logs():
        from ingestion import settings
        from runtime.upkeep import retention

        return retention.remove_logs(settings.load())

    @task
    def clean_airflow():
        from ingestion import settings
        from runtime.upkeep import retention

        retention.clean_airflow(settings.load())

    prove(backup()) >> remove_backups() >> vacuum() >> remove_logs() >> clean_airflow()


maintain()
