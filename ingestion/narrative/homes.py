"""Which measure a quantity belongs to: word patterns as data (`patterns.csv`), one small scorer.

A pattern names a measure, the units it counts in, words that must stand in the clause (`here`),
words that must stand there or before (`before`, up to `reach`), and words that forbid it, there
(`not`) or anywhere before the number since the last full stop (`stretch_not`).
The nearest and most specific pattern wins; a close second of another measure makes it unsure.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ingestion.narrative.context import Context
from ingestion.narrative.measures import nature
from ingestion.narrative.needed import Index
from ingestion.narrative.quantity import Quantity

PATTERNS = Path(__file__).with_name("patterns.csv")
WORDS = Path(__file__).with_name("words.csv")
OTHER = "other"
RATE = "rate"
UNSURE = "指标归属不确定"
_LIST_PENALTY = 45
_GROUPS = {
    "person": {"人", "人次", "户次", ""},
    "money": {"元", "元/人"},
}
_PLACES = re.compile(
    r"#(?:多)?(?:乡镇|镇街|街镇|乡|镇|街道|社区|村|县|市|区|单位|部门|学校|中小学|中学|小学|校|企业|公司|农户"
    r"|学会|协会|基地|站点|景区|园区|小区|分会场|展区|展位|委办)"
)
_EQUIPPED = re.compile(r"#(?:社区|村|学校|街道|乡镇|镇街?|单位)(?:全部|都|均|已?设|建有)")
_AT_LEAST = re.compile(r"不少于|不低于|至少")
_EACH = re.compile(
    r"(?:各|每个?)(?:地|省|市|州|区|县|旗|乡镇|镇|街道|村|社区|学校|单位|学会)[^，,。；]{0,6}#"
)
_ACTIVITIES = ("_count", "_total", "_sessions", "_tours", "_lectures", "_meeting")
_REACH = {"": 0, "clause": 0, "clauses": 1, "stretch": 2, "sentence": 3, "paragraph": 4}


@dataclass(frozen=True, slots=True)
class Pattern:
    """One row of `patterns.csv`, compiled."""

    rule: str
    measure: str
    units: frozenset[str]
    here: re.Pattern[str]
    before: re.Pattern[str] | None
    reach: int
    veto: re.Pattern[str] | None
    stretch_veto: re.Pattern[str] | None
    weight: int
    strong: bool


class Home(NamedTuple):
    """The measure chosen, the rule that chose it and whether it is beyond doubt."""

    measure: str
    rule: str
    strong: bool
    score: int = 0
    runner_up: str = ""
    distance: int = 0


def _units(text: str) -> frozenset[str]:
    out: set[str] = set()
    for token in text.split("|"):
        out |= _GROUPS.get(token, {token})
    if "人次" in out or "人" in out:
        out |= {"人", "人次"}
    return frozenset(out)


@cache
def _words() -> dict[str, str]:
    with WORDS.open(encoding="utf-8", newline="") as lines:
        return {row["name"]: f"(?:{row['words']})" for row in csv.DictReader(lines)}


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern with its `{word classes}` filled in from `words.csv`."""
    words = _words()
    return re.compile(re.sub(r"\{([a-z_]+)\}", lambda m: words[str(m[1])], pattern))


@cache
def patterns() -> tuple[Pattern, ...]:
    """All patterns in the order of the file."""
    with PATTERNS.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Pattern(
                row["rule"], row["measure"], _units(row["units"]), compiled(row["here"]),
                compiled(row["before"]) if row["before"] else None, _REACH[row["reach"]],
                compiled(row["not"]) if row["not"] else None,
                compiled(row["stretch_not"]) if row["stretch_not"] else None, int(row["weight"]),
                row["strength"] == "s",
            )
            for row in csv.DictReader(lines)
        )  # fmt: skip


