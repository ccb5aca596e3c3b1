"""dbt's project, parsed once, serves all warehouses of a run: only their database's name differs.

Parsing takes ten seconds, and dbt does it again for every connection that it has not met.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from dbt.contracts.files import FileHash
from dbt.parser.manifest import ManifestLoader

from ingestion.settings import Settings

PARSED = Path("dbt", "target", "partial_parse.msgpack")


def whatever_the_connection(patch: pytest.MonkeyPatch) -> None:
    """What dbt compares to see whether a parsed project still fits leaves the connection out."""
    of_all: Any = ManifestLoader.build_manifest_state_check

    def of_files(loader: ManifestLoader) -> Any:
        state = of_all(loader)
        state.profile_hash = FileHash.from_contents("")
        return state

    patch.setattr(ManifestLoader, "build_manifest_state_check", of_files)


def hand_on(earlier: Iterable[Settings], new: Settings) -> None:
    """Give a new warehouse what the first of the earlier ones parsed, under its own name.

    Only what was parsed in the project itself: of a copy with other seeds dbt would keep the paths.
    """
    for settings in earlier:
        if (settings.state / PARSED).exists() and not (settings.state / "dbt" / "project").exists():
            old_name, new_name = settings.server()["dbname"], new.server()["dbname"]
            assert len(old_name) == len(new_name), "lengths stand before the names in this file"
            parsed = (settings.state / PARSED).read_bytes()
            (new.state / PARSED).parent.mkdir(parents=True)
            (new.state / PARSED).write_bytes(parsed.replace(old_name.encode(), new_name.encode()))
            return
