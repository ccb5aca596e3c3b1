"""Kinds written when the checks were frozen, at least one of every family: a first score that
nobody could have worked towards."""

import csv
import io
from datetime import datetime
from hashlib import sha256

from openpyxl.styles import PatternFill

from tests.planted.figures import put
from tests.planted.office import (
    AREAS,
    FUNDING,
    LITERACY,
    ORGANIZATION,
    STATIONS,
    STATIONS_COUNTED,
    TRANSFERS,
    Book,
    Office,
    Planted,
    Unfit,
    fault,
    oddity,
    repacked,
)
from tests.planted.sums import add


@fault("layout", "表样：没有人读过的栏目使整张表停下", is_late=True)
def header_left_blank(office: Office) -> list[Planted]:
    """The header 本级 was rubbed out; the figures below it are nobody's."""
    book = office.book
    sheet, head = book.sheet(ORGANIZATION), book.header(ORGANIZATION)
    sheet.cell(head, book.column(ORGANIZATION, "本级")).value = None
    return [office.told(f"{ORGANIZATION}!A{head}", "header_values")]


@oddity("layout", "表头可分两行：填报数之下为本级", is_late=True)
def header_in_two_rows(office: Office) -> list[Planted]:
    """填报数 above 本级, the other headers merged over both rows."""
    book = office.book
    sheet, head = book.sheet(LITERACY), book.header(LITERACY)
    own = book.column(LITERACY, "本级")
    width = max(cell.column for cell in sheet[head] if cell.value is not None)
    sheet.insert_rows(head)
    for column in range(1, width + 1):
        upper, lower = sheet.cell(head, column), sheet.cell(head + 1, column)
        if column == own:
            upper.value = "填报数"
        else:
            upper.value, lower.value = lower.value, None
            letter = upper.column_letter
            sheet.merge_cells(f"{letter}{head}:{letter}{head + 1}")
    return []


@fault("units", "表头的单位与行内的单位不得矛盾", levels=AREAS, is_late=True)
def unit_of_the_row_against_the_header(office: Office) -> list[Planted]:
    """金额（万元） in the header of the transfers, 元 in their rows."""
    book = office.book
    sheet, head = book.sheet(TRANSFERS), book.header(TRANSFERS)
    sheet.cell(head, book.column(TRANSFERS, "金额")).value = "金额（万元）"
    column = next(cell.column for cell in sheet[head] if cell.value == "金额（万元）")
    rows = range(head + 1, head + 1 + book.lines(TRANSFERS))
    return [office.at(sheet.cell(row, column), "unit_conflict") for row in rows]


@oddity("units", "金额可填元或万元，以每行的计量单位为准", is_late=True)
def every_amount_in_ten_thousands(office: Office) -> list[Planted]:
    """The whole funding form in 万元, row by row."""
    book = office.book
    sheet, head = book.sheet(FUNDING), book.header(FUNDING)
    unit, own = book.column(FUNDING, "计量单位"), book.column(FUNDING, "本级")
    for row in range(head + 1, sheet.max_row + 1):
        value = sheet.cell(row, own).value
        if sheet.cell(row, unit).value == "元" and isinstance(value, int | float):
            sheet.cell(row, unit).value = "万元"
            sheet.cell(row, own).value = value / 10000
    return []


@fault("numbers", "格内应为数字，或 -（不适用）、未统计、作废、XX（遮盖）", is_late=True)
def question_mark_behind_a_number(office: Office) -> list[Planted]:
    """12? is no number."""
    return [office.at(put(office, "媒体宣传报道篇次", "12?"), "cell_unreadable")]


@fault("numbers", "数值过大，不可能是统计数", is_late=True)
def more_people_than_live(office: Office) -> list[Planted]:
    """900 billion views as a text, which keeps its digits."""
    return [office.at(put(office, "线上科普传播量", "900000000000000000"), "number_too_large")]


@oddity("numbers", "约数表示一个区间", is_late=True, says_other=True)
def number_between_two(office: Office) -> list[Planted]:
    """约300 for a number of persons."""
    value = office.book.number(LITERACY, "线上科普传播量", least=100) // 100 * 100
    put(office, "线上科普传播量", f"约{value}")
    return []


