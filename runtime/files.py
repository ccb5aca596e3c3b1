"""Small files of the state folder: secrets, remembered ports, records of what runs."""

import json
import os
import secrets
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

from runtime.errors import PlatformError

LOOPBACK = "127.0.0.1"


def private_folder(path: Path) -> Path:
    """The folder, made if need be, open to its owner only."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


def write_private(path: Path, text: str) -> None:
    """Write a file of mode 600 in one step: a reader sees the old content or the new."""
    scratch = path.with_name(path.name + ".new")
    scratch.unlink(missing_ok=True)
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    scratch.replace(path)


def secret(state: Path, name: str, draw: Callable[[], str] = secrets.token_urlsafe) -> str:
    """The secret `name` of this warehouse, drawn once and kept in <state>/secrets."""
    path = private_folder(state / "secrets") / name
    if not path.exists():
        write_private(path, draw())
    return path.read_text(encoding="utf-8").strip()


def run_folder(state: Path) -> Path:
    """Where the records of running processes lie."""
    return private_folder(state / "run")


def read_json(path: Path) -> dict[str, Any] | None:
    """The object in a file, None when the file is missing or was cut short."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def write_json(path: Path, content: dict[str, Any]) -> None:
    write_private(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def port_is_free(port: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def choose_port(state: Path, name: str, first: int, *, avoid: frozenset[int] = frozenset()) -> int:
    """A free loopback port: the remembered one, else the first free from `first` on; remembered."""
    book = state / "ports.json"
    known = read_json(book) or {}
    taken = avoid | {port for other, port in known.items() if other != name}
    wanted = [known[name]] if name in known else []
    for port in [*wanted, *range(first, first + 200)]:
        if port not in taken and port_is_free(port):
            if known.get(name) != port:
                write_json(book, {**known, name: port})
            return port
    raise PlatformError(f"No free port from {first} to {first + 199}: end what listens there.")
