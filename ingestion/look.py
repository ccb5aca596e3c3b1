"""Between the nights: whatever comes is answered within a minute, and loaded by the next night.

A look receives the files that have come to rest, reads and decides them as the night will, and
sends the answers. It loads nothing, so that no build is disturbed; the night takes the deliveries
over with their times of arrival, decides again and answers anew.
"""

import json
import shutil
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import psycopg

from ingestion import night, settings
from ingestion.arrival.landing import Landing
from ingestion.arrival.receive import Entry, Night, nights, read_json, receive, write_text
from ingestion.deciding import decide
from ingestion.deciding.history import Ledger
from ingestion.model import Filing
from ingestion.receipt import answer
from ingestion.receipt.outbox import beside

EVERY_SECONDS = 10
_PREFIX = "look-"
_ANSWERED = "answered.json"


class Watch:
    """Looks at one landing again and again."""

    def __init__(self, landing: str) -> None:
        self._landing = landing
        self._before: dict[str, tuple[int | None, float]] = {}
        self._done: dict[str, tuple[int | None, float]] = {}

    def look(self) -> int:
        """Answer the files that are as the look before saw them; how many answers went out."""
        listing = Landing(self._landing).list()
        shown = {file.path: (file.size, file.modified) for file in listing.files}
        still = {path: state for path, state in shown.items() if self._before.get(path) == state}
        self._before = shown
        if still.items() <= self._done.items():
            return 0
        count = _answer(self._landing, frozenset(still))
        self._done = still
        return count

    def watch(self, every: float = EVERY_SECONDS) -> Iterator[int]:
        """Look for ever; gives how many answers each look sent."""
        while True:
            yield self.look()
            time.sleep(every)


def _answer(landing: str, still: frozenset[str]) -> int:
    """Receive what lies still, answer what no look has answered, keep the list for the night."""
    configured = settings.load()
    begun = datetime.now(ZoneInfo("Asia/Shanghai"))
    look = Night(configured, f"{_PREFIX}{begun:%Y%m%dT%H%M%S.%f}")
    earlier = sorted(nights(configured).glob(f"{_PREFIX}*"))
    answered = {name for folder in earlier for name in read_json(folder / _ANSWERED) or {}}
    with psycopg.connect(configured.dsn("transformer"), autocommit=True) as known:
        receive(look, landing, known, settled=lambda file: file.path in still)
        look.parsed.mkdir(parents=True, exist_ok=True)
        for folder in earlier:
            for path in (folder / "parsed").glob("*.json"):
                path.replace(look.parsed / path.name)
        fresh = [entry for entry in look.entries() if entry.delivery_id not in answered]
        if fresh:
            _send(look, known, {entry.delivery_id for entry in fresh})
    names = dict.fromkeys([entry.delivery_id for entry in look.entries()], True)
    write_text(look.folder / _ANSWERED, json.dumps(names))
    for folder in earlier:  # all of them is in the newest now
        shutil.rmtree(folder, ignore_errors=True)
    return len(fresh)


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
