"""Errors of the platform: one English sentence with the cure, shown without a traceback."""

from ingestion.errors import WarehouseError


class PlatformError(WarehouseError):
    """The machine, a server or a process is not as it must be."""
