"""The second half of a night: dbt builds and tests every layer, then the marts are published."""

from datetime import timedelta

from airflow.sdk import (
    Asset,
    ExceptionRetryPolicy,
    RetryAction,
    RetryRule,
    chain,
    dag,
    task,
)

from runtime.notifier import Alarm

LAYERS = ("seeds", "staging", "intermediate", "marts")
OBSERVATIONS = Asset(name="raw.observations", uri="warehouse://raw/observations")
MARTS = Asset(name="marts.totals", uri="warehouse://marts/totals")
LONGEST = {"seeds": 1, "staging": 1, "intermediate": 6, "marts": 6, "publish": 3}  # hours
# what was killed, or lost its server, is worth another try; a model or test would fail again
UNLESS_MODELS_FAIL = ExceptionRetryPolicy(
    rules=[
        RetryRule(exception="ingestion.publishing.dbt_run.ModelsFailed", action=RetryAction.FAIL),
        RetryRule(exception="ingestion.publishing.dbt_run.InputChanged", action=RetryAction.FAIL),
    ]
)


@dag(
    schedule=[OBSERVATIONS],
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=18),
    on_failure_callback=Alarm(),
    default_args={
        "retries": 3,
        "retry_delay": timedelta(seconds=10),
        "retry_exponential_backoff": 3,
        "max_retry_delay": timedelta(minutes=10),
        "retry_policy": UNLESS_MODELS_FAIL,
        "pool": "builds",
        "on_failure_callback": Alarm(),
    },
    doc_md="""
    ### A night, second half
    One task a layer, dbt in the task's own process, with the layer's tests. Marts are built and
    tested in `marts_next`; `publish` switches them in, in one transaction. Results of every model
    and test: `ops.model_runs`, `ops.test_runs`.

    ### When it fails
    - The published marts stay as they were; nothing is half visible.
    - The task's log names the models and tests that failed; `var/dbt/logs/dbt.log` has the SQL.
    - A failing test of `marts`: find the rows with the compiled test in `var/dbt/target`.
      Mend model or reference data, then clear `seeds` with everything downstream.
    - `publish` says that files arrived meanwhile: clear `seeds` with everything downstream.
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

    @task(outlets=[MARTS], execution_timeout=timedelta(hours=LONGEST["publish"]))
    def publish(triggering_asset_events=None, run_id=None):
        from ingestion.publishing import dbt_run

        return dbt_run.run_layer("publish", night(triggering_asset_events, run_id))

    layers = [
        build.override(task_id=layer, execution_timeout=timedelta(hours=LONGEST[layer]))(layer)
        for layer in LAYERS
    ]
    chain(*layers, publish())


transform()
