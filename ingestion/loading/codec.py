"""Filings as JSON, between the task that read a file and the task that loads it."""

import dataclasses
import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from ingestion.model import Explanation, Filing, Finding, Observation, StationLine, TransferLine

_DECIMALS = frozenset({"value", "lower", "upper", "amount_yuan"})
_DATES = frozenset({"approved_on", "term_end", "exited_on"})
_PARTS: dict[str, type[Any]] = {
    "observations": Observation,
    "stations": StationLine,
    "transfers": TransferLine,
    "findings": Finding,
    "explanations": Explanation,
}
Record = TypeVar("Record")


def dump(filings: Iterable[Filing]) -> str:
    """Filings as one JSON text; numbers stay exact, text becomes such as a database can hold."""
    return json.dumps([_out(filing) for filing in filings], ensure_ascii=False)


def load(text: str) -> list[Filing]:
    """The filings that `dump` wrote."""
    return [_filing(raw) for raw in json.loads(text)]


def _out(record: Any) -> Any:
    if isinstance(record, tuple):
        return [_out(part) for part in record]
    if isinstance(record, Decimal | date):
        return str(record)
    if isinstance(record, str):
        return clean(record)
    if dataclasses.is_dataclass(record):
        fields = ((f, getattr(record, f.name)) for f in dataclasses.fields(record))
        return {f.name: _out(value) for f, value in fields if value != f.default}
    return record


def clean(text: str) -> str:
    """Text as files and databases can hold it: no NUL, no half of a surrogate pair."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def _filing(raw: dict[str, Any]) -> Filing:
    parts: dict[str, Any] = {
        name: tuple(_record(kind, item) for item in raw.pop(name, []))
        for name, kind in _PARTS.items()
    }
    answered = tuple(raw.pop("answered", ()))
    return Filing(**raw, **parts, answered=answered)


def _record(kind: type[Record], raw: dict[str, Any]) -> Record:
    for name, value in raw.items():
        if value is not None and name in _DECIMALS:
            raw[name] = Decimal(value)
        elif value is not None and name in _DATES:
            raw[name] = date.fromisoformat(value)
    return kind(**raw)
