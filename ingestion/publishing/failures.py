"""How a layer fails: for good, or in a way that another try may mend."""

from collections.abc import Sequence

from ingestion.errors import WarehouseError

TOLD = 10
# what the server says when it is stopped, killed or started anew, or when two transactions collide
_PASSING = (
    "server closed the connection",
    "connection to server",
    "could not receive data from server",
    "terminating connection",
    "the database system is",
    "connection already closed",
    "deadlock detected",
    "could not serialize access",
    "due to lock timeout",
)


class ModelsFailed(WarehouseError):
    """Models or tests of a layer failed; `names` tells which. Repeating it would not help."""

    def __init__(self, layer: str, faults: Sequence[tuple[str, str]], log: str) -> None:
        self.layer, self.names = layer, [name for name, _ in faults]
        lines = [f"  {name}: {message}" for name, message in faults[:TOLD]]
        more = [f"  and {len(faults) - TOLD} more"] if len(faults) > TOLD else []
        first = f"{len(faults)} models or tests of the layer {layer} failed, see {log}:"
        super().__init__("\n".join([first, *lines, *more]))


class InputChanged(WarehouseError):
    """Files arrived or code changed while a night was built: its layers may not fit together."""


class Interrupted(WarehouseError):
    """The server went away, or another transaction was in the way: worth another try."""


def failed(
    layer: str, faults: Sequence[tuple[str, str]], fault: str | None, log: str
) -> WarehouseError:
    """The error for a layer whose nodes failed (name, message), or that dbt could not run."""
    said = [fault or "", *(message for _, message in faults)]
    passing = next((text for text in said if any(sign in text for sign in _PASSING)), None)
    if passing is not None:
        return Interrupted(f"The layer {layer} was interrupted, repeat it: {passing.strip()}")
    if not faults:
        return WarehouseError(f"dbt could not run the layer {layer}: {fault}")
    return ModelsFailed(layer, faults, log)
