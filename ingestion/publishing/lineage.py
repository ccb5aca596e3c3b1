"""Lineage in OpenLineage's terms: which relation dbt made of which, told as each layer ends.

Off unless WAREHOUSE_LINEAGE says where to: `file` (lineage/events.jsonl in the state folder) or the
URL of a service. Airflow's own tasks tell theirs to the same place.
"""

import logging
import os
import sys
from pathlib import Path
from typing import Any

from ingestion.settings import Settings

NAMESPACE = "kexie-warehouse"
FILE = "file"
_PRODUCER = "https://github.com/OpenLineage/OpenLineage/tree/main/integration/common"
_log = logging.getLogger(__name__)


def transport(state: Path) -> dict[str, Any] | None:
    """OpenLineage's description of where events go, None where they are not wanted."""
    where = os.environ.get("WAREHOUSE_LINEAGE")
    if not where:
        return None
    if where != FILE:
        return {"type": "http", "url": where}
    path = state / "lineage" / "events.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    return {"type": FILE, "log_file_path": str(path), "append": True}


def tell(settings: Settings, project: Path, artifacts: Path) -> None:
    """Emit what the artifacts of the last `dbt build` say. What goes wrong is logged: no figure
    depends on it.
    """
    where = transport(settings.state)
    if where is None:
        return
    try:
        from openlineage.client import OpenLineageClient  # noqa: PLC0415 - slow, and mostly off
        from openlineage.common.provider.dbt import DbtLocalArtifactProcessor  # noqa: PLC0415

        read = DbtLocalArtifactProcessor(
            producer=_PRODUCER,
            job_namespace=NAMESPACE,
            project_dir=str(project),
            target_path=str(artifacts),
            skip_errors=True,
        )
        read.dbt_run_metadata = _parent()
        client = OpenLineageClient(config={"transport": where})
        for event in read.parse().events():
            client.emit(event)
        client.close()
    except Exception as error:
        _log.warning("Lineage is not told: %s: %s", type(error).__name__, error)


def _parent() -> Any:
    """The task of Airflow that builds, as its own events name it; None where a command builds,
    which has not even imported Airflow."""
    if "airflow.sdk" not in sys.modules:
        return None
    from airflow.providers.openlineage.plugins import macros  # noqa: PLC0415 - within a task only
    from airflow.sdk import get_current_context  # noqa: PLC0415 - as above
    from openlineage.common.provider.dbt.facets import ParentRunMetadata  # noqa: PLC0415 - slow

    try:
        task: Any = get_current_context()["ti"]
    except RuntimeError:
        return None
    return ParentRunMetadata(
        run_id=macros.lineage_run_id(task),
        job_name=macros.lineage_job_name(task),
        job_namespace=macros.lineage_job_namespace(),
    )
