"""What a published state was made of: the version of the code, and hashes of the reference data."""

import hashlib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingestion.reference.seeds import SHIPPED, file_in_use, read_optional_rows
from ingestion.settings import REPOSITORY, Settings

EVENTS = "org_unit_events.csv"
TREE = ("org_units.csv", "org_unit_versions.csv", "org_unit_kinds.csv", "zone_bridge.csv", EVENTS)
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

    The tree is units, their kinds, versions, events and zones; every other reference file is the
    catalogue.
    """
    seeds = _reference_files(settings)
    tree = [path for name, path in seeds.items() if name in TREE]
    others = [path for name, path in seeds.items() if name not in TREE]
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return Versions(f"{project['version']}+{_hash(_code_files())[:16]}", _hash(others), _hash(tree))


def structure(settings: Settings, as_of: date | None) -> str:
    """Names what a build depends on as a whole: code, and all reference data but events of units.

    What those change is found unit by unit. What is announced of units and zones counts from its
    day on: `as_of` is the night's day (None where raw holds no event).
    """
    reference = [path for name, path in _reference_files(settings).items() if name != EVENTS]
    in_force = [
        day
        for name in ("org_unit_versions", "zone_bridge")
        for row in read_optional_rows(settings.reference, name)
        for day in (row.optional_day("valid_from"), row.optional_day("valid_to"))
        if day and (as_of is None or day <= as_of)
    ]
    return f"{_hash([*_code_files(), *reference])} {len(in_force)}"


def _reference_files(settings: Settings) -> dict[str, Path]:
    """The reference files in use, by name."""
    found = (file_in_use(settings.reference, path.stem) for path in SHIPPED.glob("*.csv"))
    return {path.name: path for path in found if path}


def _code_files() -> list[Path]:
    return [
        path
        for folder, kind in _CODE
        for path in (REPOSITORY / folder).rglob(kind)
        if not {"target", "logs"}
        & set(path.relative_to(REPOSITORY).parts)  # what dbt leaves behind by hand
    ]


def _hash(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(files, key=lambda path: (path.name, path)):
        digest.update(path.name.encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
