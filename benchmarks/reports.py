"""How fast written reports are read, against a bare regular expression over the same texts.

python -m benchmarks.reports [--reports N] [--out FILE]

The bare pass finds every number and nothing else. Beside it: the reader of quantities (hedges,
units, intervals, what is none), and the whole reading (offices, periods, homes, doubts). Memory is
taken after a tenth of the reports and at their end: it must not grow with their number.
"""

import argparse
import os
import platform
import re
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from ingestion.narrative import read_reports
from ingestion.narrative.numerals import ARABIC, CHINESE
from ingestion.narrative.quantity import find
from ingestion.reference.catalogue import Catalogue
from ingestion.reference.org_tree import OrgTree
from ingestion.settings import REPOSITORY

SHARE, MEGABYTES, REPEATED = 0.1, 20, 5
_BARE = re.compile(rf"{ARABIC}|[{CHINESE}]+")


def main() -> None:
    """Measure, print, and write the page."""
    asked = _arguments()
    texts = _samples()
    bare, quantities, whole = (_speed(texts, step) for step in (_numbers, find, _reader()))
    before, after = _memory(texts, _reader(), asked.reports)
    page = "\n\n".join(
        [
            _head(),
            "| what | characters a second |\n|---|---|\n"
            f"| bare regular expression that finds every number | {bare:,.0f} |\n"
            f"| quantities: hedges, units, intervals, what is none | {quantities:,.0f} |\n"
            f"| the whole reading | {whole:,.0f} |\n"
            f"| **share of quantities ({SHARE} asked)** | **{quantities / bare:.3f}** |\n"
            f"| share of the whole reading | {whole / bare:.4f} |",
            f"Memory: {before:.0f} MB after {asked.reports // 10:,} reports, {after:.0f} MB after"
            f" {asked.reports:,}: {'flat' if after - before < MEGABYTES else 'it grows'}.",
        ]
    )
    print(page, flush=True)
    asked.out.write_text(f"{page}\n", encoding="utf-8")


def _head() -> str:
    return (
        "# Reading written reports, measured\n\n"
        f"{time.strftime('%Y-%m-%d')}, {platform.system()} {platform.machine()},"
        f" {os.cpu_count()} processors, load {os.getloadavg()[1]:.1f}, Python"
        f" {platform.python_version()}: `make bench-reports`. Best of {REPEATED} runs over the"
        " sample reports, processor time."
    )


def _samples() -> list[str]:
    folder = REPOSITORY / "demo" / "reports"
    return [path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.txt"))]


def _numbers(text: str) -> int:
    return sum(1 for _ in _BARE.finditer(text))


def _reader() -> Callable[[str], object]:
    seeds = REPOSITORY / "dbt_project" / "seeds"
    tree, catalogue = OrgTree.load(seeds), Catalogue.load(seeds)
    return lambda text: read_reports(text, tree, catalogue)


def _speed(texts: Sequence[str], step: Callable[[str], object]) -> float:
    """Characters a second of processor time, the best of a few runs: others share the machine."""
    for text in texts:
        step(text)  # patterns and registers are compiled and loaded once
    return sum(map(len, texts)) / min(_once(texts, step) for _ in range(REPEATED))


def _once(texts: Sequence[str], step: Callable[[str], object]) -> float:
    began = time.process_time()
    for text in texts:
        step(text)
    return time.process_time() - began


def _memory(
    texts: Sequence[str], step: Callable[[str], object], reports: int
) -> tuple[float, float]:
    """Peak megabytes after a tenth of the reports and after all, each report another text."""
    before = 0.0
    for number, text in enumerate(_many(texts, reports)):
        step(text)
        if number == reports // 10:
            before = _peak_megabytes()
    return before, _peak_megabytes()


def _many(texts: Sequence[str], reports: int) -> Iterator[str]:
    return (f"{texts[i % len(texts)]}\n第{i}份。" for i in range(reports))


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.reports", description=__doc__)
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("reports.md"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
