"""Rows into `raw`: COPY over the loader's connection, one transaction for one delivery.

A delivery is there as a whole or not at all, and loading it again changes nothing.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from psycopg import Connection, Cursor, errors

from ingestion.model import Delivery, Filing

ACTOR = "ingestion"
_OBSERVATION = (
    "org_code", "indicator", "period", "audience", "grade", "department", "kind", "scope",
    "status", "basis", "state", "value", "lower", "upper", "source_ref", "quote", "unit_printed",
    "rule_id", "method", "reason",
)  # fmt: skip
_STATION = (
    "org_code", "station_name", "host_name", "credit_code", "type", "grade", "approved_on",
    "term_end", "exited_on", "exit_kind", "exit_reason", "source_ref",
)  # fmt: skip
_TRANSFER = ("payer_code", "payee_code", "purpose", "period", "amount_yuan", "side", "source_ref")
_FINDING = (
    "rule_id", "severity", "source_ref", "message_zh", "expected", "found", "org_code",
    "explanation",
)  # fmt: skip
# what a submission says of the world, by the table that holds it
SPOKEN = {"observations": _OBSERVATION, "stations": _STATION, "transfers": _TRANSFER}
_EXPLANATION = ("form", "indicator", "place", "text", "source_ref")


@dataclass(frozen=True, slots=True)
class Decided:
    """A filing with what the warehouse makes of it. `advice` is for its sender: what holds now."""

    submission_id: str
    filing: Filing
    state: str
    reason: str
    advice: tuple[str, ...] = ()


def identifier(*parts: str | int | None) -> str:
    """A name of 32 hex digits that follows from its parts alone."""
    text = "\x1f".join("" if part is None else f"={part}" for part in parts)
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:32]


def submission_id(delivery_id: str, filing: Filing, ordinal: int) -> str:
    """The id of a filing; `ordinal` counts those of one delivery that share everything else."""
    return identifier(delivery_id, filing.sender_code, filing.form, filing.period, ordinal)


def load(
    connection: Connection,
    delivery_id: str,
    delivery: Delivery,
    landing: str,
    decided: Sequence[Decided],
    *,
    schema: str = "raw",
) -> bool:
    """Write one delivery with all it says; False where it was there already.

    `schema` is another one where raw rows are only tried out.
    """
    try:
        with connection.transaction(), connection.cursor() as cursor:
            # tables are named without their schema below
            cursor.execute("select set_config('search_path', %s, true)", (schema,))
            _delivery(cursor, delivery_id, delivery, landing)
            for one in decided:
                _filing(cursor, delivery_id, one)
            _events(cursor, decided, delivery.received_at)
            _copy(
                cursor, "observations", _OBSERVATION, _rows(decided, "observations", _OBSERVATION)
            )
            _copy(cursor, "stations", _STATION, _rows(decided, "stations", _STATION))
            _copy(cursor, "transfers", _TRANSFER, _rows(decided, "transfers", _TRANSFER))
            _copy(cursor, "findings", _FINDING, _rows(decided, "findings", _FINDING))
            _copy(
                cursor, "explanations", _EXPLANATION, _rows(decided, "explanations", _EXPLANATION)
            )
    except errors.UniqueViolation:
        return False
    return True


def _delivery(cursor: Cursor, delivery_id: str, delivery: Delivery, landing: str) -> None:
    # no conflict target: naming one would need the right to read
    cursor.execute(
        "insert into files (content_sha256, bytes, media_type, first_seen_at)"
        " values (%s, %s, %s, %s) on conflict do nothing",
        (delivery.content_sha256, delivery.size_bytes, delivery.media_type, delivery.received_at),
    )
    cursor.execute(
        "insert into deliveries (delivery_id, content_sha256, source_uri, received_at,"
        " is_synthetic, landing) values (%s, %s, %s, %s, %s, %s)",
        (delivery_id, delivery.content_sha256, delivery.source_uri, delivery.received_at,
         delivery.is_synthetic, landing),
    )  # fmt: skip


def _filing(cursor: Cursor, delivery_id: str, one: Decided) -> None:
    filing = one.filing
    cursor.execute(
        "insert into filings (submission_id, delivery_id, sender_code, form, period, kind,"
        " supersedes_id) values (%s, %s, %s, %s, %s, %s, %s)",
        (one.submission_id, delivery_id, filing.sender_code, filing.form, filing.period,
         filing.kind, filing.supersedes_id),
    )  # fmt: skip


def _events(cursor: Cursor, decided: Sequence[Decided], received_at: datetime) -> None:
    columns = ("submission_id", "event", "actor", "reason")
    with cursor.copy(f"copy events ({', '.join(columns)}, at) from stdin") as copy:
        for one in decided:
            # an edit is received from its person, for that person's reason
            actor, reason = one.filing.actor or ACTOR, one.filing.reason
            copy.write_row((one.submission_id, "received", actor, reason, received_at))
    with cursor.copy(f"copy events ({', '.join(columns)}) from stdin") as copy:
        for one in decided:
            copy.write_row((one.submission_id, one.state, ACTOR, one.reason))
            target = one.filing.supersedes_id
            # it goes on speaking of whatever the correction leaves alone
            if target is not None and one.state.startswith("accepted"):
                reason = f"由报送 {one.submission_id} 更正"
                copy.write_row((target, "superseded", one.filing.actor or ACTOR, reason))


def _rows(decided: Iterable[Decided], part: str, columns: Sequence[str]) -> list[tuple]:
    fields = attrgetter(*columns)
    return [
        (one.submission_id, *fields(record))
        for one in decided
        # what a duplicate says stands already under what it repeats
        if part == "findings" or one.state != "duplicate"
        for record in getattr(one.filing, part)
    ]


def _copy(cursor: Cursor, table: str, columns: Sequence[str], rows: list[tuple]) -> None:
    if not rows:
        return
    statement = f"copy {table} (submission_id, {', '.join(columns)}) from stdin"
    with cursor.copy(statement) as copy:  # type: ignore[arg-type]  # built from our own constants
        for row in rows:
            copy.write_row(row)
