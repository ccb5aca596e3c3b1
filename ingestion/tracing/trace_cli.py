"""The command `trace` of `python -m ingestion`."""

import argparse
import sys
from typing import Any

from ingestion import settings
from ingestion.reference.catalogue import Catalogue
from ingestion.tracing import trace


def add_command(commands: Any) -> None:
    """Add it to the subparsers of the command line."""
    one = commands.add_parser("trace", help="what a published figure is made of, down to the file")
    one.add_argument("org", metavar="ORG", help="code of the unit")
    one.add_argument("indicator", metavar="INDICATOR", help="code or Chinese name")
    one.add_argument("period", metavar="PERIOD", help="e.g. 2024, 2024-H1, 2024-Q3, 2024-07")
    for dimension in ("audience", "grade", "department", "kind"):
        one.add_argument(f"--{dimension}", metavar="MEMBER", help="code or Chinese label")
    one.add_argument("--boundary", choices=("period", "latest"), default="period")
    one.add_argument("--scope", choices=("total", "own", "inclusive", "unknown"), default="total")
    one.add_argument(
        "--adjusted", action="store_true", help="the figure after edits (default: as reported)"
    )
    one.add_argument("--depth", type=int, default=trace.DEEPEST, help="how many steps down")
    one.add_argument(
        "--publication", type=int, metavar="ID", help="as it was published then (default: now)"
    )
    one.set_defaults(run=_trace)


def _trace(options: argparse.Namespace) -> int:
    warehouse = settings.load()
    catalogue = Catalogue.load(warehouse.reference)
    asked = trace.question(
        options.org,
        options.indicator,
        options.period,
        catalogue,
        options.adjusted,
        audience=options.audience,
        grade=options.grade,
        department=options.department,
        kind=options.kind,
        boundary=options.boundary,
        scope=options.scope,
    )
    for line in trace.told(warehouse, asked, catalogue, options.depth, options.publication):
        sys.stdout.write(f"{line}\n")
    return 0
