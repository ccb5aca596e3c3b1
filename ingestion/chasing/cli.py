"""The command `chase` of `python -m ingestion`."""

import argparse
import sys
from typing import Any


def add_command(commands: Any) -> None:
    """Add it to the subparsers of the command line."""
    one = commands.add_parser("chase", help="letters and lists of who owes what, into the outbox")
    one.add_argument("--form", default="", help="e.g. literacy (default: all)")
    one.add_argument("--period", default="", help="e.g. 2024 (default: all that are not closed)")
    one.set_defaults(run=_chase)


def _chase(options: argparse.Namespace) -> int:
    from ingestion import settings  # noqa: PLC0415  as all imports of one command: each is slow
    from ingestion.chasing import chase  # noqa: PLC0415

    done = chase.run(settings.load(), options.form, options.period)
    sys.stdout.write(
        f"{done['offices']} offices of {done['cities']} cities owe {done['owed']} reports: "
        f"{done['papers']} papers in {done['outbox']}; nothing was sent.\n"
    )
    return 0
