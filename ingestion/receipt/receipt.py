"""The answer to the office that sent a file: what was made of it, and every fault, worst first.

Here it is put together, once; it goes out as a workbook, as JSON and as text (`receipt_workbook`,
`receipt_json`, `receipt_text`), and `answer` puts these into the outbox.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ingestion.deciding.deadlines import OFFICE_TIME
from ingestion.edits import edit_sheet
from ingestion.loading.load import Decided
from ingestion.model import Finding
from ingestion.reading.filings import UNKNOWN_FORM, Reference
from ingestion.receipt.receipt_places import Place, Places
from ingestion.reference.rules import RULES, Effect

UNKNOWN_SENDER = "未识别单位"
STATES = {
    "accepted": "已受理",
    "accepted_with_findings": "已受理，但有问题需要处理",
    "waiting": "已收到，待说明理由后受理",
    "quarantined": "退回，更正后请重新报送",
    "duplicate": "重复报送，不再处理",
    "held": "已收到，部分内容待人工核对",
    "withdrawn": "已撤销",
}
_FORMS = {
    "report": "文字材料",
    "report_review": "文字材料（待核对部分）",
    edit_sheet.FORM.form: edit_sheet.FORM.name_zh,
    UNKNOWN_FORM: "未识别的报表",
}
_SEVERITIES = ("强制性", "核实性", "提示性")
_EFFECTS: tuple[Effect, ...] = ("quarantine", "set_aside", "none")
_CURES = {
    ("强制性", "quarantine"): "必须更正：更正前整张报表不算已报",
    ("强制性", "set_aside"): "必须更正：更正前这一处不采用，其余照算",
    ("强制性", "none"): "必须更正：更正前暂按所报采用",
    ("核实性", "set_aside"): "更正或说明理由：在此之前这一处不采用",
    ("核实性", "none"): "报错的更正；确实如此的说明理由",
    ("提示性", "none"): "请留意，不影响受理",
}


class Sent(Protocol):
    """What a receipt says of the file itself."""

    @property
    def name(self) -> str: ...
    @property
    def content_sha256(self) -> str: ...
    @property
    def received_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault as the office reads it."""

    rule_id: str
    severity: str
    message: str
    expected: str
    found: str
    cure: str
    place: Place
    org_code: str | None = None
    explanation: str = ""  # what the office said of it, now or before


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one form and period, and what is wrong with it, the worst first."""

    form: str
    form_zh: str
    period: str | None
    sender_code: str | None
    sender: str
    state: str
    state_zh: str
    reason: str
    submission_id: str
    figures: int  # how many figures and lines were read
    advice: tuple[str, ...]  # what holds now, and what to do about it
    problems: tuple[Problem, ...]

    @property
    def heading(self) -> str:
        return f"{self.sender} {self.form_zh} {self.period or '报告期未识别'}"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The whole answer to one file."""

    name: str
    content_sha256: str
    received_at: datetime | None  # None where a file was only looked at
    answers: tuple[Answer, ...]
    notes: tuple[str, ...] = ()

    @property
    def problems(self) -> list[Problem]:
        """Every fault of the file once, the worst first."""
        return worst_first(dict.fromkeys(p for one in self.answers for p in one.problems))

    @property
    def office(self) -> str:
        """Whose folder it belongs in."""
        return next((a.sender_code for a in self.answers if a.sender_code), UNKNOWN_SENDER)

    @property
    def at(self) -> str:
        """When the file came, by the clock on the office's wall."""
        if self.received_at is None:
            return ""
        return f"{self.received_at.astimezone(OFFICE_TIME):%Y-%m-%d %H:%M}（北京时间）"


def of(
    sent: Sent,
    decided: Sequence[Decided],
    reference: Reference,
    places: Places,
    notes: Iterable[str] = (),
) -> Receipt:
    """The receipt of a file of which this was decided."""
    answers = tuple(_answer(one, reference, places) for one in decided)
    return Receipt(sent.name, sent.content_sha256, sent.received_at, answers, tuple(notes))


def worst_first(problems: Iterable[Problem]) -> list[Problem]:
    """By severity, then by what follows of it, then as they stand in the file."""
    return sorted(problems, key=_gravity)


def counted(problems: Iterable[Problem]) -> str:
    """How many of each severity: 强制性 1，核实性 2."""
    found = [problem.severity for problem in problems]
    return "，".join(f"{name} {found.count(name)}" for name in _SEVERITIES if name in found)


def _gravity(problem: Problem) -> tuple[int, int]:
    return _SEVERITIES.index(problem.severity), _EFFECTS.index(_effect(problem.rule_id))


def _effect(rule_id: str) -> Effect:
    return RULES[rule_id].effect if rule_id in RULES else "none"


def _answer(one: Decided, reference: Reference, places: Places) -> Answer:
    filing = one.filing
    form = reference.catalogue.forms.get(filing.form)
    unit = reference.tree.units.get(filing.sender_code or "")
    # what a duplicate says wrong was told when it first came
    told = () if one.state == "duplicate" else filing.findings
    return Answer(
        form=filing.form,
        form_zh=form.name_zh if form else _FORMS.get(filing.form, filing.form),
        period=filing.period,
        sender_code=filing.sender_code,
        sender=f"{unit.name}（{unit.code}）" if unit else UNKNOWN_SENDER,
        state=one.state,
        state_zh=STATES[one.state],
        reason=one.reason,
        submission_id=one.submission_id,
        figures=len(filing.observations) + len(filing.stations) + len(filing.transfers),
        advice=one.advice,
        problems=tuple(worst_first(_problem(fault, places) for fault in told)),
    )


def _problem(fault: Finding, places: Places) -> Problem:
    cure = _CURES.get((fault.severity, _effect(fault.rule_id)), "")
    if fault.explanation:
        cure = f"已说明：{fault.explanation}"
    return Problem(
        fault.rule_id, fault.severity, fault.message_zh, fault.expected, fault.found, cure,
        places.of(fault.source_ref), fault.org_code, fault.explanation or "",
    )  # fmt: skip
