"""Servers on loopback that a landing may lie on: S3 (moto) and SFTP (OpenSSH of Debian)."""

import getpass
import json
import logging
import os
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncssh
import fsspec
from s3fs import S3FileSystem

from runtime.files import LOOPBACK
from tests.machinery import need

SSHD = "/usr/sbin/sshd"
SFTP_SERVER = "/usr/lib/openssh/sftp-server"


@dataclass(frozen=True)
class Connection:
    """A connection of Airflow: its name, and what the environment or the REST interface takes."""

    name: str
    told: Mapping[str, Any]

    @property
    def extra(self) -> str:
        """Its extra, as text."""
        return json.dumps(self.told["extra"])

    @property
    def environment(self) -> dict[str, str]:
        """The variable in which Airflow looks for it."""
        return {f"AIRFLOW_CONN_{self.name.upper()}": json.dumps(dict(self.told))}


@dataclass(frozen=True)
class Store:
    """A server with an empty folder `landing` and nothing beside it."""

    connection: Connection
    landing: str
    outbox: str
    files: Any  # an fsspec file system of its own, as an office would reach it
    root: str  # of the landing, as `files` names it

    def put(self, folder: Path) -> None:
        """Everything of a folder of this machine into the landing."""
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                self.write(path.relative_to(folder).as_posix(), path.read_bytes())

    def write(self, path: str, content: bytes) -> None:
        """One file into the landing."""
        target = f"{self.root}/{path}"
        self.files.makedirs(target.rpartition("/")[0], exist_ok=True)
        self.files.pipe_file(target, content)

    def answers(self) -> dict[str, bytes]:
        """What lies in the outbox, by its name below it."""
        above = f"{self.root.rpartition('/')[0]}/outbox"
        found = self.files.find(above) if self.files.exists(above) else []
        return {name[len(above) + 1 :]: self.files.cat_file(name) for name in found}


@contextmanager
def s3() -> Iterator[Store]:
    """A bucket on a server of moto; keys and secret are made up."""
    from moto.server import ThreadedMotoServer  # noqa: PLC0415  slow to import

    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # else a line for every request
    server = ThreadedMotoServer(ip_address=LOOPBACK, port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        told = {
            "conn_type": "generic",
            "login": "made-up-key",
            "password": "made-up-secret",
            "extra": {"endpoint_url": f"http://{host}:{port}", "region_name": "cn-north-1"},
        }
        files = S3FileSystem(
            key=told["login"],
            secret=told["password"],
            client_kwargs=told["extra"],
            use_listings_cache=False,
            skip_instance_cache=True,
        )
        files.mkdir("offices")
        connection = Connection("office_s3", told)
        yield Store(
            connection,
            "s3://office_s3@offices/landing",
            "s3://office_s3@offices/outbox",
            files,
            "offices/landing",
        )
    finally:
        server.stop()


@contextmanager
def sftp(folder: Path) -> Iterator[Store]:
    """A folder behind OpenSSH's SFTP, for the user who runs the tests, by key only."""
    need(
        {SSHD: "openssh-server", SFTP_SERVER: "openssh-sftp-server", "ssh-keygen": "openssh-client"}
    )
    for name in ("host", "office"):
        line = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(folder / name)]
        subprocess.run(line, check=True)
    (folder / "landing").mkdir()
    (folder / "authorized").write_bytes((folder / "office.pub").read_bytes())
    port = free_port()
    config = folder / "sshd_config"
    config.write_text(
        f"ListenAddress {LOOPBACK}\nPort {port}\nHostKey {folder}/host\nPidFile none\n"
        f"AuthorizedKeysFile {folder}/authorized\nStrictModes no\nUsePAM no\n"
        "PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin yes\n"
        f"Subsystem sftp {SFTP_SERVER}\nForceCommand {SFTP_SERVER}\n",
        encoding="utf-8",
    )
    if os.geteuid() == 0:  # where Debian's own start of it would make this folder
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    with (folder / "sshd.log").open("wb") as log:
        server = subprocess.Popen([SSHD, "-D", "-e", "-f", str(config)], stderr=log)
    try:
        wait_for(port, server)
        told = {
            "conn_type": "generic",
            "host": LOOPBACK,
            "port": port,
            "login": getpass.getuser(),
            "extra": {
                "host_key": " ".join((folder / "host.pub").read_text().split()[:2]),
                "private_key": (folder / "office").read_text(),
            },
        }
        yield Store(
            Connection("office_sftp", told),
            f"sftp://office_sftp@{folder}/landing",
            f"sftp://office_sftp@{folder}/outbox",
            fsspec.filesystem("file"),
            str(folder / "landing"),
        )
    finally:
        server.terminate()
        server.wait()


def another_host_key() -> str:
    """The public key of a host that nobody runs."""
    return asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode().strip()


def free_port() -> int:
    """A port of the loopback that nobody uses."""
    with socket.create_server((LOOPBACK, 0)) as probe:
        return probe.getsockname()[1]


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Until a server listens; fails when it has ended instead."""
    while server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((LOOPBACK, port)) == 0:
                return
    raise AssertionError(f"sshd ended with {server.returncode}")
