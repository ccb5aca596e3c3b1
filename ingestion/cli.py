"""The command line: `python -m ingestion` night, check, trace, read-report, restore and more."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from ingestion import (
    decide,
    edit_filing,
    night,
    publication_cli,
    read,
    receipt,
    settings,
    sniff,
    trace_cli,
)
from ingestion.archive import Archive
from ingestion.errors import WarehouseError
from ingestion.prose.kept import Kept
from ingestion.review import cli as review_cli


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
    one.add_argument("--landing", help="folder or URL (default: the state folder's landing)")
    one.add_argument("--run-id", help="name of the night (default: the time)")
    one.set_defaults(run=_night)
    one = commands.add_parser("check", help="tell what is wrong with files, without loading them")
    one.add_argument("files", nargs="+", type=Path, metavar="FILE")
    one.add_argument("--sender", default="", help="org code, as if the file lay in its folder")
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
    trace_cli.add_command(commands)
    publication_cli.add_commands(commands)
    review_cli.add_command(commands)
    return parser


def _night(options: argparse.Namespace) -> int:
    now = datetime.now(ZoneInfo("Asia/Shanghai"))
    run_id = options.run_id or f"cli-{now:%Y%m%dT%H%M%S.%f}"
    landing = options.landing or str(settings.load().landing)
    summary = night.run(landing, run_id)
    sys.stdout.write(json.dumps(summary, ensure_ascii=False, indent=1) + "\n")
    return 0


def _check(options: argparse.Namespace) -> int:
    """Tell all faults of every file, as its receipt would."""
    reference = read.load_reference(settings.load().reference)
    bad = False
    for path in options.files:
        folders = (
            (options.sender,) if options.sender else tuple(reversed(path.resolve().parts[:-1]))
        )
        parsed = read.read(sniff.content(path.name, path.read_bytes()), folders, reference)
        sys.stdout.write(f"{path}\n")
        for filing in parsed.filings:
            state, reason = decide.verdict(filing)
            bad |= state == "quarantined"
            place = f"{filing.form} {filing.period or '—'} {filing.sender_code or '—'}"
            said = len(filing.observations) + len(filing.stations) + len(filing.transfers)
            sys.stdout.write(f"  {place}：{receipt.STATES[state]}（{reason}），读出 {said} 项\n")
            if filing.findings:
                sys.stdout.writelines(f"{line}\n" for line in receipt.findings(filing.findings))
    return 1 if bad else 0


def _edit(options: argparse.Namespace) -> int:
    """File an edit sheet and show its receipt."""
    told = {"调整人": options.by, "调整原因": options.reason, "调整方法": options.method}
    filed = edit_filing.file(options.file, {k: v for k, v in told.items() if v}, options.sender)
    sys.stdout.write(filed.receipt)
    return 1 if any(one.state == "quarantined" for one in filed.decided) else 0


def _withdraw(options: argparse.Namespace) -> int:
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
