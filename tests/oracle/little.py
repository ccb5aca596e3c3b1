"""Tiny made-up provinces for tests: a few units, a catalogue with one indicator of every kind."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.oracle import Reference, by_key, publish
from tests.oracle.reference import DIMENSIONS, TOTAL

LEVELS = ("province", "city", "district", "subdistrict")
PERIOD_TYPES = "annual|half_year|quarterly|monthly"
Number = int | str | Decimal

# indicator: behaviour and what differs from the defaults
CATALOGUE: dict[str, dict[str, Any]] = {
    "events": {"behaviour": "flow"},
    "visitors": {"behaviour": "flow"},  # with exhaustive audiences and grades
    "change": {"behaviour": "flow", "may_be_negative": True},
    "bases": {"behaviour": "stock"},
    "bases_before": {"behaviour": "stock", "is_opening_stock": True},
    "persons": {"behaviour": "not_additive"},
    "rate": {"behaviour": "surveyed"},
    "budget": {"behaviour": "flow", "rollup_scope": "own"},
    "people": {"behaviour": "reference", "rollup_scope": "reference"},
    "per_base": {"behaviour": "ratio", "numerator": "events", "denominator": "bases"},
    "per_head": {"behaviour": "ratio", "numerator": "events+change", "denominator": "people"},
}
MEMBERS = [
    {"dimension": "audience", "member": "young", "exhaustive": True},
    {"dimension": "audience", "member": "old", "exhaustive": True, "valid_from": "2021"},
    {"dimension": "audience", "member": "residents", "exhaustive": True, "valid_to": "2021"},
    {"dimension": "grade", "member": "high", "exhaustive": True},
    {"dimension": "grade", "member": "low", "exhaustive": True},
    {"dimension": "kind", "member": "lecture", "exhaustive": False},
]
CROSSINGS = ("audience", "grade", "kind", "audience+grade")


class Little:
    """A province of a few units, what they say, and what is published of it."""

    def __init__(self, parents: Mapping[str, str | None], due: Sequence[str] = LEVELS) -> None:
        self.units = [self._unit(unit, parents) for unit in parents]
        self.versions: list[dict[str, Any]] = [
            {"org_code": unit, "valid_from": "2000-01-01", "valid_to": None, "parent_code": parent}
            for unit, parent in parents.items()
        ]
        self.events: list[dict[str, Any]] = []
        self.population: list[dict[str, Any]] = []
        self.zones: list[dict[str, Any]] = []
        self.due = [
            {"indicator": indicator, "level": level, "period_type": period_type}
            for indicator in CATALOGUE
            for level in due
            for period_type in PERIOD_TYPES.split("|")
        ]
        self.submissions: list[dict[str, Any]] = []
        self.observations: list[dict[str, Any]] = []

    @staticmethod
    def _unit(unit: str, parents: Mapping[str, str | None]) -> dict[str, Any]:
        depth, above = 0, parents[unit]
        while above is not None:
            depth, above = depth + 1, parents[above]
        return {
            "org_code": unit,
            "level": LEVELS[depth],
            "is_official": True,
            "reporting_unit": True,
        }

    def from_day(self, unit: str, day: str, parent: str, until: str | None = None) -> None:
        """The unit exists under `parent` from a day on (a unit of that name must be known)."""
        for version in self.versions:
            if version["org_code"] == unit and version["valid_to"] is None:
                version["valid_to"] = day
        self.versions.append(
            {"org_code": unit, "valid_from": day, "valid_to": until, "parent_code": parent}
        )
        self.versions = [v for v in self.versions if v["valid_from"] != v["valid_to"]]

    def born(self, unit: str, day: str, parent: str) -> None:
        """A unit that exists from a day on and not before."""
        level = next(u["level"] for u in self.units if u["org_code"] == parent)
        below = LEVELS[LEVELS.index(level) + 1]
        self.units.append(
            {"org_code": unit, "level": below, "is_official": True, "reporting_unit": True}
        )
        self.from_day(unit, day, parent)

    def ended(self, unit: str, day: str) -> None:
        """A unit exists no more from a day on."""
        for version in self.versions:
            if version["org_code"] == unit and version["valid_to"] is None:
                version["valid_to"] = day

    def event(self, day: str, source: str, shares: Mapping[str, Number]) -> None:
        """On that day the figures of a unit go to others (or stay) with these shares."""
        for target, weight in shares.items():
            self.events.append(
                {
                    "event_id": f"{day}-{source}",
                    "effective_on": day,
                    "event_type": "merged",
                    "from_code": source,
                    "to_code": target,
                    "weight": str(weight),
                }
            )

    def send(self, sender: str | None, period: str = "2024", **columns: Any) -> str:
        """A submission, each a day after the one before; returns its id."""
        number = len(self.submissions) + 1
        submission: dict[str, Any] = {
            "submission_id": f"s{number:05d}",
            "sender_code": sender,
            "form": "form",
            "period": period,
            "kind": "snapshot",
            "received_at": f"{date(2025, 1, 1) + timedelta(days=number)}T08:00:00+08:00",
            "state": "accepted",
            "supersedes_id": None,
        }
        self.submissions.append(submission | columns)
        return str(submission["submission_id"])

    def tell(
        self,
        submission: str,
        unit: str,
        value: Number | None = None,
        ends: tuple[Number | None, Number | None] | None = None,
        **columns: Any,
    ) -> None:
        """An observation; `ends` are lower and upper of a hedged one."""
        lower, upper = (value, value) if ends is None else ends
        observation: dict[str, Any] = {
            "submission_id": submission,
            "org_code": unit,
            "indicator": "events",
            "period": "2024",
            **dict.fromkeys(DIMENSIONS, TOTAL),
            "scope": "own",
            "status": "actual",
            "basis": "period",
            "state": "value",
            "value": None if value is None else Decimal(value),
            "lower": None if lower is None else Decimal(lower),
            "upper": None if upper is None else Decimal(upper),
        }
        self.observations.append(observation | columns)

    def say(
        self,
        unit: str,
        value: Number | None = None,
        ends: tuple[Number | None, Number | None] | None = None,
        **columns: Any,
    ) -> str:
        """One submission of the unit itself with one observation; returns its id."""
        submission = self.send(unit, columns.get("period", "2024"))
        self.tell(submission, unit, value, ends, **columns)
        return submission

    def reference(self) -> Reference:
        """The made-up reference data."""
        return Reference.from_rows(**self.reference_rows())

    def reference_rows(self) -> dict[str, list[dict[str, Any]]]:
        """The same as rows of its tables."""
        catalogue = [
            {"indicator": code, "period_types": PERIOD_TYPES} | entry
            for code, entry in CATALOGUE.items()
        ]
        return {
            "org_units": self.units,
            "org_unit_versions": self.versions,
            "org_unit_events": self.events,
            "indicators": catalogue,
            "indicator_codes": [],
            "indicator_crossings": [
                *({"indicator": code, "crossing": TOTAL} for code in CATALOGUE),
                *({"indicator": "visitors", "crossing": crossing} for crossing in CROSSINGS),
            ],
            "indicator_members": [{"indicator": "visitors"} | member for member in MEMBERS],
            "indicator_due": self.due,
            "population": self.population,
            "zone_bridge": self.zones,
        }

    def rows(self) -> list[dict[str, Any]]:
        """All published rows."""
        return publish(self.submissions, self.observations, self.reference())

    def row(
        self, unit: str, indicator: str = "events", period: str = "2024", **columns: str
    ) -> dict[str, Any]:
        """The published row of a unit; boundary `period` and no breakdown unless said."""
        cell = {name: columns.get(name, TOTAL) for name in DIMENSIONS}
        key = (unit, indicator, period, *cell.values(), columns.get("boundary", "period"))
        return by_key(self.rows()).get(key, {})

    def said(self, unit: str, indicator: str = "events", period: str = "2024", **c: str) -> Any:
        """Method, total, lower and upper of that row, numbers as text; None without a row."""
        row = self.row(unit, indicator, period, **c)
        if not row:
            return None
        return (row["method"], *(plain(row[name]) for name in ("total", "lower", "upper")))


def plain(value: Decimal | None) -> str | None:
    """A number as it is written, without trailing zeros."""
    if value is None:
        return None
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
