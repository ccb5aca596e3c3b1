"""The year through real nights: received, read, checked and loaded, with standing figures."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import unquote, urlsplit

from ingestion import night
from ingestion.settings import Settings
from tests.nights import at_work_on, put, rows
from tests.planted.office import EXPLAINED, Planted, Sent
from tests.planted.year import FIGURE

# When the books of the year before are closed, while those of the year are open, when they are
# closed, and later.
BEGUN = (
    "2024-05-10T02:00:00+08:00",
    "2025-04-05T02:00:00+08:00",
    "2025-05-05T02:00:00+08:00",
    "2025-06-20T02:00:00+08:00",
)


def take_in(settings: Settings, sent: Iterable[Sent]) -> None:
    """Four nights, each over what has come by then."""
    files = list(sent)
    settings.landing.mkdir(parents=True, exist_ok=True)
    for number, begun in enumerate(BEGUN):
        for one in files:
            if one.night == number:
                put(settings, one.path, one.content, one.received_at)
        with at_work_on(settings):
            night.run(
                str(settings.landing), f"planted-{number}", started_at=datetime.fromisoformat(begun)
            )


def told(settings: Settings) -> set[Planted]:
    """Everything that was told, hints too; what the office has explained says so."""
    found = rows(
        settings,
        "select s.source_uri, f.source_ref, f.rule_id, f.explanation is not null as explained"
        " from raw.findings as f inner join raw.submissions as s"
        " on f.submission_id = s.submission_id",
    )
    return {
        Planted(
            _path(settings, row["source_uri"]),
            row["source_ref"],
            f"{row['rule_id']} {EXPLAINED}" if row["explained"] else row["rule_id"],
        )
        for row in found
    }


def figures(settings: Settings) -> dict[str, set[tuple]]:
    """What every file says of its own office, cell by cell."""
    found: dict[str, set[tuple]] = defaultdict(set)
    for row in rows(
        settings,
        "select s.source_uri, o.* from raw.observations as o inner join raw.submissions as s"
        " on o.submission_id = s.submission_id where s.state <> 'duplicate'",
    ):
        found[_path(settings, row["source_uri"])].add(tuple(row[name] for name in FIGURE))
    return found


def _path(settings: Settings, uri: str) -> str:
    landing = str(settings.landing.resolve())
    path = unquote(urlsplit(uri).path) if uri.startswith("file:") else uri
    return path.removeprefix(landing).removeprefix("/").partition("!")[0]
