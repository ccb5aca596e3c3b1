"""A published state gets a name: one person proposes it, another one signs."""

from datetime import timedelta

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import Param, dag, task

from ingestion.persons import TYPED
from runtime.notifier import Alarm
from runtime.retrying import task_defaults, unless

SIGN, REFUSE = "签发", "不签发"
# a missing name, a maker who signs: asking again changes nothing
UNLESS_REFUSED = unless("publishing.publication.PublicationError", "persons.PersonError")


@dag(
    schedule=None,
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(days=9),
    on_failure_callback=Alarm(),
    default_args=task_defaults(
        2, execution_timeout=timedelta(hours=1), retry_policy=UNLESS_REFUSED
    ),
    params={
        "name": Param("", type="string", minLength=1, maxLength=80, description="e.g. 2024年报"),
        "reason": Param("", type="string", minLength=1, maxLength=200, description="Why"),
        "maker": Param("", type="string", maxLength=80, description=TYPED),
    },
    doc_md="""
    ### A named release
    By hand, with a name and a reason. `propose` notes which published state is meant: nights go on
    publishing, and are no part of it. `sign` waits for another person, under *Required Actions*.
    Only then `marts.published_at('<name>')` answers; no row of a mart changes.

    By the command line the same: `python -m ingestion release`, `sign`, `refuse`.

    ### When it fails
    - `propose`: the name is taken or waits already, or nothing is published. Start a new run.
    - `conclude` says that the maker cannot sign: clear `sign` with everything downstream, and
      another person answers. Clearing gives no name twice.
    - Nobody answers for a week: the run fails, the proposal stays. Clear `sign`, or refuse it by
      the command line.
    """,
)
def release():
    @task
    def propose(params=None, dag_run=None):
        from ingestion import persons
        from ingestion.publishing import publication

        maker = persons.acting(dag_run.triggering_user_name, params["maker"])
        publication.propose(params["name"], maker, params["reason"])
        return maker

    sign = HITLOperator(
        task_id="sign",
        subject="命名发布：{{ params.name }}",
        body="{{ ti.xcom_pull('propose') }} 提请将现行公布状态定名为 {{ params.name }}："
        "{{ params.reason }}。须由另一人签发。",
        options=[SIGN, REFUSE],
        params={
            "signer": Param("", type="string", title="签发人", description=TYPED),
            "why": Param("", type="string", title="理由"),
        },
        response_timeout=timedelta(days=7),
        execution_timeout=timedelta(days=8),
    )

    @task
    def conclude(answer, params=None):
        from ingestion import persons
        from ingestion.publishing import publication

        told = answer["params_input"]
        signer = persons.acting(answer["responded_by_user"]["name"], told["signer"])
        if answer["chosen_options"] == [SIGN]:
            return publication.sign(params["name"], signer, told["why"]).publication_id
        publication.refuse(params["name"], signer, told["why"])

    propose() >> sign
    conclude(sign.output)


release()
