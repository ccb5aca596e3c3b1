"""The decision queue: what waits for a person, and what persons decide of it.

A decision is a row of `raw.decisions` with name and reason. Of a submission that was held it is an
event as well: accepted it counts from the next night on, rejected it is withdrawn.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import psycopg
from psycopg import Connection
from psycopg.rows import class_row

from ingestion import settings
from ingestion.errors import OperatorError

Decision = Literal["accept", "reject"]
KINDS = {
    "moved": "数移了位置",
    "report": "文字材料待核对",
    "duplicate": "可能重复的工作站",
    "explanation": "待认可的说明",
    "finding": "待核实的问题",
}
_HELD = ("moved", "report")
_EVENTS: dict[Decision, str] = {"accept": "accepted_with_findings", "reject": "withdrawn"}
_LEAST_PREFIX = 8
_WAITING = """
    select queue.item_id, queue.item_kind, queue.org_code, queue.org_name, queue.period,
        queue.priority, queue.suspicion, queue.effect, queue.message_zh, queue.explanation,
        queue.submission_id, queue.source_uri, queue.source_ref
    from marts.decision_queue as queue
    where not exists (select from raw.decisions where decisions.item_id = queue.item_id)
    order by queue.priority desc, queue.suspicion desc, queue.first_seen_on, queue.item_id
"""


class DecisionError(OperatorError):
    """A decision that cannot be taken."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits; see marts.decision_queue."""

    item_id: str
    item_kind: str
    org_code: str | None
    org_name: str | None
    period: str | None
    priority: Decimal
    suspicion: Decimal
    effect: Decimal
    message_zh: str
    explanation: str | None
    submission_id: str | None
    source_uri: str | None
    source_ref: str | None


def waiting(known: Connection) -> list[Item]:
    """Everything published that nobody has decided since, the weightiest first."""
    with known.cursor(row_factory=class_row(Item)) as cursor:
        return cursor.execute(_WAITING).fetchall()


def queue() -> list[Item]:
    """The same of the configured warehouse; nothing waits where nothing is published."""
    with psycopg.connect(settings.load().dsn("transformer")) as known:
        there = known.execute("select to_regclass('marts.decision_queue') is not null").fetchone()
        return waiting(known) if there == (True,) else []


def told(item: str) -> str:
    """An item of the queue in Chinese, as Markdown; what was decided meanwhile says so."""
    found = [one for one in queue() if one.item_id == item]
    return "\n\n".join(_lines(found[0])) if found else f"{item} 已有决定"


def decide(item: str, decision: Decision, by: str, reason: str) -> str:
    """Note what a person decided of an item; `item` may be the beginning of what follows its colon.

    Gives the item's whole name. Again in the same words it changes nothing. Raises DecisionError
    where it names none that waits, or person or reason are missing.
    """
    by, reason = by.strip(), reason.strip()
    if len(by) < 2 or not reason:
        raise DecisionError("A decision needs a person and a reason: give --by and --reason.")
    configured = settings.load()
    with psycopg.connect(configured.dsn("transformer")) as known:
        if _is_noted(known, item, decision, by, reason):
            return item
        found = _found(waiting(known), item)
        if found.item_kind in _HELD:
            _refuse_decided(known, found)
    with psycopg.connect(configured.dsn("loader")) as loader:
        loader.execute(
            "insert into raw.decisions (item_id, decision, actor, reason) values (%s, %s, %s, %s)",
            (found.item_id, decision, by, reason),
        )
        if found.item_kind in _HELD:
            loader.execute(
                "insert into raw.events (submission_id, event, actor, reason)"
                " values (%s, %s, %s, %s)",
                (found.submission_id, _EVENTS[decision], by, reason),
            )
    return found.item_id


def lines(items: list[Item], most: int) -> Iterator[str]:
    """The queue in Chinese, two lines an item."""
    yield f"待办 {len(items)} 项" + (f"，列出前 {most} 项" if len(items) > most else "")
    for number, one in enumerate(items[:most], start=1):
        head, *more = _lines(one)
        yield f"{number}. {head}"
        yield from (f"   {line}" for line in more)


def _lines(one: Item) -> list[str]:
    """What it is and how it weighs, what is wrong, where it stands."""
    where = " ".join(filter(None, (one.org_name or one.org_code, one.period)))
    weight = f"可疑 {one.suspicion:f} × 影响 {one.effect:f} ＝ {one.priority:f}"
    return [
        f"[{KINDS[one.item_kind]}] {where}　{weight}",
        one.message_zh + (f"　说明：{one.explanation}" if one.explanation else ""),
        f"编号 {one.item_id}　{one.source_uri or ''} {one.source_ref or ''}".rstrip(),
    ]


def _is_noted(known: Connection, item: str, decision: Decision, by: str, reason: str) -> bool:
    """Whether just this is the latest decision of the item: a task that was killed asks twice."""
    row = known.execute(
        "select decision, actor, reason from raw.decisions where item_id = %s"
        " order by decision_id desc limit 1",
        (item,),
    ).fetchone()
    return row == (decision, by, reason)


def _found(items: list[Item], asked: str) -> Item:
    found = [
        one
        for one in items
        if one.item_id == asked
        or (len(asked) >= _LEAST_PREFIX and one.item_id.partition(":")[2].startswith(asked))
    ]
    if len(found) != 1:
        raise DecisionError(
            f"{len(found) or 'No'} items of the queue begin with {asked!r}: "
            "look it up with `python -m ingestion queue`."
        )
    return found[0]


def _refuse_decided(known: Connection, item: Item) -> None:
    """A submission that is held no longer was decided otherwise, by an event of its own."""
    row = known.execute(
        "select state, exists"
        " (select from raw.filings where filings.supersedes_id = submissions.submission_id)"
        " from raw.submissions where submission_id = %s",
        (item.submission_id,),
    ).fetchone()
    if row is None or row[0] not in ("held", "waiting"):
        raise DecisionError(f"{item.item_id} is {row[0] if row else 'gone'}: nothing to decide.")
    if row[1]:
        raise DecisionError(
            f"{item.item_id} was corrected or decided figure by figure: go on in the same way."
        )