@fault("dates and codes", "日期要能对应到某一天", levels=AREAS, is_late=True)
def year_for_a_day(office: Office) -> list[Planted]:
    """Only the year of an approval."""
    return office.miswritten(STATIONS, "批准日期", "2021年", "date_unreadable")


@oddity("dates and codes", "日期可用点、横线、斜线或年月日", levels=AREAS, is_late=True)
def day_with_points(office: Office) -> list[Planted]:
    """2022.3.5 for a day."""
    cell = office.book.line(STATIONS, 1, "批准日期")
    day = datetime.fromisoformat(str(cell.value))
    cell.value = f"{day.year}.{day.month}.{day.day}"
    return []


@fault("registers", "先批准，后退出", levels=AREAS, is_late=True)
def station_left_before_it_was_approved(office: Office) -> list[Planted]:
    """An exit twelve years before the approval, with its way."""
    cell, kind = (office.book.line(STATIONS, 1, name) for name in ("退出日期", "退出方式"))
    cell.value, kind.value = "2005-05-20", "注销"
    return [office.at(cell, "date_order")]


@oddity("registers", "没有内容的备注栏可以不要", levels=AREAS, is_late=True)
def register_without_its_notes(office: Office) -> list[Planted]:
    """The column of notes is gone."""
    book = office.book
    book.sheet(STATIONS).delete_cols(book.column(STATIONS, "备注"))
    return []


@fault("transfers", "拨付金额不为负", levels=AREAS, is_late=True)
def grant_taken_back_as_a_negative(office: Office) -> list[Planted]:
    """A grant of less than nothing."""
    return office.miswritten(TRANSFERS, "金额", -50000, "transfer_amount")


@oddity("transfers", "金额的写法不改变数", levels=AREAS, is_late=True)
def grant_with_its_unit_in_the_cell(office: Office) -> list[Planted]:
    """5万元 in the cell."""
    cell = office.book.line(TRANSFERS, 1, "金额")
    cell.value = f"{cell.value / 10000:.2f}万元"
    return []


@fault("arithmetic", "期末工作站总数 = 院士 + 省级专家 + 市级专家", levels=AREAS, is_late=True)
def kinds_of_stations_that_do_not_add_up(office: Office) -> list[Planted]:
    """Four more academicians' stations than the total leaves room for."""
    book = office.book
    for column in ("本级", "含下级"):
        cell = book.at(STATIONS_COUNTED, "其中：院士工作站", column)
        cell.value = book.number(STATIONS_COUNTED, "其中：院士工作站", column, 0) + 4
    if book.number(STATIONS_COUNTED, "期末工作站总数", least=5) < book.number(
        STATIONS_COUNTED, "其中：院士工作站", least=0
    ):
        raise Unfit("part above its total")
    return [
        office.at(book.at(STATIONS_COUNTED, "期末工作站总数", column), "ws_total_by_type_and_grade")
        for column in ("本级", "含下级")
    ]


@fault("arithmetic", "获评优秀的工作站是工作站的一部分", levels=AREAS, is_late=True)
def more_praised_than_there_are(office: Office) -> list[Planted]:
    """More model stations than stations, of its own."""
    book = office.book
    cell = book.at(STATIONS_COUNTED, "获评优秀（十佳）工作站数")
    cell.value = book.number(STATIONS_COUNTED, "期末工作站总数", least=0) + 2
    return [office.at(cell, "ws_awarded_within_total")]


@oddity("arithmetic", "其中项可以就是全部", is_late=True, says_other=True)
def parts_equal_to_their_total(office: Office) -> list[Planted]:
    """All prizes are national ones."""
    value = office.book.number(LITERACY, "青少年科技赛事获奖数", least=0)
    add(office, LITERACY, "其中：国家级奖项", "项", value)
    return []


