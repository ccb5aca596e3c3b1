"""Random provinces, side by side: their trees, events, submissions and assertions.

Everything here is made up. A province is small (a ragged tree of three or four levels) so that the
states and methods of a roll-up meet often; its units, changes and reports come from one seed.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

Row = dict[str, Any]
LEVELS = ("province", "city", "district", "subdistrict")
OPEN = ""
START = "2000-01-01"
YEARS = (2022, 2023)
CHANGE_DAYS = ("2022-08-15", "2023-02-01", "2023-07-31", "2024-03-01")
# indicator, breakdowns: a flow with audiences, a stock by kind and grade, an opening stock, one
# that may be negative, money, a ratio on population and one on parts, what a unit owes for itself,
# parts that are the whole, what is not additive, a surveyed rate, a published figure, a stranger
TOTAL = ("total", "total", "total", "total")
PLAN: tuple[tuple[str, tuple[tuple[str, str, str, str], ...]], ...] = (
    ("act_total", (TOTAL, ("teenagers", "total", "total", "total"))),
    (
        "ws_total",
        (
            TOTAL,
            ("total", "total", "total", "academician"),
            ("total", "province", "total", "expert"),
            ("total", "city", "total", "expert"),
        ),
    ),
    ("ws_opening", (TOTAL,)),
    ("ws_net_change", (TOTAL,)),
    (
        "ws_new",
        (TOTAL, ("total", "province", "total", "total"), ("total", "city", "total", "total")),
    ),
    ("fund_budget_fiscal", (TOTAL,)),
    ("fund_per_capita", (TOTAL,)),
    ("dept_expense_total", (TOTAL,)),
    ("dept_budget_total", (TOTAL,)),
    ("dept_budget_execution_rate", (TOTAL,)),
    (
        "ws_evaluated",
        tuple(("total", "total", "total", kind) for kind in ("total", "excellent", "pass", "fail")),
    ),
    ("academician_in_station", (TOTAL,)),
    ("literacy_rate", (TOTAL,)),
    ("resident_population", (TOTAL,)),
    ("no_such_indicator", (TOTAL,)),
)
FINE = {
    "act_total": (
        "",
        "-H1",
        "-H2",
        "-Q1",
        "-Q2",
        "-Q3",
        "-Q4",
        *(f"-{m:02d}" for m in range(1, 13)),
    ),
    "ws_new": ("", "-H1", "-H2", "-Q1", "-Q2", "-Q3", "-Q4"),
    "ws_total": ("", "-Q1", "-Q2", "-Q3", "-Q4"),
}
MAY_BE_CUMULATIVE = ("act_total", "ws_new", "ws_total")  # of the stock it is a fault
SCOPES = (("own",), ("own",), ("inclusive",), ("own", "inclusive"), ("unknown",))


@dataclass
class Province:
    """One random province: reference rows and raw rows, all codes with its own prefix."""

    number: int
    units: list[Row] = field(default_factory=list)
    versions: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    population: list[Row] = field(default_factory=list)
    submissions: list[Row] = field(default_factory=list)
    observations: list[Row] = field(default_factory=list)


def province(number: int, seed: int = 0) -> Province:
    """Province `number` of a seed; the same every time."""
    chance = random.Random(f"{seed}/{number}")
    made = Province(number)
    _tree(made, chance)
    _changes(made, chance)
    _population(made, chance)
    _reports(made, chance)
    return made


def _tree(made: Province, chance: random.Random) -> None:
    """A province, its cities, their districts, some with sub-districts; some cities have none."""
    codes = (f"{made.number:04d}{count:03d}" for count in range(1000))

    def add(level: int, parent: str | None) -> str:
        code = next(codes)
        official = level < 3 or chance.random() < 0.8
        made.units.append(
            {
                "org_code": code,
                "name": f"合成{code}",
                "short_name": f"合{code}",
                "level": LEVELS[level],
                "kind": "合成单位",
                "is_official": str(official).lower(),
                "reporting_unit": str(official).lower(),
                "aliases": "",
                "sort_order": made.number * 1000 + len(made.units),
            }
        )
        made.versions.append(_version(code, parent, START, OPEN))
        return code

    root = add(0, None)
    for _ in range(chance.randint(1, 3)):
        city = add(1, root)
        for _ in range(chance.randint(0, 3)):
            ragged = chance.random() < 0.2  # a sub-district straight under the city
            district = add(3 if ragged else 2, city)
            for _ in range(0 if ragged else chance.randint(0, 3)):
                add(3, district)


def _version(
    code: str, parent: str | None, start: str, end: str, code_then: str | None = None
) -> Row:
    return {
        "org_code": code,
        "valid_from": start,
        "valid_to": end,
        "code_then": code_then or code,
        "name_then": f"合成{code}",
        "kind_then": "合成单位",
        "parent_code": parent or "",
        "source": "made up",
        "confidence": "inferred",
    }


def _changes(made: Province, chance: random.Random) -> None:
    """Mergers, splits, moves, recodes, late beginnings and silent ends, at most three."""
    days = sorted(chance.choice(CHANGE_DAYS) for _ in range(chance.choice((0, 0, 1, 1, 2, 3))))
    for count, day in enumerate(days):
        standing = {v["org_code"]: v for v in made.versions if not v["valid_to"]}
        parents = {v["parent_code"] for v in standing.values()}
        leaves = [c for c, v in standing.items() if c not in parents and v["parent_code"]]
        leaves = [c for c in leaves if standing[c]["valid_from"] < day]
        if not leaves:
            return
        unit = chance.choice(leaves)
        others = [c for c in leaves if c != unit]
        kind = chance.choice(("merged", "split", "moved", "recoded", "appeared", "ended"))
        event = f"{made.number:04d}-{count}"
        if kind == "merged" and others:
            standing[unit]["valid_to"] = day
            made.events.append(_event(event, day, kind, (unit, chance.choice(others), "1")))
        elif kind == "split" and others:
            made.events.append(_event(event, day, kind, (unit, unit, "0.7")))
            made.events.append(_event(event, day, kind, (unit, chance.choice(others), "0.3")))
        elif kind == "moved":
            homes = [
                c
                for c in standing
                if c != unit and c not in leaves and c != standing[unit]["parent_code"]
            ]
            if homes:
                standing[unit]["valid_to"] = day
                made.versions.append(_version(unit, chance.choice(homes), day, OPEN))
        elif kind == "recoded":
            standing[unit]["valid_to"] = day
            standing[unit]["code_then"] = f"9{unit[1:]}"
            made.versions.append(_version(unit, standing[unit]["parent_code"], day, OPEN))
        elif kind == "appeared":
            if unit not in {v["parent_code"] for v in made.versions} and not made.events:
                standing[unit]["valid_from"] = day
        else:
            standing[unit]["valid_to"] = day


def _event(event: str, day: str, kind: str, edge: tuple[str, str, str]) -> Row:
    source, target, weight = edge
    return {
        "event_id": event,
        "effective_on": day,
        "event_type": kind,
        "from_code": source,
        "to_code": target,
        "weight": weight,
        "source": "made up",
        "confidence": "inferred",
    }


def _population(made: Province, chance: random.Random) -> None:
    for unit in made.units:
        for year in (2020, 2023):
            if chance.random() < 0.6:
                made.population.append(
                    {
                        "org_code": unit["org_code"],
                        "indicator": "resident_population",
                        "year": year,
                        "edition": "made up",
                        "value": chance.randint(1, 9000),
                        "is_used": "true",
                        "source": "made up",
                    }
                )


def _reports(made: Province, chance: random.Random) -> None:
    """Submissions of every kind and state, and what they assert."""
    eagerness = chance.choice((0.5, 0.8, 0.97))
    codes = [unit["org_code"] for unit in made.units]
    old_codes = {v["org_code"]: v["code_then"] for v in made.versions if v["valid_to"] != OPEN}
    for indicator, breakdowns in PLAN:
        if chance.random() < 0.25:
            continue
        for year in YEARS:
            suffixes = FINE.get(indicator, ("",))
            chosen = {""} if chance.random() < 0.5 else set(chance.choice(_series(suffixes)))
            cells = [b for b in breakdowns if chance.random() < 0.7]
            for suffix in sorted(chosen):
                for code in codes:
                    if chance.random() > eagerness:
                        continue
                    sent_as = old_codes.get(code, code) if chance.random() < 0.2 else code
                    # now and then a second word on the same cells, in form or report
                    for _ in range(chance.choice((1, 1, 1, 1, 1, 2, 2, 3))):
                        _file(
                            made,
                            chance,
                            indicator=indicator,
                            period=f"{year}{suffix}",
                            code=code,
                            sent_as=sent_as,
                            cells=cells,
                        )


def _series(suffixes: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Filing habits: by year, by half, quarter or month, or mixed."""
    halves = tuple(s for s in suffixes if s.startswith("-H"))
    quarters = tuple(s for s in suffixes if s.startswith("-Q"))
    months = tuple(s for s in suffixes if s[1:].isdigit())
    return [("",), suffixes[:3], *filter(None, (halves, quarters, months))]


