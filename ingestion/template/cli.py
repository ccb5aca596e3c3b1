"""The command `template` of `python -m ingestion`."""

import argparse
import sys
from pathlib import Path
from typing import Any

from ingestion import settings


def add_command(commands: Any) -> None:
    """Add it to the subparsers of the command line."""
    one = commands.add_parser("template", help="write the workbook that an office fills")
    one.add_argument("--org", required=True, help="code of the unit")
    one.add_argument("--period", required=True, help="e.g. 2024, 2024-H1, 2024-Q3, 2024-07")
    one.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder to write into")
    one.add_argument("--form", action="append", default=[], help="only this form; may be repeated")
    one.set_defaults(run=_template)


def _template(options: argparse.Namespace) -> int:
    from ingestion.template import workbook  # noqa: PLC0415  openpyxl is slow to import

    made = workbook.of(options.org, options.period, options.form, settings.load())
    options.out.mkdir(parents=True, exist_ok=True)
    path = options.out / made.name
    path.write_bytes(made.content)
    sys.stdout.write(f"{path}\n")
    sys.stdout.writelines(f"  {name}\n" for name in made.forms)
    sys.stdout.write(f"  {made.beside}\n")
    return 0
