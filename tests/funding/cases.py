"""The cases, each in a year of its own: hand-made ones, and random sheets for two years."""

from decimal import Decimal
from random import Random

from tests.funding.desk import Desk

PROVINCE, WUHAN, JINGZHOU = "420000", "420100", "421000"
HONGSHAN, DONGXIHU, SHASHI, JIANLI = "420111", "420112", "421002", "421088"
STREET, OTHER_STREET, ENDED = "420112001", "420112002", "420114405"
UNITS = (
    PROVINCE, WUHAN, JINGZHOU, HONGSHAN, DONGXIHU, "420114", SHASHI, JIANLI, STREET,
    OTHER_STREET, ENDED,
)  # fmt: skip
RANDOM_YEARS = ("2012", "2013", "2014")
PURPOSES = ("科普项目", "基层行动计划", "示范创建", "科普基地")


def desk() -> Desk:
    """Everything that arrives."""
    made = Desk()
    _who_speaks(made)
    _purposes(made)
    _set_aside(made)
    _consolidation(made)
    _accounts(made)
    for year in RANDOM_YEARS:
        _random(made, year)
    return made


def _who_speaks(desk: Desk) -> None:
    """2023: instalments, resubmissions, corrections, one office for another."""
    first = desk.send(PROVINCE, "2023")
    desk.pay(first, PROVINCE, WUHAN, 100)
    desk.pay(first, PROVINCE, WUHAN, 50)
    desk.pay(first, PROVINCE, JINGZHOU, 70, "示范创建")
    later = desk.send(PROVINCE, "2023")  # silent about Wuhan: erases nothing
    desk.pay(later, PROVINCE, JINGZHOU, 80, "示范创建")
    received = desk.send(WUHAN, "2023")
    desk.pay(received, PROVINCE, WUHAN, 140)
    corrected = desk.send(WUHAN, "2023", supersedes_id=received)
    desk.pay(corrected, PROVINCE, WUHAN, "130.5")
    # a copy that arrived before what it corrects speaks after it
    desk.submissions[-1]["received_at"] = "2010-01-01T08:00:00+08:00"
    for_another = desk.send(HONGSHAN, "2023")
    desk.pay(for_another, PROVINCE, JINGZHOU, 999, "示范创建", side="payee")
    rejected = desk.send(PROVINCE, "2023", state="quarantined")
    desk.pay(rejected, PROVINCE, WUHAN, 1)
    quarters = desk.send(WUHAN, "2023")
    desk.pay(quarters, WUHAN, DONGXIHU, 30, "基地", period="2023-Q1")
    desk.pay(quarters, WUHAN, DONGXIHU, 20, "基地", period="2023-Q3")
    year = desk.send(DONGXIHU, "2023")
    desk.pay(year, WUHAN, DONGXIHU, 50, "基地")


def _purposes(desk: Desk) -> None:
    """2022: the same purpose spelt twice, other words for one amount, words that nobody shares."""
    paid = desk.send(PROVINCE, "2022")
    desk.pay(paid, PROVINCE, WUHAN, 10, "科普（ABC）项目")
    desk.pay(paid, PROVINCE, WUHAN, 20, "基层科普行动计划")
    desk.pay(paid, PROVINCE, WUHAN, 30, "示范县")
    desk.pay(paid, PROVINCE, WUHAN, 0, "零一")
    received = desk.send(WUHAN, "2022")
    desk.pay(received, PROVINCE, WUHAN, 10, "科普 (abc) 项目　")
    desk.pay(received, PROVINCE, WUHAN, 20, "行动计划")
    desk.pay(received, PROVINCE, WUHAN, 31, "示范创建")
    desk.pay(received, PROVINCE, WUHAN, 0, "零二")
    desk.pay(received, WUHAN, PROVINCE, 5, "上缴", side="payer")


def _set_aside(desk: Desk) -> None:
    """2018 and 2019: what cannot be a transfer, and a code that was recoded later."""
    sheet = desk.send(WUHAN, "2018")
    desk.pay(sheet, WUHAN, "429999", 1, "无此单位")
    desk.pay(sheet, WUHAN, WUHAN, 2, "自己")
    desk.pay(sheet, WUHAN, ENDED, 3, "已撤销")
    desk.pay(sheet, WUHAN, SHASHI, 4, "别市")
    desk.pay(sheet, WUHAN, HONGSHAN, -5, "负数")
    desk.pay(sheet, WUHAN, HONGSHAN, None, "空白")
    desk.pay(sheet, WUHAN, HONGSHAN, 6, "空白")
    desk.pay(sheet, WUHAN, HONGSHAN, 7, "无期间", period=None)
    desk.pay(sheet, WUHAN, None, 8, "无代码")  # type: ignore[arg-type]
    old_code = desk.send(JINGZHOU, "2019")
    desk.pay(old_code, JINGZHOU, "421023", 90, "监利县")
    new_code = desk.send(JIANLI, "2019")
    desk.pay(new_code, JINGZHOU, JIANLI, 90, "监利县")


