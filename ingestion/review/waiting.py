"""The figures that wait: assertions of held reports that nobody has decided yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import dict_row

from ingestion.arrival.archive import Archive
from ingestion.model import Observation
from ingestion.prose.kept import Kept

FORM = "report_review"
REJECTED = "review_rejected"
_ASSERTED = (
    "org_code", "indicator", "period", "audience", "grade", "department", "kind", "scope",
    "status", "basis", "state", "value", "lower", "upper", "source_ref", "quote", "unit_printed",
    "rule_id",
)  # fmt: skip
# A decision that was withdrawn is none: its figures wait again.
_WAITING = """
    with decided as (
        select reviews.supersedes_id, told.source_ref
        from raw.submissions as reviews
        inner join (
            select submission_id, source_ref from raw.observations
            union all
            select submission_id, source_ref from raw.findings where rule_id = %(rejected)s
        ) as told on reviews.submission_id = told.submission_id
        where reviews.form = %(form)s and reviews.supersedes_id is not null
            and reviews.state in ('accepted', 'accepted_with_findings')
    )
    select
        held.submission_id, held.sender_code, held.period as filed_period, held.content_sha256,
        held.source_uri, held.is_synthetic, held.received_at, asserted.*,
        decided.source_ref is not null as is_decided
    from raw.submissions as held
    inner join raw.observations as asserted on held.submission_id = asserted.submission_id
    left join (select distinct * from decided) as decided
        on held.submission_id = decided.supersedes_id and asserted.source_ref = decided.source_ref
    where held.form = %(form)s and held.state = 'held'
    order by held.sender_code, held.received_at, held.submission_id, asserted.observation_id
"""


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure as it was read and held, with the file that it stands in."""

    observation_id: int
    submission_id: str
    sender_code: str | None
    filed_period: str | None
    content_sha256: str
    source_uri: str
    is_synthetic: bool
    received_at: datetime
    observation: Observation
    printed: str  # the quantity as the report prints it
    is_decided: bool

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.source_uri.rsplit("/", 1)[-1]


def facts(known: Connection, archive: Archive) -> dict[int, Fact]:
    """All figures of held reports by their number, decided ones too."""
    texts: dict[str, str] = {}
    out = {}
    with known.cursor(row_factory=dict_row) as cursor:
        for row in cursor.execute(_WAITING, {"form": FORM, "rejected": REJECTED}):
            content = row["content_sha256"]
            if content not in texts:
                texts[content] = Kept(archive.root).text(content, archive.read(content))
            out[row["observation_id"]] = _fact(row, texts[content])
    return out


def _fact(row: Mapping[str, Any], text: str) -> Fact:
    start, end = span(row["source_ref"])
    return Fact(
        row["observation_id"], row["submission_id"], row["sender_code"], row["filed_period"],
        row["content_sha256"], row["source_uri"], row["is_synthetic"], row["received_at"],
        Observation(**{name: row[name] for name in _ASSERTED}), text[start:end],
        row["is_decided"],
    )  # fmt: skip


def span(source_ref: str) -> tuple[int, int]:
    """The offsets that a reference names first: `chars 12-15（第3页）; chars 40-43`."""
    start, _, end = source_ref.removeprefix("chars ").split("（")[0].split(";")[0].partition("-")
    return int(start), int(end)
