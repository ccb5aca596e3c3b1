"""How well facts were read, against facts annotated by hand. Definitions:

found: annotated quantities that were read; spurious: read ones that are none; number: value and
interval right, home: measure right, both among the found; usable: of facts with a home those with
measure, interval, status, scope, office and period all right, as precision, recall, F1; sure: the
same without `review`; once: the share of usable facts whose pattern read no other fact.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

Row = Mapping[str, str]


@dataclass(frozen=True)
class Rate:
    """Precision and recall of what was claimed."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True)
class Score:
    """The figures named in the module's head."""

    found: float
    spurious: float
    number: float
    home: float
    usable: Rate
    sure: Rate


def _overlap(one: Row, other: Row) -> float:
    start, end = int(one["start"]), int(one["end"])
    first, last = int(other["start"]), int(other["end"])
    shared = min(end, last) - max(start, first)
    return shared / max(end - start, last - first) if shared > 0 else 0.0


def pairs(truth: list[Row], read: list[Row]) -> list[tuple[Row, Row]]:
    """One to one, best overlap first, at least half of the longer span."""
    by_doc: dict[str, list[int]] = defaultdict(list)
    for j, row in enumerate(read):
        by_doc[row["doc"]].append(j)
    options = [
        (share, i, j)
        for i, row in enumerate(truth)
        for j in by_doc[row["doc"]]
        if (share := _overlap(row, read[j])) >= 0.5
    ]
    out, used_truth, used_read = [], set(), set()
    for _, i, j in sorted(options, reverse=True):
        if i not in used_truth and j not in used_read:
            used_truth.add(i)
            used_read.add(j)
            out.append((truth[i], read[j]))
    return out


def number_right(truth: Row, read: Row) -> bool:
    """Whether value and both ends are what was annotated; where nothing was, nothing may be."""
    return all(_same(truth[column], read[column]) for column in ("value", "lower", "upper"))


def _same(one: str, other: str) -> bool:
    return one == other if "" in (one, other) else Decimal(one) == Decimal(other)


def _has_home(row: Row) -> bool:
    return row["measure"] != "other"


def usable(truth: Row, read: Row) -> bool:
    """Whether a fact with a home can be used as it was read: an office, period or scope that the
    annotation leaves open accepts any."""
    return (
        _has_home(truth)
        and _has_home(read)
        and number_right(truth, read)
        and truth["scope"] in ("unknown", read["scope"])
        and all(truth[c] in ("", read[c]) for c in ("org_code", "period"))
        and all(truth[c] == read[c] for c in ("measure", "status"))
    )


def _rate(truth: list[Row], read: Iterable[Row], paired: Iterable[tuple[Row, Row]]) -> Rate:
    hits = sum(usable(t, r) for t, r in paired)
    claimed = sum(_has_home(r) for r in read)
    return Rate(hits / max(1, claimed), hits / max(1, sum(map(_has_home, truth))))


def score(truth: list[Row], read: list[Row]) -> Score:
    """The score of `read` (columns of the command's CSV) against `truth`."""
    paired = pairs(truth, read)
    sure = [r for r in read if r["confidence"] == "sure"]
    return Score(
        found=len(paired) / max(1, len(truth)),
        spurious=(len(read) - len(paired)) / max(1, len(read)),
        number=sum(number_right(t, r) for t, r in paired) / max(1, len(paired)),
        home=sum(t["measure"] == r["measure"] for t, r in paired) / max(1, len(paired)),
        usable=_rate(truth, read, paired),
        sure=_rate(truth, sure, [p for p in paired if p[1]["confidence"] == "sure"]),
    )


def once(truth: list[Row], read: list[Row]) -> float:
    """The share of usable facts that rest on a pattern that fired once in all of `read`: one made
    for a single sentence would look like that. A figure that takes over the home of another rests
    on that one's pattern."""
    fired = Counter(pattern(row) for row in read)
    right = [r for t, r in pairs(truth, read) if usable(t, r)]
    return sum(fired[pattern(row)] == 1 for row in right) / max(1, len(right))


def pattern(row: Row) -> str:
    """The pattern at the bottom of a rule: pair.item.lecture.n -> lecture.n."""
    rule = row["rule"]
    while (parts := rule.partition("."))[0] in ("item", "then", "part", "pair", "aside") and parts[
        2
    ]:
        rule = parts[2]
    return rule
