"""Rule a: which assertion holds for a cell, scope and basis."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from tests.oracle.arrival import Order, Submission, arrival_orders, instant
from tests.oracle.intervals import NOT_APPLICABLE, Figure
from tests.oracle.periods import is_period, last_day
from tests.oracle.reference import TOTAL, Cell, Reference
from tests.oracle.workings import note

Observation = Mapping[str, Any]
Statement = tuple[str, Decimal | None, Decimal | None, Decimal | None]

ACCEPTED = ("accepted", "accepted_with_findings")
NARRATIVE = ("report", "report_review")  # what is sure in a written report, and the rest
SAYING = ("value", "zero", "not_applicable", "erased")


class Key(NamedTuple):
    """What an assertion is about; `when` is the period, of cumulative figures its last day."""

    indicator: str
    cell: Cell
    scope: str
    basis: str
    unit: str
    when: str | date


class Said(NamedTuple):
    """One statement of one submission about one key."""

    submission_id: str
    rank: tuple[int, ...]
    order: Order
    statement: Statement
    arrived: datetime
    period: str


@dataclass
class Spoken:
    """The figures that hold, and of which units anything was said for (indicator, cell, period)."""

    holding: dict[Key, Figure] = field(default_factory=dict)
    mentioned: dict[tuple[str, Cell, str], set[str]] = field(default_factory=dict)


def who_speaks(
    submissions: Iterable[Submission],
    observations: Iterable[Observation],
    reference: Reference,
    with_edits: bool = False,
) -> Spoken:
    """Only accepted submissions and actual figures speak; edits only `with_edits`."""
    by_id = {s["submission_id"]: s for s in submissions}
    orders = arrival_orders(by_id)
    spoken = Spoken()
    said: dict[Key, list[Said]] = {}
    for row in observations:
        submission = by_id.get(row["submission_id"])
        if submission is None or submission["state"] not in ACCEPTED:
            note("set aside: not accepted")
            continue
        if row["status"] != "actual":
            note("set aside: not actual")
            continue
        key = _key(row, reference)
        if key is None:
            continue
        _note_heard(row, submission, key)
        spoken.mentioned.setdefault((key.indicator, key.cell, row["period"]), set()).add(key.unit)
        if row["state"] not in SAYING or (is_edit(submission) and not with_edits):
            continue
        rank = _rank(submission, key.unit, last_day(row["period"]), reference)
        order = orders[submission["submission_id"]]
        arrived = instant(submission["received_at"])
        identifier = submission["submission_id"]
        statement = Said(identifier, rank, order, _statement(row), arrived, row["period"])
        said.setdefault(key, []).append(statement)
    for key, statements in said.items():
        figure = what_holds(statements)
        if figure is not None:
            spoken.holding[key] = figure
    return spoken


def what_holds(statements: list[Said]) -> Figure | None:
    """In the first rank whose latest statement is a figure and no erasure, that figure."""
    consistent = _without_self_contradictions(statements)
    for rank in sorted({said.rank for said in consistent}):
        latest = max((s for s in consistent if s.rank == rank), key=lambda said: said.order)
        state, value, lower, upper = latest.statement
        _note_choice(latest, consistent)
        if state == "not_applicable":
            return NOT_APPLICABLE
        if state != "erased":
            return Figure(value, lower, upper)
    return None


def _without_self_contradictions(statements: list[Said]) -> list[Said]:
    """Two different figures in one submission silence each other; two equal ones are one."""
    if len(statements) == 1:
        return statements
    if len({said.period for said in statements}) > 1:
        note("who speaks: one cumulative cell under two labels")
    versions: dict[str, set[Statement]] = {}
    for said in statements:
        versions.setdefault(said.submission_id, set()).add(said.statement)
    for found in versions.values():
        if len(found) > 1:
            erased = any(statement[0] == "erased" for statement in found)
            note(f"self-contradiction: {'erasure against figure' if erased else 'two figures'}")
    return [said for said in statements if len(versions[said.submission_id]) == 1]


def _note_heard(row: Observation, submission: Submission, key: Key) -> None:
    """What kind of thing was said, so that tests can show that all kinds were."""
    note(f"state: {row['state']}")
    note(f"scope: {row['scope']}")
    note(f"basis: {row['basis']}")
    note(f"kind: {submission['kind']}")
    note(f"form: {'narrative' if submission['form'] in NARRATIVE else 'form'}")
    if row["org_code"] != key.unit:
        note("code: of its time")
    if instant(submission["received_at"]).date() <= last_day(row["period"]):
        note("arrival: before the period ended")
    if instant(submission["received_at"]).date() > last_day(row["period"]) + timedelta(days=365):
        note("arrival: more than a year late")
    if row["state"] == "value" and row["lower"] != row["upper"]:
        closed = row["lower"] is not None and row["upper"] is not None
        note(f"interval: {'hedged' if closed else 'open'}")


def _note_choice(chosen: Said, candidates: list[Said]) -> None:
    """Why this statement of several is the one that counts in its rank."""
    if chosen.statement[0] == "erased":
        note("erasure: silences its rank")
        if any(said.rank > chosen.rank for said in candidates):
            note("erasure: the next rank speaks")
    for other in candidates:
        if chosen.rank[0] < other.rank[0]:
            note("who speaks: edit before everything")
        elif chosen.rank[1] < other.rank[1]:
            note("who speaks: form before narrative")
        elif chosen.rank[2] < other.rank[2]:
            note("who speaks: own office before another's")
        elif chosen.rank == other.rank and chosen.order > other.order:
            _note_order(chosen, other)


def _note_order(chosen: Said, other: Said) -> None:
    if chosen.order[0] == other.order[0] and chosen.order[1] != other.order[1]:
        note("who speaks: correction after what it corrects")
    elif chosen.order[0] == other.order[0]:
        note("who speaks: else by submission_id")
    else:
        note("who speaks: else by arrival")
    if chosen.arrived < other.arrived:
        note("who speaks: correction that arrived before its target")
    if other.statement[0] == "erased":
        note("erasure: a later figure speaks again")


def is_edit(submission: Submission) -> bool:
    """An edit is an adjustment by a named person, kept apart from what was reported."""
    return bool(submission["kind"] == "edit")


def _rank(submission: Submission, unit: str, on: date, reference: Reference) -> tuple[int, ...]:
    """An edit before everything; a form before a narrative; the own office before another's."""
    sender = submission.get("sender_code")
    own_office = sender is not None and reference.units.identity(sender, on) == unit
    return (
        0 if is_edit(submission) else 1,
        0 if is_edit(submission) or submission["form"] not in NARRATIVE else 1,
        0 if is_edit(submission) or own_office else 1,
    )


