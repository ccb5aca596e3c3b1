"""Filings as JSON, between the task that read a file and the task that loads it."""

import dataclasses
import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache
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
    if isinstance(record, str):
        return clean(record)
    if isinstance(record, Decimal | date):
        return str(record)
    if fields := _fields(record.__class__):
        said = ((name, getattr(record, name), default) for name, default in fields)
        return {name: _out(value) for name, value, default in said if value != default}
    if isinstance(record, tuple):
        return [_out(part) for part in record]
    return record


@cache
def _fields(kind: type) -> tuple[tuple[str, Any], ...]:
    """The fields of a kind of record with their defaults; none of anything else."""
    if dataclasses.is_dataclass(kind):
        return tuple((field.name, field.default) for field in dataclasses.fields(kind))
    defaults = getattr(kind, "_field_defaults", {})
    names = getattr(kind, "_fields", ())
    return tuple((name, defaults.get(name, dataclasses.MISSING)) for name in names)


def clean(text: str) -> str:
    """Text as files and databases can hold it: no NUL, no half of a surrogate pair."""
    if text.isprintable():  # then it has neither, and most texts are
        return text
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
