"""The second half of a night: dbt builds and tests every layer; `publish` follows."""

from datetime import timedelta

from airflow.sdk import (
    Asset,
    chain,
    dag,
    task,
)

from runtime.notifier import Alarm
from runtime.retrying import task_defaults, unless

LAYERS = ("seeds", "staging", "intermediate", "marts")
OBSERVATIONS = Asset(name="raw.observations", uri="warehouse://raw/observations")
TESTED = Asset(name="marts_next.totals", uri="warehouse://marts_next/totals")
LONGEST = {"seeds": 1, "staging": 1, "intermediate": 6, "marts": 6}  # hours
# what was killed, or lost its server, is worth another try; a model or test would fail again
UNLESS_MODELS_FAIL = unless("publishing.dbt_run.ModelsFailed", "publishing.dbt_run.InputChanged")


@dag(
    schedule=[OBSERVATIONS],
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=18),
    on_failure_callback=Alarm(),
    default_args=task_defaults(3, retry_policy=UNLESS_MODELS_FAIL, pool="builds"),
    doc_md="""
    ### A night, second half
    One task a layer, dbt in the task's own process, with the layer's tests. Marts are built and
    tested in `marts_next`; then the DAG `publish` follows, and this run lasts until it is over, so
    that nothing is built while marts are switched in. Results of every model and test:
    `ops.model_runs`, `ops.test_runs`.

    ### When it fails
    - The published marts stay as they were; nothing is half visible.
    - The task's log names the models and tests that failed; `var/dbt/logs/dbt.log` has the SQL.
    - A failing test of `marts`: find the rows with the compiled test in `var/dbt/target`.
      Mend model or reference data, then clear `seeds` with everything downstream.
    - `published` waits too long: `publish` is paused or stuck; look there.
    """,
)
def transform():
    def night(triggering_asset_events, run_id):
        events = triggering_asset_events[OBSERVATIONS] if triggering_asset_events else []
        return events[-1].extra["night"] if events else run_id

    @task
    def build(layer, triggering_asset_events=None, run_id=None):
        from ingestion.publishing import dbt_run

        return dbt_run.run_layer(layer, night(triggering_asset_events, run_id))

    @task(outlets=[TESTED], pool="default_pool", execution_timeout=timedelta(minutes=10))
    def hand_over(outlet_events=None, triggering_asset_events=None, run_id=None, ti=None):
        outlet_events[TESTED].extra = {"night": night(triggering_asset_events, run_id)}
        return ti.get_dr_count("publish")

    # it holds no slot while it waits: `publish` needs one; longer than `publish` may last
    @task.sensor(
        mode="reschedule",
        poke_interval=5,
        timeout=timedelta(hours=5).total_seconds(),
        execution_timeout=timedelta(minutes=10),
        pool="default_pool",
    )
    def published(runs_before, ti=None):
        busy = ti.get_dr_count("publish", states=["queued", "running"])
        return ti.get_dr_count("publish") > runs_before and not busy

    layers = [
        build.override(task_id=layer, execution_timeout=timedelta(hours=LONGEST[layer]))(layer)
        for layer in LAYERS
    ]
    handed_over = hand_over()
    chain(*layers, handed_over)
    published(handed_over)


transform()
