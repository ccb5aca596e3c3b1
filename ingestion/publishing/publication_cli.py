"""The commands release, sign, refuse, rollback and resume of `python -m ingestion`."""

import argparse
import sys
from typing import Any

from ingestion.publishing import publication


def add_commands(commands: Any) -> None:
    """Add them to the subparsers of the command line."""
    one = commands.add_parser("release", help="propose a name for the published state")
    one.add_argument("--name", required=True, help="e.g. 2024年报; no other publication has it")
    _who_and_why(one)
    one.set_defaults(run=_release)
    one = commands.add_parser("sign", help="sign a release that another person proposed")
    one.add_argument("--name", required=True, help="the name that was proposed")
    _who_and_why(one)
    one.set_defaults(run=_sign)
    one = commands.add_parser("refuse", help="refuse a proposed release, or take one's own back")
    one.add_argument("--name", required=True, help="the name that was proposed")
    _who_and_why(one)
    one.set_defaults(run=_refuse)
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
    publication.propose(options.name, options.by, options.reason)
    sys.stdout.write(f"{options.name} waits for the signature of another person.\n")
    return 0


def _sign(options: argparse.Namespace) -> int:
    done = publication.sign(options.name, options.by, options.reason)
    sys.stdout.write(f"Publication {done.names} is {done.name}, signed by {options.by}.\n")
    return 0


def _refuse(options: argparse.Namespace) -> int:
    publication.refuse(options.name, options.by, options.reason)
    sys.stdout.write(f"{options.name} is not released.\n")
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
