"""psql and pg_dump of the embedded PostgreSQL, on any server: they come with the wheel."""

import os
import subprocess
from collections.abc import Iterable
from contextlib import suppress
from tempfile import TemporaryFile

from psycopg.conninfo import conninfo_to_dict

from runtime import postgres
from runtime.errors import PlatformError

# libpq reads these, so that no password stands in an argument
PARAMETERS = ("host", "port", "dbname", "user", "password", "sslmode", "sslrootcert")


def run(program: str, url: str, *arguments: str, given: Iterable[bytes] = ()) -> bytes:
    """Run `program` on the database behind `url`, with the pieces of `given` to read.

    Gives what it prints; raises PlatformError with what it complains of.
    """
    with TemporaryFile() as said, TemporaryFile() as complaint:  # pipes fill up, files do not
        process = subprocess.Popen(
            [postgres.binaries() / program, *arguments],
            env=_environment(url),
            stdin=subprocess.PIPE,
            stdout=said,
            stderr=complaint,
        )
        assert process.stdin is not None  # noqa: S101  asked for above
        with suppress(BrokenPipeError):  # it has stopped reading, and says why
            for piece in given:
                process.stdin.write(piece)
            process.stdin.close()
        if process.wait():
            complaint.seek(0)
            words = complaint.read().decode(errors="replace").strip()[-2000:]
            raise PlatformError(f"{program} failed: mend what it says, then repeat.\n{words}")
        said.seek(0)
        return said.read()


def _environment(url: str) -> dict[str, str]:
    """Where the database is; a password that the URL lacks may come from PGPASSWORD."""
    address = conninfo_to_dict(url)
    named = {
        f"PG{name.upper()}".replace("DBNAME", "DATABASE"): str(address[name])
        for name in PARAMETERS
        if address.get(name)
    }
    return {**os.environ, **named}
