"""Files of the past are read again: first what would change, then, if a person says so, for all."""

from datetime import timedelta

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import Asset, Param, dag, task
from airflow.sdk.exceptions import AirflowSkipException

from ingestion import settings
from ingestion.persons import TYPED
from ingestion.reference.seeds import read_optional_rows
from runtime.notifier import Alarm
from runtime.retrying import task_defaults, unless

OBSERVATIONS = Asset(name="raw.observations", uri="warehouse://raw/observations")
FORMS = [row.text("form") for row in read_optional_rows(settings.load().reference, "forms")]
APPLY, LEAVE = "执行", "不执行"
PERIOD = r"^\d{4}(-H[12]|-Q[1-4]|-(0[1-9]|1[0-2]))?$"
SCOPE = ("period", "place", "form")
UNLESS_REFUSED = unless("rereading.scope.RerunError", "persons.PersonError")


def one_or_all(description, **limits):
    return Param(None, type=["null", "string"], description=f"{description}; empty: all", **limits)


@dag(
    schedule=None,
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(days=2),
    on_failure_callback=Alarm(),
    default_args=task_defaults(
        2, execution_timeout=timedelta(hours=1), retry_policy=UNLESS_REFUSED
    ),
    params={
        "period": one_or_all("2024, 2024-H1, 2024-Q3 or 2024-07, with all within", pattern=PERIOD),
        "place": one_or_all("Org code of a unit, with all below it", maxLength=12),
        "form": one_or_all("Form, or report", enum=[None, *FORMS, "report"]),
    },
    doc_md="""
    ### A rerun of the past
    Changes published figures without a new report, and nothing else does. `dry_run` reads the
    archived files of the period, place and form with today's reader, builds everything beside and
    counts what would change, by file and by mart. `approve` shows that under *Required Actions*;
    only then `apply` writes: a submission beside each that reads differently, with its time of
    arrival and the name of who approved, and withdraws the old one. `transform` follows, and
    `publish` shows it as a revision. Nothing reads differently: the run ends there. By the command
    line the same: `python -m ingestion rerun`.

    ### When it fails
    - `RerunError`: the parameters name nothing, or something waits to be published, or the dry run
      is out of date. Let the night publish, then start a new run. Nothing was written.
    - `PersonError`, or no reason: clear `approve` with everything downstream, and answer again.
    - Nobody answers within a day: the run fails, nothing was written. Start a new run.
    - Anything else: clear the task. `apply` writes all or nothing, and again it adds nothing.
    """,
)
def rerun():
    @task(execution_timeout=timedelta(hours=6))
    def dry_run(params=None):
        from ingestion.rereading import rerun as reruns

        done = reruns.dry_run(**{name: params[name] or "" for name in SCOPE})
        if not done.plan.reread:
            raise AirflowSkipException("Everything reads as it did: nothing would change.")
        return {"digest": done.plan.digest, "lines": "\n\n".join(done.lines())}

    approve = HITLOperator(
        task_id="approve",
        subject="重新读取：{{ [params.period, params.place, params.form] | select | join('，') }}",
        body="{{ ti.xcom_pull('dry_run')['lines'] }}",
        options=[APPLY, LEAVE],
        params={
            "person": Param("", type="string", title="决定人", description=TYPED),
            "reason": Param("", type="string", title="理由"),
        },
        response_timeout=timedelta(days=1),
        execution_timeout=timedelta(days=1, hours=1),
    )

    @task.short_circuit
    def is_wanted(answer):
        return answer["chosen_options"] == [APPLY]

    @task(outlets=[OBSERVATIONS])
    def apply(shown, answer, params=None, run_id=None, outlet_events=None):
        from ingestion import persons
        from ingestion.rereading import rerun as reruns

        told = answer["params_input"]
        who = persons.acting(answer["responded_by_user"]["name"], told["person"])
        scope = {name: params[name] or "" for name in SCOPE}
        outlet_events[OBSERVATIONS].extra = {"night": run_id}
        return reruns.apply(shown["digest"], who, told["reason"], **scope)

    shown = dry_run()
    shown >> approve
    is_wanted(approve.output) >> apply(shown, approve.output)


rerun()
