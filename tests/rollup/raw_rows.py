"""Rows straight into raw, as the loader inserts them: for tests that are about what follows."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import psycopg
from psycopg import sql

from ingestion.settings import Settings

Row = Mapping[str, Any]


def load(settings: Settings, submissions: Iterable[Row], observations: Iterable[Row]) -> None:
    """Submissions (columns of raw.submissions) and their assertions (of raw.observations).

    Every submission is a file of its own; its state is its one event.
    """
    said = list(submissions)
    with psycopg.connect(settings.dsn("loader")) as connection:
        _copy(
            connection,
            "files",
            [
                {
                    "content_sha256": row["content_sha256"],
                    "bytes": 1,
                    "media_type": "text/csv",
                    "first_seen_at": row["received_at"],
                }
                for row in said
            ],
        )
        of_delivery = ("content_sha256", "source_uri", "received_at", "is_synthetic")
        _copy(
            connection,
            "deliveries",
            [
                {name: row[name] for name in of_delivery}
                | {"delivery_id": row["submission_id"], "landing": "test"}
                for row in said
            ],
        )
        of_filing = ("submission_id", "sender_code", "form", "period", "kind", "supersedes_id")
        _copy(
            connection,
            "filings",
            [
                {name: row[name] for name in of_filing} | {"delivery_id": row["submission_id"]}
                for row in said
            ],
        )
        edits = [row["submission_id"] for row in said if row["kind"] == "edit"]
        received = [(name, "received") for name in edits]  # an edit is received from its person
        decided = [(row["submission_id"], row["state"]) for row in said]
        _copy(
            connection,
            "events",
            [
                {"submission_id": name, "event": event, "actor": "test", "reason": "made up"}
                for name, event in received + decided
            ],
        )
        _copy(connection, "observations", list(observations))


def decide(settings: Settings, states: Mapping[str, str]) -> None:
    """Later events: the state of each submission from now on."""
    with psycopg.connect(settings.dsn("loader")) as connection:
        rows: list[Row] = [
            {"submission_id": name, "event": state, "actor": "test"}
            for name, state in states.items()
        ]
        if rows:
            _copy(connection, "events", rows)


def _copy(connection: psycopg.Connection, table: str, rows: Sequence[Row]) -> None:
    columns = list(rows[0])
    statement = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier("raw", table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([row[column] for column in columns])
