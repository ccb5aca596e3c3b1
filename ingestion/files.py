"""Files of the state folder, written so that they are there as a whole or not at all."""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4


def read_json(path: Path) -> dict[str, Any] | None:
    """The object in a file, None where there is none."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:  # perhaps taken away a moment ago
        return None


def write_text(path: Path, text: str) -> None:
    """Write a file so that it is there as a whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{uuid4().hex}.new")  # two writers never meet in it
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)
