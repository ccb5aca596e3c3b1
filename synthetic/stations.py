"""The workstations that truly exist, and the grants that truly flowed."""

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

from synthetic.claims import Station, Transfer
from synthetic.reference import WHOLE, Breakdown, Reference

_SYMBOLS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
_TRADES = ("生物", "新材料", "智能装备", "农业", "医药", "光电", "环保", "食品", "汽车", "化工")
_SUBJECTS = ("基层科普行动计划", "科普示范创建", "科普基地建设", "青少年科技活动")
_EXITS = (("注销", 6), ("期满", 3), ("撤销", 1))
_REASONS = {"注销": "建站单位业务调整", "期满": "协议期满，未续签", "撤销": "考核不合格"}
_OFTEN = {"city": 9, "district": 3, "subdistrict": 0, "province": 0}

ACADEMICIAN = Breakdown(kind="academician")
EXPERT_PROVINCE = Breakdown(grade="province", kind="expert")
EXPERT_CITY = Breakdown(grade="city", kind="expert")


def credit_code(rng: Random, area: str) -> str:
    """A unified social credit code with its check character (GB 32100-2015)."""
    organisation = "".join(rng.choice(_SYMBOLS) for _ in range(9))
    body = f"91{area[:6]}{organisation}"
    return body + check_character(body)


def check_character(body: str) -> str:
    """The 18th character for the first 17."""
    total = sum(_SYMBOLS.index(c) * w for c, w in zip(body, _WEIGHTS, strict=True))
    return _SYMBOLS[-total % 31]


def draw_stations(rng: Random, reference: Reference, code: str, years: range) -> list[Station]:
    """The stations that a unit counts as its own, also those that ended in the years."""
    unit = reference.units[code]
    often = _OFTEN[unit.level] * (2.5 if code.endswith("0100") else 1)
    count = int(rng.gammavariate(2, often / 2) + rng.random()) if often else 0
    return [_station(rng, reference, code, number, years) for number in range(1, count + 1)]


def _station(rng: Random, reference: Reference, code: str, number: int, years: range) -> Station:
    unit = reference.units[code]
    first = date(years.start - 5, 1, 1)
    approved = first + timedelta(days=rng.randrange(365 * (len(years) + 5)))
    academician = rng.random() < 0.22
    trade = rng.choice(_TRADES)
    host = f"{unit.short_name}{trade}（合成示例{number}号）有限公司"
    exited, exit_kind = None, ""
    if rng.random() < 0.25:
        exited = approved + timedelta(days=365 * 3 + rng.randrange(900))
        exit_kind = rng.choices([e[0] for e in _EXITS], [e[1] for e in _EXITS])[0]
    if exited and exited >= date(years.stop, 1, 1):
        exited, exit_kind = None, ""
    kind = "院士工作站" if academician else "专家工作站"
    return Station(
        code, f"{unit.short_name}{trade}{kind}（合成）", host, credit_code(rng, code), kind,
        "省级" if academician or rng.random() < 0.4 else "市级",
        approved, date(approved.year + 3, approved.month, min(approved.day, 28)), exited, exit_kind,
        _REASONS.get(exit_kind, ""),
    )  # fmt: skip


def counts(stations: Iterable[Station], year: int, quarter: int = 4) -> dict[tuple, int]:
    """(indicator, breakdown) -> number, for the stock at the quarter's end and the year's flows."""
    begin, end = date(year, 1, 1), date(year + quarter // 4, quarter * 3 % 12 + 1, 1)
    out: dict[tuple, int] = {}

    def add(indicator: str, breakdown: Breakdown = WHOLE) -> None:
        out[indicator, breakdown] = out.get((indicator, breakdown), 0) + 1

    for station in stations:
        if _open(station, end):
            add("ws_total")
            add("ws_total", _kind(station))
        if _open(station, begin):
            add("ws_opening")
        if begin <= station.approved_on < end:
            add("ws_new")
            add("ws_new", Breakdown(grade="province" if station.grade == "省级" else "city"))
        if station.exited_on and begin <= station.exited_on < end:
            add(_FLOWS[station.exit_kind])
    return out


_FLOWS = {"注销": "ws_cancelled", "撤销": "ws_revoked", "期满": "ws_expired"}


def _open(station: Station, day: date) -> bool:
    """Whether it existed the day before."""
    return station.approved_on < day and not (station.exited_on and station.exited_on < day)


def _kind(station: Station) -> Breakdown:
    if station.type == "院士工作站":
        return ACADEMICIAN
    return EXPERT_PROVINCE if station.grade == "省级" else EXPERT_CITY


def draw_transfers(rng: Random, reference: Reference, payer: str, year: int) -> list[Transfer]:
    """Grants of a year from a unit to units just below it, in 元."""
    children = [c for c in reference.children(year).get(payer, ()) if reference.units[c].reports]
    out = []
    for child in children:
        if rng.random() < 0.7:
            low, high = (20, 120) if payer == reference.root else (3, 30)
            amount = rng.randint(low, high) * 5000
            out.append(Transfer(payer, child, rng.choice(_SUBJECTS), year, amount))
    return out
