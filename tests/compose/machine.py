"""Stands in for a container engine: folders for images and volumes, loopback for the network.

What a service does is read from docker-compose.yml and Dockerfile; only paths, host names and
ports are exchanged for those of this machine.
"""

import os
import pwd
import re
import shlex
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

from runtime.files import LOOPBACK
from runtime.processes import Identity, end, members_of_sessions
from tests.compose.dockerfile import Stage, sent

PYTHON = "/usr/bin/python3.11"  # in the place of the base image
POSTGRES = "/usr/lib/postgresql/15/bin"  # in the place of the official image
DATABASE = "postgres"  # name of the service, of the official image's program and of Debian's user
UNPRIVILEGED = "nobody"  # in the place of the image's own user
SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# how this machine reaches its package index; for an engine these are arguments of the build
OF_THE_BUILD = re.compile("PIP_.*|.*_proxy|SSL_CERT_FILE|REQUESTS_CA_BUNDLE", re.IGNORECASE)
LONGEST_SECONDS = 600  # for a command in a container: a night took over 200 on a busy machine
UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600}


class Machine:
    """Builds the image below `root` and runs the services there; `stop` ends all of them."""

    def __init__(self, root: Path, services: dict[str, Any], stages: list[Stage]) -> None:
        self.root, self.services = root, services
        self.packages, self.image = stages
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self._leaders: dict[str, Identity | None] = {}
        volumes = [volume for service in services.values() for volume in service["volumes"]]
        self.volumes = {volume.split(":")[1] for volume in volumes}
        self.workdir = self.image.last("WORKDIR")
        copied = [shlex.split(rest)[-1] for stage in stages for rest in stage.all("COPY")]
        places = {self.workdir, *self.volumes, *(path for path in copied if path[0] == "/")}
        longest_first = sorted(places, key=len, reverse=True)
        self._places = re.compile(rf"(?<![\w.])({'|'.join(map(re.escape, longest_first))})\b")
        self._addresses = re.compile(rf"\b({'|'.join(services)}):(\d+)\b")
        self._ports: dict[str, int] = {}

    def build(self, context: Path) -> None:
        """Run the install lines in an empty environment and copy what the image holds."""
        programs = self.folder("/programs")
        python = programs / "python"  # Debian has no program of this short name
        python.write_text(f'#!/bin/sh\nexec {PYTHON} "$@"\n', encoding="utf-8")
        python.chmod(0o755)
        kept = {name: value for name, value in os.environ.items() if OF_THE_BUILD.fullmatch(name)}
        env = {"HOME": str(Path.home()), **kept, "PATH": f"{programs}:{SYSTEM_PATH}"}
        self._copy(self.packages, context)
        for line in self.packages.all("RUN"):
            outcome = subprocess.run(
                ["/bin/sh", "-ec", self.here(line)],
                check=False,
                env=env,
                cwd=self.root,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            assert outcome.returncode == 0, f"RUN {line}\n{outcome.stdout[-3000:]}"
        self._copy(self.image, context)
        for volume in sorted(self.volumes):
            owner = DATABASE if volume in self._volumes_of(DATABASE) else UNPRIVILEGED
            shutil.chown(self.folder(volume), owner)
            self.folder(volume).chmod(0o700)

    def _copy(self, stage: Stage, context: Path) -> None:
        for source, target in stage.copies():
            folder = self.root / str(PurePosixPath(self.workdir) / target).lstrip("/")
            whole = (context / source).is_dir()
            for path in sent(context, source):
                copy = folder / path.relative_to(source) if whole else folder
                if not whole and target.endswith("/"):
                    copy = folder / path.name
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(context / path, copy)

    def _volumes_of(self, service: str) -> list[str]:
        return [volume.split(":")[1] for volume in self.services[service]["volumes"]]

    def folder(self, path: str) -> Path:
        """The folder here that stands for a path in the containers."""
        found = self.root / path.lstrip("/")
        found.mkdir(parents=True, exist_ok=True)
        return found

    def port(self, address: str) -> int:
        """The free loopback port here that stands for `service:port`."""
        if address not in self._ports:
            with socket.create_server((LOOPBACK, 0)) as probe:
                self._ports[address] = probe.getsockname()[1]
        return self._ports[address]

    def here(self, text: str) -> str:
        """Text of a container with paths, addresses and quoted dollars as they are here."""
        text = self._places.sub(lambda found: f"{self.root}{found[0]}", text.replace("$$", "$"))
        text = self._addresses.sub(lambda found: f"{LOOPBACK}:{self.port(found[0])}", text)
        # all interfaces of a container, and not of this machine
        return text.replace("0.0.0.0", LOOPBACK)  # noqa: S104

    def environment(self, service: str) -> dict[str, str]:
        """The environment of a service: what its image says, then what the file says."""
        if service == DATABASE:
            ours = {"PATH": f"{POSTGRES}:{SYSTEM_PATH}", "PGPORT": str(self.port("postgres:5432"))}
        else:
            ours = {"PATH": SYSTEM_PATH}
            for name, value in self.image.environment().items():
                ours[name] = self.here(value.replace("${PATH}", SYSTEM_PATH))
        given = self.services[service]["environment"]
        return {**ours, **{name: self.here(str(value)) for name, value in given.items()}}

    def _how(self, service: str) -> dict[str, Any]:
        """How a program of this service is started: as whom, where, with which environment."""
        user = pwd.getpwnam(DATABASE if service == DATABASE else UNPRIVILEGED)
        return {
            "env": self.environment(service),
            "cwd": "/" if service == DATABASE else self.folder(self.workdir),
            "user": user.pw_uid,
            "group": user.pw_gid,
            "extra_groups": [],
            "stdin": subprocess.DEVNULL,
        }

    def execute(self, service: str, command: list[str]) -> subprocess.CompletedProcess[str]:
        """Run a further command in a service, to its end."""
        return subprocess.run(
            [self.here(word) for word in command],
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=LONGEST_SECONDS,
            **self._how(service),
        )

    def start(self, service: str) -> subprocess.Popen[bytes]:
        """Start a service with the command of the file."""
        command = [self.here(word) for word in self.services[service]["command"]]
        if service == DATABASE:
            self._initialise_database()
            sockets = self.folder("/sockets")
            shutil.chown(sockets, DATABASE)
            command += ["-h", LOOPBACK, "-k", str(sockets)]
        with self._log(service).open("ab") as log:
            process = subprocess.Popen(
                command,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **self._how(service),
            )
        self.running[service], self._leaders[service] = process, Identity.of(process.pid)
        return process

    def _initialise_database(self) -> None:
        """What the official image's entry point does in an empty volume."""
        env = self.environment(DATABASE)
        data = Path(env["PGDATA"])
        if (data / "PG_VERSION").exists():
            return
        password = self.folder("/lent") / "password"
        password.write_text(env["POSTGRES_PASSWORD"] + "\n", encoding="utf-8")
        line = ["initdb", f"--username={env['POSTGRES_USER']}", f"--pwfile={password}"]
        made = self.execute(DATABASE, [*line, *shlex.split(env["POSTGRES_INITDB_ARGS"])])
        assert made.returncode == 0, made.stdout
        with (data / "pg_hba.conf").open("a", encoding="utf-8") as rules:
            rules.write(f"\nhost all all all {env['POSTGRES_HOST_AUTH_METHOD']}\n")

    def healthy(self, service: str) -> bool:
        """Whether the health check of the file says so."""
        kind, *command = self.services[service]["healthcheck"]["test"]
        assert kind == "CMD", "a health check is a list of words, not a line for a shell"
        return self.execute(service, command).returncode == 0

    def wait(self, service: str, condition: Callable[[], bool], seconds: float) -> None:
        """Wait until the condition holds; fails as soon as the service has ended."""
        deadline = time.monotonic() + seconds
        while not condition():
            try:
                code = self.running[service].wait(timeout=0.5)
                raise AssertionError(f"{service} ended with {code}:\n{self.words(service)}")
            except subprocess.TimeoutExpired:
                pass
            assert time.monotonic() < deadline, f"{service} is late:\n{self.words(service)}"

    def words(self, service: str) -> str:
        """The end of what a service wrote."""
        return self._log(service).read_text(encoding="utf-8", errors="replace")[-3000:]

    def _log(self, service: str) -> Path:
        return self.folder("/logs") / f"{service}.log"

    def stop(self, service: str) -> float:
        """Ask a service to end as an engine does; gives the seconds it took.

        Raises TimeoutExpired where the file's grace was not enough; all of it is ended anyway.
        """
        process = self.running.pop(service)
        leader = self._leaders.pop(service)
        begun = time.monotonic()
        try:
            # the official image of PostgreSQL asks for SIGINT
            process.send_signal(signal.SIGINT if service == DATABASE else signal.SIGTERM)
            process.wait(timeout=seconds(self.services[service]["stop_grace_period"]))
            return time.monotonic() - begun
        finally:
            if leader:  # with a container all its processes end
                end(lambda: members_of_sessions([leader]), 2)
            process.wait()

    def stop_all(self) -> None:
        for service in reversed(list(self.running)):
            self.stop(service)


def seconds(text: str) -> float:
    """`1m30s` of a compose file in seconds."""
    parts = re.findall(r"(\d+)(ms|s|m|h)", text)
    assert "".join(number + unit for number, unit in parts) == text, f"no duration: {text!r}"
    return sum(int(number) * UNITS[unit] for number, unit in parts)