@fault("between forms", "覆盖率由已建数、应建数复算", is_late=True)
def coverage_that_its_counts_do_not_give(office: Office) -> list[Planted]:
    """100 %, though two of the townships have no association."""
    most = max(office.book.number(ORGANIZATION, "基层科协组织数", least=2), 2)
    add(office, ORGANIZATION, "其中：乡镇（街道）科协", "个", most)
    add(office, ORGANIZATION, "应建科协的乡镇（街道）数", "个", most + 2)
    return [
        office.at(add(office, ORGANIZATION, "乡镇（街道）科协覆盖率", "%", 100), "ratio_differs")
    ]


@oddity("between forms", "各表可分作几份文件报送", is_late=True, says_other=True)
def forms_in_two_files(office: Office) -> list[Planted]:
    """The organisation form comes in a file of its own, an hour later."""
    book, second = office.book, Book(office.main.content)
    del book.book[ORGANIZATION]
    for name in list(second.book.sheetnames):
        if name not in ("封面", ORGANIZATION):
            del second.book[name]
    office.sends(f"合成_{office.name}_组织.xlsx", second.content(), "2025-03-28T11:00:00+08:00", 1)
    return []


@fault("levels", "含下级包括本级", levels=AREAS, is_late=True)
def own_money_above_that_of_the_area(office: Office) -> list[Planted]:
    """A budget of its own above that of the whole area."""
    book = office.book
    label = "列入财政预算的科普经费"
    cell = book.at(FUNDING, label)
    cell.value = book.number(FUNDING, label, "含下级") + 70000
    return [office.at(cell, "own_exceeds_inclusive")]


@oddity("levels", "没有汇总的写“未统计”", levels=AREAS, is_late=True, says_other=True)
def area_without_a_word(office: Office) -> list[Planted]:
    """未统计 for the whole area: nobody added it up."""
    office.book.at(LITERACY, "注册科技（科普）志愿者", "含下级").value = "未统计"
    return []


LAST = "2025-03-28T15:00:00+08:00"  # when all below have reported
ADDED = "含下级 = 本级 + 各下级"


@fault("levels", ADDED, levels=("district",), is_late=True, has_below=True)
def less_than_all_below(office: Office) -> list[Planted]:
    """Fewer volunteers in the whole area than its units have reported."""
    office.main.received_at = LAST
    label = "注册科技（科普）志愿者"
    cell, own = office.book.at(LITERACY, label, "含下级"), office.book.number(LITERACY, label)
    cell.value = (office.book.number(LITERACY, label, "含下级", own + 10) + own) // 2
    return [office.at(cell, "inclusive_adds_up")]


@oddity("levels", ADDED, levels=("district",), is_late=True, has_below=True)
def area_that_reports_last(office: Office) -> list[Planted]:
    """The whole area is what its units have reported, to the last figure."""
    office.main.received_at = LAST
    return []


@oddity("levels", ADDED, levels=("district",), is_late=True, has_below=True, says_other=True)
def area_rounded_when_all_have_reported(office: Office) -> list[Planted]:
    """…余 for the whole area, when all units have reported: the sum lies within."""
    office.main.received_at = LAST
    value = office.book.number(LITERACY, "科普活动参加人次", "含下级", 1000)
    office.book.at(LITERACY, "科普活动参加人次", "含下级").value = f"{value // 1000 * 1000}余"
    return []


@fault("earlier periods", "比上年同期增减过大的须说明", is_late=True)
def volunteers_gone(office: Office) -> list[Planted]:
    """One volunteer, where there were five thousand."""
    office.before.at(LITERACY, "注册科技（科普）志愿者").value = 5000
    return [office.at(put(office, "注册科技（科普）志愿者", 1), "growth")]


@oddity("earlier periods", "上年未统计的没有可比的数", is_late=True)
def nothing_to_compare_with(office: Office) -> list[Planted]:
    """未统计 the year before."""
    office.before.at(LITERACY, "注册科技（科普）志愿者").value = "未统计"
    return []


