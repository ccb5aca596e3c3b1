"""What docker-compose makes of the files."""

import functools
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from ingestion.settings import REPOSITORY
from tests import machinery

BASE = "docker-compose.yml"
PRODUCTION = (BASE, "docker-compose.production.yml")
PASSWORD = "a:b@c/d $e%f\"'g"  # all that ends a value somewhere


def compose(*files: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """`docker-compose config` over these files, with these variables and no .env."""
    machinery.need({"docker-compose": "docker-compose"})
    named = [word for file in files for word in ("--file", str(REPOSITORY / file))]
    with tempfile.NamedTemporaryFile(suffix=".env") as empty:
        return subprocess.run(
            ["docker-compose", "--env-file", empty.name, *named, "config"],
            check=False,
            env={"PATH": os.environ["PATH"], "HOME": tempfile.gettempdir(), **variables},
            capture_output=True,
            text=True,
        )


@functools.cache
def whole(*files: str, **variables: str) -> dict[str, Any]:
    """The files as one, with every variable put in. Not to be changed by who looks at it."""
    needed = {"SECRETS": "./secrets", "PUBLIC_URL": "https://warehouse.example"}
    outcome = compose(*(files or [BASE]), **{**needed, **variables})
    assert outcome.returncode == 0, outcome.stderr
    return yaml.safe_load(outcome.stdout)


def resolved(*files: str, **variables: str) -> dict[str, Any]:
    """The services of the files."""
    return whole(*files, **variables)["services"]


def password_in(folder: Path) -> str:
    """A folder of secrets with the database's password; gives its path."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "postgres").write_text(PASSWORD + "\n", encoding="utf-8")
    return str(folder)
