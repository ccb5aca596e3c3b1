"""What the tasks of every DAG have in common: tries with growing pauses, an alarm at the end."""

from datetime import timedelta
from typing import Any

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule

from runtime.notifier import Alarm

TEN_SECONDS = timedelta(seconds=10)
TEN_MINUTES = timedelta(minutes=10)


def task_defaults(
    retries: int,
    first: timedelta = TEN_SECONDS,
    longest: timedelta = TEN_MINUTES,
    **others: Any,
) -> dict[str, Any]:
    """default_args of a DAG: pauses from `first`, each three times the last, up to `longest`."""
    return {
        "retries": retries,
        "retry_delay": first,
        "retry_exponential_backoff": 3,
        "max_retry_delay": longest,
        "on_failure_callback": Alarm(),
        **others,
    }


def unless(*exceptions: str) -> ExceptionRetryPolicy:
    """retry_policy of tasks that fail at once with any of these, by names below `ingestion`: trying
    again changes nothing, or a person has to mend something first."""
    return ExceptionRetryPolicy(
        rules=[
            RetryRule(exception=f"ingestion.{name}", action=RetryAction.FAIL) for name in exceptions
        ]
    )