@cache
def _of_unit(unit: str) -> tuple[tuple[Pattern, ...], Index]:
    """The patterns that count in `unit`, and the index of their words."""
    found = tuple(pattern for pattern in patterns() if unit in pattern.units)
    return found, Index([pattern.here.pattern for pattern in found])


def _distance(pattern: Pattern, context: Context, clause: str) -> int | None:
    """How far back `before` is met: 0 in the clause, up to 8 in the paragraph; None if nowhere."""
    if pattern.before is None or pattern.before.search(clause):
        return 0
    if pattern.reach >= 1:
        for steps, earlier in enumerate(context.back, 1):
            if pattern.before.search(earlier):
                return min(steps, 5)
    if pattern.reach >= 2 and pattern.before.search(context.stretch):
        return 5
    if pattern.reach >= 3 and pattern.before.search(context.sentence):
        return 6
    if pattern.reach >= 4 and pattern.before.search(context.paragraph):
        return 8
    return None


def _match(pattern: Pattern, context: Context, clause: str) -> tuple[int, int] | None:
    """(score, distance of the words that had to stand before), None without a match."""
    matches = list(pattern.here.finditer(clause))
    if not matches or (pattern.veto and pattern.veto.search(clause)):
        return None
    if pattern.stretch_veto and pattern.stretch_veto.search(context.stretch):
        return None
    match = matches[-1]
    distance = _distance(pattern, context, clause)
    if distance is None or _counts_places(pattern.measure, clause):
        return None
    number = clause.index("#")
    gap = number - match.end() if match.end() <= number else match.start() - number - 1
    return pattern.weight * 10 - distance * 4 - min(max(gap, 0), 10), distance


def _counts_places(measure: str, clause: str) -> bool:
    """在14个乡镇举办, 17个社区全部设有: where something is, is no count of what there is."""
    if measure == "facility_count":
        return bool(_EQUIPPED.search(clause))
    if measure == "science_caravan_tours" or not measure.endswith(_ACTIVITIES):
        return False
    return nature(measure) == "act" and bool(_PLACES.search(clause))


def _score(pattern: Pattern, context: Context) -> tuple[int, int] | None:
    if not context.core:
        return _match(pattern, context, context.clause)
    found = _match(pattern, context, context.core)
    if found is not None:
        return found
    # The list before 等 may still name the thing, with much less weight.
    found = _match(pattern, context, context.clause)
    return None if found is None else (found[0] - _LIST_PENALTY, found[1])


def find_home(quantity: Quantity, context: Context) -> Home:
    """The measure of a quantity in its context; `other` where the catalogue has no home."""
    best: Home | None = None
    if compiled("{difference}").search(context.clause) and "净增" not in context.clause:
        return Home(OTHER, "difference", True)  # 比上年增加41场: no figure of its own
    if _is_rate(quantity, context.clause):
        return Home(OTHER, RATE, True)  # 每期30人, 各县不少于20场: a figure of each, not of all
    known, index = _of_unit(quantity.unit)
    for i in index.candidates(context.clause):  # `core` is its end
        pattern = known[i]
        found = _score(pattern, context)
        if found is None:
            continue
        score, distance = found
        if best is None or score > best.score:
            other = best if best and best.measure != pattern.measure else None
            second = f"{other.measure}:{other.score}" if other else (best.runner_up if best else "")
            best = Home(pattern.measure, pattern.rule, pattern.strong, score, second, distance)
        elif pattern.measure != best.measure and score > _second(best):
            best = best._replace(runner_up=f"{pattern.measure}:{score}")
    return best or Home(OTHER, "none", True)


def _is_rate(quantity: Quantity, clause: str) -> bool:
    if compiled("{rate}").search(clause):
        return True
    return bool(_AT_LEAST.match(quantity.text) and _EACH.search(clause))


def _second(home: Home) -> int:
    return int(home.runner_up.rpartition(":")[2] or -1)


def is_contested(home: Home, margin: int = 12) -> bool:
    """Whether another measure came within `margin` points."""
    return home.score - _second(home) < margin
