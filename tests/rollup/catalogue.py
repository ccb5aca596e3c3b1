"""The shipped catalogue with made-up indicators beside it: what no shipped one happens to be."""

import csv
import shutil
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from tests.conftest import REFERENCE

Row = dict[str, Any]
Tables = dict[str, list[Row]]
CATALOGUE = (
    "indicators",
    "indicator_codes",
    "indicator_crossings",
    "indicator_members",
    "indicator_due",
)
LEVELS = ("province", "city", "district", "subdistrict")
ALL_TYPES = "annual|half_year|quarterly|monthly"
OF_REAL_PLACES = ("literacy_rates", "functional_zones")
MEMBERS = {  # dimension: members that are together the whole, as (member, valid from, valid to)
    "audience": (("teenagers", "", ""), ("elderly", "", ""), ("residents", "", "2023")),
    "grade": (("province", "", ""), ("city", "", "")),
    "department": (("kexie", "", ""), ("science", "", "")),
    "kind": (("onsite", "", ""), ("online", "", "")),
}
CROSSED = (
    "audience+grade",
    "audience+department",
    "grade+kind",
    "department+kind",
    "grade+department+kind",
    "audience+grade+department+kind",
)
# what differs from a flow that everybody owes for every type of period
MADE_UP: dict[str, dict[str, str]] = {
    "made_up_visitors": {"kind_classification": "made up"},
    "made_up_balance": {"may_be_negative": "true"},
    "made_up_opening": {
        "behaviour": "stock",
        "is_opening_stock": "true",
        "period_types": "annual|half_year|quarterly",
    },
    "made_up_count": {"period_types": "annual|monthly"},
    "made_up_budget": {"rollup_scope": "own", "period_types": "annual|quarterly"},
    "made_up_rate": {
        "behaviour": "ratio",
        "value_type": "ratio",
        "ratio_factor": "100",
        "numerator": "made_up_balance+act_total",
        "denominator": "ws_total",
        "period_types": "annual|quarterly",
    },
    "made_up_share": {
        "behaviour": "ratio",
        "value_type": "ratio",
        "ratio_factor": "100",
        "numerator": "made_up_visitors_young",
        "denominator": "made_up_visitors",
        "period_types": "annual|half_year",
    },
}
NOT_ALL_OWED = {"made_up_count": ("annual",)}


# whether the roll-up measures how complete a ratio is that somebody owes and nobody gave; of the
# shipped ratios nobody owes any
WITH_RATIOS_OWED = True


def owed(due: Iterable[Row], ratios: Iterable[str]) -> list[Row]:
    """Rows of indicator_due.csv, without those of ratios where the roll-up knows none."""
    return [row for row in due if WITH_RATIOS_OWED or row["indicator"] not in set(ratios)]


@cache
def header(name: str) -> tuple[str, ...]:
    """The columns of a reference file."""
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(next(csv.reader(file)))


def is_shipped(name: str) -> bool:
    """Whether there is such a reference file."""
    return (REFERENCE / f"{name}.csv").exists()


def shipped(name: str) -> list[Row]:
    """The rows of a shipped reference file."""
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def tables() -> Tables:
    """The five tables of the catalogue, shipped and made up."""
    found = {name: shipped(name) for name in CATALOGUE}
    found["indicators"] += [
        indicator(code, number, entry) for number, (code, entry) in enumerate(MADE_UP.items())
    ]
    found["indicator_codes"].append(
        {"code": "made_up_visitors_young", "indicator": "made_up_visitors"}
        | {"audience": "teenagers", "grade": "total", "department": "total", "kind": "total"}
    )
    for code, entry in MADE_UP.items():
        types = entry.get("period_types", ALL_TYPES).split("|")
        found["indicator_due"] += [
            {"indicator": code, "level": level, "period_type": owed}
            for level in LEVELS
            for owed in NOT_ALL_OWED.get(code, types)
        ]
        found["indicator_crossings"].append({"indicator": code, "crossing": "total"})
    made_up_ratios = [code for code, entry in MADE_UP.items() if entry.get("numerator")]
    found["indicator_due"] = owed(found["indicator_due"], made_up_ratios)
    broken_down = (
        ("made_up_visitors", tuple(MEMBERS), CROSSED),
        ("made_up_balance", ("grade",), ()),
        ("made_up_share", ("grade",), ()),
    )
    for code, dimensions, crossed in broken_down:
        found["indicator_crossings"] += [
            {"indicator": code, "crossing": crossing} for crossing in (*dimensions, *crossed)
        ]
        found["indicator_members"] += [
            {
                "indicator": code,
                "dimension": dimension,
                "member": member,
                "valid_from": begin,
                "valid_to": end,
                "exhaustive": "true",
            }
            for dimension in dimensions
            for member, begin, end in MEMBERS[dimension]
        ]
    return found


def indicator(code: str, number: int, entry: Mapping[str, Any]) -> Row:
    """A made-up row of indicators.csv: a flow, but for what `entry` says."""
    row: Row = dict.fromkeys(header("indicators"), "") | {
        "indicator": code,
        "name_zh": f"合成指标{code}",
        "name_en": f"made up {code}",
        "subject": "literacy",
        "unit": "个",
        "value_type": "count",
        "behaviour": "flow",
        "rollup_scope": "tree",
        "may_be_negative": "false",
        "is_opening_stock": "false",
        "ratio_factor": "1" if entry.get("behaviour") == "ratio" else "",
        "period_types": ALL_TYPES,
        "definition_zh": "合成",
        "definition_en": "made up",
        "source": "made up",
        "sort_order": 100000 + number,
    }
    return row | {name: _written(value) for name, value in entry.items()}


def write(folder: Path, trees: Mapping[str, Iterable[Row]], catalogue: Tables) -> None:
    """Reference files: `trees` by their names, the catalogue, nothing about real places; what else
    is shipped goes with the shipped part of the catalogue."""
    everything = {**trees, **catalogue, **{name: [] for name in OF_REAL_PLACES}}
    everything["breakdown_kinds"] = breakdown_kinds(catalogue["indicator_members"])
    for path in REFERENCE.glob("*.csv"):
        if path.stem not in everything:
            shutil.copyfile(path, folder / path.name)
    for name, rows in everything.items():
        _write(folder / f"{name}.csv", header(name), rows)


def breakdown_kinds(members: Iterable[Row]) -> list[Row]:
    """Rows of breakdown_kinds.csv: the shipped ones, and what the members say of the others."""
    found = shipped("breakdown_kinds")
    known = {(row["indicator"], row["dimension"]) for row in found}
    others = {
        (row["indicator"], row["dimension"]): _written(row["exhaustive"]) == "true"
        for row in members
        if (row["indicator"], row["dimension"]) not in known
    }
    return found + [
        {"indicator": indicator, "dimension": dimension, "source": "made up"}
        | {"parts": "exhaustive" if is_exhaustive else "non_exhaustive"}
        for (indicator, dimension), is_exhaustive in others.items()
    ]


def _write(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows({name: _written(row.get(name)) for name in columns} for row in rows)


def _written(value: object) -> str:
    """A reference cell as it stands in a file: null is empty, booleans are small."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
