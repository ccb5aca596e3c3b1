"""The first half of a night: what has arrived in the landing is read, checked and loaded."""

from datetime import timedelta

from airflow.sdk import (
    Asset,
    CronTriggerTimetable,
    Param,
    dag,
    task,
)
from airflow.sdk.definitions.deadline import DeadlineAlert, DeadlineReference
from airflow.sdk.exceptions import AirflowSkipException

from runtime.notifier import DEADLINE_MISSED, Alarm, Messenger
from runtime.retrying import task_defaults, unless

BATCHES = 4  # a task costs half a second however small: map over batches, never over files
OBSERVATIONS = Asset(name="raw.observations", uri="warehouse://raw/observations")
# a landing or a server that is away comes back; what a person has to mend stays as it is
UNLESS_INPUT_IS_FAULTY = unless("errors.ReferenceDataError", "errors.SettingsError")


@dag(
    # no start date and no patience: the first boot waits for its first 01:30
    schedule=CronTriggerTimetable(
        "30 1 * * *", timezone="Asia/Shanghai", run_immediately=timedelta(0)
    ),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=22),  # gone before the next night
    # nights by hand have no date, and nobody waits for them at 06:00
    deadline=DeadlineAlert(
        name="marts published by 06:00",
        reference=DeadlineReference.DAGRUN_LOGICAL_DATE,
        interval=timedelta(hours=4, minutes=30),
        callback=DEADLINE_MISSED,
    ),
    on_failure_callback=Alarm(),
    default_args=task_defaults(
        3, retry_policy=UNLESS_INPUT_IS_FAULTY, execution_timeout=timedelta(hours=2)
    ),
    params={
        "landing": Param("", type="string", description="Folder or URL; empty: WAREHOUSE_LANDING")
    },
    doc_md="""
    ### A night, first half
    Receives what is new in the landing, reads and checks it in four batches, and loads it into
    `raw`. If anything changed since the last publication, the DAG `transform` follows, and this
    run lasts until it is over: so no file arrives while marts are built.

    ### When it fails
    - A broken *file* never fails a night: it is quarantined, see `raw.findings` and `make summary`.
    - `receive`: the landing cannot be reached, or not listed to its end: a night over half of it
      would take offices for silent. Mend it, then clear the task; published marts stay.
    - `read`, `finish`: read the task's log. Every task may be cleared and repeated at any time.
    - `built` waits too long: `transform` is paused or stuck; look there.
    - Who was told what: `ops.alerts`. Not over by 06:00: an alert to the engineer.
    """,
)
def ingest():
    @task(pool="files")
    def receive(params=None, run_id=None):
        from ingestion import limits, night, settings

        landing = params["landing"] or settings.load().arrivals
        return night.receive(landing, run_id, rest=limits.REST_SECONDS)

    @task(pool="files")
    def read(batch, run_id=None):
        from ingestion import night

        return night.read_batch(run_id, batch, BATCHES)

    @task(pool="files", on_success_callback=Messenger())
    def finish(run_id=None):
        from ingestion import night

        return night.finish(run_id)

    @task(outlets=[OBSERVATIONS])
    def announce(outlet_events=None, run_id=None, ti=None):
        from ingestion.publishing import dbt_run

        if not dbt_run.is_due():
            raise AirflowSkipException("Nothing changed since the last publication.")
        outlet_events[OBSERVATIONS].extra = {"night": run_id}
        return ti.get_dr_count("transform")

    # longer than `transform` may last: no file is loaded beside a build that overruns
    @task.sensor(
        poke_interval=2,
        timeout=timedelta(hours=19).total_seconds(),
        execution_timeout=timedelta(hours=20),
    )
    def built(builds_before, ti=None):
        busy = ti.get_dr_count("transform", states=["queued", "running"])
        return ti.get_dr_count("transform") > builds_before and not busy

    read_all = read.expand(batch=list(range(BATCHES)))
    announced = announce()
    receive() >> read_all >> finish() >> announced
    built(announced)


ingest()
