"""From the tables of a file to its filings: one for each form and period.

A sheet that cannot be understood is quarantined alone; the others of its file go on.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from ingestion.checking import check, explanations, registers_beside
from ingestion.edits import edit_sheet
from ingestion.model import Filing, Finding, Kind
from ingestion.reading import (
    form_copies,
    headers,
    printed_head,
    read_form,
    read_register,
    split_tables,
)
from ingestion.reading.cells import key
from ingestion.reading.cover import Cover
from ingestion.reading.document import Document, Table
from ingestion.reading.form_rows import Reading
from ingestion.reading.labels import Labels
from ingestion.reference.catalogue import Catalogue
from ingestion.reference.catalogue_rows import Form, FormItem
from ingestion.reference.edit_methods import Methods
from ingestion.reference.growth import Limits
from ingestion.reference.org_tree import OrgTree
from ingestion.reference.periods import Period
from ingestion.reference.rules import finding
from ingestion.reference.windows import Window

UNKNOWN_FORM = "unknown"
_NOT_FORMS = frozenset({"填报说明", "填报须知", "上报说明", "说明", "指标解释", "字典", "选项"})
_ABOUT_PERIOD = frozenset({"period_unreadable", "period_unknown"})


@dataclass(frozen=True, slots=True)
class Reference:
    """The reference data that reading and checking go by."""

    catalogue: Catalogue
    tree: OrgTree
    labels: Labels
    methods: Methods = field(default_factory=Methods)
    growth: Limits = field(default_factory=Limits)
    windows: Mapping[str, Window] = field(default_factory=dict)


def of_document(document: Document, cover: Cover, name: str, reference: Reference) -> list[Filing]:
    """The filings of a file of forms. `name` is the file's, without its extension."""
    filings: list[Filing] = []
    parts = [part for table in document.tables for part in explanations.parts(table)]
    sheets = [part for part in parts if explanations.is_sheet(part)]
    tables = [part for part in parts if not explanations.is_sheet(part)]
    for table in _tables(tables):
        form = _form(table, cover, name, len(tables) == table.part == 1, reference.labels)
        if form is None:
            filings.append(_unknown(table, cover, reference))
            continue
        if table.part > 1 and any(filing.form == form.form for filing in filings):
            fault = finding(
                "form_twice", table.name, expected="一张报表一个表头", found=form.name_zh
            )
            filings.append(_stopped(form.form, cover, [fault]))
            continue
        reading = Reading(reference.labels, reference.tree, cover, form)
        if form is edit_sheet.FORM:
            filings.extend(edit_sheet.read(table, reading, reference.methods))
        else:
            filings.extend(_of_table(table, reading, reference))
    if not filings:
        fault = finding("file_nothing", name, expected="至少一张报表")
        filings = [_stopped(UNKNOWN_FORM, cover, [fault])]
    said, unread = explanations.of_sheets(sheets)
    stray = tuple(explanations.of_no_form(said, filings, reference.labels))
    first = filings[0]
    filings[0] = replace(first, explanations=stray, findings=(*first.findings, *unread))
    filings = registers_beside.with_findings(
        form_copies.told(filings), reference.labels, reference.tree
    )
    return [
        replace(
            filing,
            answered=document.answered,
            findings=(*cover.findings, *document.findings, *filing.findings),
            explanations=(
                *filing.explanations,
                *explanations.of_form(said, filing, reference.labels),
            ),
        )
        for filing in filings
    ]


def _tables(tables: Iterable[Table]) -> Iterator[Table]:
    """Tables that may be forms; one whose rows name several forms is taken apart."""
    for table in tables:
        if table.blank or key(table.name) in _NOT_FORMS:
            continue
        for part in split_tables.split(table):
            yield from _by_form(part)


def _by_form(table: Table) -> Iterator[Table]:
    start = headers.find_row(table.rows)
    names = {key(header) for header in headers.FORM["form"]}
    header = table.rows[start] if start is not None else ()
    column = next((i for i, cell in enumerate(header) if key(cell.text) in names), None)
    if start is None or column is None:
        yield table
        return
    groups: dict[str, list] = {}
    for row in table.rows[start + 1 :]:
        if any(not cell.blank for cell in row):
            word = row[column].label if column < len(row) else ""
            groups.setdefault(word or table.name, []).append(row)
    for name, rows in groups.items():
        yield replace(table, name=name, rows=(*table.rows[: start + 1], *rows))


def _form(table: Table, cover: Cover, name: str, only: bool, labels: Labels) -> Form | None:
    """The form of a table: by its own name, its title, the cover, or the file's name."""
    found = _called(table.name, labels) if table.name else None
    if found is None:
        start = headers.find_row(table.rows) or 0
        titles = (cell.text for row in table.rows[:start] for cell in row if not cell.blank)
        found = next(filter(None, (_called(title, labels) for title in titles)), None)
    if found is None and (only or not table.name):
        found = _called(cover.form_name, labels) or (None if table.name else _called(name, labels))
    return found


def _called(name: str, labels: Labels) -> Form | None:
    """The form of this name; an edit sheet is one that no catalogue lists."""
    return edit_sheet.FORM if edit_sheet.is_name(name) else labels.form(name)


