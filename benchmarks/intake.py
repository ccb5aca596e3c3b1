"""How long files take from bytes to rows: reading, checking and loading against pandas, COPY and
openpyxl, the same made-up files in the same run.

python -m benchmarks.intake [--files N] [--rows N] [--out FILE]
"""

import argparse
import hashlib
import os
import platform
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile

import psycopg
from openpyxl import Workbook, load_workbook

from benchmarks import data, server
from ingestion import settings
from ingestion.arrival import sniff
from ingestion.arrival.sniff import Content
from ingestion.deciding import check_file, decide
from ingestion.loading import load
from ingestion.loading.load import Decided
from ingestion.model import Delivery
from ingestion.reading import read, read_workbook
from ingestion.reading.filings import Reference
from ingestion.receipt import receipt, receipt_places, receipt_workbook
from ingestion.reference.periods import Period
from ingestion.schema import upgrade

OFFICE, PERIOD, FORM, STREET = "421000", "2024", "literacy", 9
ROUNDS = 3
OFFICE_ROWS = 40  # of a workbook that an office fills for itself
_COLUMNS = load._OBSERVATION  # the columns of raw.observations that loading fills
_AT = datetime(2025, 1, 15, tzinfo=UTC)
_INLINE = re.compile(rb't="inlineStr"><is><t>([^<]*)</t></is>')
_SHARED = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</sst>'
_ENTRIES = {
    "[Content_Types].xml": (
        b"</Types>",
        b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
        b'officedocument.spreadsheetml.sharedStrings+xml"/>',
    ),
    "xl/_rels/workbook.xml.rels": (
        b"</Relationships>",
        b'<Relationship Id="rIdTexts" Target="sharedStrings.xml" Type="http://schemas.openxml'
        b'formats.org/officeDocument/2006/relationships/sharedStrings"/>',
    ),
}


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds by the clock, and of processors: this process and the database server."""

    clock: float
    work: float

    def __add__(self, other: "Took") -> "Took":
        return Took(self.clock + other.clock, self.work + other.work)

    def per(self, other: "Took") -> str:
        """How many times as long the other took, by processor time and by the clock."""
        return f"{other.work / self.work:.2f} ({other.clock / self.clock:.2f})"


@dataclass(frozen=True, slots=True)
class _Sent:
    """What a receipt says of a file."""

    name: str
    content_sha256: str = "0" * 64
    received_at: datetime | None = _AT


def main() -> None:
    """Measure, print, and write the page."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        small = Path(name) / OFFICE / "年报.xlsx"
        small.parent.mkdir()
        with server.running(None) as state:
            os.environ["WAREHOUSE_STATE"] = str(state)
            upgrade(settings.load().dsn("owner"))
            reference = read.load_reference(settings.load().reference)
            files = [_file(n, asked.rows, reference) for n in range(asked.files)]
            offices = [_file(n, OFFICE_ROWS, reference) for n in range(10 * asked.files)]
            small.write_bytes(_file(0, OFFICE_ROWS, reference).data)
            kinds = {asked.rows: files, OFFICE_ROWS: offices}
            wrong = {
                rows: [_file(n, rows, reference, faulty=True) for n in range(len(one) // 10 + 1)]
                for rows, one in kinds.items()
            }
            ours = [
                _best([_ours(state, one, wrong[rows], reference, n) for n in range(ROUNDS)])
                for rows, one in kinds.items()
            ]
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            pandas = [_best([_pandas(state, one) for _ in range(ROUNDS)]) for one in kinds.values()]
            counts = [rows * len(one) for rows, one in kinds.items()]
            measured = [_rows(*one) for one in zip(counts, ours, pandas, strict=True)]
            rows = [
                *((*one[:2], *other[1:]) for one, other in zip(*measured, strict=True)),
                ("**peak memory, MB**", f"{peak:,.0f}", "", "at most 1,024"),
                *_check(small),
            ]
    text = _page(rows, asked)
    print(text)
    asked.out.write_text(text, encoding="utf-8")


def _file(seed: int, rows: int, reference: Reference, *, faulty: bool = False) -> Content:
    """A form in which a city files the rows of its streets; if `faulty`, one in 20 is wrong."""
    random, book = Random(seed), Workbook(write_only=True)  # noqa: S311  made-up figures
    cover = book.create_sheet("封面")
    for pair in (("行政区划代码", OFFICE), ("报告期", PERIOD), ("报送类型", "补充")):
        cover.append(pair)
    sheet = book.create_sheet(reference.catalogue.forms[FORM].name_zh)
    sheet.append(("行政区划代码", "指标名称", "计量单位", "本级", "含下级"))
    tree, indicators = reference.tree, reference.catalogue.indicators
    day = Period.parse(PERIOD).last_day
    streets = [
        code
        for code in sorted(tree.units)
        if len(code) == STREET and OFFICE in tree.ancestors(code, day)
    ]
    # one figure for all, and sums alone: what an office has added up breaks no relation
    items = [
        item
        for item in reference.catalogue.items(FORM, int(PERIOD))
        if not item.cell.splits and indicators[item.cell.indicator].behaviour in ("flow", "stock")
    ]
    values = {street: random.randint(1, 10**6) for street in streets}
    for number in range(rows):
        item = items[number % len(items)]
        street = streets[number // len(items) % len(streets)]
        own = -1 if faulty and number % 20 == 0 else values[street]
        sheet.append((street, item.label_zh, item.unit_printed, own, own))
    stream = BytesIO()
    book.save(stream)
    return sniff.content(
        f"年报{seed}（{rows}行{'，有误' if faulty else ''}）.xlsx", _as_saved(stream.getvalue())
    )


def _as_saved(data: bytes) -> bytes:
    """The workbook as office programs save it: every text once, the cells refer to it.

    openpyxl writes texts into the cells, which is slower to read for everybody.
    """
    texts: dict[bytes, int] = {}

    def shared(match: re.Match[bytes]) -> bytes:
        return b't="s"><v>%d</v>' % texts.setdefault(match[1], len(texts))

    stream = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(stream, "w", ZIP_DEFLATED) as new:
        parts = {part: old.read(part) for part in old.namelist()}
        for part in (name for name in parts if name.startswith("xl/worksheets/sheet")):
            parts[part] = _INLINE.sub(shared, parts[part])
        items = b"".join(b"<si><t>%s</t></si>" % text for text in texts)
        parts["xl/sharedStrings.xml"] = _SHARED % items
        for part, (end, entry) in _ENTRIES.items():
            parts[part] = parts[part].replace(end, entry + end)
        for part, content in parts.items():
            new.writestr(part, content)
    return stream.getvalue()


def _best(rounds: Sequence[dict[str, Took]]) -> dict[str, Took]:
    """Every phase at its fastest: what else the machine does only ever adds."""
    return {
        name: Took(min(one[name].clock for one in rounds), min(one[name].work for one in rounds))
        for name in rounds[0]
    }


def _ours(
    state: Path,
    given: Sequence[Content],
    faulty: Sequence[Content],
    reference: Reference,
    number: int,
) -> dict[str, Took]:
    """What we do with the files, and what the same is compared with but pandas."""
    files = [replace(file, name=f"{number}-{file.name}") for file in given]
    decided: list[list[Decided]] = []
    wrong = [_decided(file, reference) for file in faulty]
    return {
        "read": _timed(state, lambda: decided.extend(_decided(file, reference) for file in files)),
        "load": _timed(state, lambda: _load(files, decided)),
        "cells": _timed(state, lambda: [read_workbook.read(file) for file in files]),
        "copy": _timed(state, lambda: _copy(state, decided)),
        "receipts": _timed(state, lambda: _receipts(faulty, wrong, reference)),
        "resaved": _timed(state, lambda: _resave(faulty)),
    }


def _pandas(state: Path, files: Sequence[Content]) -> dict[str, Took]:
    """What pandas does with them; loading its code is no part of it."""
    import pandas  # noqa: F401, PLC0415  its memory is not ours
    import sqlalchemy.dialects.postgresql.psycopg  # noqa: F401, PLC0415  as pandas

    frames: list = []
    return {
        "read": _timed(state, lambda: frames.extend(_frames(files))),
        "load": _timed(state, lambda: _to_sql(frames)),
    }


def _rows(rows: int, ours: dict[str, Took], pandas: dict[str, Took]) -> list[tuple[str, ...]]:
    mine, theirs = ours["read"] + ours["load"], pandas["read"] + pandas["load"]
    load = ours["copy"].per(ours["load"])
    cells, receipt_ = ours["cells"].per(pandas["read"]), ours["resaved"].per(ours["receipts"])
    return [
        ("rows a second, read, checked and loaded", f"{rows / mine.work:,.0f}", ""),
        ("the same, pandas.read_excel (openpyxl) and to_sql", f"{rows / theirs.work:,.0f}", ""),
        ("**times pandas**", mine.per(theirs), "at least 4"),
        ("**cells alone, times pandas.read_excel**", cells, "at least 8"),
        ("**the load, times a COPY of the same rows**", load, "at most 1.5"),
        ("**a receipt, times openpyxl's load and save**", receipt_, "at most 2"),
        ("of a row, µs: read and checked", f"{10**6 * ours['read'].work / rows:,.0f}", ""),
        ("of these: cells", f"{10**6 * ours['cells'].work / rows:,.0f}", ""),
        ("of a row, µs: loaded", f"{10**6 * ours['load'].work / rows:,.0f}", ""),
        ("pandas, of a row, µs: read", f"{10**6 * pandas['read'].work / rows:,.0f}", ""),
        ("pandas, of a row, µs: loaded", f"{10**6 * pandas['load'].work / rows:,.0f}", ""),
    ]  # fmt: skip


def _decided(file: Content, reference: Reference) -> list[Decided]:
    filings = read.read(file, (OFFICE,), reference).filings
    return [
        Decided(load.submission_id(file.name, filing, number), filing, *decide.verdict(filing))
        for number, filing in enumerate(filings)
    ]


def _load(files: Iterable[Content], decided: Iterable[Sequence[Decided]]) -> None:
    with psycopg.connect(settings.load().dsn("loader"), autocommit=True) as connection:
        for file, of_file in zip(files, decided, strict=True):
            name, content = load.identifier(file.name), hashlib.sha256(file.data).hexdigest()
            delivery = Delivery(file.name, content, len(file.data), file.media_type, _AT)
            load.load(connection, name, delivery, "benchmark", of_file)


def _copy(state: Path, decided: Iterable[Sequence[Decided]]) -> None:
    """The same observations into a bare table."""
    rows = [row for one in decided for row in load._rows(one, "observations", _COLUMNS)]
    names = f"submission_id, {', '.join(_COLUMNS)}"
    with data.admin(state) as connection:
        connection.execute("drop schema if exists bench cascade")
        connection.execute("create schema bench")
        connection.execute("grant all on schema bench to warehouse_transformer")
        connection.execute(
            f"create table bench.copied as select {names} from raw.observations limit 0"  # type: ignore[arg-type]  # noqa: S608  our own names
        )
        with connection.cursor().copy("copy bench.copied from stdin") as copy:
            for row in rows:
                copy.write_row(row)


def _receipts(
    files: Iterable[Content], decided: Iterable[Sequence[Decided]], reference: Reference
) -> None:
    for file, of_file in zip(files, decided, strict=False):
        places = receipt_places.of_file(file)
        receipt_workbook.of(receipt.of(_Sent(file.name), of_file, reference, places), file)


def _resave(files: Iterable[Content]) -> None:
    for file in files:
        load_workbook(BytesIO(file.data)).save(BytesIO())


def _frames(files: Iterable[Content]) -> list:
    import pandas  # noqa: PLC0415  its memory is not ours

    return [
        pandas.read_excel(BytesIO(file.data), sheet_name=1, engine="openpyxl") for file in files
    ]


def _to_sql(frames: Iterable) -> None:
    from sqlalchemy import create_engine  # noqa: PLC0415  as pandas

    url = settings.load().dsn("transformer").replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(url)
    for frame in frames:
        frame.to_sql("by_pandas", engine, schema="bench", if_exists="append", index=False)
    engine.dispose()


def _check(path: Path) -> list[tuple[str, ...]]:
    """A check of an office's form: again in this process, and as a command of its own."""
    place = settings.load()
    list(check_file.check([path], OFFICE, place))
    clock, mine = time.perf_counter(), time.process_time()
    list(check_file.check([path], OFFICE, place))
    again = f"{time.process_time() - mine:.2f} ({time.perf_counter() - clock:.2f})"
    clock, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "ingestion", "check", str(path)]
    subprocess.run(command, check=False, capture_output=True, cwd=settings.REPOSITORY)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    work = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    alone = f"{work:.2f} ({time.perf_counter() - clock:.2f})"
    return [
        ("**a check in a running worker, s**", "", again, "at most 1"),
        ("**a check as a command, s**", "", alone, "at most 4"),
    ]


def _timed(state: Path, work: Callable[[], object]) -> Took:
    idle, servers = server.processes(state), server.seconds_of_work(state)
    begun, mine = time.perf_counter(), time.process_time()
    work()
    clock, mine = time.perf_counter() - begun, time.process_time() - mine
    while server.processes(state) > idle:  # what they did counts when they have ended
        time.sleep(0.01)
    return Took(clock, mine + server.seconds_of_work(state) - servers)


def _page(rows: Iterable[tuple[str, ...]], asked: argparse.Namespace) -> str:
    lines = [
        "# Intake, measured",
        "",
        f"{time.strftime('%Y-%m-%d')}, {platform.system()} {platform.machine()},"
        f" {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the end:"
        " `make bench-intake`."
        f" {asked.files} made-up workbooks of {asked.rows:,} rows and {10 * asked.files} of an"
        f" office's own {OFFICE_ROWS}, all in one process, each phase at its fastest of {ROUNDS}."
        " By processor time (this process and the database server), by the clock in brackets.",
        "",
        f"| what | {asked.rows:,} rows a file | {OFFICE_ROWS} rows a file | asked for |",
        "|---|---|---|---|",
        *(f"| {' | '.join(row)} |" for row in rows),
        "",
        "Read, checked and loaded includes labels, units, periods, places, all checks of a file"
        " and append-only tables with keys; pandas only copies cells into a table of its own."
        " The COPY is of the same observations into a bare table; receipts are of files in which"
        " one row in 20 is wrong. Texts are stored as office programs store them, and pandas is"
        " loaded before its time begins.",
        "",
        "Where a mark is missed, the lines in µs say what the time goes into. Four times pandas"
        " leaves a row a quarter of what pandas takes for it; a row is two assertions of 21 columns"
        " each, in a table with three indexes, and loading alone comes near that quarter or passes"
        " it. Of the cells, what calamine and the search for formats, errors and formulas take is"
        " the larger part. A loaded machine moves every ratio: by how much, a second run tells.",
    ]
    return "\n".join(lines) + "\n"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=8)
    parser.add_argument("--rows", type=int, default=5000)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".md"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
