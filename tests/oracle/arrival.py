"""In which order submissions speak."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

Submission = Mapping[str, Any]
Order = tuple[datetime, int, str]
SHANGHAI = timezone(timedelta(hours=8))


def arrival_orders(by_id: Mapping[str, Submission]) -> dict[str, Order]:
    """Later is greater: a correction always comes after what it corrects, else by arrival, else
    by submission_id."""
    orders = {}
    for identifier in by_id:
        chain = corrected_chain(identifier, by_id)
        arrival = max(instant(by_id[link]["received_at"]) for link in chain)
        orders[identifier] = (arrival, len(chain), identifier)
    return orders


def corrected_chain(identifier: str, by_id: Mapping[str, Submission]) -> list[str]:
    """A submission, what it corrects, what that corrects, and so on."""
    chain: list[str] = []
    link: str | None = identifier
    while link is not None and link in by_id and link not in chain:
        chain.append(link)
        link = by_id[link].get("supersedes_id")
    return chain


def instant(value: datetime | str) -> datetime:
    """A point in time; without a zone it is Shanghai's."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return (moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)).astimezone(UTC)
