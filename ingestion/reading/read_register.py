"""The two registers: stations, and transfers of money between levels. Lines are kept as sent."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from ingestion.checking import station_check
from ingestion.model import Finding, StationLine, TransferLine
from ingestion.reading import cells, cover, credit_code, form_rows, headers, units
from ingestion.reading.cells import Cell, Fault, Figure
from ingestion.reading.document import Table
from ingestion.reading.form_rows import Reading
from ingestion.reading.headers import Line
from ingestion.reading.totals_rows import Sums, is_total
from ingestion.reference.periods import Period
from ingestion.reference.rules import finding

STATIONS, TRANSFERS = "station_register", "transfer"
_Record = TypeVar("_Record")
_DAY = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))")
# what a date is to the office program, 1954 to 2119: no year and no other number looks so
_SERIAL = range(20_000, 80_000)
_FIRST_DAY = date(1899, 12, 30)
_SIDES = {"拨出": "payer", "payer": "payer", "收到": "payee", "payee": "payee"}


@dataclass(frozen=True, slots=True)
class Register:
    """What a register said. Lines of transfers carry their own period."""

    stations: tuple[StationLine, ...] = ()
    transfers: tuple[TransferLine, ...] = ()
    findings: tuple[Finding, ...] = ()
    stopped: bool = False


def read_day(cell: Cell) -> date | None:
    """The day in a cell, whether date or text. Raises ValueError for anything else but a blank."""
    if cell.blank or cells.narrow(cell.label) in cells.NOT_APPLICABLE:
        return None
    if cell.day:
        return cell.day
    if cell.number is not None and cell.number in _SERIAL and cell.number % 1 == 0:
        return _FIRST_DAY + timedelta(days=int(cell.number))
    match = _DAY.fullmatch(cells.key(cell.text))
    if match is None:
        raise ValueError(cell.text)
    year, *rest = (int(group) for group in match.groups() if group)
    return date(year, *rest)


def read_stations(table: Table, reading: Reading) -> Register:
    """The lines of a station register and all their faults."""
    lines: list[StationLine] = []

    def take(line: Line, faults: list[Finding]) -> StationLine | None:
        return _station(line, reading, faults)

    faults, stopped = _rows(table, headers.STATIONS, take, lines)
    faults.extend(station_check.repeated(lines))
    return Register(stations=tuple(lines), findings=tuple(faults), stopped=stopped)


def read_transfers(table: Table, reading: Reading) -> Register:
    """The lines of a transfer sheet and all their faults."""
    lines: list[TransferLine] = []
    units_said: set[str] = set()

    def take(line: Line, faults: list[Finding]) -> TransferLine | None:
        units_said.add(line.text("unit"))
        return _transfer(line, reading, faults)

    def total(line: Line, faults: list[Finding]) -> None:
        cell, sums = line.cell("amount"), Sums()
        for transfer in lines:
            if transfer.amount_yuan is None:
                return  # a line without an amount has a finding of its own
            sums.add("", cells.exact(transfer.amount_yuan))
        # nobody writes a unit into the row of totals: it is that of the lines, where they have one
        shared = next(iter(units_said)) if len(units_said) == 1 else ""
        stated = _in_yuan(cells.read(cell), line, line.text("unit") or shared)
        if isinstance(stated, Decimal):
            faults.extend(sums.differs("", cells.exact(stated), cell))

    faults, stopped = _rows(table, headers.TRANSFERS, take, lines, total)
    return Register(transfers=tuple(lines), findings=tuple(faults), stopped=stopped)


def _rows(
    table: Table,
    fields: dict[str, tuple[str, ...]],
    take: Callable[[Line, list[Finding]], _Record | None],
    records: list[_Record],
    total: Callable[[Line, list[Finding]], None] = lambda line, faults: None,
) -> tuple[list[Finding], bool]:
    """Add what `take` makes of every line of a table to `records`, hand rows of totals to `total`;
    (faults, whether the header stopped it). A line that says 同上 is no record, but its other
    faults are told.
    """
    header, faults = headers.understand(table.rows, fields, table.name)
    if header is None:
        return faults, True
    for row in table.rows[header.row + 1 :]:
        line = Line(header, row)
        if form_rows.is_foot(line):
            continue
        if is_total(line):
            faults.append(finding("totals_row", line.ref, found=line.cells_text))
            total(line, faults)
            continue
        ditto = form_rows.ditto(line)
        if line.stray is not None:
            stray = line.stray
            faults.append(
                finding("row_width", stray.ref, expected="每栏都有表头", found=stray.text)
            )
        others: list[Finding] = []
        record = take(line, others)
        places = {fault.source_ref for fault in ditto}
        faults += [*ditto, *(fault for fault in others if fault.source_ref not in places)]
        if record is not None and not ditto:
            records.append(record)
    return faults, False


def _station(line: Line, reading: Reading, faults: list[Finding]) -> StationLine | None:
    name = line.text("station_name")
    if not name:
        place = line.cell("station_name").ref
        faults.append(finding("station_name", place, expected="工作站名称", found="空"))
    code = cells.key(line.text("credit_code"))
    place, stored = line.cell("credit_code").ref, line.cell("credit_code").number
    if stored is not None and abs(stored) >= cells.MOST_DIGITS:
        expected = "18 位代码，文本格式"
        faults.append(finding("code_as_number", place, name, expected=expected, found=code))
        code = ""  # what the office program has left of it is no code
    elif wrong := credit_code.fault(code):
        faults.append(finding("credit_code", place, name, expected=wrong, found=code or "空"))
    faults.extend(station_check.words(line, reading.labels))
    days = {n: _day(line, n, faults) for n in ("approved_on", "term_end", "exited_on")}
    start = days["approved_on"]
    for later in ("term_end", "exited_on"):
        end = days[later]
        if start and end and end < start:
            label = headers.STATIONS[later][0]
            expected, place = f"不早于批准日期 {start}", line.cell(later).ref
            faults.append(finding("date_order", place, label, expected=expected, found=str(end)))
    org_code, _ = form_rows.org(line, reading, reading.cover.period, faults)
    if not name:
        return None
    return StationLine(
        org_code=org_code,
        station_name=name,
        host_name=line.text("host_name") or None,
        credit_code=code or None,
        type=line.text("type") or None,
        grade=line.text("grade") or None,
        exit_kind=line.text("exit_kind") or None,
        source_ref=line.ref,
        exit_reason=line.text("exit_reason") or None,
        **days,
    )


def _day(line: Line, name: str, faults: list[Finding]) -> date | None:
    cell = line.cell(name)
    try:
        return read_day(cell)
    except ValueError:
        label, expected = headers.STATIONS[name][0], "2023-05-12 这样的日期"
        faults.append(
            finding("date_unreadable", cell.ref, label, expected=expected, found=cell.text)
        )
        return None


def _transfer(line: Line, reading: Reading, faults: list[Finding]) -> TransferLine | None:
    side = _SIDES.get(cells.key(line.text("side")))
    if side is None:
        place, found = line.cell("side").ref, line.text("side") or "空"
        faults.append(finding("transfer_side", place, expected="拨出或收到", found=found))
        return None
    period = form_rows.row_period(line, reading, faults)
    parties = {n: _party(line, reading, n, period, faults) for n in ("payer", "payee")}
    sender = reading.cover.sender_code
    if sender and parties[side][1] not in (None, sender):
        expected = f"{sender}（{'拨款' if side == 'payer' else '收款'}方应为报送单位）"
        place, found = line.cell(f"{side}_code").ref, parties[side][0] or "空"
        faults.append(finding("transfer_party", place, expected=expected, found=found))
    purpose = line.text("purpose")
    if not purpose:
        place = line.cell("purpose").ref
        faults.append(finding("transfer_purpose", place, expected="资金用途", found="空"))
    return TransferLine(
        payer_code=parties["payer"][0],
        payee_code=parties["payee"][0],
        purpose=purpose,
        period=str(period) if period else "",
        amount_yuan=_amount(line, faults),
        side="payer" if side == "payer" else "payee",
        source_ref=line.ref,
    )


def _party(
    line: Line, reading: Reading, name: str, period: Period | None, faults: list[Finding]
) -> tuple[str | None, str | None]:
    """(code as sent, identity) of one side of a transfer."""
    cell = line.cell(f"{name}_code")
    label = headers.TRANSFERS[f"{name}_code"][0]
    if cell.blank:
        faults.append(finding("transfer_party", cell.ref, label, expected="代码", found="空"))
        return None, None
    code = cover.read_code(cell.text)
    day = period.last_day if period else reading.cover.day
    unit = reading.tree.resolve(code, day)
    if unit is None:
        expected = "现行或曾用的行政区划代码"
        faults.append(finding("transfer_party", cell.ref, label, expected=expected, found=code))
    else:
        faults.extend(form_rows.misnamed(line.cell(f"{name}_name"), unit, day, reading.tree))
    return code, unit


def _amount(line: Line, faults: list[Finding]) -> Decimal | None:
    """The amount in 元, exact; hedges, negatives and masks are faults here."""
    cell = line.cell("amount")
    outcome = _in_yuan(cells.read(cell), line, line.text("unit"))
    if isinstance(outcome, Fault):
        found = f"{cell.text} {line.text('unit')}".strip()
        faults.append(finding(outcome.rule_id, cell.ref, expected=outcome.expected, found=found))
        return None
    return outcome


def _in_yuan(figure: Figure | Fault | None, line: Line, unit: str) -> Decimal | Fault:
    wrong = Fault("transfer_amount", "确切的金额（元或万元），不为负")
    if isinstance(figure, Fault):
        return Fault(figure.rule_id, wrong.expected)
    if figure is None or figure.value is None:
        return wrong
    header = line.header
    said = unit, header.units.get("amount", ""), header.noted
    if not figure.unit and not any(said):
        return Fault("unit_missing", "写明计量单位：元或万元")
    factor = cells.unit_factor(figure.unit, "元") if figure.unit else units.column_factor(
        *said, "", "元"
    )  # fmt: skip
    if isinstance(factor, Fault):
        return factor if factor.rule_id == "unit_conflict" else wrong
    doubled = figure.multiplied and not figure.unit and factor != 1
    if factor is None or doubled or figure.lower != figure.upper or figure.value < 0:
        return wrong
    amount = form_rows.tidy(figure.times(factor).value)
    assert amount is not None  # noqa: S101  the figure has a value
    return cells.too_large(amount, unit="元") or amount
