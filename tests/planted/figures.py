"""Faults and oddities of single figures: units, numbers, states."""

from datetime import date
from typing import Any

from openpyxl.cell.cell import Cell

from tests.planted.office import (
    FUNDING,
    LITERACY,
    STATIONS_COUNTED,
    Office,
    Planted,
    Unfit,
    fault,
    oddity,
    repacked,
)

UNITS, NUMBERS = "units", "numbers"
ONE_UNIT = "计量单位与指标相符，一格只有一个单位"
WHOLE = "计数一律为整数（四舍五入取整）"
CANNOT = "没有这样的数：负的价值、一年 400 天、超过 100% 的比例"
READABLE = "格内应为数字，或 -（不适用）、未统计、作废、XX（遮盖）"
STATES = "五种状态各有写法：数、0、不适用（-）、未统计、遮盖（XX）"
SEEN = "数怎样显示就怎样读：分隔符、全角、文本格式不改变数"
HEDGED = "约数表示一个区间：4.8万余为 4.8万至 4.9万；区间相接的不算错"


def put(office: Office, label: str, value: Any, form: str = LITERACY) -> Cell:
    """Write an item's own figure."""
    cell = office.book.at(form, label)
    cell.value = value
    return cell


@fault(UNITS, ONE_UNIT)
def unit_of_another_kind(office: Office) -> list[Planted]:
    """公斤 for a number of copies."""
    cell = office.book.at(LITERACY, "发放科普资料份数")
    office.book.at(LITERACY, "发放科普资料份数", "计量单位").value = "公斤"
    return [office.at(cell, "unit_unknown")]


@fault(UNITS, ONE_UNIT)
def people_for_events(office: Office) -> list[Planted]:
    """人次 for a number of events."""
    cell = office.book.at(LITERACY, "培训（实用技术、技能）场次")
    office.book.at(LITERACY, "培训（实用技术、技能）场次", "计量单位").value = "人次"
    return [office.at(cell, "unit_unknown")]


@fault(UNITS, ONE_UNIT)
def ten_thousand_twice(office: Office) -> list[Planted]:
    """3万 in a row whose unit is 万元."""
    cell = put(office, "受赠科普设施价值", "3万", FUNDING)
    office.book.at(FUNDING, "受赠科普设施价值", "计量单位").value = "万元"
    return [office.at(cell, "unit_ambiguous")]


@fault(UNITS, ONE_UNIT)
def unit_in_the_cell_against_the_row(office: Office) -> list[Planted]:
    """300公斤 in a row of 份."""
    cell = put(office, "发放科普资料份数", "300公斤")
    return [office.at(cell, "unit_unknown")]


@fault(UNITS, ONE_UNIT)
def number_format_of_another_size(office: Office) -> list[Planted]:
    """12,500 stored, 12.50 万元 shown: nobody can tell which is meant."""
    cell = put(office, "受赠科普设施价值", 12500, FUNDING)
    cell.number_format = '0.00,"万元"'
    return [office.at(cell, "format_doubtful")]


@fault(UNITS, "百分数填 83 或 83%：小于 1 的可能漏了百分号（83% 不是 0.83）")
def percent_sign_lost(office: Office) -> list[Planted]:
    """0.83 for a pass rate."""
    row = office.book.add(STATIONS_COUNTED, "评估合格率", "%", 本级=0.83)
    column = office.book.column(STATIONS_COUNTED, "本级")
    return [office.at(office.book.sheet(STATIONS_COUNTED).cell(row, column), "percent_small")]


@fault(NUMBERS, READABLE)
def words_for_a_number(office: Office) -> list[Planted]:
    """很多 for a number."""
    return [office.at(put(office, "媒体宣传报道篇次", "很多"), "cell_unreadable")]


@fault(NUMBERS, READABLE)
def two_numbers_in_a_cell(office: Office) -> list[Planted]:
    """Two numbers on two lines of one cell."""
    return [office.at(put(office, "媒体宣传报道篇次", "25\n30"), "cell_unreadable")]


@fault(NUMBERS, READABLE)
def error_of_a_formula(office: Office) -> list[Planted]:
    """#DIV/0! for a number."""
    return [office.at(put(office, "媒体宣传报道篇次", "#DIV/0!"), "cell_error")]


@fault(NUMBERS, READABLE)
def formula_without_a_result(office: Office) -> list[Planted]:
    """A formula that no program has computed."""
    return [office.at(put(office, "媒体宣传报道篇次", "=1+1"), "formula_uncached")]


@fault(NUMBERS, "数字超过 15 位的，表格软件已改变其尾数：不修复")
def more_digits_than_a_number_holds(office: Office) -> list[Planted]:
    """A number of sixteen digits."""
    return [office.at(put(office, "线上科普传播量", 1234567890123456), "digits_lost")]


@fault(NUMBERS, CANNOT)
def value_below_zero(office: Office) -> list[Planted]:
    """A donation worth less than nothing."""
    return [office.at(put(office, "受赠科普设施价值", -500, FUNDING), "negative")]


@fault(NUMBERS, WHOLE)
def half_an_event(office: Office) -> list[Planted]:
    """12.5 newspapers reports."""
    return [office.at(put(office, "媒体宣传报道篇次", 12.5), "count_fraction")]


@fault(NUMBERS, CANNOT, levels=("district", "city"))
def more_days_than_a_year_has(office: Office) -> list[Planted]:
    """A museum open on 400 days of a year (at most 366)."""
    return [office.at(put(office, "科技馆开放天数", 400), "museum_open_days_within_year")]


