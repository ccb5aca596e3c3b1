"""Small provinces made fit to stand beside others in one warehouse: codes of their own, all columns
that the files have."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from tests.oracle.little import LEVELS
from tests.rollup import catalogue
from tests.rollup.judging import Rows
from tests.rollup.random_provinces import Province

Row = dict[str, Any]
TAG_LENGTH = 5
WHERE_CODES_STAND = {
    "units": ("org_code",),
    "versions": ("org_code", "code_then", "parent_code"),
    "events": ("from_code", "to_code"),
    "population": ("org_code",),
    "zones": ("zone_code", "covered_code"),
    "submissions": ("sender_code",),
    "observations": ("org_code",),
}
WHERE_INDICATORS_STAND = ("indicator", "code", "numerator", "denominator", "opening_of")


@dataclass(frozen=True)
class Tagged:
    """A province under a tag, and the way back to its own codes."""

    tag: str
    province: Province
    codes: Mapping[str, str]  # own code: code under the tag
    indicators: bool

    def back(self, rows: Rows) -> Rows:
        """Published rows under the province's own codes."""
        own = {tagged: code for code, tagged in self.codes.items()}
        found = {}
        for (unit, indicator, *rest), values in rows.items():
            name = indicator.removesuffix(_suffix(self.tag)) if self.indicators else indicator
            found[own[unit], name, *rest] = values
        return found


def tag(number: int, letter: str) -> str:
    """The tag of the province `number` of a kind, e.g. tag(12, "T") is T0012."""
    return f"{letter}{number:0{TAG_LENGTH - 1}d}"


def tagged(province: Province, mark: str, indicators: bool = False) -> Tagged:
    """The province with codes that begin with `mark`, and indicators of its own if asked for."""
    codes = _codes(province, mark)
    columns = {name: [dict(row) for row in getattr(province, name)] for name in WHERE_CODES_STAND}
    for name, where in WHERE_CODES_STAND.items():
        for row in columns[name]:
            row.update({c: codes[row[c]] for c in where if row.get(c) not in (None, "")})
    for name in ("submissions", "observations", "events"):
        for row in columns[name]:
            for column in ("submission_id", "supersedes_id", "event_id"):
                if row.get(column):
                    row[column] = f"{mark}-{row[column]}"
    if indicators:
        for name in ("population", "observations"):
            for row in columns[name]:
                row["indicator"] += _suffix(mark)
    return Tagged(mark, _filled(Province(0, **columns), mark), codes, indicators)


def _suffix(mark: str) -> str:
    return f"_{mark.lower()}"


def _codes(province: Province, mark: str) -> dict[str, str]:
    """New codes in the order of the old ones, for order decides where all else is equal."""
    old = {
        row[column]
        for name, columns in WHERE_CODES_STAND.items()
        for row in getattr(province, name)
        for column in columns
        if row.get(column) not in (None, "")
    }
    return {code: f"{mark}{number:03d}" for number, code in enumerate(sorted(old))}


def _filled(province: Province, mark: str) -> Province:
    """The columns that say nothing here but must be there."""
    inferred = {"source": "made up", "confidence": "inferred"}
    for number, unit in enumerate(province.units):
        code = unit["org_code"]
        about = {
            "name": f"合成{code}",
            "short_name": f"合{code}",
            "kind": "合成单位",
            "aliases": "",
        }
        order = int.from_bytes(mark[:1].encode()) * 10**7 + int(mark[1:]) * 1000 + number
        unit.update(about, sort_order=order)
    for version in province.versions:
        code = version["org_code"]
        about = {"code_then": code, "name_then": f"合成{code}", "kind_then": "合成单位"}
        _default(version, about | inferred | {"valid_to": None, "parent_code": None})
    for event in province.events:
        _default(event, inferred | {"event_type": "merged"})
    for row in (*province.population, *province.zones):
        _default(row, {"source": "made up", "edition": "made up"})
    for submission in province.submissions:
        name = submission["submission_id"]
        about = {
            "content_sha256": sha256(name.encode()).hexdigest(),
            "source_uri": f"made-up/{name}",
        }
        submission.update(about, is_synthetic=True)
        if isinstance(submission["received_at"], str):
            arrived = datetime.fromisoformat(submission["received_at"])
            submission["received_at"] = arrived.astimezone(UTC)
    for observation in province.observations:
        observation.setdefault("source_ref", "made up")
        if observation["state"] == "zero":
            observation.update(value=0, lower=0, upper=0)
    return province


def _default(row: Row, defaults: Mapping[str, Any]) -> None:
    for name, value in defaults.items():
        row.setdefault(name, value)


def tagged_tables(tables: Mapping[str, Iterable[Row]], mark: str) -> catalogue.Tables:
    """A province's own catalogue under its tag, from tables as `Reference.from_rows` has them."""

    def renamed(value: object) -> object:
        return "+".join(f"{part}{_suffix(mark)}" for part in str(value).split("+"))

    found = {
        name: [
            {c: renamed(v) if c in WHERE_INDICATORS_STAND and v else v for c, v in row.items()}
            for row in tables[name]
        ]
        for name in catalogue.CATALOGUE
    }
    first = 200000 + int(mark[1:]) * 100
    found["indicators"] = [
        catalogue.indicator(str(row["indicator"]), first + number, row)
        for number, row in enumerate(found["indicators"])
    ]
    return found


def together(tables: Iterable[catalogue.Tables]) -> catalogue.Tables:
    """Catalogues in one."""
    all_of_them = list(tables)
    return {name: [row for one in all_of_them for row in one[name]] for name in catalogue.CATALOGUE}


def level_of(unit: str, parents: Mapping[str, str | None]) -> str:
    """The level of a unit by its depth in a tree."""
    depth, above = 0, parents[unit]
    while above is not None:
        depth, above = depth + 1, parents[above]
    return LEVELS[min(depth, len(LEVELS) - 1)]