def _file(
    made: Province,
    chance: random.Random,
    *,
    indicator: str,
    period: str,
    code: str,
    sent_as: str,
    cells: list[tuple[str, str, str, str]],
) -> None:
    """One submission, often the office's own, with one cell or several in one or more scopes."""
    draw = chance.random()
    sender = code if draw < 0.85 else chance.choice(made.units)["org_code"]
    submission = _submission(made, chance, sender, period)
    made.submissions.append(submission)
    cumulative = chance.random() < 0.3 and indicator in MAY_BE_CUMULATIVE
    for cell in cells:
        for scope in chance.choice(SCOPES):
            # now and then it contradicts itself, or says the same twice
            for _ in range(2 if chance.random() < 0.03 else 1):
                row = _assertion(
                    chance,
                    indicator=indicator,
                    period=period,
                    code=sent_as,
                    cell=cell,
                    scope=scope,
                    basis="ytd" if cumulative else "period",
                )
                made.observations.append({**row, "submission_id": submission["submission_id"]})


def _submission(made: Province, chance: random.Random, sender: str, period: str) -> Row:
    number = len(made.submissions)
    earlier = made.submissions[-1]["submission_id"] if made.submissions else None
    arrived = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=chance.randint(0, 9000))
    return {
        "submission_id": f"{made.number:04d}-{number:05d}",
        "content_sha256": f"{made.number:032d}{number:032d}",
        "sender_code": sender,
        "form": "report" if chance.random() < 0.15 else "literacy",
        "period": period,
        "kind": chance.choice(("snapshot", "snapshot", "patch")),
        "received_at": arrived,
        "state": chance.choice(
            ("accepted",) * 12 + ("accepted_with_findings", "quarantined", "withdrawn", "held")
        ),
        "supersedes_id": earlier if earlier and chance.random() < 0.1 else None,
        "source_uri": f"made-up/{made.number}/{number}",
        "is_synthetic": True,
    }


