"""One at a time: whoever works on a warehouse waits for whoever came first.

A turn is an advisory lock of a connection of its own: it ends with its process, however that ends.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from ingestion.settings import Settings

LOADING = "load"
BUILDING = "build"


@contextmanager
def alone(settings: Settings, work: str) -> Iterator[None]:
    """Do one kind of work while nobody else does it: LOADING or BUILDING.

    Waits as long as the transformer's statement_timeout allows.
    """
    with psycopg.connect(settings.dsn("transformer"), autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(hashtext(%s))", (work,))
        yield
