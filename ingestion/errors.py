"""Errors for engineers: one English sentence that carries the cure."""


class WarehouseError(Exception):
    """Base of everything this project raises on purpose."""


class SettingsError(WarehouseError):
    """The environment or the state folder lacks something."""


class ReferenceDataError(WarehouseError):
    """The reference data contradict themselves."""
