"""What a published state was made of: the version of the code, and hashes of the reference data."""

import hashlib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ingestion.reference import SHIPPED, file_in_use
from ingestion.settings import REPOSITORY, Settings

EVENTS = "org_unit_events.csv"
TREE = ("org_units.csv", "org_unit_versions.csv", EVENTS)
_CODE = (
    *(("ingestion", kind) for kind in ("*.py", "*.csv", "*.sql")),
    *(("dbt_project", kind) for kind in ("*.sql", "*.yml")),
)


@dataclass(frozen=True, slots=True)
class Versions:
    """code_version: e.g. 0.1.0+1f0c...; the hashes: 64 hex digits each."""

    code_version: str
    catalogue_hash: str
    tree_hash: str

    def __str__(self) -> str:
        return f"{self.code_version} {self.catalogue_hash} {self.tree_hash}"


def versions(settings: Settings) -> Versions:
    """The versions of what a build would use now.

    The tree is units, their versions and events; every other reference file is the catalogue.
    """
    seeds = _reference_files(settings)
    tree = [path for name, path in seeds.items() if name in TREE]
    others = [path for name, path in seeds.items() if name not in TREE]
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return Versions(f"{project['version']}+{_hash(_code_files())[:16]}", _hash(others), _hash(tree))


def structure(settings: Settings) -> str:
    """Hash of what a build depends on as a whole: code, and all reference data but events of units.

    What those change is found unit by unit.
    """
    reference = [path for name, path in _reference_files(settings).items() if name != EVENTS]
    return _hash([*_code_files(), *reference])


def _reference_files(settings: Settings) -> dict[str, Path]:
    """The reference files in use, by name."""
    found = (file_in_use(settings.reference, path.stem) for path in SHIPPED.glob("*.csv"))
    return {path.name: path for path in found if path}


def _code_files() -> list[Path]:
    return [
        path
        for folder, kind in _CODE
        for path in (REPOSITORY / folder).rglob(kind)
        if not {"target", "logs"} & set(path.parts)  # what dbt leaves behind by hand
    ]


def _hash(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(files, key=lambda path: (path.name, path)):
        digest.update(path.name.encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
