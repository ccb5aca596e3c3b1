"""The command `python -m ingestion report-page`."""

import argparse
import sys
from pathlib import Path
from typing import Any

from ingestion import prose, settings
from ingestion.reading import read


def add_command(commands: Any) -> None:
    """Add it to the subparsers of the command line."""
    one = commands.add_parser("report-page", help="a written report with its figures marked")
    one.add_argument("file", type=Path, metavar="FILE")
    one.add_argument("--out", type=Path, required=True, metavar="PAGE.html")
    one.add_argument("--sender", help="code of the office, where the landing knows it")
    one.add_argument("--period", help="reporting year, where the landing knows it")
    one.set_defaults(run=_page)


def _page(options: argparse.Namespace) -> int:
    """Write the page; 1 where the file has no text to show, with what to send instead."""
    from ingestion.report_page.marked import mark  # noqa: PLC0415  slow to import
    from ingestion.report_page.page import page  # noqa: PLC0415  as above

    try:
        text = prose.open_text(options.file)
    except prose.Unreadable as error:
        told = error.finding
        sys.stdout.write(f"{options.file.name}：{told.message_zh}（应为：{told.expected}）\n")
        return 1
    reference = read.load_reference(settings.load().reference)
    marked = mark(text, reference, options.sender, options.period)
    html = page(options.file.name, text, marked, reference.catalogue)
    options.out.write_text(html, encoding="utf-8", errors="replace")
    return 0
