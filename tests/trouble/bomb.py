"""A process that ends itself with SIGKILL at a chosen place, as the machine might end it anywhere.

    python -m tests.trouble.bomb PLACE CALL TEXT STATEMENT

runs STATEMENT, and dies at the CALL-th call of the function PLACE (module:name) in whose arguments
TEXT occurs, before that call does anything.
"""

import os
import signal
import sys
from importlib import import_module
from itertools import count
from typing import Any


def plant(place: str, call: int, text: str) -> None:
    """Put the bomb in the place of the function."""
    module, _, path = place.partition(":")
    *owners, name = path.split(".")
    owner: Any = import_module(module)
    for part in owners:
        owner = getattr(owner, part)
    real, calls = getattr(owner, name), count(1)

    def bomb(*given: Any, **named: Any) -> Any:
        told = f"{given} {named}" if text else ""
        if text in told and next(calls) == call:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given, **named)

    setattr(owner, name, bomb)


if __name__ == "__main__":
    plant(sys.argv[1], int(sys.argv[2]), sys.argv[3])
    exec(sys.argv[4])  # noqa: S102 - a line of the test's own
