"""Small made-up provinces: their reference files, and what their units report, straight to raw."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg

from ingestion.publishing import dbt_run
from ingestion.settings import Settings
from tests import nights
from tests.conftest import REFERENCE
from tests.rollup import raw_rows

Row = dict[str, Any]
START, OPEN = "2000-01-01", ""
LEVELS = {1: "province", 2: "city", 3: "district", 4: "subdistrict"}
OF_A_PLACE = ("population", "literacy_rates", "functional_zones", "zone_bridge")


def unit(code: str, level: str) -> Row:
    """An official unit that reports."""
    return {
        "org_code": code, "name": f"合成{code}", "short_name": f"合{code}", "level": level,
        "kind": "合成单位", "is_official": "true", "reporting_unit": "true", "aliases": "",
        "sort_order": 0,
    }  # fmt: skip


def version(code: str, parent: str, start: str = START, end: str = OPEN, **then: str) -> Row:
    """A unit under a parent from `start` up to the day before `end`."""
    return {
        "org_code": code, "valid_from": start, "valid_to": end, "code_then": code,
        "name_then": f"合成{code}", "kind_then": "合成单位", "parent_code": parent,
        "source": "made up", "confidence": "inferred", **then,
    }  # fmt: skip


def event(name: str, day: str, kind: str, edge: tuple[str, str, str]) -> Row:
    """`edge` is (giving unit, taking unit, weight)."""
    return {
        "event_id": name, "effective_on": day, "event_type": kind, "from_code": edge[0],
        "to_code": edge[1], "weight": edge[2], "source": "made up", "confidence": "inferred",
    }  # fmt: skip


def write_reference(folder: Path, **tables: Iterable[Row]) -> None:
    """Reference files with these tables; the catalogue stays the shipped one, and what speaks of
    real places is empty unless given. Units are numbered in the order given."""
    folder.mkdir(parents=True, exist_ok=True)
    numbered = enumerate(tables.get("org_units", ()), 1)
    tables["org_units"] = [row | {"sort_order": number} for number, row in numbered]
    for name in {*OF_A_PLACE, *tables}:
        with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header, lineterminator="\n")
            writer.writeheader()
            writer.writerows(tables.get(name, ()))
    for shipped in REFERENCE.glob("*.csv"):
        if not (folder / shipped.name).exists():
            (folder / shipped.name).write_bytes(shipped.read_bytes())


def submission(name: str, sender: str, period: str, day: int = 1) -> Row:
    """An accepted form that arrived on a day of January 2025."""
    return {
        "submission_id": name, "content_sha256": sha256(name.encode()).hexdigest(),
        "sender_code": sender, "form": "literacy", "period": period, "kind": "patch",
        "received_at": datetime(2025, 1, day, tzinfo=UTC), "state": "accepted",
        "supersedes_id": None, "source_uri": f"made-up/{name}", "is_synthetic": True,
    }  # fmt: skip


def said(of: Row, value: int, **more: Any) -> Row:
    """A figure of the sender's own in a submission, of `act_total` unless told otherwise."""
    number = Decimal(value)
    return {
        "submission_id": of["submission_id"], "org_code": of["sender_code"],
        "indicator": "act_total", "period": of["period"], "audience": "total", "grade": "total",
        "department": "total", "kind": "total", "scope": "own", "status": "actual",
        "basis": "period", "state": "value", "value": number, "lower": number, "upper": number,
        "source_ref": f"合成表!{of['sender_code']}", **more,
    }  # fmt: skip


def report(settings: Settings, figures: Mapping[str, int], period: str) -> None:
    """One form of each unit with its own act_total of a period."""
    sent = [submission(f"s-{period}-{code}", code, period) for code in figures]
    raw_rows.load(settings, sent, [said(one, figures[one["sender_code"]]) for one in sent])


def build(
    settings: Settings,
    reference: Path,
    run_id: str,
    layers: Sequence[str] = dbt_run.LAYERS,
    *,
    is_tested: bool = False,
) -> None:
    """Every layer of a night over what raw holds, with these reference files."""
    nights.build(Settings(settings.state, reference), run_id, layers, is_tested=is_tested)


def rows(settings: Settings, query: str, role: str = "reader", **values: Any) -> list[tuple]:
    """The rows of a query, as a role."""
    with psycopg.connect(settings.dsn(role)) as connection:
        return connection.execute(query, values or None).fetchall()


def totals(settings: Settings, boundary: str, period: str) -> dict[str, tuple]:
    """Total and method of act_total by unit."""
    found = rows(
        settings,
        "select org_code, total, method from marts.totals where boundary = %(boundary)s"
        " and indicator = 'act_total' and period = %(period)s",
        boundary=boundary,
        period=period,
    )
    return {code: (total, method) for code, total, method in found}
