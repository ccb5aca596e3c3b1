"""What the tests of reading share."""

import pytest

from ingestion.reading import read
from ingestion.reading.filings import Reference
from ingestion.settings import REPOSITORY


@pytest.fixture(scope="session")
def reference() -> Reference:
    """The reference data of this repository."""
    return read.load_reference(REPOSITORY / "dbt_project" / "seeds")
