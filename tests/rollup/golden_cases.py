"""Golden cases: a file each, with what is filed and what must come out, by hand.

A case is JSON: `why` in a line; what it `needs`, if anything; `tree` (unit: parent) or the rows of
the reference files; `filings` with what they tell; `expected`, rows with the columns that matter;
`absent`, rows that must not be. Columns have the names of the files and tables, and defaults where
nothing else is said.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from tests.oracle.little import CATALOGUE, Little
from tests.rollup import catalogue
from tests.rollup.random_provinces import WITH_EDITS, WITH_ZONES, Province
from tests.rollup.side_by_side import level_of, together

Row = dict[str, Any]
RATIOS = [code for code, entry in CATALOGUE.items() if entry["behaviour"] == "ratio"]
FOLDER = Path(__file__).with_name("golden")
DIMENSIONS = ("audience", "grade", "department", "kind")
FILING = {
    "form": "form",
    "period": "2024",
    "kind": "snapshot",
    "state": "accepted",
    "supersedes_id": None,
}
TELLING = {
    "indicator": "events",
    **dict.fromkeys(DIMENSIONS, "total"),
    "scope": "own",
    "status": "actual",
    "basis": "period",
    "state": "value",
}
ROW = {"indicator": "events", "period": "2024", **dict.fromkeys(DIMENSIONS, "total")}
REFERENCE_ROWS = {
    "org_units": "units",
    "org_unit_versions": "versions",
    "org_unit_events": "events",
    "population": "population",
    "zone_bridge": "zones",
}


@dataclass(frozen=True)
class Case:
    """One golden case; expected and absent rows with all columns of their keys."""

    name: str
    why: str
    province: Province
    expected: list[Row]
    absent: list[Row]
    needs: str | None = None


def cases() -> list[Case]:
    """All cases in their folder whose needs the roll-up meets."""
    met = {None: True, "edits": WITH_EDITS, "zones": WITH_ZONES}
    met["ratios owed"] = catalogue.WITH_RATIOS_OWED
    found = [read(path) for path in sorted(FOLDER.glob("*.json"))]
    return [case for case in found if met[case.needs]]


@cache
def tables() -> catalogue.Tables:
    """The catalogue of all cases: the shipped one, that of random provinces, and the little one."""
    little = Little({"P": None}).reference_rows()
    small = {name: list(little[name]) for name in catalogue.CATALOGUE}
    small["indicator_due"] = catalogue.owed(small["indicator_due"], RATIOS)
    small["indicators"] = [
        catalogue.indicator(row["indicator"], 1000 + number, row)
        for number, row in enumerate(small["indicators"])
    ]
    return together([catalogue.tables(), small])


def read(path: Path) -> Case:
    """A case from its file. Raises ValueError when it is no JSON, KeyError when it lacks a part."""
    said = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal, parse_int=Decimal)
    province = Province(0)
    for name, attribute in REFERENCE_ROWS.items():
        getattr(province, attribute).extend(said.get(name, ()))
    _plant(province, said.get("tree", {}))
    for number, filing in enumerate(said["filings"], 1):
        _file(province, filing, number)
    return Case(
        path.stem,
        said["why"],
        province,
        [ROW | {"boundary": "period"} | row for row in said["expected"]],
        [ROW | {"boundary": "period"} | row for row in said.get("absent", ())],
        said.get("needs"),
    )


def _plant(province: Province, parents: Mapping[str, str | None]) -> None:
    """Units of a tree that stood since ever; versions in the case replace those made here."""
    known = {unit["org_code"] for unit in province.units}
    told = {version["org_code"] for version in province.versions}
    for unit, parent in parents.items():
        if unit not in known:
            province.units.append({"org_code": unit, "level": level_of(unit, parents)})
        if unit not in told:
            province.versions.append(
                {"org_code": unit, "valid_from": "2000-01-01", "parent_code": parent}
            )
    for row in province.units:
        row.setdefault("is_official", True)
        row.setdefault("reporting_unit", row["is_official"])
    for row in province.versions:
        row.setdefault("valid_to", None)
    for row in province.population:
        row.update(year=int(row["year"]), is_used=row.get("is_used", True))


def _file(province: Province, filing: Mapping[str, Any], number: int) -> None:
    """A filing, each a day after the one before it, and what it tells."""
    arrived = f"{date(2025, 1, 1) + timedelta(days=number)}T08:00:00+08:00"
    submission = {"submission_id": f"s{number:03d}", "received_at": arrived} | FILING
    submission |= {name: value for name, value in filing.items() if name != "tells"}
    submission.setdefault("sender_code", None)
    province.submissions.append(submission)
    for telling in filing["tells"]:
        of_filing = {"org_code": submission["sender_code"], "period": submission["period"]}
        row = TELLING | of_filing | telling
        value = Decimal(0) if row["state"] == "zero" else row.get("value")
        row = {"value": value, "lower": value, "upper": value} | row
        province.observations.append(row | {"submission_id": submission["submission_id"]})


def written(province: Province, why: str, expected: list[Row]) -> str:
    """A province and rows that should come out, as a file of a golden case."""
    case: Row = {"why": why}
    for name, attribute in REFERENCE_ROWS.items():
        rows = [_without_labels(row) for row in getattr(province, attribute)]
        if rows:
            case[name] = rows
    tellings: dict[str, list[Row]] = {}
    for row in province.observations:
        implied = {"submission_id", "source_ref"}
        if row["state"] != "value":
            implied |= {"value", "lower", "upper"}
        elif row["value"] == row["lower"] == row["upper"]:
            implied |= {"lower", "upper"}
        told = {n: v for n, v in row.items() if n not in implied}
        kept = {n: v for n, v in told.items() if n not in TELLING or v != TELLING[n]}
        tellings.setdefault(row["submission_id"], []).append(kept)
    case["filings"] = [
        {
            name: value
            for name, value in row.items()
            if name not in ("content_sha256", "source_uri", "is_synthetic")
            and (name not in FILING or value != FILING[name])
        }
        | {"tells": tellings.get(row["submission_id"], [])}
        for row in province.submissions
    ]
    case["expected"] = expected
    lines = json.dumps(case, ensure_ascii=False, default=_plain)
    return lines.replace('"filings": [', '\n"filings": [\n').replace("}, {", "},\n{")


LABELS = frozenset(
    {"name", "short_name", "kind", "aliases", "sort_order"}
    | {"name_then", "kind_then", "source", "confidence", "edition"}
)


def _without_labels(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in LABELS}


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in a golden case.")
