"""Further settings of Airflow: lines NAME=value of airflow.env in the state folder.

For metrics, traces and connections, in Airflow's own names; what the warehouse sets itself wins.
"""

from pathlib import Path

from runtime.errors import PlatformError

_NAMES = ("AIRFLOW__", "AIRFLOW_CONN_", "OTEL_")


def read(state: Path) -> dict[str, str]:
    """The settings by name. Raises PlatformError for a line that is none."""
    path = state / "airflow.env"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    found = {}
    for number, line in enumerate(lines, start=1):
        name, separator, value = line.strip().partition("=")
        if not name or name.startswith("#"):
            continue
        if not separator or not name.startswith(_NAMES):
            raise PlatformError(
                f"{path}, line {number}: write AIRFLOW__SECTION__KEY=value, AIRFLOW_CONN_ID=value "
                "or OTEL_NAME=value."
            )
        found[name] = value
    return found
