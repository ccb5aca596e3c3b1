"""Districts of which each shows one rule; every figure is made up.

EXPECTED holds what is told of each: rules with their verdicts, and nothing else.
"""

from .raw import Desk, inclusive, said

YEAR = "2024"
NO_NUMBER = {"value": None, "lower": None, "upper": None}
HOLDS: set[tuple[str, str]] = set()
EXPECTED: dict[str, set[tuple[str, str]]] = {
    "420102": {("parts.grade", "fails")},
    "420103": {("parts.grade", "cannot_tell")},
    "420104": {("parts.grade", "fails"), ("member.grade", "fails")},
    "420105": {("listed.audience", "fails")},
    "420106": HOLDS,
    "420107": {("member.department", "fails")},
    "420111": {("fund_raised_by_source", "fails")},
    "420113": HOLDS,
    "420114": {("fund_raised_by_source", "cannot_tell")},
    "420115": {
        ("fund_raised_by_source", "fails"),
        ("fund_gov_appropriation_within_raised", "fails"),
    },
    "420116": {("lecture_count_within_act_total", "fails")},
    "420117": {("ws_closing_stock", "fails")},
    "420202": {("periods.quarterly", "fails")},
    "420203": {("periods.quarterly", "fails")},
    "420204": {("cumulative", "fails")},
    "420205": {("cumulative_cut", "cannot_tell")},
    "420222": {("cell_conflict", "fails")},
    "420281": {("two_snapshots", "fails")},
    "420302": HOLDS,
    "420303": {("stock_as_ytd", "fails")},
    "420304": {("ledger.two_offices", "fails")},
    "420322": HOLDS,
    "420323": {("ledger.reported_and_computed", "fails")},
    "420324": {("lecture_count_within_act_total", "fails")},
    "420325": {("level_not_due", "fails")},
    "420381": {("periods.annual", "fails")},
    "420502": {("periods.quarterly", "fails")},
    "420503": HOLDS,
    "420504": {("museum_open_days_within_year", "fails")},
    "420505": {("parts.kind", "fails")},
    "420506": {("act_total_within_act_participants", "fails")},
    "420527": {("reported_below_parts", "fails")},
    "420528": {("another_office", "fails")},
    "420626": {("ledger.form_and_report", "fails")},
    "420684": HOLDS,
    "420606": {("difference", "fails")},
    "420529": {("periods.half_year", "fails")},
    "420581": {("parts.kind", "fails")},
    "420582": {("difference", "cannot_tell")},
    "420583": {("periods.quarterly", "fails")},
    "420602": {("periods.half_year", "fails")},
    "420700": {("ledger.reported_and_computed", "holds")},
    "420800": {("ledger.reported_and_computed", "fails")},
    "420103001": {("ledger.form_and_report", "fails")},
    "420103002": {("ledger.two_scopes", "fails")},
    "420103003": {("ledger.reported_and_computed", "fails")},
    "420525": {("ws_total_by_type_and_grade", "cannot_tell"), ("parts.kind", "cannot_tell")},
}
TOWNS = ("420323100", "420527101")  # below the units whose totals give way


def province() -> Desk:
    """All of them."""
    desk = Desk()
    parts(desk)
    relations(desk)
    times(desk)
    conflicts(desk)
    misfits(desk)
    built_beside(desk)
    of_one_unit(desk)
    rounded(desk)
    return desk


def grades(indicator: str, *values: int) -> list[dict]:
    names = ("national", "province", "city", "district")
    return [said(indicator, value, grade=name) for name, value in zip(names, values, strict=False)]


def parts(desk: Desk) -> None:
    desk.send("a", "420102", YEAR, said("base_total", 10), *grades("base_total", 4, 3, 2, 2))
    desk.send("b", "420103", YEAR, said("base_total", 10), *grades("base_total", 4, 3, 2))
    desk.send("c", "420104", YEAR, said("base_total", 10), *grades("base_total", 1, 11))
    one, other = said("act_total", 60), said("act_total", 50)
    whole = said("act_total", 100)
    among = [one | {"audience": "teenagers"}, other | {"audience": "farmers"}]
    desk.send("d", "420105", YEAR, whole, *among)
    by_department = [one | {"department": "kexie"}, other | {"department": "education"}]
    desk.send("e", "420106", YEAR, whole, *by_department)
    desk.send("f", "420107", YEAR, whole, said("act_total", 120, department="education"))
    # expert stations are built of two grades: 1 and (3 and 2) are 6, not 7; the relation that says
    # the same is not told of a second time, for its academician term is missing on purpose
    expert = [
        said("ws_new", 3, grade="province", kind="expert"),
        said("ws_new", 2, grade="city", kind="expert"),
    ]
    desk.send(
        "g", "420505", YEAR, said("ws_new", 7), said("ws_new", 1, kind="academician"), *expert
    )
    desk.send("h", "420525", YEAR, said("ws_total", 7), said("ws_total", 3, kind="academician"))


