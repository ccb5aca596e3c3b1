"""Airflow finds the listener of `runtime.task_books` through this file."""

from airflow.plugins_manager import AirflowPlugin

from runtime import task_books


class TaskBooks(AirflowPlugin):
    """Notes every begin and end of a task in ops.task_events."""

    name = "task_books"
    listeners = [task_books]  # noqa: RUF012 - as Airflow declares it
