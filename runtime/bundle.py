"""All pinned packages as one file, for a machine without a network: `make bundle`, then there
`make demo BUNDLE=<file>`.

Unpacking runs before the environment exists: standard library only. The file holds wheels,
`requirements.txt` and `SHA256SUMS`; pip proves each wheel again by the pins.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

CLONE = Path(__file__).resolve().parent.parent
PINS, SUMS, WHEELS = "requirements.txt", "SHA256SUMS", "wheels"
FOLDER = CLONE / "var" / "bundle"


class BundleError(Exception):
    """A bundle that cannot be made or used."""


def pack(out: Path) -> None:
    """Download the wheel of every pin, by whatever index pip is set to, into one file."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=out.parent) as scratch:
        folder = Path(scratch)
        line = ["download", "--quiet", "--disable-pip-version-check", "--only-binary=:all:"]
        line += ["--require-hashes", "--no-deps", "--dest", str(folder / WHEELS)]
        command = [sys.executable, "-m", "pip", *line, "--requirement", str(CLONE / PINS)]
        if subprocess.run(command, check=False).returncode:
            raise BundleError("The packages cannot be downloaded: mend what pip says.")
        (folder / PINS).write_bytes((CLONE / PINS).read_bytes())
        names = sorted(path.relative_to(folder).as_posix() for path in _files(folder))
        sums = "".join(f"{_digest(folder / name)}  {name}\n" for name in names)
        (folder / SUMS).write_text(sums, encoding="utf-8")
        unfinished = folder / "unfinished.tar"
        with tarfile.open(unfinished, "w") as tar:  # wheels are compressed already
            for name in (SUMS, *names):
                tar.add(folder / name, name)
        unfinished.replace(out)


def unpack(bundle: Path, folder: Path) -> None:
    """Unpack and prove a bundle. Raises BundleError where it is damaged or of other pins."""
    try:
        with tarfile.open(bundle) as tar:
            for member in tar:
                _write(tar, member, folder)
    except (OSError, tarfile.TarError) as error:
        raise BundleError(f"{bundle} cannot be unpacked ({error}): copy it again.") from None
    sums = (folder / SUMS).read_text(encoding="utf-8") if (folder / SUMS).exists() else ""
    for line in sums.splitlines():
        expected, _, name = line.partition("  ")
        if not (folder / name).exists() or _digest(folder / name) != expected:
            raise BundleError(f"{name} in {bundle} is damaged: copy the bundle again.")
    if not sums or (folder / PINS).read_bytes() != (CLONE / PINS).read_bytes():
        raise BundleError(f"{bundle} is of another version: run `make bundle` in one like this.")


def _write(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """Write one file of a bundle, of the names that a bundle has and no others."""
    content = tar.extractfile(member)
    inside, _, name = member.name.rpartition("/")
    if content is None or inside not in ("", WHEELS) or name.startswith("."):
        raise tarfile.TarError(f"it holds {member.name!r}")
    (folder / inside).mkdir(parents=True, exist_ok=True)
    with content, (folder / inside / name).open("wb") as target:
        shutil.copyfileobj(content, target)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as given:
        while chunk := given.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def main(arguments: list[str]) -> int:
    """`pack`, or `unpack` what BUNDLE names."""
    out = FOLDER / "kexie-warehouse.tar"
    try:
        if arguments == ["unpack"]:
            unpack(Path(os.environ["BUNDLE"]), FOLDER)
        else:
            pack(out)
            print(f"{out}: {out.stat().st_size // 1024**2} MB. Elsewhere: make demo BUNDLE=<it>")
    except BundleError as error:
        print(f"ERROR {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
