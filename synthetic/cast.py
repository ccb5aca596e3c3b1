"""Who files what: the offices of a run, from the province down, with their habits."""

from dataclasses import dataclass, replace
from typing import Literal

from synthetic.claims import Style
from synthetic.latent import World

Size = Literal["small", "medium", "large"]
SIZES: tuple[Size, ...] = ("small", "medium", "large")
FORMATS = ("csv-bom", "xlsx", "csv-utf8", "csv-gb18030", "json")

# places that the demo tells its story about
CITY = "421000"  # every level, with a district whose code changed
CITY_DISTRICTS = ("421002", "421003")
CAPITAL, CAPITAL_DISTRICT = "420100", "420112"
COUNTY_CITY = "429006"  # reports to the province, no districts
STATISTICAL = "421071"  # no official unit: due from its first submission on


@dataclass(frozen=True, slots=True)
class Habits:
    """How an office counts and how carefully.

    `inclusive`: true, wrong, children (without its own), none. `unknown`: it never says which.
    The rest are shares of its cells.
    """

    inclusive: str = "none"
    unknown: bool = False
    hedges: float = 0.06
    masks: float = 0.012
    gaps: float = 0.012
    slips: float = 0.01


@dataclass(frozen=True, slots=True)
class Duty:
    """One office in a run. `scope`: full (all required items), headline or tiny.

    `yearly`: a file for each year, else one for all. `quarterly`: ytd, period, or nothing.
    """

    code: str
    scope: str
    yearly: bool
    format: str
    style: Style
    habits: Habits
    quarterly: str = ""
    written: bool = False  # also sends a written report
    silent: bool = False


_INCLUSIVE = ("true", "true", "none", "true", "wrong", "true", "true", "children", "true", "none",
              "unknown", "true")  # fmt: skip


def cast(world: World, size: Size, units: int | None = None) -> list[Duty]:
    """The offices of a run in the order of importance, at most `units` of them."""
    wanted = _wanted(world, size)
    duties = [_duty(world, n, *who) for n, who in enumerate(wanted[:units])]
    for duty in duties:
        if not world.reference.units[duty.code].reports and not duty.silent:
            world.began[duty.code] = world.years[-2 if len(world.years) > 1 else -1]
    return duties


def _wanted(world: World, size: Size) -> list[tuple[str, str, bool]]:
    """(office, scope, yearly) of everybody, the full ones first."""
    full, headline, tiny = _small(world)
    if size != "small":
        cities = _of_level(world, "city")
        districts = [d for city in (CITY, CAPITAL) for d in _children(world, city)]
        full = list(dict.fromkeys([world.reference.root, *cities, *districts]))
        headline = _of_level(world, "district")
        tiny = [s for d in (*districts, *cities) for s in _children(world, d)]
    if size == "large":
        last = world.years[-1]
        tiny = [u for u in world.reference.units if world.reference.exists(u, last)]
    yearly = size != "small"
    out = [(code, "full", True) for code in full]
    out += [(code, "headline", yearly) for code in headline]
    out += [(code, "tiny", size == "large") for code in tiny]
    known = set(world.reference.units)
    unique = {code: (code, scope, each) for code, scope, each in reversed(out) if code in known}
    return [unique[code] for code in dict.fromkeys(code for code, _, _ in out) if code in unique]


def _small(world: World) -> tuple[list[str], list[str], list[str]]:
    full = [world.reference.root, CITY, CAPITAL, COUNTY_CITY, *CITY_DISTRICTS, CAPITAL_DISTRICT]
    tiny = [s for d in (*CITY_DISTRICTS, COUNTY_CITY) for s in _children(world, d)]
    tiny += _children(world, CAPITAL_DISTRICT)[:6]
    tiny += [d for d in (STATISTICAL,) if d in world.reference.units]
    tiny += _of_level(world, "district")
    return full, _of_level(world, "city"), tiny


def _children(world: World, code: str) -> list[str]:
    units = world.reference.units
    children = world.reference.children(world.years[-1]).get(code, [])
    return [c for c in children if units[c].reports]


def _of_level(world: World, level: str) -> list[str]:
    units = world.reference.units.values()
    return [u.code for u in units if u.level == level and u.reports]


def _duty(world: World, number: int, code: str, scope: str, yearly: bool) -> Duty:
    rng = world.rng("duty", code)
    level = world.reference.units[code].level
    # development zones have names that no reader of prose takes for an office
    official = world.reference.units[code].reports
    leaf = not world.reference.children(world.years[-1]).get(code)
    style = Style(
        wide=rng.random() < 0.6,
        english=scope != "full" and rng.random() < 0.15,
        numbers=rng.random() < 0.7,
        separators=rng.random() < 0.25,
        ten_thousands=rng.random() < 0.35,
        titles=rng.random() < 0.6,
    )
    inclusive = "true" if scope == "full" else _INCLUSIVE[number % len(_INCLUSIVE)]
    habits = Habits("none" if leaf else inclusive.replace("unknown", "none"))
    habits = replace(habits, unknown=inclusive == "unknown")
    if scope == "full":
        habits = replace(habits, hedges=0.04, masks=0.006, gaps=0.006)
    duty = Duty(
        code, scope, yearly,
        format=_format(number, scope),
        style=style,
        habits=habits,
        silent=scope == "tiny" and rng.random() < (0.06 if level == "district" else 0.12),
    )  # fmt: skip
    return replace(
        duty, quarterly=_quarterly(number, scope), written=official and _writes(number, scope)
    )


def _format(number: int, scope: str) -> str:
    if scope == "full":
        return "json" if number % 7 == 4 else "xlsx"
    return FORMATS[number % len(FORMATS)]


def _quarterly(number: int, scope: str) -> str:
    if scope == "full" and number % 3 == 1:
        return "ytd"
    return {10: "period", 11: "ytd"}.get(number % 60, "") if scope == "tiny" else ""


def _writes(number: int, scope: str) -> bool:
    return scope == "tiny" and number % 12 == 5
