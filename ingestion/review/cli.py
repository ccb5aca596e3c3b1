"""The command `python -m ingestion review`."""

import argparse
import sys
from pathlib import Path
from typing import Any


def add_command(commands: Any) -> None:
    """Add it to the subparsers of the command line."""
    one = commands.add_parser("review", help="figures of written reports that wait for a person")
    way = one.add_mutually_exclusive_group(required=True)
    way.add_argument("--out", type=Path, metavar="FILE.xlsx", help="write those that wait")
    way.add_argument("--read", type=Path, metavar="FILE.xlsx", help="take decisions in")
    one.set_defaults(run=_review)


def _review(options: argparse.Namespace) -> int:
    """Write a workbook, or read one back; 1 where its faults have to be mended first."""
    from ingestion.review import filing  # noqa: PLC0415  openpyxl would slow down every command

    if options.out:
        count = filing.write(options.out)
        sys.stdout.write(f"待核对 {count} 项：{options.out}\n")
        return 0
    done = filing.take(options.read)
    if done.faults:
        sys.stdout.write("核对表有误，一项也未采用。\n")
        for fault in done.faults:
            told = f"{fault.source_ref}：{fault.message_zh}"
            sys.stdout.write(f"{told}；应为：{fault.expected}；实为：{fault.found}\n")
        return 1
    said = "，".join(f"{word} {count} 项" for word, count in done.counts.items()) or "没有新的结论"
    before = f"；{done.known} 项此前已核对" if done.known else ""
    sys.stdout.write(f"{said}{before}\n")
    return 0
