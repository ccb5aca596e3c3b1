"""A receipt as JSON, for the programs of an office; the fields are listed in docs/engineers.md."""

import json
from dataclasses import asdict
from typing import Any

from ingestion.receipt.receipt import Answer, Problem, Receipt

VERSION = 1


def dumps(receipt: Receipt) -> str:
    """The whole receipt as one JSON text."""
    at = receipt.received_at
    return json.dumps(
        {
            "version": VERSION,
            "file": receipt.name,
            "content_sha256": receipt.content_sha256,
            "received_at": at.isoformat() if at else None,
            "notes": list(receipt.notes),
            "answers": [_answer(answer, is_filed=at is not None) for answer in receipt.answers],
        },
        ensure_ascii=False,
        indent=1,
    )


def _answer(answer: Answer, is_filed: bool) -> dict[str, Any]:
    return {
        "submission_id": answer.submission_id if is_filed else None,
        "sender_code": answer.sender_code,
        "form": answer.form,
        "form_zh": answer.form_zh,
        "period": answer.period,
        "state": answer.state,
        "state_zh": answer.state_zh,
        "reason": answer.reason,
        "figures": answer.figures,
        "advice": list(answer.advice),
        "problems": [_problem(problem) for problem in answer.problems],
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "rule_id": problem.rule_id,
        "severity": problem.severity,
        "message": problem.message,
        "expected": problem.expected,
        "found": problem.found,
        "explanation": problem.explanation,
        "what_to_do": problem.cure,
        "org_code": problem.org_code,
        "place": asdict(problem.place),
    }
