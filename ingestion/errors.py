"""Errors for engineers: one English sentence that carries the cure."""


class WarehouseError(Exception):
    """Base of everything this project raises on purpose."""


class SettingsError(WarehouseError):
    """The environment or the state folder lacks something."""


class OperatorError(WarehouseError):
    """What whoever keeps the data can mend, and no engineer: who is alerted follows from it."""


class ReferenceDataError(OperatorError):
    """The reference data contradict themselves."""
