"""Reference data for templates."""

import pytest

from ingestion import read
from ingestion.filings import Reference
from tests.conftest import REFERENCE


@pytest.fixture(scope="package")
def reference() -> Reference:
    """The reference data of this repository."""
    return read.load_reference(REFERENCE)
