"""What offices of a random province may be asked for, and how they may file it."""

from dataclasses import dataclass
from typing import NamedTuple

TOTAL = "total"


class Cell(NamedTuple):
    """A breakdown."""

    audience: str = TOTAL
    grade: str = TOTAL
    department: str = TOTAL
    kind: str = TOTAL


@dataclass(frozen=True)
class Asked:
    """One indicator: the sets of cells that a form of it may have, its styles, how often it is
    asked for. `scale`: what a unit of its own would report, about."""

    indicator: str
    forms: tuple[tuple[Cell, ...], ...] = ((Cell(),),)
    styles: tuple[str, ...] = ("annual",)
    weight: float = 0.5
    scale: int = 40


YEARLY = ("annual", "annual", "annual", "quarters")
OFTEN = (
    "annual", "annual", "halves", "quarters", "quarters", "months", "ytd", "ytd", "ytd", "mixed",
)  # fmt: skip
GRADES = (Cell(grade="province"), Cell(grade="city"))
KINDS = (Cell(kind="academician"), Cell(kind="expert"))
BOTH = tuple(Cell(grade=g.grade, kind=k.kind) for g in GRADES for k in KINDS)
STATIONS = ((Cell(),), GRADES, KINDS, BOTH, (Cell(), *GRADES), (*GRADES[:1], *BOTH[2:]))
AUDIENCES = tuple(Cell(audience=name) for name in ("teenagers", "elderly", "residents"))
PLACES = tuple(Cell(kind=name) for name in ("onsite", "online"))
DEPARTMENTS = tuple(Cell(department=name) for name in ("kexie", "science"))


def crossed(*axes: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Every combination of one cell of each axis."""
    cells: list[Cell] = [Cell()]
    for axis in axes:
        cells = [
            Cell(*(theirs if mine == TOTAL else mine for mine, theirs in zip(c, a, strict=True)))
            for c in cells
            for a in axis
        ]
    return tuple(cells)


VISITORS = (
    (Cell(),),
    AUDIENCES,
    AUDIENCES[:2],
    GRADES,
    DEPARTMENTS,
    PLACES,
    crossed(AUDIENCES, GRADES),
    crossed(AUDIENCES, GRADES),
    crossed(AUDIENCES[:2], DEPARTMENTS),
    crossed(GRADES, PLACES),
    crossed(DEPARTMENTS, PLACES),
    crossed(GRADES, DEPARTMENTS, PLACES),
    crossed(GRADES, DEPARTMENTS, PLACES),
    crossed(GRADES, DEPARTMENTS, PLACES),
    crossed(GRADES, DEPARTMENTS, PLACES),
    (*crossed(AUDIENCES[:2], GRADES), *AUDIENCES),
    (*crossed(AUDIENCES[:1], GRADES), *GRADES),
    (*crossed(AUDIENCES[:1], GRADES), *GRADES),
    (Cell(), *PLACES),
    crossed(GRADES[:1], PLACES) + GRADES[1:],
)
EVALUATED = tuple(Cell(kind=name) for name in ("excellent", "pass", "fail"))

PLAN = (
    # overlapping audiences and kinds, none of them exhaustive
    Asked("act_total", ((Cell(),), (Cell(), AUDIENCES[0]), (Cell(), *PLACES)), OFTEN, 0.8),
    Asked("made_up_visitors", VISITORS, OFTEN, 0.95),
    Asked("made_up_balance", ((Cell(),), GRADES), OFTEN, 0.6, scale=-30),
    Asked("made_up_count", ((Cell(),),), (*OFTEN, "months"), 0.2),
    Asked("ws_new", STATIONS, OFTEN, 0.5, scale=12),
    Asked("ws_total", STATIONS, ("annual", "quarters", "mixed"), 0.7, scale=12),
    Asked("ws_opening", STATIONS, YEARLY, 0.2, scale=12),
    Asked("made_up_opening", ((Cell(),),), ("quarters", "halves", "mixed"), 0.3, scale=12),
    Asked("ws_net_change", ((Cell(),), GRADES), YEARLY, 0.3, scale=-9),
    Asked("ws_evaluated", (EVALUATED, (Cell(), *EVALUATED[:2])), ("annual",), 0.35, scale=9),
    Asked("ws_eval_pass_rate", weight=0.3, scale=100),
    Asked("ws_planned_new", weight=0.15),  # nobody owes it
    Asked("fund_budget_fiscal", ((Cell(),),), YEARLY, 0.5, scale=90000),
    Asked("fund_per_capita", weight=0.35, scale=3),
    Asked("made_up_rate", ((Cell(),),), ("annual", "quarters"), 0.3, scale=100),
    Asked("made_up_share", ((Cell(),), GRADES, GRADES), ("annual", "halves"), 0.6, scale=100),
    Asked("dept_expense_total", weight=0.5, scale=900),
    Asked("dept_budget_total", weight=0.5, scale=900),
    Asked("dept_budget_execution_rate", weight=0.4, scale=100),
    Asked("made_up_budget", ((Cell(),),), ("annual", "quarters", "ytd"), 0.35, scale=700),
    Asked("academician_in_station", weight=0.55, scale=5),
    Asked("perf_score_total", weight=0.55, scale=100),
    Asked("literacy_rate", weight=0.55, scale=15),
    Asked("resident_population", weight=0.6, scale=5000),
    Asked("no_such_indicator", weight=0.22),
)
RATIOS = frozenset(
    {
        "ws_eval_pass_rate",
        "fund_per_capita",
        "made_up_rate",
        "made_up_share",
        "dept_budget_execution_rate",
        "literacy_rate",
    }
)
MAY_BE_NEGATIVE = frozenset({"made_up_balance", "ws_net_change", "made_up_rate"})
