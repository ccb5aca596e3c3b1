"""Plant each fault in a copy of the repository and see whether it is found.

    python -m tests.mutants                    all faults
    python -m tests.mutants "child dropped"    some of them

Prints a table and exits with 1 when a fault survives, breaks the SQL instead of its meaning, or is
no longer found in its file. Most are looked for by comparing totals with the oracle over one
warehouse, a quarter of a minute each; others by tests of their own, a minute or more each. The
variables of comparing.py and suites.py tell how much is compared.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ingestion.settings import REPOSITORY
from tests.mutants import comparing, testing
from tests.mutants.faults import FAULTS, Fault
from tests.mutants.outcomes import GREEN, RED, USELESS, Outcome

LEFT_BEHIND = (".git", ".venv", "var", "target", "logs", "__pycache__", ".*_cache", ".hypothesis")
NOTHING = "(no fault)"
Look = Callable[[], Outcome]


def main(names: Sequence[str]) -> int:
    """Try the faults of these names, or all; gives the exit code."""
    unknown = set(names) - {fault.name for fault in FAULTS}
    if unknown:
        print(f"There is no fault {', '.join(sorted(unknown))}: see tests/mutants/faults.py.")
        return 2
    chosen = [fault for fault in FAULTS if fault.name in names or not names]
    with tempfile.TemporaryDirectory(prefix="kexie-mutants-") as folder:
        copy = Path(folder) / "repository"
        shutil.copytree(REPOSITORY, copy, ignore=shutil.ignore_patterns(*LEFT_BEHIND))
        lost = [f.name for f in chosen if (copy / f.file).read_text("utf-8").count(f.old) != 1]
        if lost:
            print(f"No longer once in its file: {', '.join(lost)}. Mend tests/mutants/faults.py.")
            return 1
        survived: list[str] = []
        for suite in dict.fromkeys(fault.seen_by for fault in chosen):
            of_suite = [fault for fault in chosen if fault.seen_by == suite]
            if suite is not None:
                look, what = testing.looking(copy, suite), suite.tests
                missed = try_all(copy, of_suite, look, what)
            else:
                with by_comparing(Path(folder), copy) as look:
                    missed = try_all(copy, of_suite, look, "totals against the oracle")
            if missed is None:
                print("That fails without any fault: mend it first.")
                return 1
            survived += missed
    print(f"{len(chosen) - len(survived)} of {len(chosen)} faults were found.")
    if survived:
        print(f"Not found: {', '.join(survived)}.")
    return 1 if survived else 0


def try_all(copy: Path, faults: Sequence[Fault], look: Look, what: str) -> list[str] | None:
    """Names of the faults that were not found; none where something is found without a fault."""
    if tell(NOTHING, what, look) != GREEN:
        return None
    return [fault.name for fault in faults if tell_of(copy, fault, look) != RED]


def tell_of(copy: Path, fault: Fault, look: Look) -> str:
    """Plant the fault, look for it, take it out again; gives what came of it."""
    path = copy / fault.file
    sound = path.read_text(encoding="utf-8")
    path.write_text(sound.replace(fault.old, fault.new), encoding="utf-8")
    try:
        return tell(fault.name, fault.does, look)
    finally:
        path.write_text(sound, encoding="utf-8")


def tell(name: str, does: str, look: Look) -> str:
    """Look, and print one line of the table; gives what came of it."""
    begun = time.monotonic()
    outcome, seen = look()
    seconds = time.monotonic() - begun
    by = ", ".join(seen)
    print(f"{outcome:<6} {seconds:>4.0f} s  {name:<23} {does:<78} {by}", flush=True)
    return outcome


@contextmanager
def by_comparing(folder: Path, copy: Path) -> Iterator[Look]:
    """Looks for faults by comparing totals with the oracle."""
    with comparing.comparison(folder, copy / "dbt_project") as known:

        def look() -> Outcome:
            try:
                lines = known.differences()
            except RuntimeError as fault:
                return USELESS, [str(fault)[-300:]]
            return (RED if lines else GREEN), comparing.columns(lines)[:5]

        yield look


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