def relations(desk: Desk) -> None:
    def raised(total: int, *sources: int) -> list[dict]:
        names = ("fund_gov_appropriation", "fund_donation", "fund_self_raised", "fund_other")
        given = [said(name, value) for name, value in zip(names, sources, strict=False)]
        return [said("fund_raised_total", total), *given]

    desk.send("i", "420111", YEAR, *raised(1000000, 600000, 100000, 100000, 199700))
    desk.send("j", "420113", YEAR, *raised(1000000, 600000, 100000, 100000, 199800))
    desk.send("k", "420114", YEAR, *raised(1000000, 400000))
    desk.send("l", "420115", YEAR, *raised(1000000, 1100000))
    lectures = [
        said("act_total", 40, audience="teenagers"),
        said("lecture_count", 50, audience="teenagers"),
    ]
    desk.send("m", "420116", YEAR, *lectures, said("act_total", 90), said("lecture_count", 60))
    flows = [
        said("ws_new", 3),
        said("ws_cancelled", 1),
        said("ws_revoked", 0),
        said("ws_expired", 0),
    ]
    desk.send("n", "420117", YEAR, said("ws_total", 10), said("ws_opening", 9), *flows)
    desk.send("o", "420504", YEAR, said("museum_open_days", 367))
    desk.send("p", "420506", YEAR, said("act_total", 10), said("act_participants", 9))


def times(desk: Desk) -> None:
    def quarters(indicator: str, *values: int) -> list[dict]:
        return [
            said(indicator, value, period=f"{YEAR}-Q{number}")
            for number, value in enumerate(values, 1)
        ]

    def reached(period: str, value: int, upper: int | None = None, **bounds: int) -> dict:
        return said("act_total", value, upper, basis="ytd", period=period, **bounds)

    desk.send("q", "420202", YEAR, said("act_total", 100), *quarters("act_total", 20, 20, 20, 20))
    desk.send("r", "420203", YEAR, reached("2024-H1", 50), *quarters("act_total", 20, 20))
    desk.send("s", "420204", YEAR, reached("2024-Q1", 30), reached("2024-H1", 20))
    wide = reached("2024-Q1", 30, 40, lower=20)
    desk.send("t", "420205", YEAR, wide, reached("2024-H1", 25))
    desk.send("u", "420381", YEAR, said("act_total", 100), reached("2024", 90))
    stock = quarters("volunteer_registered", 5, 6, 7, 8)
    desk.send("v", "420502", YEAR, said("volunteer_registered", 9), *stock)
    stock = quarters("volunteer_registered", 5, 6, 7, 8)
    flows = quarters("act_total", 20, 20, 20, 20)
    year = [said("volunteer_registered", 8), said("act_total", 80)]
    desk.send("w", "420503", YEAR, *year, reached("2024-H1", 40), *stock, *flows)


def conflicts(desk: Desk) -> None:
    one, other = said("media_coverage", 5), said("media_coverage", 6)
    desk.send("two", "420222", YEAR, one, other)
    desk.send("first", "420281", YEAR, one)
    desk.send("second", "420281", YEAR, other)
    # a chain: the last corrects the first through the one between, so nothing is open
    desk.send("chain1", "420302", YEAR, one)
    desk.send("chain2", "420302", YEAR, said("facility_count", 1), supersedes_id="chain1")
    desk.send("chain3", "420302", YEAR, other, supersedes_id="chain2")
    desk.send("its-own", "420304", YEAR, one)
    desk.send("for-it", "420300", YEAR, other | {"org_code": "420304"})
    # within the wording of the own figure
    desk.send("its-own-3", "420528", YEAR, one | {"state": "not_applicable", **NO_NUMBER})
    desk.send("for-it-3", "420500", YEAR, other | {"org_code": "420528"})
    desk.send("its-own-2", "420322", YEAR, said("media_coverage", 5, 10))
    # what a person accepted of its written report is a narrative: the form speaks, and they differ
    desk.send("its-form", "420626", YEAR, one)
    desk.send("its-report", "420626", YEAR, other, form="report_review")
    desk.send("for-it-2", "420300", "2024", other | {"org_code": "420322"}, form="report")


