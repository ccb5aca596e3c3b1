"""Between the nights: whatever comes is answered within a minute, and loaded by the next night.

A look receives the files that have come to rest, reads and decides them as the night will, and
sends the answers. It loads nothing, so that no build is disturbed; the night takes the deliveries
over with their times of arrival, decides again and answers anew.
"""

import json
import shutil
from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg

from ingestion import night, settings
from ingestion.arrival.receive import Entry, Night, nights, receive
from ingestion.deciding import decide
from ingestion.deciding.history import Ledger
from ingestion.files import read_json, write_text
from ingestion.model import Filing
from ingestion.receipt import answer
from ingestion.receipt.outbox import beside
from ingestion.settings import Settings

_PREFIX = "look-"
_ANSWERED = "answered.json"
_SOON = timedelta(hours=1)  # a night that took longer may have died


def answer_arrivals(landing: str, rest: float = 0) -> int:
    """Receive what is new and complete, answer what no look has answered; how many answers.

    The list is kept for the night. What changes within `rest` seconds is left for the next look.
    """
    configured = settings.load()
    begun = datetime.now(ZoneInfo("Asia/Shanghai"))
    look = Night(configured, f"{_PREFIX}{begun:%Y%m%dT%H%M%S.%f}")
    earlier = sorted(nights(configured).glob(f"{_PREFIX}*"))
    told = (read_json(folder / _ANSWERED) or {} for folder in earlier)
    answered = {name for names in told for name in names}
    with psycopg.connect(configured.dsn("transformer"), autocommit=True) as known:
        receive(look, landing, known, rest=rest)
        look.parsed.mkdir(parents=True, exist_ok=True)
        for folder in earlier:
            for path in (folder / "parsed").glob("*.json"):
                path.replace(look.parsed / path.name)
        taken = answered | _of_running_nights(configured, begun)
        waiting = {entry.delivery_id for entry in look.entries()}
        fresh = waiting - taken
        if fresh:
            _send(look, known, fresh)
    write_text(look.folder / _ANSWERED, json.dumps(dict.fromkeys(fresh | waiting & answered, True)))
    for folder in earlier:  # all of them is in the newest now
        shutil.rmtree(folder, ignore_errors=True)
    return len(fresh)


def _of_running_nights(configured: Settings, now: datetime) -> set[str]:
    """Deliveries that a night has on its list and will answer itself, and soon."""
    found: set[str] = set()
    for folder in nights(configured).glob("*"):
        night_is_over = (folder / "summary.json").exists()
        listed = None if night_is_over else read_json(folder / "received.json")
        if listed is None or folder.name.startswith(_PREFIX):
            continue
        if now - datetime.fromisoformat(listed["started_at"]) < _SOON:
            found |= {raw["delivery_id"] for raw in listed["entries"]}
    return found


def _send(look: Night, known: psycopg.Connection, fresh: set[str]) -> None:
    """Decide all that is not loaded, in order of arrival, and answer what is fresh."""
    reference = night.reference_of(look.settings)
    entries = look.entries()

    def read(entry: Entry) -> Iterable[Filing]:
        return night.filings_of(look, entry).filings

    decider = decide.over(known, Ledger.read(known), reference, entries, read)
    for entry in entries:
        decided = decider.decide(entry, read(entry))
        if entry.delivery_id in fresh:
            outbox = beside(entry.landing, look.settings)
            answer.send(outbox, entry, night.content_of(look, entry), decided, reference)