def _assertion(
    chance: random.Random,
    *,
    indicator: str,
    period: str,
    code: str,
    cell: tuple[str, str, str, str],
    scope: str,
    basis: str,
) -> Row:
    state = chance.choice(
        ("value",) * 12 + ("zero", "not_applicable", "not_collected", "masked", "erased")
    )
    value = lower = upper = None
    if state == "value":
        value = lower = upper = Decimal(chance.randint(0, 300))
        if indicator == "ws_net_change":
            value = lower = upper = Decimal(chance.randint(-40, 40))
        if chance.random() < 0.2:
            lower, upper = chance.choice(
                ((value, value + 10), (value - 5, value + 5), (value, None), (value - 10, value))
            )
            if indicator != "ws_net_change" and lower < 0:
                lower = Decimal(0)
    elif state == "zero":
        value = lower = upper = Decimal(0)
    return {
        "org_code": code,
        "indicator": indicator,
        "period": period,
        **dict(zip(("audience", "grade", "department", "kind"), cell, strict=True)),
        "scope": scope,
        "status": "plan" if chance.random() < 0.03 else "actual",
        "basis": basis,
        "state": state,
        "value": value,
        "lower": lower,
        "upper": upper,
        "source_ref": "made up",
    }


def provinces(count: int, seed: int = 0) -> Iterator[Province]:
    """`count` provinces of a seed."""
    for number in range(1, count + 1):
        yield province(number, seed)
