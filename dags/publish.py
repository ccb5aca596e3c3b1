"""The end of a night: marts that are built and tested become visible, all of them at once."""

from datetime import timedelta

from airflow.sdk import Asset, dag, task

from runtime.notifier import Alarm
from runtime.retrying import task_defaults, unless

TESTED = Asset(name="marts_next.totals", uri="warehouse://marts_next/totals")
MARTS = Asset(name="marts.totals", uri="warehouse://marts/totals")
# what was killed is worth another try; what no longer fits together has to be built again
UNLESS_INPUT_CHANGED = unless("publishing.dbt_run.ModelsFailed", "publishing.dbt_run.InputChanged")


@dag(
    schedule=[TESTED],
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=4),
    on_failure_callback=Alarm(),
    default_args=task_defaults(
        2, execution_timeout=timedelta(hours=3), pool="builds", retry_policy=UNLESS_INPUT_CHANGED
    ),
    doc_md="""
    ### The end of a night
    Follows `transform`, once everything is built and every test has passed: switches the marts in,
    in one transaction, and only rows that differ. Nothing differs: no publication. After a rollback
    publications are held until `python -m ingestion resume`; the run then ends well and shows
    `held` in `raw.dbt_results`. By hand it publishes what was built last, if nothing came since.

    A name for a published state is given by the DAG `release`.

    ### When it fails
    - The published marts stay as they were; nothing is half visible. The task may be cleared.
    - `InputChanged`: files arrived or code changed after the build began. Clear `seeds` of the
      latest run of `transform` with everything downstream; a new run of `publish` follows.
    - Anything else: the task's log has the sentence of PostgreSQL or dbt.
    """,
)
def publish():
    @task(outlets=[MARTS])
    def switch_in(triggering_asset_events=None):
        from ingestion.publishing import dbt_run

        events = triggering_asset_events[TESTED] if triggering_asset_events else []
        night = events[-1].extra["night"] if events else dbt_run.last_built()
        return dbt_run.run_layer("publish", night)

    switch_in()


publish()
