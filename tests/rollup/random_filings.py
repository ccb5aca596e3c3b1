"""What the offices of a random province file: submissions of every kind and what they assert.

Now and then a figure is negative that cannot be: on receipt that is only told, so it counts.
"""

import random
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from tests.oracle.periods import ending_on, last_day, period_type
from tests.rollup.filing_plan import MAY_BE_NEGATIVE, PLAN, RATIOS, Asked, Cell
from tests.rollup.random_trees import Trees

Row = dict[str, Any]
YEARS = (2022, 2023)
SHANGHAI = timezone(timedelta(hours=8))
QUARTERS = ("-Q1", "-Q2", "-Q3", "-Q4")
MONTHS = tuple(f"-{month:02d}" for month in range(1, 13))
SUFFIXES = {
    "annual": ("",),
    "halves": ("-H1", "-H2"),
    "quarters": QUARTERS,
    "months": MONTHS,
    "ytd": ("-Q1", "-H1", "-09", ""),
}
STATES = {  # mood: what stands in a cell
    "plain": ("value",) * 18
    + ("zero", "zero", "not_applicable", "not_collected", "masked", "erased"),
    "dashes": ("not_applicable",) * 8 + ("zero", "value"),
    "secretive": ("masked", "not_collected", "value", "value"),
}
SECOND = ("value",) * 5 + ("zero", "not_applicable", "not_collected", "masked", "erased", "erased")
SCOPES = (("own",),) * 12 + (
    ("inclusive",), ("inclusive",), ("inclusive",), ("own", "inclusive"), ("own", "inclusive"),
    ("own", "inclusive"), ("unknown",), ("unknown",), ("unknown",), ("inclusive", "unknown"),
)  # fmt: skip
EVENTS = ("accepted",) * 14 + (
    "accepted_with_findings", "quarantined", "withdrawn", "held", "received", "duplicate",
)  # fmt: skip


