"""How large things are: the typical yearly figure of one office by level, and its relatives."""

# median own figure of (subdistrict, district, city, province) offices
MEDIANS: dict[str, tuple[float, float, float, float]] = {
    "act_total": (14, 55, 80, 150),
    "volunteer_registered": (120, 900, 1500, 4000),
    "volunteer_org": (2, 12, 20, 40),
    "training_sessions": (4, 25, 30, 40),
    "five_entry_count": (3, 20, 25, 20),
    "consult_sessions": (3, 12, 15, 10),
    "material_distributed": (1500, 12000, 15000, 30000),
    "base_new": (0.1, 1.5, 3, 8),
    "fund_donation": (400, 12000, 40000, 100000),
    "fund_self_raised": (2500, 30000, 80000, 200000),
    "fund_other": (300, 8000, 20000, 50000),
    "facility_donated_value": (500, 9000, 20000, 0),
    "ws_cultivating": (0.2, 2, 4, 0),
    "ws_enterprise_visited": (2, 22, 40, 60),
    "ws_awarded": (0.05, 0.5, 1, 4),
    "talent_introduced": (0.1, 5, 12, 20),
    "academician_in_station": (0, 0, 7, 25),
    "org_unit_count": (1, 1, 1, 1),
}
# where the table above says nothing: by the indicator's unit
BY_UNIT: dict[str, tuple[float, float, float, float]] = {
    "场次": (3, 15, 20, 25),
    "次": (2, 8, 10, 12),
    "人次": (300, 2500, 5000, 12000),
    "份": (80, 900, 1500, 3000),
    "册": (120, 1500, 3000, 8000),
    "张": (30, 250, 400, 600),
    "件": (4, 90, 150, 300),
    "项": (1, 8, 12, 20),
    "个": (1, 6, 10, 15),
    "条": (40, 400, 700, 1500),
    "篇": (4, 30, 50, 120),
    "期": (1, 8, 15, 24),
    "处": (3, 15, 10, 5),
    "人": (3, 12, 20, 40),
    "家": (0.3, 2, 4, 6),
    "元": (2000, 60000, 120000, 400000),
    "天": (0, 280, 300, 310),
    "分": (92, 93, 94, 95),
}
# a part of another figure: (of what, share)
SHARES: dict[str, tuple[str, float]] = {
    "act_participants": ("act_total", 95),
    "lecture_count": ("act_total", 0.3),
    "lecture_participants": ("act_participants", 0.22),
    "exhibition_count": ("act_total", 0.1),
    "science_day_count": ("act_total", 0.12),
    "science_day_participants": ("act_participants", 0.15),
    "st_week_count": ("act_total", 0.08),
    "st_week_participants": ("act_participants", 0.08),
    "volunteer_activity": ("act_total", 0.35),
    "five_entry_participants": ("five_entry_count", 70),
    "training_participants": ("training_sessions", 55),
    "consult_participants": ("consult_sessions", 90),
    "competition_participants": ("competition_count", 120),
    "camp_participants": ("camp_count", 45),
    "youth_contest_awards": ("youth_contest_entries", 0.15),
    "fund_gov_appropriation": ("fund_budget_fiscal", 0.97),
    "fund_gov_special": ("fund_gov_appropriation", 0.6),
}
# shares of a total that has parts: (dimension, member, share); the last takes the rest
GRADES_OF_BASES = (("national", 0.03), ("province", 0.15), ("city", 0.32), ("district", 0.5))
EXPENSES = (
    ("admin", 0.14), ("activity", 0.52), ("venue_capital", 0.08), ("exhibit", 0.16),
    ("other", 0.1),
)  # fmt: skip
AUDIENCES = (("teenagers", 0.36), ("farmers", 0.2), ("elderly", 0.14))
# 元 of the fiscal budget per resident of a district or city, and of a sub-district as such
BUDGET_PER_RESIDENT = {"province": 0.35, "city": 0.6, "district": 1.4}
BUDGET_OF_SUBDISTRICT = 18000
QUARTERS = (0.17, 0.27, 0.33, 0.23)
SURVEYED_RATE = {"province": 13.6, "city": 12.8, "district": 12.2}
SURVEY_YEARS = frozenset({2020, 2022, 2024})
