"""Between the nights: whoever sends a file has an answer within a minute."""

from datetime import timedelta

from airflow.sdk import Asset, AssetWatcher, dag, task

from runtime.arrivals import Arrivals
from runtime.notifier import Alarm
from runtime.retrying import task_defaults

LANDING = Asset(
    name="landing",
    uri="warehouse://landing",
    watchers=[AssetWatcher(name="arrivals", trigger=Arrivals())],
)


@dag(
    schedule=[LANDING],
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=4),
    on_failure_callback=Alarm(),
    default_args=task_defaults(2, execution_timeout=timedelta(hours=1)),
    doc_md="""
    ### Answers to what has arrived
    The triggerer looks at the landing every five seconds. When new files have come to rest, this
    run receives, reads and decides them as the night will, and puts receipts into the outbox. It
    loads nothing: `ingest` takes the files over at night, with their times of arrival.

    ### When it fails
    - `answer`: landing or outbox cannot be reached, or not written; the log names which. Mend it,
      then clear the task. Whatever stays unanswered is answered by the next run, or by the night.
    - Nothing runs although files lie there: see whether the triggerer is healthy, and its log.
    """,
)
def answer():
    @task(task_id="answer")
    def answer_arrivals():
        from ingestion import limits, look, settings

        return look.answer_arrivals(settings.load().arrivals, limits.REST_SECONDS)

    answer_arrivals()


answer()