def _consolidation(desk: Desk) -> None:
    """2020: province 150, of which the city agrees to 90; city 60 to a district that agrees."""
    for unit, granted, received in ((PROVINCE, 150, None), (WUHAN, 60, 105), (DONGXIHU, None, 65)):
        form = desk.send(unit, "2020", form="funding")
        if granted:
            desk.tell(form, "subsidy_granted", granted)
        if received:
            desk.tell(form, "subsidy_received", received)
    province, city = desk.send(PROVINCE, "2020"), desk.send(WUHAN, "2020")
    district = desk.send(DONGXIHU, "2020")
    desk.pay(province, PROVINCE, WUHAN, 100)
    desk.pay(province, PROVINCE, WUHAN, 50, "示范创建")
    desk.pay(city, PROVINCE, WUHAN, 90)
    desk.pay(city, WUHAN, DONGXIHU, 60)
    desk.pay(district, WUHAN, DONGXIHU, 60)
    # the street's sheet is there, its form is not: nothing of it can be eliminated
    street = desk.send(STREET, "2020")
    desk.pay(district, DONGXIHU, STREET, 7)
    desk.pay(street, DONGXIHU, STREET, 7)
    # a sheet above its form
    form, sheet = desk.send(JINGZHOU, "2020", form="funding"), desk.send(JINGZHOU, "2020")
    desk.tell(form, "subsidy_granted", 1000)
    desk.pay(sheet, JINGZHOU, SHASHI, 5000)


def _accounts(desk: Desk) -> None:
    """2021: figures per resident, execution above the budget, more used than raised."""
    form = desk.send(SHASHI, "2021", form="funding")
    desk.tell(form, "fund_raised_total", 1000000)
    desk.tell(form, "fund_used_total", 1200000, lower=Decimal(1200000), upper=Decimal(1300000))
    desk.tell(form, "fund_budget_fiscal", 2000000)
    desk.tell(form, "fund_gov_special", 700001)
    desk.tell(form, "dept_budget_total", 100000)
    desk.tell(form, "dept_expense_total", 130000)
    city = desk.send(JINGZHOU, "2021", form="funding")
    desk.tell(city, "fund_raised_total", 5)
    street = desk.send(OTHER_STREET, "2021", form="funding")
    desk.tell(street, "fund_raised_total", 5)


def _random(desk: Desk, year: str) -> None:
    """Sheets and forms of a year at random, with every way to differ."""
    rng = Random(f"funding|{year}")
    below = {
        PROVINCE: (WUHAN, JINGZHOU, HONGSHAN), WUHAN: (HONGSHAN, DONGXIHU, STREET),
        JINGZHOU: (SHASHI, JIANLI), DONGXIHU: (STREET, OTHER_STREET),
    }  # fmt: skip
    for unit in UNITS[:-1]:
        form = desk.send(unit, year, form="funding")
        for indicator in ("subsidy_received", "subsidy_granted"):
            if rng.random() < 0.9:
                value = rng.choice((None, 0, *[rng.randrange(1, 900)] * 9))
                hedge = {"upper": Decimal(value + 10)} if value and rng.random() < 0.3 else {}
                desk.tell(form, indicator, value, **hedge)
    for _ in range(2):  # a first sheet and a second that overtakes some of it
        for payer, payees in below.items():
            for payee in payees:
                for sender in (payer, payee, PROVINCE):
                    if rng.random() < 0.55:
                        _sheet(desk, rng, year=year, sender=sender, payer=payer, payee=payee)


def _sheet(desk: Desk, rng: Random, *, year: str, sender: str, payer: str, payee: str) -> None:
    """A sheet about one pair."""
    sheet = desk.send(sender, year)
    for purpose in rng.sample(PURPOSES, rng.randrange(1, 4)):
        for _ in range(rng.choice((1, 1, 2))):
            amount = rng.choice((0, 10, 20, 20, 30, Decimal("12.34"), rng.randrange(1, 99)))
            side = "payee" if sender == payee else "payer"
            desk.pay(sheet, payer, payee, amount, purpose, side=side)