@fault("explanations and corrections", "更正的对象须是本单位这张表这一期的报送", is_late=True)
def correction_of_another_period(office: Office) -> list[Planted]:
    """A correction that names the year before's file, which is of another period."""
    digest = sha256(office.last_year.content).hexdigest()
    front = office.book.sheet("封面")
    for row in front.iter_rows():
        if row[0].value == "报送类型":
            row[1].value = "更正"
    front.append(("更正对象", digest[:16]))
    return [office.told("封面 更正对象", "correction_target")]


@oddity("explanations and corrections", "说明按指标名称即可，不必写位置", is_late=True,
        says_other=True)  # fmt: skip
def explanation_by_name_alone(office: Office) -> list[Planted]:
    """Twenty times as many, explained by the name of the item."""
    label = "推送科普信息条数"
    office.before.at(LITERACY, label).value = 200
    cell = put(office, label, 4000)
    office.book.explain(LITERACY, label, "", "新开通视频号（合成数据）")
    return [office.at(cell, "growth 已说明")]


@fault("cover", "封面写明报告期；报告期不晚于报送", is_late=True)
def month_for_an_annual_form(office: Office) -> list[Planted]:
    """A month on the cover of annual forms."""
    for row in office.book.sheet("封面").iter_rows():
        if row[0].value == "报告期":
            row[1].value = "2024年11月"
    forms = [name for name in office.book.book.sheetnames if name != "封面"]
    return [office.told(name, "period_type") for name in forms]


@oddity("cover", "封面各项的次序不拘", is_late=True)
def cover_from_below(office: Office) -> list[Planted]:
    """The lines of the cover in another order, with blanks between."""
    sheet = office.book.sheet("封面")
    pairs = [(row[0].value, row[1].value) for row in sheet.iter_rows(max_col=2) if row[1].value]
    first = sheet.max_row - len(pairs) + 1
    for number, (name, value) in enumerate(reversed(pairs)):
        sheet.cell(first + number, 1, f"{name}：")
        sheet.cell(first + number, 2, value)
    return []


@fault("containers and encodings", "CSV 每行的栏数不多于表头", format="csv", is_late=True)
def line_longer_than_its_header(office: Office) -> list[Planted]:
    """A figure behind the last column of a CSV."""
    text = _text(office)
    rows = list(csv.reader(io.StringIO(text)))
    head = next(n for n, row in enumerate(rows) if "指标名称" in row)
    width = len(rows[head])
    rows[head + 1] = [*rows[head + 1], *[""] * (width - len(rows[head + 1])), "77"]
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    office.main.content = out.getvalue().encode()
    letter = chr(ord("A") + width)
    return [office.told(f"{letter}{head + 2}", "row_width")]


@oddity("containers and encodings", "CSV 的每格可以都带引号", format="csv", is_late=True)
def every_cell_in_quotes(office: Office) -> list[Planted]:
    """Quotes around everything, line ends of another system."""
    out = io.StringIO()
    rows = csv.reader(io.StringIO(_text(office)))
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    office.main.content = out.getvalue().encode()
    return []


def _text(office: Office) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return office.main.content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unfit("no text")


@fault("hostile", "不受理宏、外部链接、XML 实体、压缩炸弹、越界路径", is_late=True)
def picture_from_elsewhere(office: Office) -> list[Planted]:
    """A picture that would be fetched from the network when the file is opened."""
    rels = (
        b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/'
        b'2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/'
        b'officeDocument/2006/relationships/image" Target="http://example.invalid/a.png" '
        b'TargetMode="External"/></Relationships>'
    )
    parts = {"xl/drawings/_rels/drawing1.xml.rels": rels, "xl/drawings/drawing1.xml": b"<wsDr/>"}
    office.main.content = repacked(office.main.content, added=parts)
    return [office.told(office.file, "file_links")]


@oddity("hostile", "样式占满一百万行的空表不算数", is_late=True)
def a_million_blank_rows(office: Office) -> list[Planted]:
    """A border on the last row that a sheet can have."""
    cell = office.book.sheet(LITERACY).cell(1_048_576, 4)
    cell.fill = PatternFill("solid", fgColor="FFFFFF")
    return []
