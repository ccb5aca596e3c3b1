"""Two published reports as assertions: their figures, not their sentences."""

from .raw import Desk, inclusive, said

REPORTING = EAST_WEST_LAKE, JINGZHOU = "420112", "421000"
REPORT = {"form": "report"}


def file_reports(desk: Desk) -> None:
    """The two reports as assertions."""
    literacy = [
        said("act_total", 900),
        said("act_participants", 40000, 50000),
        said("training_sessions", 80, 90, audience="farmers"),
        said("training_participants", 6000, 6500, lower=5500, audience="farmers"),
        said("academician_campus_lectures", 6, audience="students"),
        said("academician_campus_participants", 1200, 1250, lower=1150, audience="students"),
        said("camp_count", 10, 20, audience="teenagers"),
        said("training_sessions", 160, 170, audience="workers"),
        said("training_participants", 14000, 15000, audience="workers"),
        said("lecture_count", 630, audience="residents"),
        said("lecture_participants", 48000, 49000, audience="residents"),
    ]
    money = [
        said("dept_budget_initial", 4326300),
        said("dept_budget_added", 214000),
        said("dept_carryover_prev", 0),
        said("dept_budget_total", 4567300),
        said("dept_budget_fiscal", 4567300),
        said("dept_expense_total", 3794300),
        said("dept_expense_basic", 2636900),
        said("dept_expense_project", 1157300),
        said("perf_score_total", "96.6"),
        said("perf_score_total", "16.6", kind="input"),
        said("perf_score_total", 40, kind="output"),
        said("perf_score_total", 30, kind="benefit"),
        said("perf_score_total", 10, kind="satisfaction"),
    ]
    staff = [
        said("org_staff_quota", 4),
        said("org_staff_quota", 1, kind="administrative"),
        said("org_staff_quota", 2, kind="institution"),
        said("org_staff_quota", 1, kind="affiliated"),
    ]
    desk.send("lake", EAST_WEST_LAKE, "2024", *inclusive(literacy), *money, *staff, **REPORT)
    stations = [
        said("ws_total", 55),
        said("ws_total", 2, kind="academician"),
        said("ws_total", 42, grade="province", kind="expert"),
        said("ws_total", 11, grade="city", kind="expert"),
        said("ws_new", 8),
        said("ws_new", 7, grade="province"),
        said("ws_new", 1, grade="city"),
        said("ws_cancelled", 21),
    ]
    desk.send("jingzhou", JINGZHOU, "2021", *inclusive(stations), **REPORT)
