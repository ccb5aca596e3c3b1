"""After each publication persons are asked to decide what waits for them, in the page."""

from datetime import timedelta

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import (
    Asset,
    Param,
    dag,
    task,
    task_group,
)

from ingestion.persons import TYPED
from runtime.notifier import Alarm
from runtime.retrying import task_defaults, unless

MARTS = Asset(name="marts.totals", uri="warehouse://marts/totals")
ACCEPT, REJECT, LATER = "认可", "不认可", "暂不决定"
# a missing name or reason does not come by asking again
UNLESS_REFUSED = unless("deciding.decisions.DecisionError", "persons.PersonError")


@dag(
    schedule=[MARTS],
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=23),
    on_failure_callback=Alarm(),
    default_args=task_defaults(
        2, execution_timeout=timedelta(hours=1), retry_policy=UNLESS_REFUSED
    ),
    params={
        "most": Param(5, type="integer", minimum=1, maximum=20, description="How many to ask for")
    },
    doc_md="""
    ### What waits for a person
    Asks under *Required Actions* for the weightiest items of `marts.decision_queue`; whoever
    answers gives a reason. An answer is noted at once, in `raw.decisions`, of a held submission as
    an event as well, and counts from the next night on. What nobody answers within 20 hours is
    asked again after the next publication.

    By the command line the same: `python -m ingestion queue`, `decide`.

    ### When it fails
    - `note` says that person or reason are missing: clear `ask` of that item with everything
      downstream, and answer again. Nothing was noted.
    - `note` says that an item is decided already: somebody was quicker; mark it as success.
    """,
)
def review():
    @task
    def waiting(params=None):
        from ingestion.deciding import decisions

        return [item.item_id for item in decisions.queue()[: params["most"]]]

    @task_group
    def decision(item):
        @task
        def tell(item):
            from ingestion.deciding import decisions

            return decisions.told(item)

        ask = HITLOperator(
            task_id="ask",
            subject="待办事项",
            body=tell(item),  # type: ignore[arg-type]  # what a task gives fills a template
            options=[ACCEPT, REJECT, LATER],
            defaults=LATER,
            params={
                "person": Param("", type="string", title="决定人", description=TYPED),
                "reason": Param("", type="string", title="理由"),
            },
            response_timeout=timedelta(hours=20),
            execution_timeout=timedelta(hours=21),
        )

        @task
        def note(item, answer):
            from ingestion import persons
            from ingestion.deciding import decisions

            chosen, told = answer["chosen_options"][0], answer["params_input"]
            if chosen != LATER:
                by = persons.acting(answer["responded_by_user"]["name"], told["person"])
                said: decisions.Decision = "accept" if chosen == ACCEPT else "reject"
                decisions.decide(item, said, by, told["reason"])

        note(item, ask.output)

    decision.expand(item=waiting())


review()
