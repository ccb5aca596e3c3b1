"""Written reports with facts annotated by hand: where they lie, and what the reader reads there.

Our own are the sample reports of the demo, and sets of made-up reports, each a folder of
`made_up/` with `reports/` and `facts.csv`. Reports of the same set are scored together.
"""

import csv
import io
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from ingestion.narrative import cli
from ingestion.settings import REPOSITORY

from .scoring import Row

MADE = "made up"
MADE_UP = Path(__file__).parent / "made_up"
DEMO = REPOSITORY / "demo"
_TYPES = (".txt", ".docx", ".pdf", ".html")


@dataclass(frozen=True)
class Annotated:
    """One set: its name, its files, and the rows of its annotation."""

    name: str
    files: tuple[Path, ...]
    truth: list[Row]

    def read(self) -> list[Row]:
        """What the command reads in these files. Raises ValueError where one cannot be read."""
        output = io.StringIO()
        with redirect_stdout(output):
            if cli.main([str(path) for path in self.files]):
                raise ValueError(f"A report of {self.name} cannot be read: see above.")
        return list(csv.DictReader(io.StringIO(output.getvalue())))


def ours() -> list[Annotated]:
    """The sample reports, and the made-up sets."""
    facts = sorted((DEMO / "facts").glob("*.csv"))
    samples = _set("sample reports", DEMO / "reports", facts)
    made = [folder for folder in sorted(MADE_UP.glob("*")) if (folder / "facts.csv").exists()]
    return [samples, *(in_folder(folder, f"{MADE}: {folder.name}") for folder in made)]


def in_folder(folder: Path, name: str = "") -> Annotated:
    """The set in a folder: `facts.csv`, and the reports that it names anywhere below."""
    return _set(name or folder.name, folder, [folder / "facts.csv"])


def _set(name: str, folder: Path, facts: Sequence[Path]) -> Annotated:
    truth: list[Row] = []
    for path in facts:
        with path.open(encoding="utf-8", newline="") as lines:
            truth.extend(csv.DictReader(lines))
    named = {row["doc"] for row in truth}
    files = sorted(p for p in folder.rglob("*") if p.suffix in _TYPES and p.name in named)
    missing = named - {path.name for path in files}
    if missing or not named:
        raise ValueError(f"{name} lacks reports for its facts: {sorted(missing) or 'no facts'}.")
    return Annotated(name, tuple(files), truth)
