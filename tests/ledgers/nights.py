"""Nights on the shipped reference data: made-up statements into raw, then dbt, then publication.

Units are real, every figure here is made up.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

import psycopg

from ingestion.settings import Settings
from tests.dbt.running import dbt

Row = dict[str, Any]
DIMENSIONS = ("audience", "grade", "department", "kind")


def stated(
    org_code: str,
    indicator: str,
    period: str,
    *figures: int | str | None,
    scope: str = "own",
    **more: Any,
) -> Row:
    """One assertion: a value, or value, lower and upper, with None for an open end.

    stated("420505", "act_total", "2023", 4, 3, 5, scope="inclusive", kind="excellent")
    """
    value, lower, upper = figures if len(figures) == 3 else figures * 3
    row = {
        "org_code": org_code,
        "indicator": indicator,
        "period": period,
        **dict.fromkeys(DIMENSIONS, "total"),
        "scope": scope,
        "status": "actual",
        "basis": "period",
        "state": "value" if value else "zero",
        "source_ref": "made up",
        "quote": f"合成：{value}",
    }
    ends = {"value": value, "lower": lower, "upper": upper}
    return row | {k: None if v is None else Decimal(v) for k, v in ends.items()} | more


@dataclass
class Nights:
    """A warehouse to which offices speak, and the nights that publish what they said."""

    settings: Settings
    count: itertools.count = field(default_factory=itertools.count)

    def submit(self, at: str, sender: str, *rows: Row, form: str = "literacy") -> str:
        """An accepted submission by `sender` at an instant (ISO, with offset); gives its id."""
        number = next(self.count)
        name = f"made-up-{number:03d}"
        when = datetime.fromisoformat(at)
        with psycopg.connect(self.settings.dsn("loader")) as loader:
            _insert(
                loader,
                "files",
                content_sha256=f"{number:064d}",
                bytes=1,
                media_type="text/csv",
                first_seen_at=when,
            )
            _insert(
                loader,
                "deliveries",
                delivery_id=name,
                content_sha256=f"{number:064d}",
                source_uri=f"made-up/{name}.csv",
                received_at=when,
                is_synthetic=True,
                landing="test",
            )
            _insert(
                loader,
                "filings",
                submission_id=name,
                delivery_id=name,
                sender_code=sender,
                form=form,
                period=rows[0]["period"],
                kind="snapshot",
            )
            for row in rows:
                _insert(loader, "observations", submission_id=name, **row)
        self.decide(at, name, "accepted")
        return name

    def decide(self, at: str, submission_id: str, event: str) -> None:
        """What becomes of a submission at an instant: accepted, withdrawn."""
        with psycopg.connect(self.settings.dsn("loader")) as loader:
            _insert(
                loader,
                "events",
                submission_id=submission_id,
                event=event,
                actor="test",
                at=datetime.fromisoformat(at),
            )

    def first(self) -> None:
        """Seeds, every model, publication."""
        self._dbt("seed")
        self.build()

    def build(self, *select: str) -> None:
        """Every model, or those selected with all that they stand on; then publication."""
        self._dbt("run", *(["--select", *(f"+{name}" for name in select)] if select else []))
        self._dbt("run-operation", "publish")

    def test(self, *select: str) -> None:
        """The dbt tests of models hold."""
        self._dbt("test", "--select", *select, "--exclude-resource-type", "unit_test")

    def rows(self, query: str, *parameters: Any) -> list[tuple]:
        """Rows as the reader sees them."""
        with psycopg.connect(self.settings.dsn("reader")) as reader:
            return reader.execute(query, parameters).fetchall()

    def row(self, columns: Sequence[str], mart: str, **where: Any) -> Row | None:
        """The one row of a mart where columns have these values; None where there is none."""
        condition = " and ".join(f"{name} = %s" for name in where)
        query = f"select {', '.join(columns)} from marts.{mart} where {condition}"
        found = self.rows(query, *where.values())
        assert len(found) <= 1, f"{len(found)} rows in {mart} where {where}"
        return dict(zip(columns, found[0], strict=True)) if found else None

    def _dbt(self, *arguments: str) -> None:
        outcome = dbt(self.settings, *arguments)
        told = [f"{one.node.name}: {one.message}" for one in getattr(outcome.result, "results", [])
                if str(one.status) not in ("success", "pass", "warn", "no-op")]  # fmt: skip
        assert outcome.success, outcome.exception or told


def _insert(loader: psycopg.Connection, table: str, **columns: Any) -> None:
    places = ", ".join(["%s"] * len(columns))
    statement = f"insert into raw.{table} ({', '.join(columns)}) values ({places})"
    loader.execute(statement, list(columns.values()))  # type: ignore[arg-type]
