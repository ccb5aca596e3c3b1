"""Submissions as rows of raw, said briefly; what is made up here says so in its source."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from ingestion.settings import Settings
from tests.rollup import raw_rows

START = datetime(2025, 1, 10, tzinfo=UTC)
Row = dict[str, Any]


@dataclass
class Desk:
    """Collects submissions and what they assert; `load` puts them into raw."""

    submissions: list[Row] = field(default_factory=list)
    observations: list[Row] = field(default_factory=list)

    def send(self, name: str, sender: str, period: str, *figures: Row, **filing: Any) -> str:
        """A submission of this name with its figures; gives the name, which is its id."""
        self.submissions.append(
            {
                "submission_id": name,
                "content_sha256": hashlib.sha256(name.encode()).hexdigest(),
                "sender_code": sender,
                "form": "literacy",
                "period": period,
                "kind": "snapshot",
                "received_at": START + timedelta(hours=len(self.submissions)),
                "state": "accepted",
                "supersedes_id": None,
                "source_uri": f"made-up/{name}",
                "is_synthetic": True,
            }
            | filing
        )
        for number, figure in enumerate(figures, 1):
            place = {"submission_id": name, "org_code": sender, "period": period}
            self.observations.append(place | {"source_ref": f"{name}!B{number}"} | figure)
        return name

    def load(self, settings: Settings) -> None:
        """Into raw, as the loader."""
        raw_rows.load(settings, self.submissions, self.observations)


def said(
    indicator: str,
    value: float | str | None,
    upper: float | str | None = None,
    *,
    lower: float | str | None = None,
    **cell: Any,
) -> Row:
    """One assertion: said("act_total", 900), said("act_participants", 40000, 50000) for 4万余.

    Own figures of the submission's unit and period, unless the cell says otherwise.
    """
    number = None if value is None else Decimal(str(value))
    least = number if lower is None else Decimal(str(lower))
    most = number if upper is None else Decimal(str(upper))
    return {
        "indicator": indicator,
        "audience": "total",
        "grade": "total",
        "department": "total",
        "kind": "total",
        "scope": "own",
        "status": "actual",
        "basis": "period",
        "state": "value" if number else "zero",
        "value": number,
        "lower": least,
        "upper": most,
    } | cell


def inclusive(figures: Iterable[Row]) -> list[Row]:
    """The same figures, said of the whole area."""
    return [figure | {"scope": "inclusive"} for figure in figures]