@fault(NUMBERS, CANNOT, levels=("district", "city"))
def rate_above_a_hundred(office: Office) -> list[Planted]:
    """A surveyed literacy rate of 120 %."""
    book = office.book
    cell = book.at(LITERACY, "公民具备科学素质比例（抽样调查）", "含下级")
    if cell.value is None:
        raise Unfit("no survey")
    cell.value = 120
    return [office.at(cell, "out_of_range")]


@fault(NUMBERS, READABLE)
def date_for_a_number(office: Office) -> list[Planted]:
    """The office program has made a date of a number."""
    cell = put(office, "媒体宣传报道篇次", date(2024, 3, 5))
    cell.number_format = "yyyy-mm-dd"
    return [office.at(cell, "cell_date")]


@oddity(UNITS, "金额可填元或万元，以每行的计量单位为准")
def ten_thousands_by_row(office: Office) -> list[Planted]:
    """One amount in 万元, and its row says so."""
    cell = office.book.at(FUNDING, "列入财政预算的科普经费")
    cell.value = office.book.number(FUNDING, "列入财政预算的科普经费") / 10000
    office.book.at(FUNDING, "列入财政预算的科普经费", "计量单位").value = "万元"
    return []


@oddity(UNITS, "格内自带单位的，以格内为准，与行相合")
def unit_behind_the_number(office: Office) -> list[Planted]:
    """1.8万元 in a row of 元."""
    value = office.book.number(FUNDING, "列入财政预算的科普经费")
    put(office, "列入财政预算的科普经费", f"{value / 10000:.2f}万元", FUNDING)
    return []


@oddity(UNITS, "数怎样显示就怎样读：83% 的格存 0.83", says_other=True)
def percent_cell(office: Office) -> list[Planted]:
    """0.83 shown as 83%."""
    row = office.book.add(STATIONS_COUNTED, "评估合格率", "%", 本级=0.83)
    column = office.book.column(STATIONS_COUNTED, "本级")
    office.book.sheet(STATIONS_COUNTED).cell(row, column).number_format = "0%"
    return []


@oddity(UNITS, "计量单位有通行的别名：场 即 场次")
def unit_by_another_name(office: Office) -> list[Planted]:
    """场 for 场次."""
    office.book.at(LITERACY, "科普活动场次", "计量单位").value = "场"
    return []


@oddity(NUMBERS, SEEN)
def full_width_digits(office: Office) -> list[Planted]:
    """Digits of full width."""
    value = office.book.number(LITERACY, "科普活动场次")
    put(office, "科普活动场次", "".join(chr(ord(d) + 0xFEE0) for d in str(value)))
    return []


@oddity(NUMBERS, SEEN)
def thousands_separators(office: Office) -> list[Planted]:
    """1,234 as a text."""
    value = office.book.number(LITERACY, "科普活动参加人次", least=1000)
    put(office, "科普活动参加人次", f"{value:,}")
    return []


@oddity(NUMBERS, SEEN)
def number_as_a_text(office: Office) -> list[Planted]:
    """A number stored as text behind an apostrophe, with a blank."""
    value = office.book.number(LITERACY, "科普活动场次")
    put(office, "科普活动场次", f"'{value} ")
    return []


@oddity(NUMBERS, STATES, says_other=True)
def nothing_of_the_kind(office: Office) -> list[Planted]:
    """-, / and 无 for what does not exist there."""
    for label, word in (
        ("科普专职人员", "-"),
        ("科普场所设施数", "／"),
        ("特色产业科普示范基地数", "无"),
    ):
        put(office, label, word)
    return []


@oddity(NUMBERS, STATES, says_other=True)
def nobody_counted(office: Office) -> list[Planted]:
    """未统计 says that nobody counted: no blank, and no zero."""
    put(office, "线上科普传播量", "未统计")
    return []


@oddity(NUMBERS, STATES, says_other=True)
def masked_figure(office: Office) -> list[Planted]:
    """XX keeps the number back."""
    put(office, "媒体宣传报道篇次", "XX")
    return []


@oddity(NUMBERS, STATES, says_other=True)
def true_zeros(office: Office) -> list[Planted]:
    """0 events of a kind and 0 participants: a value that rounds to zero is written 0."""
    for label in ("科普竞赛次数", "科普竞赛参加人次"):
        put(office, label, 0)
    return []


@oddity(NUMBERS, HEDGED, says_other=True)
def hedged_figure(office: Office) -> list[Planted]:
    """300余 for a number of persons."""
    value = office.book.number(LITERACY, "线上科普传播量", least=100)
    put(office, "线上科普传播量", f"{value // 100 * 100}余")
    return []


@oddity(NUMBERS, HEDGED, says_other=True)
def hedged_both_ways(office: Office) -> list[Planted]:
    """近300余: hedges that contradict each other are an interval around the number."""
    value = office.book.number(LITERACY, "线上科普传播量", least=100)
    put(office, "线上科普传播量", f"近{value // 100 * 100}余")
    return []


@oddity(NUMBERS, SEEN)
def separators_by_number_format(office: Office) -> list[Planted]:
    """A format with separators and two decimals."""
    office.book.at(FUNDING, "列入财政预算的科普经费").number_format = "#,##0.00"
    return []


@oddity(NUMBERS, "公式有计算结果的按结果读")
def formula_with_its_result(office: Office) -> list[Planted]:
    """A formula whose result is stored with it."""
    value = office.book.number(LITERACY, "媒体宣传报道篇次", least=0)
    put(office, "媒体宣传报道篇次", "=1+1")
    office.main.content = office.book.content()
    del office.__dict__["book"]

    def compute(name: str, part: bytes) -> bytes:
        return part.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>%d</v>" % value).replace(
            b"<f>1+1</f><v></v>", b"<f>1+1</f><v>%d</v>" % value
        )

    office.main.content = repacked(office.main.content, compute)
    return []
