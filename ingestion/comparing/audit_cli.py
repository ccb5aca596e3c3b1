"""The command `python -m ingestion audit`."""

import argparse
import sys
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo


def add_command(commands: Any) -> None:
    """Add it to the subparsers of the command line."""
    one = commands.add_parser("audit", help="rebuild everything beside, and tell what differs")
    one.add_argument(
        "--as-of", type=int, metavar="PUBLICATION_ID", help="repeat a past night, as known then"
    )
    one.set_defaults(run=_audit)


def _audit(options: argparse.Namespace) -> int:
    """Tell what differs; 1 where anything does."""
    from ingestion.comparing import audit  # noqa: PLC0415  dbt is slow to import

    name = f"cli-{datetime.now(ZoneInfo('Asia/Shanghai')):%Y%m%dT%H%M%S.%f}"
    done = audit.now(name) if options.as_of is None else audit.then(options.as_of, name)
    sys.stdout.writelines(f"{line}\n" for line in done.lines())
    return 1 if done.differing else 0
