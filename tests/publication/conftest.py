"""A little project over an empty warehouse."""

from pathlib import Path

import pytest

from ingestion.settings import Settings
from tests.publication.little import Little, little


@pytest.fixture
def project(warehouse: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Little:
    """An empty project of marts; see `Little`."""
    return little(tmp_path, warehouse, monkeypatch)
