"""What the tests of reading share."""

import pytest

from ingestion import read
from ingestion.filings import Reference
from ingestion.settings import REPOSITORY


@pytest.fixture(scope="session")
def reference() -> Reference:
    """The reference data of this repository."""
    return read.load_reference(REPOSITORY / "dbt_project" / "seeds")
