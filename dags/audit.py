"""Every week everything is built anew beside the published state, and the two are compared."""

from datetime import timedelta

from airflow.sdk import (
    CronTriggerTimetable,
    Param,
    dag,
    task,
)

from runtime.notifier import Alarm
from runtime.retrying import task_defaults, unless

NIGHT = ("ingest", "transform", "publish")
# what differs, or cannot be compared, does so again
UNLESS_TOLD = unless("comparing.audit.StatesDiffer", "comparing.audit.AuditError")


@dag(
    schedule=CronTriggerTimetable(
        "0 5 * * 0", timezone="Asia/Shanghai", run_immediately=timedelta(0)
    ),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=20),
    on_failure_callback=Alarm(),
    default_args=task_defaults(
        2,
        first=timedelta(minutes=5),
        execution_timeout=timedelta(hours=1),
        retry_policy=UNLESS_TOLD,
    ),
    params={
        "publication": Param(
            None,
            type=["null", "integer"],
            minimum=1,
            description="A publication_id: repeat that night, as known then; empty: audit today",
        )
    },
    doc_md="""
    ### The weekly audit
    Builds everything anew from `raw`, in the schema `beside`, and compares it row by row with
    `marts` and with `marts_next`, on which nights build. Read-only: nothing that anybody reads
    changes, and nights may go on. By hand with `publication` it repeats a night of the past: from
    what `raw` held then, against what was published then. Also: `python -m ingestion audit`.

    ### When it fails
    - `StatesDiffer`: the log names mart, row, column and both values, `raw.audit_differences` has
      all. Who changed a row by hand? If nobody: have everything built anew by the next night (drop
      `intermediate.built_from` as transformer, trigger `transform`), and report the model.
      Of a past night, other code, catalogue or tree than then are named first: they may explain it.
    - `AuditError`: a rollback holds publications, or files came meanwhile. Clear `compare`.
    - `settled` waits too long: a night is stuck; look at `ingest`, `transform` and `publish`.
    """,
)
def audit():
    @task.sensor(mode="reschedule", poke_interval=300, timeout=timedelta(hours=12).total_seconds())
    def settled(params=None, ti=None):
        from ingestion.publishing import dbt_run

        if params["publication"]:
            return True
        busy = any(ti.get_dr_count(name, states=["queued", "running"]) for name in NIGHT)
        return not busy and not dbt_run.is_due()

    @task(execution_timeout=timedelta(hours=6))
    def compare(params=None, run_id=None, ti=None):
        from ingestion.comparing import audit as audits

        audit_id = f"{run_id}/{ti.try_number}"
        past = params["publication"]
        done = audits.then(past, audit_id) if past else audits.now(audit_id)
        for line in audits.insist(done).lines():
            print(line)

    settled() >> compare()


audit()
