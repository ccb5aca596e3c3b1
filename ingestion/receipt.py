"""The answer to the office that sent a file: what was made of it and every fault, in Chinese."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from ingestion import edits
from ingestion.decide import OFFICE_TIME
from ingestion.filings import UNKNOWN_FORM, Reference
from ingestion.load import Decided
from ingestion.model import Finding
from ingestion.receive import Entry, write_text

UNKNOWN_SENDER = "未识别单位"
STATES = {
    "accepted": "已受理",
    "accepted_with_findings": "已受理，但有问题需要处理",
    "quarantined": "退回，更正后请重新报送",
    "duplicate": "重复报送，不再处理",
    "held": "已收到，部分内容待人工核对",
}
_FORMS = {
    "report": "文字材料",
    "report_review": "文字材料（待核对部分）",
    edits.FORM.form: edits.FORM.name_zh,
    UNKNOWN_FORM: "未识别的报表",
}
_UNSAFE = re.compile(r'[\x00-\x1f/\\:*?"<>|]')
_LONGEST = 60


def write(folder: Path, entry: Entry, decided: Sequence[Decided], reference: Reference) -> Path:
    """Write the receipt of one delivery into `<folder>/<sender>/`; where it is."""
    sender = next((d.filing.sender_code for d in decided if d.filing.sender_code), UNKNOWN_SENDER)
    name = _UNSAFE.sub("_", entry.name)[:_LONGEST]
    path = folder / sender / f"{name}.{entry.delivery_id[:8]}.回执.txt"
    write_text(path, "\n".join(lines(entry, decided, reference)) + "\n")
    return path


def lines(entry: Entry, decided: Sequence[Decided], reference: Reference) -> Iterator[str]:
    """The receipt, line by line."""
    yield "报送回执"
    yield f"文件：{entry.name}"
    yield f"收到时间：{entry.received_at.astimezone(OFFICE_TIME):%Y-%m-%d %H:%M}（北京时间）"
    yield f"内容校验（SHA-256）：{entry.content_sha256}"
    for number, one in enumerate(decided, start=1):
        yield ""
        yield from _filing(number, one, reference)


def _filing(number: int, one: Decided, reference: Reference) -> Iterator[str]:
    filing = one.filing
    form = reference.catalogue.forms.get(filing.form)
    name = form.name_zh if form else _FORMS.get(filing.form, filing.form)
    unit = reference.tree.units.get(filing.sender_code or "")
    sender = f"{unit.name}（{unit.code}）" if unit else UNKNOWN_SENDER
    yield f"{number}. {name}，报告期 {filing.period or '未识别'}，报送单位 {sender}"
    yield f"   处理结果：{STATES[one.state]}（{one.reason}）"
    yield f"   报送编号：{one.submission_id}"
    if one.state != "duplicate" and filing.findings:
        yield from findings(filing.findings)


def findings(found: Sequence[Finding]) -> Iterator[str]:
    """Every finding with its place, what was expected and what was found."""
    counted = Counter(f.severity for f in found)
    total = "，".join(f"{severity} {counted[severity]}" for severity in counted)
    yield f"   问题 {len(found)} 处：{total}"
    for number, one in enumerate(found, start=1):
        yield f"   ({number}) [{one.severity}] {one.message_zh}"
        yield f"       位置：{one.source_ref or '全文'}"
        if one.expected:
            yield f"       应为：{one.expected}"
        if one.found:
            yield f"       实为：{one.found}"
