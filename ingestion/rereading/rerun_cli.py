"""The command `python -m ingestion rerun`."""

import argparse
import sys
from typing import Any


def add_command(commands: Any) -> None:
    """Add it to the subparsers of the command line."""
    one = commands.add_parser("rerun", help="read files again; first what would change")
    one.add_argument("--period", default="", help="e.g. 2024; with all periods within it")
    one.add_argument("--place", default="", help="org code; with all units below it")
    one.add_argument("--form", default="", help="e.g. funding")
    one.add_argument("--apply", default="", metavar="DIGEST", help="do what a dry run showed")
    one.add_argument("--by", default="", metavar="NAME", help="the person who has it done")
    one.add_argument("--reason", default="")
    one.set_defaults(run=_rerun)


def _rerun(options: argparse.Namespace) -> int:
    from ingestion.rereading import rerun  # noqa: PLC0415  dbt is slow to import

    scope = {"period": options.period, "place": options.place, "form": options.form}
    if not options.apply:
        done = rerun.dry_run(**scope)
        sys.stdout.writelines(f"{line}\n" for line in done.lines())
        return 0
    count = rerun.apply(options.apply, options.by, options.reason, **scope)
    sys.stdout.write(f"{count} files are read anew; the next night publishes them.\n")
    return 0
