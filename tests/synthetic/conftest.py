"""Provinces to look at: made once, never changed."""

import pytest

from synthetic.province import Plan, Province, imagine
from synthetic.reference import Reference
from tests.conftest import REFERENCE


@pytest.fixture(scope="session")
def reference() -> Reference:
    return Reference.load(REFERENCE)


@pytest.fixture(scope="session", params=(7, 20))
def province(request: pytest.FixtureRequest, reference: Reference) -> Province:
    """Small provinces of two seeds: what is promised holds for any."""
    return imagine(Plan(request.param), reference)
