"""Stands in for a container engine: folders for images and volumes, loopback for the network.

What a service does is read from the compose files and the Dockerfile; only paths, host names and
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
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from typing import Any

from runtime.files import LOOPBACK
from runtime.processes import Identity, end, members_of_sessions
from tests.compose.dockerfile import Stage, sent

PYTHON = "/usr/bin/python3.11"  # in the place of the base image
POSTGRES = "/usr/lib/postgresql/15/bin"  # in the place of the official image
DATABASE = "postgres"  # name of the service, of the official image's program and of Debian's user
BROKER = "redis"  # name of the service, whose program takes its port from the command line only
OURS = "kexie-warehouse"  # the image; programs of all others are Debian's
SECRETS = "/run/secrets"
UNPRIVILEGED = "nobody"  # in the place of the image's own user
SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# how this machine reaches its package index; for an engine these are arguments of the build
OF_THE_BUILD = re.compile("PIP_.*|.*_proxy|SSL_CERT_FILE|REQUESTS_CA_BUNDLE", re.IGNORECASE)
LONGEST_SECONDS = 600  # for a command in a container: a night took over 200 on a busy machine
UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600}


class Machine:
    """Builds the image below `root` and runs the services there; `stop` ends all of them."""

    def __init__(self, root: Path, config: dict[str, Any], stages: list[Stage]) -> None:
        self.root, self.services = root, scaled(config["services"])
        self.secrets = {name: Path(found["file"]) for name, found in config["secrets"].items()}
        self.packages, self.image = stages
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.leaders: dict[str, Identity | None] = {}
        mounts = [mount for service in self.services.values() for mount in service["volumes"]]
        # a single file of the host lies in a container as itself
        self.files = {m.split(":")[1]: Path(m.split(":")[0]) for m in mounts if is_file(m)}
        self.volumes = {mount.split(":")[1] for mount in mounts} - set(self.files)
        self.scratch = {s.split(":")[0] for x in self.services.values() for s in x.get("tmpfs", [])}
        self.workdir = self.image.last("WORKDIR")
        copied = [shlex.split(rest)[-1] for stage in stages for rest in stage.all("COPY")]
        places = {self.workdir, SECRETS, *self.volumes, *self.files, *self.scratch}
        places |= {path for path in copied if path[0] == "/"}
        longest_first = sorted(places, key=len, reverse=True)
        self._places = re.compile(rf"(?<![\w.])({'|'.join(map(re.escape, longest_first))})\b")
        self._addresses = re.compile(rf"\b({'|'.join(self.services)}):(\d+)\b")
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
        self.mount()

    def mount(self) -> None:
        """Make the volumes, lend the secrets and the single files."""
        for volume in sorted(self.volumes | self.scratch):
            owner = DATABASE if volume in self._volumes_of(DATABASE) else UNPRIVILEGED
            shutil.chown(self.folder(volume), owner)
            self.folder(volume).chmod(0o700)
        for name, source in self.secrets.items():
            shutil.copyfile(source, self.folder(SECRETS) / name)
        for place, source in self.files.items():
            [service] = [x for x in self.services if place in self._volumes_of(x)]
            # where it listens to all interfaces, those of its container are meant
            text = source.read_text(encoding="utf-8").replace("0.0.0.0:", f"{service}:")
            copy = self.folder(str(PurePosixPath(place).parent)) / PurePosixPath(place).name
            copy.write_text(self.here(text), encoding="utf-8")

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
        ours = {"PATH": SYSTEM_PATH, "HOSTNAME": service}
        if service == DATABASE:
            ours |= {"PATH": f"{POSTGRES}:{SYSTEM_PATH}", "PGPORT": str(self.port("postgres:5432"))}
        elif self._is_ours(service):
            for name, value in self.image.environment().items():
                ours[name] = self.here(value.replace("${PATH}", SYSTEM_PATH))
        given = self.services[service].get("environment") or {}
        return {**ours, **{name: self.here(str(value)) for name, value in given.items()}}

    def _is_ours(self, service: str) -> bool:
        return self.services[service]["image"] == OURS

    def _how(self, service: str) -> dict[str, Any]:
        """How a program of this service is started: as whom, where, with which environment."""
        user = pwd.getpwnam(DATABASE if service == DATABASE else UNPRIVILEGED)
        return {
            "env": self.environment(service),
            "cwd": self.folder(self.workdir) if self._is_ours(service) else "/",
            "user": user.pw_uid,
            "group": user.pw_gid,
            "extra_groups": [],
            "stdin": subprocess.DEVNULL,
        }

    def execute(
        self, service: str, command: list[str], longest: float = LONGEST_SECONDS
    ) -> subprocess.CompletedProcess[str]:
        """Run a further command in a service, to its end."""
        return subprocess.run(
            [self.here(word) for word in command],
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=longest,
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
        if service == BROKER:
            command += ["--port", str(self.port(f"{BROKER}:6379"))]
        with self._log(service).open("ab") as log:
            process = subprocess.Popen(
                command,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **self._how(service),
            )
        self.running[service], self.leaders[service] = process, Identity.of(process.pid)
        return process

    def _initialise_database(self) -> None:
        """What the official image's entry point does in an empty volume."""
        env = self.environment(DATABASE)
        data = Path(env["PGDATA"])
        if (data / "PG_VERSION").exists():
            return
        password = self.folder("/lent") / "password"
        password.write_text(Path(env["POSTGRES_PASSWORD_FILE"]).read_text(encoding="utf-8"))
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
        leader = self.leaders.pop(service)
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

    def kill(self, service: str) -> None:
        """End a service at once, with all its processes, as SIGKILL to a container does."""
        process, leader = self.running.pop(service), self.leaders.pop(service)
        assert leader, f"{service} has ended already"
        for member in members_of_sessions([leader]):
            member.signal(signal.SIGKILL)
        process.wait()

    def stop_all(self) -> None:
        """Stop every service, the last started first; what was late is raised once all are down."""
        with ExitStack() as stack:
            for service in self.running:
                stack.callback(self.stop, service)


def scaled(services: dict[str, Any]) -> dict[str, Any]:
    """The containers by name: a service that is there several times is numbered."""
    found: dict[str, Any] = {}
    for name, service in services.items():
        count = service.get("scale", 1)
        numbers = [f"{name}-{number}" for number in range(1, count + 1)]
        found |= dict.fromkeys(numbers if count > 1 else [name], service)
    return found


def is_file(mount: str) -> bool:
    """Whether a mount is a single file of the host."""
    return mount.startswith("/") and Path(mount.split(":", maxsplit=1)[0]).is_file()


def seconds(text: str) -> float:
    """`1m30s` of a compose file in seconds."""
    parts = re.findall(r"(\d+)(ms|s|m|h)", text)
    assert "".join(number + unit for number, unit in parts) == text, f"no duration: {text!r}"
    return sum(int(number) * UNITS[unit] for number, unit in parts)
