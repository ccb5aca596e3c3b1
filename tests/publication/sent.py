"""Random provinces sent in portions: what arrives in which night, what is withdrawn later."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg

from ingestion.settings import Settings
from tests.rollup import raw_rows
from tests.rollup.random_provinces import Province

Row = dict[str, Any]
ACCEPTED = ("accepted", "accepted_with_findings")


@dataclass
class Portion:
    """What one night brings: submissions with their assertions, and events of earlier ones."""

    submissions: list[Row] = field(default_factory=list)
    observations: list[Row] = field(default_factory=list)
    events: list[tuple[str, str]] = field(default_factory=list)


def portions(made: Sequence[Province], nights: int, seed: int) -> list[Portion]:
    """Every submission in a random night, most of them in the first.

    What is withdrawn was accepted in an earlier night, where there is one; some submissions are
    withdrawn that the province knows as accepted, and some of those accepted again.
    """
    chance = random.Random(f"portions/{seed}")
    sent = [Portion() for _ in range(nights)]
    for province in made:
        said: dict[str, list[Row]] = {}
        for row in province.observations:
            said.setdefault(row["submission_id"], []).append(row)
        for row in province.submissions:
            night = 0 if chance.random() < 0.6 else chance.randrange(nights)
            later = range(night + 1, nights)
            changes = []
            if later and row["state"] == "withdrawn":
                changes = ["withdrawn"]
            elif len(later) > 1 and row["state"] in ACCEPTED and chance.random() < 0.05:
                changes = ["withdrawn", "accepted"]
            elif later and row["state"] in (*ACCEPTED, "held") and chance.random() < 0.05:
                changes = ["withdrawn" if row["state"] in ACCEPTED else "accepted"]
            first = "accepted" if changes[:1] == ["withdrawn"] else row["state"]
            sent[night].submissions.append({**row, "state": first})
            sent[night].observations += said.get(row["submission_id"], [])
            for when, event in zip(
                sorted(chance.sample(later, len(changes))), changes, strict=True
            ):
                sent[when].events.append((row["submission_id"], event))
    return sent


def send(settings: Settings, portion: Portion) -> None:
    """Load one night's portion into raw."""
    if portion.submissions:
        raw_rows.load(settings, portion.submissions, portion.observations)
    with psycopg.connect(settings.dsn("loader")) as connection:
        connection.cursor().executemany(
            "insert into raw.events (submission_id, event, actor) values (%s, %s, 'made up')",
            portion.events,
        )
