"""The last run as Markdown, with its machine and what it is held against."""

import os
import platform
import time
from pathlib import Path
from typing import Any

from benchmarks import server

TIMES_BY_HAND, SHARE_OF_FULL, TIMES_WITH_HISTORY, MEGABYTES = 2.5, 0.02, 1.2, 500
_HEAD = "| what | by the clock (s) | processor time of the server (s) |\n|---|---|---|"


def write(path: Path, parts: list[str], more: bool = False) -> None:
    """Print the parts and put them into the file, after what is there if there is `more`."""
    text = "\n\n".join(parts)
    print(text, flush=True)
    before = path.read_text(encoding="utf-8") if more else _machine() + "\n\n"
    path.write_text(f"{before.rstrip()}\n\n{text}\n", encoding="utf-8")


def full_build(found: dict[str, Any]) -> str:
    """Part a."""
    counts = found["counts"]
    built = found["warehouse"] - found["nothing"]
    hand = found["by hand"]
    inclusive, hedged, corrected = found["shares"]
    steps = ", ".join(
        f"{name} {seconds:.0f}" for name, seconds in found["steps"].items() if seconds > 0.5
    )
    return "\n".join(
        [
            "## A full build against SQL by hand",
            "",
            f"{counts['observations']:,} observations of {counts['submissions']:,} submissions:"
            f" {counts['units and years']:,} units and years, {counts['cells']:,} cells each;"
            f" {inclusive:.0f} % inclusive, {hedged:.0f} % hedged, {corrected:.0f} % corrections."
            f" {found['rows']:,} rows of totals on both sides, and {found['more rows']:,} rebuilt"
            " ratios that only the warehouse writes.",
            "",
            _HEAD,
            _row("warehouse: seeds and models that lead to totals", found["warehouse"]),
            _row("the same over empty raw tables (dbt itself)", found["nothing"]),
            _row("warehouse less dbt itself", built),
            _row("by hand", hand),
            _verdict(f"times by hand (at most {TIMES_BY_HAND})", built, hand, ".2f"),
            "",
            f"By hand, seconds by step: {steps}.",
        ]
    )


def late_report(found: dict[str, Any]) -> str:
    """Part b."""
    more = found["L - E"]
    full = found["F"]
    return "\n".join(
        [
            "## A night with one late report",
            "",
            "All layers by the commands of every night (`ingestion.publishing`), with tests and"
            " publication, over the part of the project that leads to totals. E, L and L − E are"
            f" medians of {len(found['all'])} pairs of nights; a late report holds"
            f" {found['late'][0]:,} observations.",
            "",
            _HEAD,
            _row("F, everything built anew", full),
            _row("E, a night without anything new", found["E"]),
            _row("L, a night with one late report", found["L"]),
            _row("L − E", more),
            _verdict(f"(L − E) / F (at most {SHARE_OF_FULL:.0%})", more, full, ".2%"),
            "",
            "Single nights, E and L: "
            + "; ".join(f"{empty.clock:.1f} and {late.clock:.1f}" for empty, late in found["all"])
            + " s by the clock.",
        ]
    )


def long_history(found: dict[str, Any]) -> str:
    """Part c."""
    short, long = (found[name]["L - E"] for name in ("short", "long"))
    counts = ", ".join(f"{name} {value:,}" for name, value in found["counts"].items())
    return "\n".join(
        [
            "## The same with ten times the history",
            "",
            f"At a smaller size ({counts}): nine earlier reports before each,"
            " and nine more published states. Medians of"
            f" {len(found['short']['all'])} pairs of nights.",
            "",
            _HEAD.replace("\n", " rows touched |\n") + "---|",
            *(
                _counted(f"{night}, {name} history", found[name][night])
                for name in ("short", "long")
                for night in ("E", "L")
            ),
            _counted("L − E, short history", short),
            _counted("L − E, long history", long),
            f"{_verdict(f'long / short (at most {TIMES_WITH_HISTORY})', long, short, '.2f')}"
            f" **{long.rows / short.rows:.2f}** |",
            "",
            "Rows touched are those that the server read, looked up by an index or wrote, its own"
            " tables included: a count, which no load of the machine changes. Single pairs, L − E"
            f" by processor time: {_single(found['short'])} s with the short history,"
            f" {_single(found['long'])} s with the long one.",
        ]
    )


def _counted(name: str, took: Any) -> str:
    return f"{_row(name, took)} {took.rows:,.0f} |"


def _single(part: dict[str, Any]) -> str:
    return ", ".join(f"{(late - empty).work:.1f}" for empty, late in part["all"])


def memory(megabytes: float) -> str:
    """Part d."""
    held = f"**{megabytes:.0f} MB** (at most {MEGABYTES})"
    return f"Peak memory of the Python process that runs dbt: {held}."


def _verdict(name: str, took: Any, of: Any, places: str) -> str:
    clock, work = took.clock / of.clock, took.work / of.work
    return f"| **{name}** | **{clock:{places}}** | **{work:{places}}** |"


def _row(name: str, took: Any) -> str:
    return f"| {name} | {took.clock:.1f} | {took.work:.1f} |"


def _machine() -> str:
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    told = ", ".join(f"{name}={value}" for name, value in server.settings().items())
    return "\n".join(
        [
            "# The roll-up, measured",
            "",
            f"{time.strftime('%Y-%m-%d')}, {platform.system()} {platform.machine()},"
            f" {os.cpu_count()} processors, {gigabytes:.0f} GB of memory,"
            f" load {os.getloadavg()[1]:.1f} at the end:"
            " `python -m benchmarks.rollup`. Made-up figures over the shipped tree and catalogue.",
            "",
            f"Settings of the server, the same for all: {told}.",
        ]
    )
