"""The command `template` of `python -m ingestion`."""

import argparse
import sys
from pathlib import Path
from typing import Any

from ingestion import read, settings
from ingestion.filings import Reference
from ingestion.periods import Period
from ingestion.template import asked, before, workbook
from ingestion.template.asked import Office


def add_command(commands: Any) -> None:
    """Add it to the subparsers of the command line."""
    one = commands.add_parser("template", help="write the workbook that an office fills")
    one.add_argument("--org", required=True, help="code of the unit")
    one.add_argument("--period", required=True, help="e.g. 2024, 2024-H1, 2024-Q3, 2024-07")
    one.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder to write into")
    one.add_argument("--form", action="append", default=[], help="only this form; may be repeated")
    one.set_defaults(run=_template)


def _template(options: argparse.Namespace) -> int:
    warehouse = settings.load()
    reference = read.load_reference(warehouse.reference)
    office = asked.office(options.org, Period.parse(options.period), reference)
    sheets = asked.sheets(office, reference, warehouse.reference, options.form)
    known = before.load(office, _below(office, reference), warehouse)
    content = workbook.build(office, sheets, known, reference.catalogue, warehouse.reference)
    options.out.mkdir(parents=True, exist_ok=True)
    path = options.out / f"{office.code}_{office.period}_报表.xlsx"
    path.write_bytes(content)
    sys.stdout.write(f"{path}\n")
    sys.stdout.writelines(f"  {sheet.form.name_zh}\n" for sheet in sheets)
    told = known.problem and f"上年数未预填：{known.problem}"
    sys.stdout.write(
        f"  {told or f'上年数 {len(known.figures)} 个，登记册 {len(known.stations)} 行'}\n"
    )
    return 0


def _below(office: Office, reference: Reference) -> list[str]:
    """The office and all units below it at the period's end."""
    found = [office.unit]
    for unit in found:
        found.extend(reference.tree.children(unit, office.period.last_day))
    return found
