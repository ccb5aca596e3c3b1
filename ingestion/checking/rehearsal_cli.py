"""The command `rehearse` of `python -m ingestion`."""

import argparse
import sys
from pathlib import Path
from typing import Any


def add_command(commands: Any) -> None:
    """Add it to the subparsers of the command line."""
    one = commands.add_parser(
        "rehearse", help="what a rule would have caught so far; 1 where it caught anything"
    )
    one.add_argument("rule", metavar="RULE", help="a relation_id, or another rule of a file")
    one.add_argument(
        "--from", dest="folder", type=Path, metavar="FOLDER",
        help="audit_relations.csv and audit_relation_terms.csv with rules not yet switched on",
    )  # fmt: skip
    one.set_defaults(run=_rehearse)


def _rehearse(options: argparse.Namespace) -> int:
    import psycopg  # noqa: PLC0415  as all imports of one command: each is slow

    from ingestion import settings  # noqa: PLC0415
    from ingestion.checking import rehearsal  # noqa: PLC0415
    from ingestion.reading import read  # noqa: PLC0415

    warehouse = settings.load()
    reference = read.load_reference(warehouse.reference)
    with psycopg.connect(warehouse.dsn("transformer"), autocommit=True) as known:
        done = rehearsal.rehearse(options.rule, options.folder, known, reference)
    sys.stdout.writelines(f"{line}\n" for line in rehearsal.lines(done, reference))
    return 1 if done.caught else 0
