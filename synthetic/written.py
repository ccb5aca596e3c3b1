"""Short written reports: a few plain sentences whose facts are known exactly."""

from collections.abc import Callable
from random import Random

from synthetic import wording
from synthetic.cast import Duty
from synthetic.claims import Claim, Paper, Said, Section
from synthetic.latent import World
from synthetic.papers import Clock, day
from synthetic.reference import WHOLE

FORM = "report"
_NOTICE = "本报告为合成数据，并非真实报告，文中单位与数字均为虚构。"
_CLOSING = "下一步，将继续完善工作机制，提升服务能力。"
_AREAS = {"区": "全区", "县": "全县", "市": "全市", "镇": "全镇", "乡": "全乡", "道": "全街道"}
# (sentence, what each number is, its scope); {place} acts itself, {area} is everybody there
_SENTENCES: tuple[tuple[str, tuple[tuple[str, str], ...], str], ...] = (
    ("{year}年，{area}共举办科普活动{0}，参与人次{1}。",
     (("act_total", "场次"), ("act_participants", "")), "inclusive"),
    ("{year}年，{place}科协举办科普讲座{0}，参加人次{1}。",
     (("lecture_count", "场"), ("lecture_participants", "")), "own"),
    ("截至{year}年底，{area}注册科技志愿者{0}。", (("volunteer_registered", "人"),), "inclusive"),
    ("{year}年，{place}科协开展科技培训{0}，培训人次{1}。",
     (("training_sessions", "场次"), ("training_participants", "")), "own"),
    ("{year}年，{area}共有院士专家工作站{0}。", (("ws_total", "家"),), "inclusive"),
    ("{year}年，{area}发放科普资料{0}。", (("material_distributed", "份"),), "inclusive"),
)  # fmt: skip
_WORDS = ("余", "多", "近", "约")


def written(world: World, duty: Duty, year: int, clock: Clock) -> Paper:
    """The report of one office for a year. Arrives in the January after it."""
    rng = world.rng("written", duty.code, year)
    boasts = rng.random() < 0.25  # its words and its forms will contradict each other
    name = world.reference.units[duty.code].name
    sentences: list[str] = []
    claims: list[Claim] = []
    for pattern, measures, scope in _SENTENCES:
        figure = _figures(world, duty.code, scope, year)
        numbers = [figure(indicator) * (3 if boasts else 2) // 2 for indicator, _ in measures]
        if not all(numbers) or (sentences and rng.random() < 0.3):
            continue
        said = [_said(rng, number) for number in numbers]
        units = [unit for _, unit in measures]
        words = [with_unit(s, unit) for s, unit in zip(said, units, strict=True)]
        sentences.append(pattern.format(*words, year=year, area=area_of(name), place=name))
        claims += [
            Claim(indicator, s, scope=scope)
            for (indicator, _), s in zip(measures, said, strict=True)
        ]
    title = f"{name}科协{year}年度科普工作情况（合成）"
    return Paper(
        sender=duty.code,
        name=f"合成_{name}_{year}年工作情况.txt",
        format="txt",
        period=str(year),
        received_at=clock.between(rng, day(year + 1, 1, 4), 25),
        sections=[Section(FORM, tuple(claims))],
        text="\n\n".join([title, _NOTICE, "\n".join(sentences), _CLOSING]) + "\n",
    )


def area_of(name: str) -> str:
    """How people call everybody in a place: 沙市区 -> 全区."""
    return _AREAS.get(name[-1], "全区")


def _figures(world: World, code: str, scope: str, year: int) -> Callable[[str], int]:
    def figure(indicator: str) -> int:
        if scope == "own":
            return world.own(code, indicator, WHOLE, year) or 0
        return world.inclusive(code, indicator, WHOLE, year)

    return figure


def _said(rng: Random, number: int) -> Said:
    """Exact below a hundred or by chance, else hedged."""
    if number < 100 or rng.random() < 0.35:
        return wording.exact(number)
    return wording.hedged(number, rng.choice(_WORDS))


def with_unit(said: Said, unit: str) -> str:
    """120余 -> 120余场次."""
    return f"{said.printed}{unit}"