def misfits(desk: Desk) -> None:
    desk.send("ytd", "420303", YEAR, said("base_total", 5, basis="ytd"))
    for town in TOWNS:
        desk.send(f"town{town}", town, YEAR, said("media_coverage", 9))
    desk.send("whole", "420323", YEAR, *inclusive([said("media_coverage", 5)]))
    desk.send("unsaid", "420527", YEAR, said("media_coverage", 5, scope="unknown"))
    own = said("lecture_count", 10)
    desk.send("mixed", "420324", YEAR, own, *inclusive([said("act_total", 5)]))
    desk.send("level", "420325", YEAR, said("haizhi_expert", 3))
    # nobody owes the one; the other is owed by the year only, and filed by the quarter
    asked_of_nobody = [said("ws_planned_new", 3), said("haizhi_expert", 3, period=f"{YEAR}-Q1")]
    desk.send("no-level", "420684", YEAR, *asked_of_nobody)


def built_beside(desk: Desk) -> None:
    """What was asserted is not what a step of building would give, though no two asserted figures
    of one sort stand against each other."""

    def reached(period: str, value: int, indicator: str = "act_total", **cell: str) -> dict:
        return said(indicator, value, basis="ytd", period=period, **cell)

    def of(period: str, value: int, indicator: str = "act_total", **cell: str) -> dict:
        return said(indicator, value, period=period, **cell)

    half = of("2024-H2", 80)
    desk.send("step-a", "420606", YEAR, reached("2024-H1", 100), reached("2024", 150), half)
    quarters = [of("2024-Q1", 30), of("2024-Q2", 30)]
    desk.send("step-b", "420529", YEAR, of("2024", 100), *quarters, of("2024-H2", 60))
    # academicians' of the second half are 4 less 1; with 5 of experts' that is 8, not 9
    academicians = {"indicator": "ws_new", "kind": "academician"}
    cumulative = [reached("2024-H1", 1, **academicians), reached("2024", 4, **academicians)]
    halves = [of("2024-H2", 5, "ws_new", kind="expert"), of("2024-H2", 9, "ws_new")]
    desk.send("step-c", "420581", YEAR, *cumulative, *halves)
    open_above = reached("2024", 150) | {"upper": None}
    desk.send("step-d", "420582", YEAR, reached("2024-H1", 100), open_above, half)
    # the cumulative figure has been told of already: the half is not told of a second time
    first = [reached("2024-Q1", 20), of("2024-Q1", 20)]
    desk.send("step-e", "420583", YEAR, *first, reached("2024-H1", 50), of("2024-Q2", 20))
    # months of one quarter, a quarter and a half make up a year: one gap, told of the year alone
    months = [of(f"2024-0{month}", 10) for month in (1, 2, 3)]
    desk.send("step-f", "420602", YEAR, of("2024", 99), *months, quarters[1], of("2024-H2", 60))


def of_one_unit(desk: Desk) -> None:
    """Streets have no units below them: what is said of the whole is said of the unit itself."""
    one, other = said("media_coverage", 100), said("media_coverage", 500)
    desk.send("scope-a", "420103001", YEAR, one)
    desk.send("scope-b", "420103001", YEAR, other | {"scope": "unknown"}, form="report")
    desk.send("scope-c", "420103002", YEAR, one, other | {"scope": "unknown"})
    desk.send("scope-d", "420103003", YEAR, one, *inclusive([other]))


def rounded(desk: Desk) -> None:
    """263.69 and 115.74 of 379.42 are rounding, of 379.41 they are not; all in 万元."""
    for city, whole in (("420700", 3794200), ("420800", 3794100)):
        for district, part in (("02", 2636900), ("04", 1157400)):
            code = city[:4] + district
            desk.send(f"round-{code}", code, YEAR, said("fund_raised_total", part))
        told = inclusive([said("fund_raised_total", whole)])
        desk.send(f"round-{city}", city, YEAR, *told)