class Filings:
    """Lets the offices speak; afterwards `submissions` and `observations` hold what they said."""

    def __init__(self, trees: Trees, chance: random.Random) -> None:
        self.trees, self.chance = trees, chance
        self.submissions: list[Row] = []
        self.observations: list[Row] = []
        self.codes = [unit["org_code"] for unit in trees.units]
        self.codes_then: dict[str, list[str]] = {}
        parents = {}
        for version in trees.versions:
            self.codes_then.setdefault(version["org_code"], []).append(version["code_then"])
            parents[version["org_code"]] = version["parent_code"]
        self.sizes = dict.fromkeys(self.codes, 0)
        for unit in self.codes:
            above = unit
            while above:
                self.sizes[above] += 1
                above = parents[above]
        self.eagerness = chance.choice((0.5, 0.8, 0.95, 0.98, 1.0))
        self.wrong_sign = 0.0  # how often a figure of the form being filed is negative by mistake

    def speak(self) -> None:
        """Everybody files what they will."""
        for asked in PLAN:
            if self.chance.random() > asked.weight * 1.1:
                continue
            cells = self.chance.choice(asked.forms)
            style = self.chance.choice(asked.styles)
            for year in YEARS:
                if self.chance.random() < 0.85:
                    self._year(asked, cells, style, year)

    # -- who files what, and when

    def _year(self, asked: Asked, cells: tuple[Cell, ...], style: str, year: int) -> None:
        mood = self.chance.choice(("plain",) * 9 + ("dashes", "secretive"))
        self.wrong_sign = self.chance.choice((0.0,) * 9 + (0.05, 0.3))
        silent = {code for code in self.codes if self.chance.random() > self.eagerness}
        for code in self.codes:
            if code in silent:
                continue
            own_style = self.chance.choice(asked.styles) if self.chance.random() < 0.1 else style
            if own_style == "mixed":
                own_style = self.chance.choice(("annual", "halves", "quarters"))
            for suffix in SUFFIXES[own_style]:
                if self.chance.random() < 0.96:
                    cumulative = own_style == "ytd" or self.chance.random() < 0.03
                    self._cells(asked, cells, f"{year}{suffix}", code, mood, cumulative)

    def _cells(  # noqa: PLR0917 - what is filed, for when, by whom and how
        self,
        asked: Asked,
        cells: tuple[Cell, ...],
        period: str,
        code: str,
        mood: str,
        cumulative: bool,
    ) -> None:
        """One file on these cells, now and then a second word on some of them, or a third."""
        labels = ending_on(last_day(period)) if cumulative else (period,)
        is_leaf = self.sizes[code] == 1
        scopes = self.chance.choice(SCOPES)
        earlier: list[str] = []
        for count in range(self.chance.choice((1, 1, 1, 1, 1, 1, 1, 2, 2, 3))):
            period = self.chance.choice(labels)
            submission = self.submission(code, period, earlier)
            earlier.append(submission["submission_id"])
            some = cells if count == 0 or len(cells) == 1 else self.chance.sample(cells, 1)
            for cell in self._with_faults(some):
                for scope in scopes if is_leaf or len(scopes) > 1 else self._at_the_top(scopes):
                    states = SECOND if count else STATES[mood]
                    row = self._assertion(asked, period, code, cell, scope, cumulative, states)
                    self._tell(submission, row)

    def _at_the_top(self, scopes: tuple[str, ...]) -> tuple[str, ...]:
        """Offices above others speak of the whole more often."""
        return ("inclusive",) if self.chance.random() < 0.2 else scopes

    def _with_faults(self, cells: tuple[Cell, ...] | list[Cell]) -> list[Cell]:
        """Now and then a crossing or a member that the catalogue does not have."""
        draw = self.chance.random()
        if draw < 0.005:
            wrong = Cell(audience="teenagers", grade="city", department="kexie")
            return [*cells, wrong]
        if draw < 0.025:
            member = self.chance.choice(
                [{"audience": "no one"}, {"grade": "none"}, {"department": "none"}, {"kind": "no"}]
            )
            return [*cells, Cell(**member)]
        return list(cells)

    def _tell(self, submission: Row, row: Row) -> None:
        """Now and then it says the same twice, or contradicts itself."""
        rows = [row]
        if self.chance.random() < 0.03:
            again = dict(row)
            if row["state"] == "value" and self.chance.random() < 0.6:
                again["value"] = row["value"] + 1
                again["upper"] = None if row["upper"] is None else row["upper"] + 1
            elif self.chance.random() < 0.4:
                again |= dict.fromkeys(("value", "lower", "upper"))
                again["state"] = self.chance.choice(("masked", "erased"))
            rows.append(again)
        self.observations += [row | {"submission_id": submission["submission_id"]} for row in rows]

    def submission(self, code: str, period: str, earlier: list[str]) -> Row:
        """A submission about a unit and period; it may correct one of the `earlier` ones."""
        number = len(self.submissions)
        name = f"{self.trees.number:05d}-{number:05d}"
        days = self.chance.choice((-40, -5, 10, 10, 20, 30, 30, 60, 200, 500))
        arrived = datetime.combine(last_day(period), datetime.min.time(), SHANGHAI)
        told: str | None = period
        if self.chance.random() < 0.04:  # a file of another period, or of none
            told = self.chance.choice((None, f"{int(period[:4]) - 1}"))
        submission = {
            "submission_id": name,
            "content_sha256": f"{self.trees.number:032d}{number:032d}",
            "sender_code": self._sender(code),
            "form": self._form(0.35 if earlier else 0.12),
            "period": told,
            "kind": self.chance.choice(("snapshot", "snapshot", "patch")),
            "received_at": arrived + timedelta(days=days),
            "state": self.chance.choice(EVENTS),
            "supersedes_id": None,
            "source_uri": f"made-up/{name}",
            "is_synthetic": True,
        }
        if earlier and self.chance.random() < 0.5:
            submission["supersedes_id"] = self.chance.choice(earlier)
        self.submissions.append(submission)
        return submission

    def _form(self, written: float) -> str:
        """A form, or with this chance a written report or what was accepted of one by a person."""
        draw = self.chance.random()
        if draw >= written:
            return "literacy"
        return "report" if draw >= written / 4 else "report_review"

    def _sender(self, code: str) -> str | None:
        draw = self.chance.random()
        if draw < 0.8:
            return code
        if draw < 0.86:
            return self.chance.choice(self.codes_then[code])
        return None if draw < 0.88 else self.chance.choice(self.codes)

    # -- what stands in a cell

    def _assertion(  # noqa: PLR0917 - the parts of an assertion
        self,
        asked: Asked,
        period: str,
        code: str,
        cell: Cell,
        scope: str,
        cumulative: bool,
        states: tuple[str, ...],
    ) -> Row:
        draw = self.chance.random()
        sent_as: str | None = self.chance.choice(self.codes_then[code]) if draw < 0.2 else code
        if draw > 0.997:
            sent_as = self.chance.choice((None, f"{self.trees.number:05d}xx"))
        state = self.chance.choice(states)
        ends: tuple[Decimal | None, ...] = (None, None, None)
        if state == "zero":
            ends = (Decimal(0),) * 3
        elif state == "value":
            about = self._about(asked, period, code, scope, cumulative)
            if self.chance.random() < self.wrong_sign:
                about = -about
            ends = self._hedged(about, asked.indicator in MAY_BE_NEGATIVE or about < 0)
        return {
            "org_code": sent_as,
            "indicator": asked.indicator,
            "period": None if self.chance.random() < 0.002 else period,
            **cell._asdict(),
            "scope": scope,
            "status": self.chance.choice(("plan", "estimate")) if draw < 0.02 else "actual",
            "basis": "ytd" if cumulative else "period",
            "state": state,
            **dict(zip(("value", "lower", "upper"), ends, strict=True)),
            "source_ref": "made up",
        }

    def _about(self, asked: Asked, period: str, code: str, scope: str, cumulative: bool) -> Decimal:
        """A number that fits the others well enough to meet them now and then."""
        if asked.indicator in RATIOS:
            least = -asked.scale if asked.indicator in MAY_BE_NEGATIVE else 0
            return Decimal(self.chance.randint(100 * least, 100 * asked.scale)) / 100
        months = {"annual": 12, "half_year": 6, "quarterly": 3, "monthly": 1}[period_type(period)]
        months = last_day(period).month if cumulative else months
        whole = scope == "inclusive" or (scope == "unknown" and self.chance.random() < 0.5)
        units = self.sizes[code] if whole else 1
        most = abs(asked.scale)
        middle = most * units * months // 24
        number = self.chance.randint(middle // 2, middle + middle // 2 + 1)
        if asked.scale < 0 and self.chance.random() < 0.5:
            number = -number
        return Decimal(number)

    def _hedged(self, value: Decimal, may_be_negative: bool) -> tuple[Decimal | None, ...]:
        """Value, lower, upper: mostly exact, else 近, 余, 约, or open to one side or both."""
        if self.chance.random() < 0.75:
            return value, value, value
        margin = Decimal(self.chance.choice((1, 5, 20)))
        lower, upper = self.chance.choice(
            (
                (value, value + margin),
                (value - margin, value),
                (value - margin, value + margin),
                (value, None),
                (None, value),
                (value - margin, None),
            )
        )
        if lower is not None and not may_be_negative:
            lower = max(lower, Decimal(0))
        return value, lower, upper
