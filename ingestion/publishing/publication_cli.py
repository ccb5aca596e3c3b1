"""The commands release, rollback and resume of `python -m ingestion`."""

import argparse
import sys
from typing import Any

from ingestion.publishing import publication


def add_commands(commands: Any) -> None:
    """Add them to the subparsers of the command line."""
    one = commands.add_parser("release", help="give the published state a name")
    one.add_argument("--name", required=True, help="e.g. 2024年报; no other publication has it")
    _who_and_why(one)
    one.set_defaults(run=_release)
    one = commands.add_parser("rollback", help="go back to an earlier published state")
    one.add_argument("--to", required=True, type=int, metavar="PUBLICATION_ID")
    _who_and_why(one)
    one.set_defaults(run=_rollback)
    one = commands.add_parser("resume", help="let nights publish again after a rollback")
    _who_and_why(one)
    one.set_defaults(run=_resume)


def _who_and_why(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", required=True, metavar="NAME", help="who does it")
    parser.add_argument("--reason", required=True, metavar="TEXT", help="why")


def _release(options: argparse.Namespace) -> int:
    done = publication.release(options.name, options.by, options.reason)
    sys.stdout.write(f"Publication {done.publication_id} is {done.name}, as of {done.at}.\n")
    return 0


def _rollback(options: argparse.Namespace) -> int:
    done = publication.roll_back(options.to, options.by, options.reason)
    sys.stdout.write(
        f"Publication {done.publication_id} shows what publication {done.restores} showed, "
        f"{done.rows_changed} rows changed. Nights are held: `python -m ingestion resume` once "
        "the cause is set aside.\n"
    )
    return 0


def _resume(options: argparse.Namespace) -> int:
    publication.resume(options.by, options.reason)
    sys.stdout.write("The next night publishes again, all that was held.\n")
    return 0