def _unknown(table: Table, cover: Cover, reference: Reference) -> Filing:
    expected = "、".join(form.name_zh for form in reference.catalogue.forms.values())
    found = table.name or cover.form_name or "未写报表名称"
    ref = table.name or "封面"
    return _stopped(
        UNKNOWN_FORM, cover, [finding("form_unknown", ref, expected=expected, found=found)]
    )


def _stopped(form: str, cover: Cover, faults: Iterable[Finding]) -> Filing:
    """A filing of which nothing could be read."""
    period = str(cover.period) if cover.period else None
    return Filing(
        cover.sender_code, form, period, cover.kind, corrects=cover.corrects,
        findings=tuple(faults), unreadable=True,
    )  # fmt: skip


def _of_table(table: Table, reading: Reading, reference: Reference) -> list[Filing]:
    if reading.form.form == read_register.STATIONS:
        filings = [_register(read_register.read_stations(table, reading), reading)]
    elif reading.form.form == read_register.TRANSFERS:
        filings = [_register(read_register.read_transfers(table, reading), reading)]
    else:
        filings = _of_form(read_form.read(table, reading), reading, table.name, reference)
    told = [finding("form_sheet_hidden", table.name)] if table.hidden else []
    told += [*table.findings, *printed_head.findings(table, reading.cover, reading.tree)]
    return [
        replace(
            filing,
            findings=(*told, *_about_period(filing, reading), *filing.findings),
        )
        for filing in filings
    ]


def _about_period(filing: Filing, reading: Reading) -> list[Finding]:
    """A filing needs a period, and the cover's must be of the form's type."""
    cover, form = reading.cover, reading.form
    told = {f.rule_id for f in (*filing.findings, *cover.findings)} & _ABOUT_PERIOD
    if filing.period is None and not told:
        return [
            finding(
                "period_unknown", "封面 报告期", form.name_zh, expected="2024、2024年第三季度等"
            )
        ]
    if (
        cover.period
        and str(cover.period) == filing.period
        and cover.period.type != form.period_type
    ):
        expected = {"annual": "年", "quarterly": "季度", "half_year": "半年", "monthly": "月"}
        return [
            finding("period_type", form.name_zh, found=str(cover.period),
                    expected=f"{expected.get(form.period_type, form.period_type)}报告期")
        ]  # fmt: skip
    return []


def _register(register: read_register.Register, reading: Reading) -> Filing:
    if register.stopped:
        return _stopped(reading.form.form, reading.cover, register.findings)
    cover = reading.cover
    return Filing(
        cover.sender_code, reading.form.form, str(cover.period) if cover.period else None,
        cover.kind, corrects=cover.corrects, stations=register.stations,
        transfers=register.transfers, findings=register.findings,
    )  # fmt: skip


def _of_form(
    result: read_form.Result, reading: Reading, place: str, reference: Reference
) -> list[Filing]:
    """One filing for every period that the table speaks of; the cover's own comes first."""
    cover, form = reading.cover, reading.form
    if result.stopped:
        return [_stopped(form.form, cover, (fault for _, fault in result.findings))]
    spoken = [*result.observations, *(period for period, _ in result.findings)]
    periods = list(dict.fromkeys([*([cover.period] if cover.period else []), *spoken]))
    filings = []
    for period in periods or [None]:
        kind: Kind = cover.kind if cover.period in (None, period) else "patch"
        faults = [fault for of, fault in result.findings if of == period]
        if kind == "snapshot" and period is not None:
            faults += _required(result, reading, period, place, reference)
        filing = Filing(
            cover.sender_code, form.form, str(period) if period else None, kind,
            corrects=cover.corrects if cover.period in (None, period) else None,
            observations=tuple(result.observations.get(period, ())),
        )  # fmt: skip
        if not filing.observations and not faults:
            if len(periods) > 1:
                continue  # the cover's period, where every row names another
            faults = [finding("table_blank", place or form.name_zh, expected="至少一个数")]
        faults += check.findings(filing, reference.catalogue, reference.tree)
        filings.append(replace(filing, findings=tuple(faults)))
    return filings


def _required(
    result: read_form.Result, reading: Reading, period: Period, place: str, reference: Reference
) -> list[Finding]:
    """Required items that a snapshot leaves blank, for every unit that it speaks of."""
    cover, tree = reading.cover, reference.tree
    named = [unit for of, unit in result.said if of == period and unit]
    # of a stranger's unit beside its own the sender owes nothing: that it is named is told already
    units = [
        unit
        for unit in named
        if cover.sender_code in (None, unit, *tree.ancestors(unit, period.last_day))
    ] or named
    if not units and result.observations and period not in result.observations:
        return []  # every row names another period
    if not units and cover.sender_code:
        units = [cover.sender_code]
    catalogue, form = reference.catalogue, reading.form
    return [
        # the cell that should be filled, or the table where even the row is missing
        finding("required_blank",
                result.unsaid.get((period, unit, item.item_no), place or form.name_zh),
                f"第 {item.item_no} 行 {item.label_zh}",
                expected="数字、0 或 -", found="空", org_code=unit)
        for unit in sorted(set(units))
        for item in catalogue.items(form.form, period.year)
        if _owed(item, unit, form, reference)
        and item.item_no not in result.said.get((period, unit), ())
    ]  # fmt: skip


def _owed(item: FormItem, unit: str, form: Form, reference: Reference) -> bool:
    known = reference.tree.units.get(unit)
    if not item.required or known is None:
        return False
    return reference.catalogue.due(item.cell.indicator, known.level, form.period_type)
