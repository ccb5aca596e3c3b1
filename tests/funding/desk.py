"""Submissions with figures and transfers, straight into raw, as the loader inserts them."""

import hashlib
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import psycopg
from psycopg import sql

from ingestion.settings import Settings
from tests.rollup import raw_rows

TOTAL = dict.fromkeys(("audience", "grade", "department", "kind"), "total")
Number = int | str | Decimal


class Desk:
    """What arrives, one submission after the other: each a day later than the one before."""

    def __init__(self) -> None:
        self.submissions: list[dict[str, Any]] = []
        self.observations: list[dict[str, Any]] = []
        self.transfers: list[dict[str, Any]] = []

    def send(self, sender: str, period: str, form: str = "transfer", **columns: Any) -> str:
        """A submission; gives its id."""
        number = len(self.submissions) + 1
        name = f"s{number:05d}"
        self.submissions.append(
            {
                "submission_id": name,
                "content_sha256": hashlib.sha256(name.encode()).hexdigest(),
                "source_uri": f"test/{name}.csv",
                "sender_code": sender,
                "form": form,
                "period": period,
                "kind": "snapshot",
                "received_at": f"{date(2010, 1, 1) + timedelta(days=number)}T08:00:00+08:00",
                "state": "accepted",
                "supersedes_id": None,
                "is_synthetic": True,
            }
            | columns
        )
        return name

    def pay(
        self,
        submission: str,
        payer: str,
        payee: str,
        amount: Number | None,
        purpose: str = "科普项目",
        **columns: Any,
    ) -> None:
        """A line of a transfer sheet; its side is the sender's unless told."""
        sent = next(s for s in self.submissions if s["submission_id"] == submission)
        side = "payee" if sent["sender_code"] == payee else "payer"
        line = {
            "submission_id": submission,
            "payer_code": payer,
            "payee_code": payee,
            "purpose": purpose,
            "period": sent["period"],
            "amount_yuan": None if amount is None else Decimal(amount),
            "side": side,
            "source_ref": f"{sent['source_uri']}!A{len(self.transfers) + 2}",
        }
        self.transfers.append(line | columns)

    def tell(self, submission: str, indicator: str, value: Number | None, **columns: Any) -> None:
        """An own figure of the sender in yuan; without a value it is not applicable."""
        sent = next(s for s in self.submissions if s["submission_id"] == submission)
        number = None if value is None else Decimal(value)
        state = "not_applicable" if number is None else "zero" if number == 0 else "value"
        figure = {
            "submission_id": submission,
            "org_code": sent["sender_code"],
            "indicator": indicator,
            "period": sent["period"],
            **TOTAL,
            "scope": "own",
            "status": "actual",
            "basis": "period",
            "state": state,
            "value": number,
            "lower": number,
            "upper": number,
            "source_ref": f"{sent['source_uri']}!B{len(self.observations) + 2}",
            "unit_printed": "元",
        }
        self.observations.append(figure | columns)

    def load(self, settings: Settings) -> None:
        """Everything into raw."""
        raw_rows.load(settings, self.submissions, self.observations)
        with psycopg.connect(settings.dsn("loader")) as connection:
            copy_rows(connection, "transfers", self.transfers)


def copy_rows(connection: psycopg.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    """Rows of one shape into a table of raw."""
    columns = list(rows[0])
    statement = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier("raw", table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([row[column] for column in columns])


def chain(unit: str, parents: Mapping[str, str | None]) -> list[str]:
    """The unit and all above it."""
    found = [unit]
    while (above := parents[found[-1]]) is not None:
        found.append(above)
    return found
