"""Faults and oddities against earlier periods; explanations, corrections, second sendings."""

from hashlib import sha256

from tests.planted.office import (
    EXPLAINED,
    FUNDING,
    LITERACY,
    STATIONS_COUNTED,
    Book,
    Office,
    Planted,
    Unfit,
    fault,
    oddity,
    ref,
)
from tests.planted.sums import overspend

TIMES, WORDS = "earlier periods", "explanations and corrections"
GROWTH = "比上年同期增减过大的须说明：上年的 10 倍以上或十分之一以下，且不小于 100"
SLIP = "比上年相差约一万倍的金额，可能混淆元与万元"
WINDOW = "年报自次年 1 月 2 日起报送，4 月 30 日关账"
CORRECTION = "更正须写明更正对象；留空不等于作废"
LATER = "2025-05-28T09:00:00+08:00"
MUCH = "推送科普信息条数"
# the words of the first explanation, and what is told of one that answers nothing
_FIRST, _UNHEARD = "上报说明!D2", "explanation_unheard"
_BEFORE_OPENING = "2024-12-20T09:00:00+08:00"


def _grown(office: Office, factor: int) -> tuple:
    """The year's cell, after the figure of the year before was made so many times smaller."""
    new, old = office.book.at(LITERACY, MUCH), office.before.at(LITERACY, MUCH)
    old.value, new.value = 200, 200 * factor
    return new, old


@fault(TIMES, GROWTH)
def twenty_times_last_year(office: Office) -> list[Planted]:
    """Twenty times as many as the year before."""
    new, _ = _grown(office, 20)
    return [office.at(new, "growth")]


@fault(TIMES, GROWTH)
def a_thirtieth_of_last_year(office: Office) -> list[Planted]:
    """A thirtieth of what it was."""
    new, old = _grown(office, 1)
    old.value, new.value = 6000, 200
    return [office.at(new, "growth")]


@fault(TIMES, SLIP)
def ten_thousands_typed_as_yuan(office: Office) -> list[Planted]:
    """The budget in 万元 under the heading 元."""
    office.before.number(FUNDING, "列入财政预算的科普经费", least=9000)
    cell = office.book.at(FUNDING, "列入财政预算的科普经费")
    cell.value = office.book.number(FUNDING, "列入财政预算的科普经费") / 10000
    return [office.at(cell, "unit_slip")]


@fault(TIMES, SLIP)
def yuan_typed_as_ten_thousands(office: Office) -> list[Planted]:
    """The budget in 元 in a row that says 万元."""
    office.before.number(FUNDING, "列入财政预算的科普经费", least=9000)
    cell = office.book.at(FUNDING, "列入财政预算的科普经费")
    office.book.at(FUNDING, "列入财政预算的科普经费", "计量单位").value = "万元"
    return [office.at(cell, "unit_slip")]


@fault(TIMES, "上年结转不大于上年预算减上年支出", levels=("district", "city"))
def more_carried_over_than_was_left(office: Office) -> list[Planted]:
    """500,000 carried over of 300,000 that were left."""
    for label, value in (("部门预算总额", 1000000), ("部门决算支出合计", 700000)):
        office.before.add(FUNDING, label, "元", 本级=value)
    row = office.book.add(FUNDING, "上年结转", "元", 本级=500000)
    column = office.book.column(FUNDING, "本级")
    cell = office.book.sheet(FUNDING).cell(row, column)
    return [office.at(cell, "dept_carryover_within_last_unspent")]


@fault(TIMES, "期初 = 上年期末", levels=("district", "city"))
def opening_that_was_not_last_years_closing(office: Office) -> list[Planted]:
    """Two stations more at the opening than at the end of the year before, and two more expired."""
    out = []
    for column in ("本级", "含下级"):
        office.before.at(STATIONS_COUNTED, "期末工作站总数", column)
        cell = office.book.at(STATIONS_COUNTED, "期初工作站数", column)
        cell.value = office.book.number(STATIONS_COUNTED, "期初工作站数", column, 0) + 2
        out.append(office.at(cell, "ws_opening_is_last_closing"))
    office.book.add(STATIONS_COUNTED, "期满退出工作站数", "家", 本级=2, 含下级=2)
    return out


@fault(TIMES, WINDOW)
def sent_before_the_year_was_over(office: Office) -> list[Planted]:
    """An annual form that arrives on 20 December."""
    office.main.received_at = _BEFORE_OPENING
    return [office.told("封面 报告期", "filed_before_opening")]


@fault(TIMES, WINDOW)
def sent_after_the_books_were_closed(office: Office) -> list[Planted]:
    """An annual form that arrives at the end of May."""
    office.main.received_at, office.main.night = LATER, 3
    return [office.told("封面 报告期", "filed_after_closing")]


@fault(WORDS, CORRECTION)
def correction_of_nothing_known(office: Office) -> list[Planted]:
    """A correction of a file that nobody sent."""
    sheet = office.book.sheet("封面")
    for row in sheet.iter_rows():
        if row[0].value == "报送类型":
            row[1].value = "更正"
    sheet.append(("更正对象", "0123456789abcdef"))
    return [office.told("封面 更正对象", "correction_target")]