def _key(row: Observation, reference: Reference) -> Key | None:
    """The key of an assertion; None where it is set aside: a unit that did not exist on the
    period's last day, a stock given as cumulative, what the catalogue does not have."""
    period = row["period"]
    if not period or not is_period(period):
        note("set aside: no period")
        return None
    end = last_day(period)
    unit = reference.units.identity(row["org_code"], end) if row["org_code"] else None
    cell = Cell(*(row.get(name) or TOTAL for name in Cell._fields))
    fault = _fault(row, unit, cell, reference)
    if fault is not None or unit is None:
        note(f"set aside: {fault}")
        return None
    when = end if row["basis"] == "ytd" else period
    return Key(row["indicator"], cell, row["scope"], row["basis"], unit, when)


def _fault(row: Observation, unit: str | None, cell: Cell, reference: Reference) -> str | None:
    """Why an assertion about a period is set aside; None where it may speak."""
    period, indicator = row["period"], reference.indicators.get(row["indicator"])
    fault = None
    if unit is None:
        fault = "unit unknown"
    elif unit not in reference.units.tree(last_day(period)):
        fault = "unit did not exist"
    elif indicator is None:
        fault = "indicator unknown"
    elif not reference.permits(indicator.code, cell, period):
        wrong = reference.unknown_member(indicator.code, cell, period)
        fault = f"{wrong} unknown" if wrong else "crossing not permitted"
    elif row["basis"] == "ytd" and indicator.behaviour == "stock":
        fault = "stock as ytd"
    return fault


def _statement(row: Observation) -> Statement:
    """What a row says, comparable: its state and, of a figure, its numbers."""
    if row["state"] == "zero":
        return "zero", Decimal(0), Decimal(0), Decimal(0)
    if row["state"] != "value":
        return row["state"], None, None, None
    return "value", number(row["value"]), number(row["lower"]), number(row["upper"])


def number(value: object) -> Decimal | None:
    """A column's number, exactly; None where it is null."""
    return None if value is None or value == "" else Decimal(str(value))
