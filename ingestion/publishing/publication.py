"""What a person does to the published state: name it, roll it back, let nights publish again.

Each is one transaction by dbt (`dbt_project/macros/publication`), as transformer.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import class_row

from ingestion.errors import OperatorError
from ingestion.publishing import dbt_process
from ingestion.settings import Settings, load

_LENGTHS = {"name": 80, "actor": 80, "reason": 200}


class PublicationError(OperatorError):
    """A release, rollback or resumption that cannot be done."""


@dataclass(frozen=True, slots=True)
class Publication:
    """One row of marts.publications."""

    publication_id: int
    at: datetime
    kind: str
    name: str | None
    rows_changed: int
    restores: int | None
    names: int | None


def propose(name: str, actor: str, reason: str) -> None:
    """Propose a name for the state published now; it has none before another person signed."""
    _run("propose_release", {"name": name, "actor": actor, "reason": reason})


def sign(name: str, actor: str, reason: str) -> Publication:
    """Give the proposed state its name. Raises PublicationError where its maker would sign."""
    _run("sign_release", {"name": name, "actor": actor, "reason": reason})
    return _latest(load(), name.strip())


def refuse(name: str, actor: str, reason: str) -> None:
    """Refuse a proposal, or take one's own back; the name is free again."""
    _run("refuse_release", {"name": name, "actor": actor, "reason": reason})


def roll_back(to: int, actor: str, reason: str) -> Publication:
    """Bring all marts back to what publication `to` showed; nights are held until `resume`."""
    _run("rollback_to", {"to": to, "actor": actor, "reason": reason})
    return _latest(load())


def resume(actor: str, reason: str) -> None:
    """Let nights publish again after a rollback."""
    _run("resume", {"actor": actor, "reason": reason})


def is_held(settings: Settings) -> bool:
    """Whether a rollback holds publications."""
    query = "select event from marts.publication_holds order by hold_id desc limit 1"
    with psycopg.connect(settings.dsn("transformer")) as connection:
        return _exists(connection) and connection.execute(query).fetchone() == ("held",)


def rolled_back_since(settings: Settings, instant: datetime) -> bool:
    """Whether the published state was rolled back after `instant`."""
    query = "select 1 from marts.publications where kind = 'rollback' and at > %s limit 1"
    with psycopg.connect(settings.dsn("transformer")) as connection:
        found = _exists(connection) and connection.execute(query, (instant,)).fetchone()
    return bool(found)


def operation(macro: str, told: Mapping[str, Any]) -> list[str]:
    """The dbt command that runs a macro with these arguments."""
    # not as \u escapes: dbt reads YAML, which takes a pair of those for two characters
    return ["run-operation", macro, "--args", json.dumps(dict(told), ensure_ascii=False)]


def _run(macro: str, told: dict[str, Any]) -> None:
    for field, length in _LENGTHS.items():
        if field in told:
            told[field] = _checked(field, told[field], length)
    ended = dbt_process.run(load(), ["--quiet", *operation(macro, told)])
    if not ended.success:
        raise PublicationError(_first_sentence(ended.fault or f"dbt could not run {macro}."))


def _checked(field: str, value: str, length: int) -> str:
    """The text without space around it; raises PublicationError where nobody could read it."""
    text = value.strip()
    if not text or len(text) > length or not text.isprintable():
        raise PublicationError(
            f"The {field} {value!r} will not do: give 1 to {length} printable characters."
        )
    return text


def _first_sentence(fault: str) -> str:
    """What a macro complains of, without the place in the macros that dbt adds around it."""
    lines = [line.strip() for line in fault.splitlines() if line.strip()]
    told = [line for line in lines if not line.startswith((">", "Compilation Error"))]
    return told[0] if told else fault


def _exists(connection: psycopg.Connection) -> bool:
    """Whether anything was published, or held, by a version that can hold."""
    found = connection.execute("select to_regclass('marts.publication_holds')").fetchone()
    return found is not None and found[0] is not None


def _latest(settings: Settings, name: str | None = None) -> Publication:
    """The last publication, or the one of this name."""
    query = (
        "select publication_id, at, kind, name, rows_changed, restores, names"
        " from marts.publications where %(name)s::text is null or name = %(name)s"
        " order by publication_id desc limit 1"
    )
    with psycopg.connect(settings.dsn("reader")) as connection:
        cursor = connection.cursor(row_factory=class_row(Publication))
        found = cursor.execute(query, {"name": name}).fetchone()
    if found is None:
        raise PublicationError("Nothing is published yet: run a night first.")
    return found
