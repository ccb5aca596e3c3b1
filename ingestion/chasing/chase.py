"""Letters and lists into the outbox, a folder for each city association; nothing is sent."""

from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import psycopg

from ingestion.chasing import letter, listing, owed
from ingestion.chasing.owed import Chase
from ingestion.chasing.wording import OFFICE_TIME
from ingestion.receipt.outbox import Outbox, beside
from ingestion.settings import Settings


@dataclass(frozen=True, slots=True)
class Paper:
    """One file for one office."""

    office: str
    name: str
    content: bytes


def read(settings: Settings, form: str = "", period: str = "") -> Chase:
    """Who owes what, as published last."""
    with psycopg.connect(settings.dsn("reader")) as connection:
        return owed.read(connection, form, period)


def papers(chase: Chase) -> Iterator[Paper]:
    """A letter and a list for each city that is asked for anything, a list of all for the province.

    The same publication gives the same names, so that writing them again leaves one of each.
    """
    mark = f"{chase.at.astimezone(OFFICE_TIME):%Y-%m-%d}.第{chase.publication_id}次发布"
    for city in chase.cities:
        yield Paper(city.code, f"催报函.{mark}.docx", letter.write(chase, city))
        yield Paper(city.code, f"催报名单.{mark}.xlsx", listing.write(chase, city.owed))
    everything = [one for city in chase.cities for one in city.owed]
    if everything:
        everything.sort(key=lambda one: -1 if one.share is None else one.share, reverse=True)
        content = listing.write(chase, everything)
        yield Paper(chase.province_code, f"催报总名单.{mark}.xlsx", content)


def run(settings: Settings, form: str = "", period: str = "") -> dict[str, Any]:
    """Write all papers into the outbox; what was written, in figures."""
    chase = read(settings, form, period)
    outbox: Outbox = beside(settings.arrivals, settings)
    written = [outbox.put(one.office, one.name, one.content) for one in papers(chase)]
    return {
        "publication_id": chase.publication_id,
        "cities": len(chase.cities),
        "offices": len({one.org_code for city in chase.cities for one in city.owed}),
        "owed": sum(map(len, map(attrgetter("owed"), chase.cities))),
        "papers": len(written),
        "outbox": outbox.uri,
    }
