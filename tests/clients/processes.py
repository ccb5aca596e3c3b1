"""What a test has started, seen from outside: its processes and the ports they listen on."""

import os
import re
import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import NamedTuple

from runtime.processes import PROC, Identity, pids

TCP_LISTENING, UDP_UNCONNECTED = "0A", "07"
TABLES = (
    ("tcp", socket.AF_INET, TCP_LISTENING),
    ("tcp6", socket.AF_INET6, TCP_LISTENING),
    ("udp", socket.AF_INET, UDP_UNCONNECTED),
    ("udp6", socket.AF_INET6, UDP_UNCONNECTED),
)


class Listener(NamedTuple):
    """An address and port that take what comes in."""

    address: IPv4Address | IPv6Address
    port: int

    @property
    def is_loopback(self) -> bool:
        mapped = self.address.ipv4_mapped if isinstance(self.address, IPv6Address) else None
        return (mapped or self.address).is_loopback


def at_work_in(folder: Path) -> list[Identity]:
    """Living processes whose environment, command line or working folder names the folder.

    Also those that nobody has a record of any more. The folder must be the caller's alone.
    """
    named = re.compile(re.escape(os.fsencode(folder)) + rb"(?![\w.-])")
    found = [Identity.of(pid) for pid in pids() if named.search(_words(pid))]
    return [process for process in found if process]


def _words(pid: int) -> bytes:
    """Environment, command line and working folder; nothing of a process that is not ours."""
    try:
        process = PROC / str(pid)
        texts = [(process / name).read_bytes() for name in ("environ", "cmdline")]
        return b"\0".join([*texts, os.fsencode((process / "cwd").readlink())])
    except OSError:
        return b""


def listeners(processes: Iterable[Identity]) -> set[Listener]:
    """Every TCP and UDP socket on which one of the processes takes what comes in."""
    inodes = {inode for process in processes for inode in _sockets(process.pid)}
    found = set()
    for table, family, state in TABLES:
        for line in (PROC / "net" / table).read_text(encoding="ascii").splitlines()[1:]:
            fields = line.split()
            if fields[3] == state and f"socket:[{fields[9]}]" in inodes:
                found.add(_listener(fields[1], family))
    return found


def _sockets(pid: int) -> set[str]:
    try:
        handles = list((PROC / str(pid) / "fd").iterdir())
    except OSError:  # it has just ended
        return set()
    found = set()
    for handle in handles:
        try:
            found.add(str(handle.readlink()))
        except OSError:
            continue
    return found


def _listener(text: str, family: socket.AddressFamily) -> Listener:
    """0100007F:1F90 is 127.0.0.1, port 8080: the kernel prints words as the machine holds them."""
    address, port = text.split(":")
    words = [address[at : at + 8] for at in range(0, len(address), 8)]
    raw = b"".join(int(word, 16).to_bytes(4, "little") for word in words)
    return Listener(ip_address(socket.inet_ntop(family, raw)), int(port, 16))
