"""Which rows of which forms an office fills in."""

from synthetic import magnitudes
from synthetic.cast import Duty
from synthetic.latent import World
from synthetic.reference import WHOLE, Breakdown
from synthetic.stations import ACADEMICIAN, EXPERT_CITY, EXPERT_PROVINCE

Row = tuple[str, Breakdown]
_GRADES = [Breakdown(grade=g) for g, _ in magnitudes.GRADES_OF_BASES]
_EXPENSES = [Breakdown(kind=k) for k, _ in magnitudes.EXPENSES]
_AUDIENCES = [Breakdown(audience=a) for a, _ in magnitudes.AUDIENCES]
_KINDS = [ACADEMICIAN, EXPERT_PROVINCE, EXPERT_CITY]

HEADLINES: dict[str, list[Row]] = {
    "literacy": [
        ("act_total", WHOLE), *(("act_total", a) for a in _AUDIENCES), ("act_participants", WHOLE),
        ("volunteer_registered", WHOLE), ("base_total", WHOLE),
        *(("base_total", g) for g in _GRADES), ("museum_open_days", WHOLE),
        ("literacy_rate", WHOLE),
    ],
    "workstation": [
        ("ws_total", WHOLE), *(("ws_total", k) for k in _KINDS), ("ws_opening", WHOLE),
        ("ws_new", WHOLE), ("ws_new", Breakdown(grade="province")),
        ("ws_new", Breakdown(grade="city")), ("ws_cancelled", WHOLE),
        ("academician_in_station", WHOLE),
    ],
    "funding": [
        ("fund_raised_total", WHOLE), ("fund_gov_special", WHOLE), ("fund_used_total", WHOLE),
        *(("fund_used_total", e) for e in _EXPENSES), ("fund_budget_fiscal", WHOLE),
        ("fund_per_capita", WHOLE), ("subsidy_received", WHOLE),
    ],
}  # fmt: skip
TINY: dict[str, list[Row]] = {
    "literacy": [("act_total", WHOLE), ("act_participants", WHOLE)],
    "workstation": [("ws_total", k) for k in _KINDS],
    "funding": [("fund_raised_total", WHOLE), ("fund_budget_fiscal", WHOLE)],
}
QUARTERLY: dict[str, list[Row]] = {
    "literacy_quarterly": [
        ("act_total", WHOLE), ("act_participants", WHOLE), ("volunteer_registered", WHOLE),
    ],
    "workstation_quarterly": [("ws_total", WHOLE), ("ws_new", WHOLE)],
}  # fmt: skip


def annual_rows(world: World, duty: Duty, form: str, year: int) -> list[Row]:
    """The rows that an office fills in of a form: what it owes, by the size of its file."""
    wanted = {"full": HEADLINES, "headline": HEADLINES, "tiny": TINY}[duty.scope].get(form, [])
    if duty.scope == "full":
        wanted = list(dict.fromkeys([*wanted, *world.reference.required(form, year)]))
    reference = world.reference
    asked = [row for row in wanted if reference.prints(form, *row, year)]
    return [row for row in asked if reference.owes(duty.code, row[0])]


def quarterly_rows(world: World, duty: Duty, form: str, year: int, everything: bool) -> list[Row]:
    """The rows of a quarterly form: a few, or all that are required."""
    wanted = QUARTERLY[form]
    if everything:
        wanted = list(dict.fromkeys([*wanted, *world.reference.required(form, year)]))
    return [row for row in wanted if world.reference.owes(duty.code, row[0], "quarterly")]


def is_headline(indicator: str) -> bool:
    """Whether the demo tells about it, so that offices also add it up for their area."""
    return any(indicator == i for rows in HEADLINES.values() for i, _ in rows)
