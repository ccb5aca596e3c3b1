"""A listener of Airflow: every begin and end of a task is a row of ops.task_events.

It runs in the task's own process; Airflow logs what goes wrong here and lets the task go on. A
process that is killed writes no end: `ops.task_runs` tells such tries apart.
"""

from typing import Any

from airflow.listeners import hookimpl

from ingestion import settings
from ingestion.ops import books


@hookimpl
def on_task_instance_running(previous_state: Any, task_instance: Any) -> None:
    """A try begins."""
    _note(task_instance, "running")


@hookimpl
def on_task_instance_success(previous_state: Any, task_instance: Any) -> None:
    """A try ended well."""
    _note(task_instance, "success")


@hookimpl
def on_task_instance_skipped(previous_state: Any, task_instance: Any) -> None:
    """There was nothing to do."""
    _note(task_instance, "skipped")


@hookimpl
def on_task_instance_failed(previous_state: Any, task_instance: Any, error: Any) -> None:
    """A try failed; the state says whether there will be another."""
    again = str(getattr(task_instance.state, "value", task_instance.state)) == "up_for_retry"
    _note(task_instance, "up_for_retry" if again else "failed", str(error) if error else None)


def _note(task: Any, event: str, message: str | None = None) -> None:
    books.add(
        settings.load(),
        "task_events",
        dag_id=task.dag_id,
        run_id=task.run_id,
        task_id=task.task_id,
        map_index=task.map_index,
        try_number=task.try_number,
        event=event,
        message=message,
    )