@fault(WORDS, "核实性问题的说明须指明是哪个指标、哪一格")
def explanation_of_another_figure(office: Office) -> list[Planted]:
    """Expenses above what was raised; what is explained is another figure."""
    cell = overspend(office)
    other = office.book.at(FUNDING, "捐赠")
    office.book.explain(FUNDING, "捐赠", other.coordinate, "企业捐赠（合成数据）")
    return [office.at(cell, "fund_used_within_raised"), office.told(_FIRST, _UNHEARD)]


@fault(WORDS, "强制性问题须更正，不能以说明代替")
def explanation_of_what_must_be_mended(office: Office) -> list[Planted]:
    """A negative value, explained: it must be mended all the same."""
    cell = office.book.at(FUNDING, "受赠科普设施价值")
    cell.value = -500
    office.book.explain(FUNDING, "受赠科普设施价值", cell.coordinate, "冲减上年（合成数据）")
    return [office.at(cell, "negative"), office.told(_FIRST, _UNHEARD)]


@oddity(TIMES, GROWTH, says_other=True)
def nine_times_last_year(office: Office) -> list[Planted]:
    """Nine times as many as the year before."""
    _grown(office, 9)
    return []


@oddity(TIMES, GROWTH, says_other=True)
def from_three_to_ninety(office: Office) -> list[Planted]:
    """Thirty times as many, of a thing of which there are few."""
    new, old = _grown(office, 1)
    old.value, new.value = 3, 90
    return []


@oddity(TIMES, "上年为零的不算增长率", says_other=True)
def from_nothing_to_something(office: Office) -> list[Planted]:
    """None the year before."""
    _, old = _grown(office, 3)
    old.value = 0
    return []


@oddity(TIMES, GROWTH, says_other=True)
def growth_explained(office: Office) -> list[Planted]:
    """Twenty times as many, and the explanation sheet says why."""
    new, _ = _grown(office, 20)
    office.book.explain(LITERACY, MUCH, new.coordinate, "新开通公众号（合成数据）")
    return [office.at(new, f"growth {EXPLAINED}")]


@oddity(TIMES, WINDOW)
def sent_on_the_last_day(office: Office) -> list[Planted]:
    """An annual form that arrives on the day on which the books are closed."""
    office.main.received_at, office.main.night = "2025-04-30T16:30:00+08:00", 2
    return []


@oddity(WORDS, CORRECTION)
def correction_of_one_cell(office: Office) -> list[Planted]:
    """A second file that names the first and corrects one cell."""
    if "book" in office.__dict__:
        raise Unfit("opened")
    digest = sha256(office.main.content).hexdigest()
    book = Book(office.main.content)
    for name in list(book.book.sheetnames):
        if name not in ("封面", FUNDING):
            del book.book[name]
    front = book.sheet("封面")
    for row in front.iter_rows():
        if row[0].value == "报送类型":
            row[1].value = "更正"
    front.append(("更正对象", digest[:16]))
    cell = book.at(FUNDING, "列入财政预算的科普经费")
    cell.value = book.number(FUNDING, "列入财政预算的科普经费") + 1000
    office.sends(f"合成_{office.name}_更正.xlsx", book.content(), "2025-03-28T10:00:00+08:00", 1)
    return []


@oddity(WORDS, "同一内容再送一次只是重复，不另计")
def same_file_once_more(office: Office) -> list[Planted]:
    """The same bytes under another name, a week later."""
    office.sends(
        f"合成_{office.name}_副本.xlsx", office.main.content, "2025-03-29T10:00:00+08:00", 1
    )
    return []


@oddity(WORDS, "同一报表同一期再报一份全量而未注明更正：只提示，以后到的为准")
def full_form_once_more(office: Office) -> list[Planted]:
    """The whole file again with one other figure: a hint for each form asks whether it corrects."""
    book = Book(office.main.content)
    cell = book.at(FUNDING, "列入财政预算的科普经费")
    cell.value = book.number(FUNDING, "列入财政预算的科普经费") + 1000
    again = office.sends(
        f"合成_{office.name}_重报.xlsx", book.content(), "2025-03-30T10:00:00+08:00", 1
    )
    return [Planted(again.path, "封面 更正对象", "full_before")]


@fault(WORDS, "留空不等于作废：移到邻格的数两处都会计入，须说明", levels=("district", "city"))
def figure_moved_to_the_next_cell(office: Office) -> list[Planted]:
    """Sent again with the own figure blank and the same figure under 含下级."""
    form, label = LITERACY, "其中：面向青少年的科普活动场次"
    book = Book(office.main.content)
    value = book.number(form, label)
    own, wide = book.at(form, label), book.at(form, label, "含下级")
    if wide.value == value:
        raise Unfit(label)
    if office.before.number(form, label, "含下级") > 9 * value:
        raise Unfit("many times less than the year before")
    wide.value, own.value = value, None
    again = office.sends(
        f"合成_{office.name}_重报.xlsx", book.content(), "2025-01-29T10:00:00+08:00", 1
    )
    return [
        Planted(again.path, ref(wide), "figure_moved"),
        Planted(again.path, "封面 更正对象", "full_before"),
    ]
