"""The command line: `python -m ingestion` night, check, trace, read-report, restore and more."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ingestion import limits, settings
from ingestion.arrival.archive import Archive
from ingestion.chasing import cli as chasing_cli
from ingestion.checking import rehearsal_cli
from ingestion.comparing import audit_cli
from ingestion.deciding import decision_cli
from ingestion.errors import WarehouseError
from ingestion.loading import codec
from ingestion.prose.kept import Kept
from ingestion.publishing import publication_cli
from ingestion.report_page import cli as page_cli
from ingestion.rereading import rerun_cli
from ingestion.review import cli as review_cli
from ingestion.template import cli as template_cli
from ingestion.tracing import trace_cli

if TYPE_CHECKING:  # what one command needs must not slow down the others
    from ingestion.deciding.check_file import Checked


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did what was asked, 1 where a checked file would be sent back."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if arguments[:1] == ["read-report"]:
            from ingestion.narrative import cli as report_cli  # noqa: PLC0415  own options

            return report_cli.main(arguments[1:]) or 0
        options = _parser().parse_args(arguments)
        return options.run(options)
    except BrokenPipeError:  # whoever read along has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (WarehouseError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ingestion", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    one = commands.add_parser("night", help="receive, read, check and load a landing")
    one.add_argument("--landing", help="folder or URL (default: WAREHOUSE_LANDING)")
    one.add_argument("--run-id", help="name of the night (default: the time)")
    one.set_defaults(run=_night)
    one = commands.add_parser("check", help="tell what is wrong with files, without loading them")
    one.add_argument("files", nargs="+", type=Path, metavar="FILE", help="- reads a pipe")
    one.add_argument("--sender", default="", help="org code, as if the file lay in its folder")
    one.add_argument("--name", default="", help="what a pipe would be called, as 年报.csv")
    one.add_argument("--json", action="store_true", help="as JSON, the fields of a receipt")
    one.add_argument("--workbook", type=Path, metavar="OUT.xlsx", help="write the marked workbook")
    one.set_defaults(run=_check)
    one = commands.add_parser("edit", help="file an edit sheet in the name of a person")
    one.add_argument("file", type=Path, metavar="FILE")
    one.add_argument("--by", required=True, metavar="NAME", help="the person who edits")
    one.add_argument("--reason", default="", help="for all rows that give none of their own")
    one.add_argument("--method", default="", help="for all rows that give none of their own")
    one.add_argument("--sender", default="", help="org code of the editing office (the province)")
    one.set_defaults(run=_edit)
    one = commands.add_parser("withdraw", help="withdraw an edit or another submission")
    one.add_argument("submission", help="its id or the beginning of it")
    one.add_argument("--by", required=True, metavar="NAME", help="the person who withdraws it")
    one.add_argument("--reason", required=True)
    one.set_defaults(run=_withdraw)
    commands.add_parser("read-report", help="facts of written reports as CSV", add_help=False)
    one = commands.add_parser("upgrade", help="bring the schema raw to the newest revision")
    one.set_defaults(run=_upgrade)
    one = commands.add_parser("restore", help="write an archived content out again")
    one.add_argument("hash", help="SHA-256 or its beginning")
    one.add_argument("--to", type=Path, help="file to write (default: standard output)")
    one.add_argument("--text", action="store_true", help="the text that offsets count in instead")
    one.set_defaults(run=_restore)
    template_cli.add_command(commands)
    trace_cli.add_command(commands)
    rehearsal_cli.add_command(commands)
    decision_cli.add_commands(commands)
    chasing_cli.add_command(commands)
    publication_cli.add_commands(commands)
    audit_cli.add_command(commands)
    rerun_cli.add_command(commands)
    review_cli.add_command(commands)
    page_cli.add_command(commands)
    return parser


def _night(options: argparse.Namespace) -> int:
    from ingestion import night  # noqa: PLC0415  as all imports of one command: each is slow

    now = datetime.now(ZoneInfo("Asia/Shanghai"))
    run_id = options.run_id or f"cli-{now:%Y%m%dT%H%M%S.%f}"
    landing = options.landing or settings.load().arrivals
    summary = night.run(landing, run_id, rest=limits.REST_SECONDS)
    sys.stdout.write(json.dumps(summary, ensure_ascii=False, indent=1) + "\n")
    return 0


def _check(options: argparse.Namespace) -> int:
    """Tell all faults of every file, as its receipt would."""
    from ingestion.deciding import check_file  # noqa: PLC0415  as above
    from ingestion.receipt import receipt_json, receipt_text  # noqa: PLC0415  as above

    if (options.workbook or options.name) and len(options.files) > 1:
        raise WarehouseError("--workbook and --name are for one file: name a single FILE.")
    bad, told = False, []
    files = check_file.check(options.files, options.sender, settings.load(), options.name)
    for checked in files:
        bad |= checked.is_sent_back
        if options.json:
            told.append(receipt_json.dumps(checked.receipt))
        else:
            _say("".join(f"{line}\n" for line in receipt_text.full(checked.receipt)) + "\n")
        if options.workbook:
            _save(options.workbook, checked)
    if options.json:
        _say("[" + ",\n".join(told) + "]\n")
    return 1 if bad else 0


def _say(text: str) -> None:
    """Print whatever names a file may bear."""
    sys.stdout.write(codec.clean(text))


def _save(target: Path, checked: "Checked") -> None:
    """The answer as a workbook. Raises WarehouseError of a file that none can be made of."""
    from ingestion.receipt import receipt_workbook  # noqa: PLC0415  openpyxl is slow to import

    workbook = receipt_workbook.of(checked.receipt, checked.file)
    if workbook is None:
        raise WarehouseError("There is no workbook of a damaged or unsafe file: see the text.")
    target.write_bytes(workbook)


def _edit(options: argparse.Namespace) -> int:
    """File an edit sheet and show its receipt."""
    from ingestion.edits import edit_filing  # noqa: PLC0415  as above

    told = {"调整人": options.by, "调整原因": options.reason, "调整方法": options.method}
    filed = edit_filing.file(options.file, {k: v for k, v in told.items() if v}, options.sender)
    sys.stdout.write(filed.receipt)
    return 1 if any(one.state == "quarantined" for one in filed.decided) else 0


def _withdraw(options: argparse.Namespace) -> int:
    from ingestion.edits import edit_filing  # noqa: PLC0415  as above

    name = edit_filing.withdraw(options.submission, options.by, options.reason)
    sys.stdout.write(f"已撤销：{name}\n")
    return 0


def _upgrade(_: argparse.Namespace) -> int:
    from ingestion.schema import upgrade  # noqa: PLC0415  Alembic is slow to import

    upgrade(settings.load().dsn("owner"))
    return 0


def _restore(options: argparse.Namespace) -> int:
    archive = Archive(settings.load().archive)
    name = archive.find(options.hash)
    content = archive.read(name)
    if options.text:
        content = Kept(archive.root).text(name, content).encode()
    if options.to:
        options.to.write_bytes(content)
    else:
        sys.stdout.buffer.write(content)
    return 0
