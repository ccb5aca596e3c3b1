"""Where landing and outbox lie: a folder, a URL that fsspec knows, or a URL with a connection.

`s3://CONNECTION@bucket/folder` and `sftp://CONNECTION@/folder` name a connection of Airflow, which
holds address and secrets. Only such a URL needs Airflow, and only this module knows of it.
"""

import errno
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import fsspec
from fsspec import AbstractFileSystem

from ingestion.errors import WarehouseError

_PATIENCE_SECONDS = 15
_OF_THIS_MACHINE = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


class PlaceError(WarehouseError):
    """A place cannot be reached, or not as it has to be."""


@dataclass(frozen=True, slots=True)
class Place:
    """A file system and a folder in it; `uri` is its name in the books, without secrets."""

    fs: AbstractFileSystem
    root: str
    uri: str

    @property
    def is_here(self) -> bool:
        """Whether reading it costs no network."""
        return "file" in _protocols(self.fs)

    @property
    def has_folders(self) -> bool:
        """Whether it has folders; a store of objects has only names, and shows no half object."""
        return "s3" not in _protocols(self.fs)

    def beside(self, name: str) -> str | None:
        """URI of the folder `name` beside this one; None where this is all there is."""
        above, _, own = self.root.rpartition("/")
        if not own or (not above and not self.root.startswith("/")):
            return None
        return f"{self.uri.rpartition('/')[0]}/{name}"


@lru_cache(maxsize=8)
def opened(location: str) -> Place:
    """The place of a location; the same as long as nothing failed there. Raises PlaceError."""
    url = urlsplit(location)
    if url.scheme in _CONNECTED and "@" in url.netloc:
        return _by_connection(location, url.scheme, url.netloc.rpartition("@"))
    if url.scheme in ("sftp", "ssh"):
        raise PlaceError(
            f"{location} names no connection, and SFTP needs one to know its server by: make one "
            "in Airflow and write sftp://CONNECTION@/folder."
        )
    try:
        fs, root = fsspec.core.url_to_fs(location)
    except (ValueError, ImportError) as error:
        raise PlaceError(
            f"{location!r} cannot be opened ({error}): give a folder, or install the fsspec driver "
            "of its URL."
        ) from error
    root = root.rstrip("/")
    return Place(fs, root, fs.unstrip_protocol(root))


@contextmanager
def reaching(place: str) -> Iterator[None]:
    """Whatever a driver raises is a PlaceError, and the place is opened anew the next time."""
    try:
        yield
    except (WarehouseError, FileNotFoundError):
        raise
    except Exception as error:  # each driver has errors of its own
        if isinstance(error, OSError) and error.errno in _OF_THIS_MACHINE:
            raise
        opened.cache_clear()
        raise PlaceError(
            f"{place} does not answer as it should ({type(error).__name__}: {error}): see that its "
            "server runs and that the connection is right; then repeat."
        ) from error


def is_denied(error: BaseException) -> bool:
    """Whether a driver says that this one path is not for us."""
    return isinstance(error, PermissionError) or "PermissionDenied" in type(error).__name__


def _protocols(fs: AbstractFileSystem) -> tuple[str, ...]:
    return (fs.protocol,) if isinstance(fs.protocol, str) else tuple(fs.protocol)


def _by_connection(location: str, scheme: str, address: tuple[str, str, str]) -> Place:
    """A place behind one of Airflow's connections."""
    from airflow.sdk import Connection, ObjectStoragePath  # noqa: PLC0415  only where it is named
    from airflow.sdk.io import attach  # noqa: PLC0415  as above

    name, _, host = address
    with reaching(location):
        connection = Connection.get(name)
    if scheme == "sftp" and host not in ("", connection.host):
        raise PlaceError(
            f"{location} names the host {host!r} and its connection another: leave the host out, "
            f"as in sftp://{name}@/folder."
        )
    with reaching(location):
        attach(scheme, name).fs = _CONNECTED[scheme](connection)
    path = ObjectStoragePath(location)
    return Place(path.fs, path.path.rstrip("/"), location.rstrip("/"))


def _s3(connection: Any) -> AbstractFileSystem:
    """S3 or what speaks like it: key and secret, or what the machine itself may do."""
    from s3fs import S3FileSystem  # noqa: PLC0415  as above

    told = connection.extra_dejson
    return S3FileSystem(
        key=connection.login or None,
        secret=connection.password or None,
        token=told.get("aws_session_token"),
        client_kwargs=_named(told, "endpoint_url", "region_name", "verify"),
        config_kwargs={"connect_timeout": _PATIENCE_SECONDS, "read_timeout": _PATIENCE_SECONDS},
        use_listings_cache=False,
        skip_instance_cache=True,
    )


def _sftp(connection: Any) -> AbstractFileSystem:
    """SFTP with a password or a private key, and never without the key of the server's host."""
    import asyncssh  # noqa: PLC0415  as above
    from sshfs import SSHFileSystem  # noqa: PLC0415  as above

    asyncssh.set_log_level("WARNING")  # else every channel is a line in the log of its task
    told = connection.extra_dejson
    if not told.get("host_key"):
        raise PlaceError(
            f"The connection {connection.conn_id!r} does not say how to know its server: put the "
            'public key of the host, as ssh-keyscan prints it, into its extra as "host_key".'
        )
    key = told.get("private_key")
    secret = told.get("private_key_passphrase")
    return SSHFileSystem(
        connection.host,
        port=connection.port or 22,
        username=connection.login,
        password=connection.password or None,
        client_keys=[asyncssh.import_private_key(key, secret)] if key else None,
        known_hosts=([asyncssh.import_public_key(told["host_key"])], [], []),
        # nothing of the account that happens to run this: no configuration, no agent
        config=None,
        agent_path=None,
        connect_timeout=_PATIENCE_SECONDS,
        keepalive_interval=_PATIENCE_SECONDS,
        # a name that is not UTF-8 is a name all the same
        sftp_client_kwargs={"path_errors": "surrogateescape"},
        skip_instance_cache=True,
    )


def _named(told: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: told[name] for name in names if name in told}


_CONNECTED: dict[str, Callable[[Any], AbstractFileSystem]] = {"s3": _s3, "sftp": _sftp}
