"""What a reviewer wrote into the workbook: decisions, or all faults at once."""

from collections.abc import Mapping
from dataclasses import dataclass

from ingestion.arrival import sniff
from ingestion.checking.figures import SCOPE_WORDS
from ingestion.edits import edit_sheet
from ingestion.model import Finding, Observation, Scope
from ingestion.reading import cells, read_workbook
from ingestion.reading.cells import Cell, Figure
from ingestion.reading.document import Table
from ingestion.reading.filings import Reference
from ingestion.reference.catalogue import Catalogue
from ingestion.reference.catalogue_rows import DIMENSIONS
from ingestion.reference.periods import Period, PeriodError
from ingestion.reference.rules import finding
from ingestion.review.sheet import COLUMNS, DECISIONS, SHEET, measures
from ingestion.review.waiting import Fact

CONFIRMED, CORRECTED, REJECTED = DECISIONS
_CORRECTIONS = ("更正指标", "更正数值", "更正口径", "更正报告期")
_NAMES = [name for name, _ in COLUMNS]


@dataclass(frozen=True, slots=True)
class Decision:
    """What one person decided about one figure; `observation` is what it asserts now, None where
    the figure is not adopted, and `measure` the code that a correction names."""

    fact: Fact
    decision: str
    person: str
    reason: str
    observation: Observation | None
    measure: str | None = None


@dataclass(slots=True)
class Reviewed:
    """What a workbook says: decisions, faults, and how many of its rows were decided before."""

    decisions: list[Decision]
    faults: list[Finding]
    known: int = 0


def read(name: str, data: bytes, facts: Mapping[int, Fact], reference: Reference) -> Reviewed:
    """The decisions in a workbook about these figures."""
    document = read_workbook.read(sniff.content(name, data))
    table = next((t for t in document.tables if t.name == SHEET), None)
    if table is None or [c.label for c in table.rows[0]][: len(_NAMES)] != _NAMES:
        expected = f"工作表“{SHEET}”，首行为{'、'.join(_NAMES)}"
        return Reviewed([], [*document.findings, finding("review_row", name, expected=expected)])
    return _of_rows(table, facts, reference)


def _of_rows(table: Table, facts: Mapping[int, Fact], reference: Reference) -> Reviewed:
    out = Reviewed([], [])
    seen: set[int] = set()
    for cells_of_row in table.rows[1:]:
        row = _Row(dict(zip(_NAMES, cells_of_row, strict=False)), out.faults)
        if not any(row.text(name) for name in ("结论", *_CORRECTIONS)):
            continue
        fact = facts.get(int(row.text("项号"))) if row.text("项号").isdecimal() else None
        if fact is None or fact.observation_id in seen:
            row.fault("review_row", "项号", "待核对的项号，每项一行")
        elif fact.is_decided:
            out.known += 1
        else:
            seen.add(fact.observation_id)
            decision = row.decision(fact, reference)
            if decision is not None:
                out.decisions.append(decision)
    return out


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the workbook; its faults go to the list of all."""

    cells: Mapping[str, Cell]
    faults: list[Finding]

    def text(self, name: str) -> str:
        cell = self.cells.get(name)
        return cell.text.strip() if cell else ""

    def fault(self, rule: str, name: str, expected: str, found: str | None = None) -> None:
        cell = self.cells.get(name)
        told = self.text(name) or "空" if found is None else found
        place = cell.ref if cell else name
        self.faults.append(finding(rule, place, name, expected=expected, found=told))

    def decision(self, fact: Fact, reference: Reference) -> Decision | None:
        """The decision of the row, None where it has faults."""
        before = len(self.faults)
        word, person, reason = (self.text(name) for name in ("结论", "核对人", "理由"))
        corrections = [name for name in _CORRECTIONS if self.text(name)]
        if word not in DECISIONS:
            self.fault("review_row", "结论", "、".join(DECISIONS))
        if not edit_sheet.is_person(person):
            self.fault("edit_person", "核对人", "核对人的真实姓名")
        if word in (CORRECTED, REJECTED) and not reason:
            self.fault("edit_reason", "理由", f"{word}的理由")
        if (word == CORRECTED) != bool(corrections):
            expected = "更正的各栏至少填一栏" if word == CORRECTED else "不填更正的各栏"
            self.fault(
                "review_row", "结论", expected, f"{word}，{'、'.join(corrections) or '未填'}"
            )
        observation, code = self._asserted(fact, reference.catalogue)
        if word in (CONFIRMED, CORRECTED) and observation.period is None:
            self.fault("review_row", "更正报告期", "原文没有年份的，须更正报告期")
        if len(self.faults) > before:
            return None
        kept = None if word == REJECTED else observation._replace(reason=reason or None)
        return Decision(fact, word, person, reason, kept, code)

    def _asserted(self, fact: Fact, catalogue: Catalogue) -> tuple[Observation, str | None]:
        """The figure with what the row corrects, and the code of the measure that it names."""
        o, code = fact.observation, None
        if self.text("更正指标"):
            code = measures(catalogue).get(self.text("更正指标"))
            if code is None:
                self.fault("review_row", "更正指标", "下拉列表中的指标")
            else:
                cell = catalogue.codes[code]
                groups = {name: getattr(cell, name) for name in DIMENSIONS}
                o = o._replace(indicator=cell.indicator, **groups)
        if self.text("更正口径"):
            scopes: dict[str, Scope] = {word: scope for scope, word in SCOPE_WORDS.items()}  # type: ignore[misc]
            if self.text("更正口径") in scopes:
                o = o._replace(scope=scopes[self.text("更正口径")])
            else:
                self.fault("review_row", "更正口径", "、".join(SCOPE_WORDS.values()))
        if self.text("更正报告期"):
            try:
                o = o._replace(period=str(Period.parse(self.text("更正报告期"))))
            except PeriodError:
                self.fault("period_unreadable", "更正报告期", "如 2024、2024-Q3、2024-07")
        if self.text("更正数值"):
            o = self._number(o, catalogue)
        return o, code

    def _number(self, o: Observation, catalogue: Catalogue) -> Observation:
        figure = cells.read(self.cells["更正数值"])
        unit = catalogue.indicators[o.indicator].unit
        if isinstance(figure, Figure) and figure.unit:
            factor = cells.unit_factor(figure.unit, unit)
            figure = None if factor is None else figure.times(factor)
        if not isinstance(figure, Figure) or figure.state not in ("value", "zero"):
            self.fault("cell_unreadable", "更正数值", f"数字，单位为{unit}")
            return o
        return o._replace(
            state=figure.state, value=figure.value, lower=figure.lower, upper=figure.upper
        )
