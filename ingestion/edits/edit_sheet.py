"""An edit sheet: figures that a named person puts beside what was reported, each with its reason.

Every row becomes an assertion of a submission of kind `edit`, or all its faults are told. A
submission with a fault that must be mended is sent back whole: half an edit is in force nowhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ingestion.checking import check
from ingestion.edits import edit_values
from ingestion.model import Filing, Finding, Observation
from ingestion.reading import form_rows, headers
from ingestion.reading.cells import Figure, key
from ingestion.reading.document import Table
from ingestion.reading.form_rows import Reading, Row
from ingestion.reading.headers import Header, Line
from ingestion.reading.read_form import SCOPES
from ingestion.reference.catalogue_rows import Form
from ingestion.reference.edit_methods import Methods
from ingestion.reference.periods import Period
from ingestion.reference.rules import finding

FORM = Form("edit", "数据调整表", "edit", "annual")
_NOBODY = frozenset(
    {"系统", "管理员", "匿名", "无", "-", "admin", "root", "system", "ingestion", "night"}
)
_REFUSED_TOO = frozenset({"cell_conflict"})


@dataclass(frozen=True, slots=True)
class _Said:
    """What one row says: its period, its assertion if it makes one, and all its faults."""

    period: Period | None
    observation: Observation | None
    findings: tuple[Finding, ...]


def is_name(text: str) -> bool:
    """Whether a sheet, a title or a cover calls its table an edit sheet."""
    return key(text) in (key(FORM.name_zh), FORM.form)


def read(table: Table, reading: Reading, methods: Methods) -> list[Filing]:
    """One filing of kind `edit` for every period that the sheet speaks of."""
    place = table.name or FORM.name_zh
    header, faults = headers.understand(table.rows, headers.EDITS, place)
    if header is not None:
        faults = _lacking(header, table)
    faults = [*_person(reading), *faults]
    cover_period = reading.cover.period
    if header is None or any(fault.rule_id.startswith("header") for fault in faults):
        return [replace(_filing(cover_period, reading, [], faults), unreadable=True)]
    lines = [Line(header, row) for row in table.rows[header.row + 1 :]]
    said = [_row(line, reading, methods) for line in lines if not form_rows.is_foot(line)]
    if not said:
        faults.append(finding("table_blank", place, expected="至少一行调整"))
    periods = list(dict.fromkeys(one.period for one in said)) or [cover_period]
    return [_filing(p, reading, [s for s in said if s.period == p], faults) for p in periods]


def _lacking(header: Header, table: Table) -> list[Finding]:
    """Columns without which no row can be understood."""
    columns = header.columns.keys()
    lacking = [] if {"indicator", "indicator_code"} & columns else ["指标名称"]
    lacking += [] if {"value", "lower", "upper", "state"} & columns else ["数值"]
    lacking += [] if "scope" in columns else ["口径"]
    ref = table.rows[header.row][0].ref
    return [finding("header_values", ref, expected="、".join(lacking))] if lacking else []


def is_person(name: str) -> bool:
    """Whether this can be the name of somebody who answers for a change."""
    return len(name) > 1 and key(name).lower() not in _NOBODY


def _person(reading: Reading) -> list[Finding]:
    """Who edits is a person with a name; no program and no office stands in for one."""
    name = reading.cover.editor
    if is_person(name):
        return []
    return [
        finding("edit_person", "封面 调整人", expected="调整人的真实姓名", found=name or "未填")
    ]


def _filing(
    period: Period | None, reading: Reading, said: Iterable[_Said], faults: Iterable[Finding]
) -> Filing:
    """The filing of one period, checked like a form and refused as a whole where that fails."""
    said = list(said)
    observations = tuple(one.observation for one in said if one.observation)
    told = [*faults, *(fault for one in said for fault in one.findings)]
    reasons = dict.fromkeys(o.reason for o in observations if o.reason)
    filing = Filing(
        reading.cover.sender_code, FORM.form, str(period) if period else None, "edit",
        corrects=reading.cover.corrects, observations=observations,
        actor=reading.cover.editor or None,
        reason=reading.cover.reason or "；".join(reasons) or None,
    )  # fmt: skip
    told += check.findings(filing, reading.labels.catalogue, reading.tree)
    if any(fault.severity == "强制性" or fault.rule_id in _REFUSED_TOO for fault in told):
        told.append(finding("edit_refused", FORM.name_zh, expected="先更正上列问题，再整份报送"))
    return replace(filing, findings=tuple(told))


def _row(line: Line, reading: Reading, methods: Methods) -> _Said:
    """One row with all its faults, not the first only."""
    faults: list[Finding] = []
    period = form_rows.row_period(line, reading, faults)
    if period is None and not faults:
        expected = "报告期一栏，或封面的报告期"
        faults.append(finding("period_unknown", line.ref, expected=expected))
    row = form_rows.understand(line, reading, period, faults)
    if line.stray is not None:
        found = line.stray.text
        faults.append(finding("row_width", line.stray.ref, expected="每栏都有表头", found=found))
    if row is not None and row.status != "actual":
        ref = line.cell("data_type").ref
        faults.append(finding("data_type_unknown", ref, expected="实际", found=row.status))
    scope = SCOPES.get(key(line.text("scope")))
    if scope is None:
        expected, found = "本级、含下级或口径不明", line.text("scope") or "空"
        faults.append(
            finding("scope_unknown", line.cell("scope").ref, expected=expected, found=found)
        )
    method = _method(line, reading, methods, faults)
    reason = line.text("reason") or reading.cover.reason
    if not reason:
        ref = line.cell("reason").ref
        faults.append(finding("edit_reason", ref, expected="本行或封面的调整原因", found="未填"))
    figure = edit_values.read(line, row, reading, faults)
    observation = None
    if row and row.readable and scope and method and figure:
        made = _observation(line, row, figure)
        observation = made._replace(scope=scope, method=method, reason=reason)
    return _Said(period, observation, tuple(map(_of_edit, filter(_counts, faults))))


def _counts(fault: Finding) -> bool:
    """An edit sheet prints no items, so nothing is outside of it."""
    return fault.rule_id != "label_outside_form"


def _of_edit(fault: Finding) -> Finding:
    """An office may edit itself and what is below it; elsewhere a report for others is only odd."""
    if fault.rule_id != "org_not_below":
        return fault
    return finding(
        "edit_not_below", fault.source_ref, expected=fault.expected, found=fault.found,
        org_code=fault.org_code,
    )  # fmt: skip


def _method(line: Line, reading: Reading, methods: Methods, faults: list[Finding]) -> str | None:
    word = line.text("method") or reading.cover.method
    found = methods.find(word) if word else None
    if found is None:
        ref = line.cell("method").ref
        faults.append(finding("edit_method", ref, expected=methods.labels, found=word or "未填"))
    return found.method if found else None


def _observation(line: Line, row: Row, figure: Figure) -> Observation:
    cell = line.cell("value")
    return Observation(
        org_code=row.org_code,
        indicator=row.cube.indicator,
        period=str(row.period) if row.period else None,
        state=figure.state,
        value=form_rows.tidy(figure.value),
        lower=form_rows.tidy(figure.lower),
        upper=form_rows.tidy(figure.upper),
        audience=row.cube.audience,
        grade=row.cube.grade,
        department=row.cube.department,
        kind=row.cube.kind,
        status=row.status,
        basis=row.basis,
        source_ref=line.ref if cell.blank else cell.ref,
        quote=None if cell.blank else cell.text.strip(),
        unit_printed=figure.unit or row.unit_printed or None,
        rule_id=FORM.form,
    )
