"""Without the internet: a bundle carries the packages, and settings of an index are honoured."""

import functools
import subprocess
import sys
import tarfile
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from runtime import bundle
from runtime.bundle import BundleError
from tests.machinery import need
from tests.runtime.clones import clone, make

pytestmark = pytest.mark.machinery
# a network of its own, in which nothing but itself can be reached
ALONE = ("unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "alone")
SMALL = "packaging"


@pytest.fixture(scope="module")
def packed(tmp_path_factory) -> Path:
    """The bundle of a clone."""
    folder = tmp_path_factory.mktemp("packed")
    clone(folder)
    subprocess.run([sys.executable, folder / "runtime" / "bundle.py", "pack"], check=True)
    return folder / "var" / "bundle" / "kexie-warehouse.tar"


@pytest.mark.bundle
def test_demo_without_a_network(packed, tmp_path_factory):
    """In a network without a way out, `make demo BUNDLE=` sets up everything and runs a night."""
    need({"unshare": "util-linux", "ip": "iproute2"})
    ways = [*ALONE, "ip", "route"]
    assert subprocess.run(ways, check=True, capture_output=True).stdout == b""
    folder = tmp_path_factory.mktemp("无网 机器") / "科协"
    clone(folder)
    nobody = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_NO_CACHE_DIR": "1"}
    try:
        told = make(folder, "demo", f"BUNDLE={packed}", before=ALONE, **nobody)
        assert "marts.literacy  湖北省" in told
    finally:
        make(folder, "down", before=ALONE)


def small(folder: Path) -> str:
    """A clone that pins one package only; the name of its pin."""
    clone(folder)
    pins = (folder / bundle.PINS).read_text(encoding="utf-8").splitlines()
    start = next(n for n, line in enumerate(pins) if line.startswith(f"{SMALL}=="))
    end = next(n for n in range(start + 1, len(pins)) if not pins[n].startswith(" "))
    (folder / bundle.PINS).write_text("\n".join(pins[start:end]) + "\n", encoding="utf-8")
    return pins[start].split()[0]


@pytest.fixture
def index(packed, tmp_path):
    """An index on loopback that has one package: its address, and the paths it was asked for."""
    page = tmp_path / "simple" / SMALL
    page.mkdir(parents=True)
    with tarfile.open(packed) as tar:
        [wheel] = [m for m in tar if Path(m.name).name.startswith(f"{SMALL}-")]
        (page / Path(wheel.name).name).write_bytes(tar.extractfile(wheel).read())
    asked = []

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, format, *arguments):
            asked.append(self.path)

    handler = functools.partial(Handler, directory=tmp_path)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/simple", asked
        server.shutdown()


@pytest.mark.bundle
def test_the_index_of_the_machine_is_used(index, tmp_path):
    """PIP_INDEX_URL, for the environment and for a bundle: every package comes from there."""
    url, asked = index
    folder = tmp_path / "clone"
    small(folder)
    settings = {"PIP_INDEX_URL": url, "PIP_NO_CACHE_DIR": "1", "PIP_CONFIG_FILE": "/dev/null"}
    for target in ("venv", "bundle"):
        asked.clear()
        make(folder, target, **settings)
        assert any(path.endswith(".whl") for path in asked), target


@pytest.mark.bundle
def test_a_damaged_bundle_is_told(packed, tmp_path, monkeypatch):
    """One byte of a wheel changed on the way: named, and nothing is installed from it."""
    with tarfile.open(packed) as tar:
        at = next(m for m in tar if m.name.endswith(".whl")).offset_data + 5
    damaged = bytearray(packed.read_bytes())
    damaged[at] ^= 1
    (tmp_path / "damaged.tar").write_bytes(damaged)
    with pytest.raises(BundleError, match=r"wheels/.*whl .* is damaged"):
        bundle.unpack(tmp_path / "damaged.tar", tmp_path / "out")
    (tmp_path / "short.tar").write_bytes(packed.read_bytes()[:100_000])
    with pytest.raises(BundleError, match="copy it again"):
        bundle.unpack(tmp_path / "short.tar", tmp_path / "short")
    other = tmp_path / "other"
    small(other)
    monkeypatch.setattr(bundle, "CLONE", other)
    with pytest.raises(BundleError, match="another version"):
        bundle.unpack(packed, tmp_path / "whole")


def test_a_bundle_writes_nowhere_else(tmp_path):
    """A name that leads out of the folder: refused, and nothing is written there."""
    (tmp_path / "evil").write_text("合成")
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        tar.add(tmp_path / "evil", "../outside")
    with pytest.raises(BundleError, match="outside"):
        bundle.unpack(tmp_path / "evil.tar", tmp_path / "out")
    assert not (tmp_path / "outside").exists()
