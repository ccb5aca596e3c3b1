"""What the files assert, as rows like those of `raw.submissions` and `raw.observations`.

The identifiers are the generator's own; nothing may depend on them.
"""

from collections.abc import Iterable
from typing import Any

from synthetic.claims import Claim, Paper, Section

Row = dict[str, Any]
SUBMISSION = (
    "submission_id", "content_sha256", "sender_code", "form", "period", "kind", "received_at",
    "state", "supersedes_id", "source_uri", "is_synthetic",
)  # fmt: skip
OBSERVATION = (
    "submission_id", "org_code", "indicator", "period", "audience", "grade", "department", "kind",
    "scope", "status", "basis", "state", "value", "lower", "upper", "source_ref", "quote",
)  # fmt: skip


def identifier(paper: Paper, form: str, period: str) -> str:
    """A name for what one paper says in one form of one period."""
    return f"{paper.path}#{form}#{period}"


def submissions(papers: Iterable[Paper]) -> list[Row]:
    """A row for every form and period of every file that can be read."""
    return [_submission(paper, form, period) for paper in papers for form, period in spoken(paper)]


def observations(papers: Iterable[Paper]) -> list[Row]:
    """A row for every cell that asserts something; duplicates and broken files assert nothing."""
    out = []
    for paper in papers:
        if paper.fault or paper.copies:
            continue
        for section in paper.sections:
            for claim in section.claims:
                if claim.counts:
                    out.append(_observation(paper, section, claim))
    return out


def spoken(paper: Paper) -> list[tuple[str, str]]:
    """(form, period) of everything in a paper; a faulty one speaks of nothing."""
    if paper.fault:
        return []
    found = [
        (section.form, period)
        for section in paper.sections
        for period in sorted({c.period or paper.period for c in section.claims} or {paper.period})
    ]
    return list(dict.fromkeys(found))


def _submission(paper: Paper, form: str, period: str) -> Row:
    return {
        "submission_id": identifier(paper, form, period),
        "content_sha256": paper.digest,
        "sender_code": paper.sender,
        "form": form,
        "period": period,
        "kind": paper.kind if period == paper.period else "patch",
        "received_at": paper.received_at,
        "state": "duplicate" if paper.copies else "accepted",
        "supersedes_id": _corrected(paper, form, period),
        "source_uri": paper.path,
        "is_synthetic": True,
    }


def _corrected(paper: Paper, form: str, period: str) -> str | None:
    target = paper.corrects
    if target is None or (form, period) not in spoken(target):
        return None
    return identifier(target, form, period)


def _observation(paper: Paper, section: Section, claim: Claim) -> Row:
    period = claim.period or paper.period
    said = claim.said
    return {
        "submission_id": identifier(paper, section.form, period),
        "org_code": claim.org or paper.sender,
        "indicator": claim.indicator,
        "period": period,
        **claim.breakdown._asdict(),
        "scope": claim.scope,
        "status": claim.status,
        "basis": claim.basis,
        "state": said.state,
        "value": said.value,
        "lower": said.lower,
        "upper": said.upper,
        "source_ref": None,
        "quote": said.printed,
    }
