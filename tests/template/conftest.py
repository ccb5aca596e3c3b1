"""Reference data for templates."""

import pytest

from ingestion.reading import read
from ingestion.reading.filings import Reference
from tests.conftest import REFERENCE


@pytest.fixture(scope="package")
def reference() -> Reference:
    """The reference data of this repository."""
    return read.load_reference(REFERENCE)
