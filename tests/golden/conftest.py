"""What the golden cases share."""

from tests.ingestion.conftest import reference

__all__ = ["reference"]
