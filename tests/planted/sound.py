"""The finished files of a year in which every office made no mistake: the ground to plant into."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from synthetic import files, filling
from synthetic.cast import Duty, Habits
from synthetic.claims import Paper, Section, Style
from synthetic.latent import World
from synthetic.papers import CHINA
from synthetic.reference import Reference

YEAR = 2024
FORMS = ("literacy", "workstation", "funding", "organization")
_CAREFUL = Habits(hedges=0, masks=0, gaps=0, slips=0)
_FORMATS = ("xlsx", "xlsx", "xlsx", "xlsx", "xlsx", "xlsx", "csv", "json")
_ENCODINGS = ("csv-bom", "csv-utf8", "csv-gb18030")
# Who is asked first reports first: (month, day) from which, and over how many days. So whatever is
# planted below a unit is told of the file in which it stands, not of the sums above.
_SEASON = {"province": (1, 6, 1), "city": (1, 8, 5), "district": (1, 14, 10),
           "subdistrict": (2, 1, 50)}  # fmt: skip
# What is drawn apart and belongs together: a part, and the whole that it cannot exceed.
_PARTS = (
    ("competition_count", "act_total"), ("training_sessions", "act_total"),
    ("five_entry_count", "act_total"), ("training_participants", "act_participants"),
    ("five_entry_participants", "act_participants"), ("ws_awarded", "ws_total"),
    ("exhibition_count", "exhibition_visitors"), ("org_grassroots", "org_grassroots_due"),
)  # fmt: skip


@dataclass(frozen=True)
class Finished:
    """A finished file of one office and year."""

    paper: Paper
    level: str
    office: str  # its name
    reference: Reference

    @property
    def plain(self) -> bool:
        """Whether amounts are in 元, as the form has them."""
        return not self.paper.style.ten_thousands

    @property
    def format(self) -> str:
        """xlsx, csv or json."""
        return self.paper.format.partition("-")[0]

    @cached_property
    def content(self) -> bytes:
        """The file."""
        return files.render(self.paper, self.reference)


def world(reference: Reference, seed: int) -> World:
    """What truly happened in the year and the one before."""
    made = World(reference, seed, range(YEAR - 1, YEAR + 1))
    for part, whole in _PARTS:
        if part not in reference.indicators or whole not in reference.indicators:
            continue
        for code in reference.units:
            limits, series = made.series(code, whole), made.series(code, part)
            for key, value in series.items():
                series[key] = min(value, limits.get(key, 0))
    # units that nobody asks report too, and count from then on
    made.began = dict.fromkeys(reference.units, YEAR - 1)
    return made


def offices(reference: Reference) -> list[str]:
    """Everybody who stands at the year's end: the 1,594 units of the shipped tree."""
    return [code for code in reference.units if reference.exists(code, YEAR)]


def finished(made: World, codes: Iterable[str], year: int) -> Iterator[Finished]:
    """The file of every office, in the order in which they arrive."""
    reference = made.reference
    for number, code in enumerate(codes):
        unit = reference.units[code]
        if not reference.exists(code, year):
            continue
        duty = _duty(made, number, code)
        paper = Paper(
            sender=code,
            name=f"合成_{unit.short_name}_{year}年报.{files.EXTENSIONS[duty.format]}",
            format=duty.format,
            period=str(year),
            received_at=_arrival(unit.level, number, year),
            style=duty.style,
            sections=_sections(made, duty, year),
        )
        yield Finished(paper, unit.level, unit.name, reference)


def _duty(made: World, number: int, code: str) -> Duty:
    level = made.reference.units[code].level
    leaf = not made.reference.children(YEAR).get(code)
    kind = "xlsx" if level != "subdistrict" else _FORMATS[number % len(_FORMATS)]
    if kind == "csv":
        kind = _ENCODINGS[number // len(_FORMATS) % len(_ENCODINGS)]
    ten_thousands = level == "subdistrict" and number % len(_FORMATS) == 5
    style = Style(titles=number % 2 == 0, ten_thousands=ten_thousands)
    return Duty(
        code, "full", yearly=True, format=kind, style=style,
        habits=_CAREFUL if leaf else replace(_CAREFUL, inclusive="true"),
    )  # fmt: skip


def _sections(made: World, duty: Duty, year: int) -> list[Section]:
    reference, found = made.reference, []
    for form in FORMS:
        claims = filling.annual(made, duty, form, year)
        if claims:
            found.append(Section(form, tuple(claims)))
    if duty.format != "xlsx":
        return found  # registers have headers of their own and stand on sheets of their own
    stations = [s for s in made.stations[duty.code] if s.approved_on.year <= year]
    if stations:
        found.append(Section(reference.register_form("station"), stations=tuple(stations)))
    grants = [
        replace(t, side="payer" if duty.code == t.payer else "payee")
        for t in made.transfers
        if t.year == year and duty.code in (t.payer, t.payee)
    ]
    if grants:
        found.append(Section(reference.register_form("transfer"), transfers=tuple(grants)))
    return found


def _arrival(level: str, number: int, year: int) -> datetime:
    month, day, days = _SEASON[level]
    start = datetime(year + 1, month, day, 8, tzinfo=CHINA)
    return start + timedelta(days=number % days, seconds=20 * (number % 1600))
