"""The pages of dbt about models, columns, tests and lineage, as one file that opens anywhere.

It comes from the project alone and needs no warehouse: python -m ingestion.publishing.dbt_docs
"""

import shutil
import tempfile
from pathlib import Path

from dbt.cli.main import dbtRunner

from ingestion.errors import WarehouseError
from ingestion.publishing.dbt_process import PROJECT
from ingestion.settings import load

COMMANDS = (
    ["parse"],
    ["docs", "generate", "--static", "--no-compile", "--empty-catalog"],
)


def write(page: Path) -> None:
    """Write the page to the path `page`. Raises WarehouseError when dbt cannot read the project."""
    with tempfile.TemporaryDirectory(prefix="kexie-docs-") as folder:
        where = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
        where += ["--target-path", folder, "--log-path", folder]
        for command in COMMANDS:
            outcome = dbtRunner().invoke(["--quiet", *command, *where])
            if not outcome.success:
                raise WarehouseError(f"dbt does not read its project: {outcome.exception}")
        page.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(Path(folder) / "static_index.html", page)


if __name__ == "__main__":
    target = load().state / "docs" / "index.html"
    write(target)
    print(target)
