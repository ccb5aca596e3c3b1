"""Faults and oddities of dates, codes, station registers and transfer sheets."""

from datetime import date

from openpyxl.worksheet.worksheet import Worksheet

from tests.planted.office import (
    AREAS,
    LITERACY,
    STATIONS,
    TRANSFERS,
    Office,
    Planted,
    Unfit,
    fault,
    oddity,
)

CODES, REGISTER, MONEY = "dates and codes", "registers", "transfers"
CODE = "统一社会信用代码 18 位，末位为校验码（GB 32100-2015）；代码按文本存放"
DAY = "日期要能对应到某一天；先批准，后期满、退出"
UNIT = "行政区划代码以机构表为准，名称与代码一致，所报单位为本单位或其下级"
WORDS = "工作站有名称、类型（院士、专家、科创）、级别（省级、市级）；退出有日期和方式"
_WHOSE = ("工作站类型", "建站单位", "统一社会信用代码")
GRANT = "拨付明细：双方代码、用途、确切金额、方向（拨出、收到）齐全，一方为报送单位"


def _unit_columns(office: Office) -> tuple[Worksheet, int, int]:
    """Columns for code and name of a unit added to the literacy form."""
    book = office.book
    sheet, head = book.sheet(LITERACY), book.header(LITERACY)
    column = max(cell.column for cell in sheet[head] if cell.value is not None) + 1
    sheet.cell(head, column, "行政区划代码")
    sheet.cell(head, column + 1, "单位名称")
    return sheet, book.row(LITERACY, "媒体宣传报道篇次"), column


def _sides(office: Office) -> tuple[str, str]:
    """Which side of the first grant is the office's own, and which the other's."""
    given = office.book.line(TRANSFERS, 1, "方向").value == "拨出"
    return ("拨款", "收款") if given else ("收款", "拨款")


@fault(CODES, CODE, levels=AREAS)
def check_character_wrong(office: Office) -> list[Planted]:
    """A credit code of which the last character does not fit."""
    cell = office.book.line(STATIONS, 1, "统一社会信用代码")
    code = str(cell.value)
    cell.value = code[:-1] + ("1" if code[-1] != "1" else "2")
    return [office.at(cell, "credit_code")]


@fault(CODES, CODE, levels=AREAS)
def code_too_short(office: Office) -> list[Planted]:
    """A credit code that has lost a character."""
    cell = office.book.line(STATIONS, 1, "统一社会信用代码")
    cell.value = str(cell.value)[:-1]
    return [office.at(cell, "credit_code")]


@fault(CODES, CODE, levels=AREAS)
def code_stored_as_a_number(office: Office) -> list[Planted]:
    """A credit code of which the office program has made a number."""
    return office.miswritten(STATIONS, "统一社会信用代码", 914201000000000000, "code_as_number")


@fault(CODES, DAY, levels=AREAS)
def day_that_no_calendar_has(office: Office) -> list[Planted]:
    """The 30th of February."""
    return office.miswritten(STATIONS, "期满日期", "2025-02-30", "date_unreadable")


@fault(CODES, DAY, levels=AREAS)
def term_that_ends_before_it_begins(office: Office) -> list[Planted]:
    """A term that ends ten years before the approval."""
    return office.miswritten(STATIONS, "期满日期", "2009-06-30", "date_order")


@fault(CODES, UNIT)
def unit_that_does_not_exist(office: Office) -> list[Planted]:
    """A row for a unit of which nobody knows the code."""
    sheet, _, column = _unit_columns(office)
    new = office.book.add(LITERACY, "媒体宣传报道篇次", "篇", 本级=3, 行政区划代码="429999")
    return [office.at(sheet.cell(new, column), "org_unknown")]


@fault(CODES, UNIT)
def name_of_another_unit(office: Office) -> list[Planted]:
    """The office's own code beside the name of another."""
    sheet, row, column = _unit_columns(office)
    sheet.cell(row, column + 1, "天门市")
    return [office.at(sheet.cell(row, column, office.code), "org_name")]


@fault(CODES, UNIT)
def unit_of_somebody_else(office: Office) -> list[Planted]:
    """A further row for a unit that is not below the sender."""
    sheet, _, column = _unit_columns(office)
    if office.code.startswith("4290"):
        raise Unfit("its own city")
    new = office.book.add(LITERACY, "媒体宣传报道篇次", "篇", 本级=3, 行政区划代码="429006")
    return [office.at(sheet.cell(new, column), "org_not_below")]


@fault(REGISTER, WORDS, levels=AREAS)
def station_without_a_name(office: Office) -> list[Planted]:
    """A line whose name is blank."""
    return office.miswritten(STATIONS, "工作站名称", None, "station_name")


@fault(REGISTER, WORDS, levels=AREAS)
def station_of_an_unknown_type(office: Office) -> list[Planted]:
    """科普工作室 is no workstation."""
    return office.miswritten(STATIONS, "工作站类型", "科普工作室", "station_type")


@fault(REGISTER, WORDS, levels=AREAS)
def station_of_an_unknown_grade(office: Office) -> list[Planted]:
    """部级 is no grade of a station."""
    return office.miswritten(STATIONS, "级别", "部级", "station_grade")


@fault(REGISTER, WORDS, levels=AREAS)
def station_left_without_a_word_how(office: Office) -> list[Planted]:
    """A date of exit and no way of exit."""
    cell, kind = (office.book.line(STATIONS, 1, name) for name in ("退出日期", "退出方式"))
    cell.value, kind.value = "2026-05-20", None
    return [office.at(kind, "station_exit_half")]


@fault(REGISTER, WORDS, levels=AREAS)
def station_left_in_an_unknown_way(office: Office) -> list[Planted]:
    """A way of exit that nobody knows."""
    cell, kind = (office.book.line(STATIONS, 1, name) for name in ("退出日期", "退出方式"))
    cell.value, kind.value = "2026-05-20", "搬迁"
    return [office.at(kind, "station_exit_kind")]


@fault(REGISTER, "一站一行：建站单位代码、类型、级别相同的是同一个站", levels=AREAS)
def station_listed_twice(office: Office) -> list[Planted]:
    """The first station once more on a line of its own."""
    book = office.book
    sheet, count = book.sheet(STATIONS), book.lines(STATIONS)
    first = book.header(STATIONS) + 1
    sheet.insert_rows(first + count)
    for column in range(2, sheet.max_column + 1):
        sheet.cell(first + count, column, sheet.cell(first, column).value)
    cell = sheet.cell(first + count, 1, count + 1)
    return [office.at(cell, "station_twice")]


@fault(MONEY, GRANT, levels=AREAS)
def grant_to_nobody(office: Office) -> list[Planted]:
    """The other side is one of which nobody knows the code."""
    return office.miswritten(TRANSFERS, f"{_sides(office)[1]}单位代码", "429999", "transfer_party")


@fault(MONEY, GRANT, levels=AREAS)
def grant_of_somebody_else(office: Office) -> list[Planted]:
    """The office that sends the sheet is on neither side."""
    own, _ = _sides(office)
    code, name = (office.book.line(TRANSFERS, 1, f"{own}单位{word}") for word in ("代码", "名称"))
    code.value, name.value = ("429006", "天门市")
    return [office.at(code, "transfer_party")]


@fault(MONEY, GRANT, levels=AREAS)
def grant_in_an_unknown_direction(office: Office) -> list[Planted]:
    """转移 says neither paid nor received."""
    return office.miswritten(TRANSFERS, "方向", "转移", "transfer_side")


@fault(MONEY, GRANT, levels=AREAS)
def grant_of_about_so_much(office: Office) -> list[Planted]:
    """约5万: money that flowed is exact."""
    return office.miswritten(TRANSFERS, "金额", "约5万", "transfer_amount")


@fault(MONEY, GRANT, levels=AREAS)
def grant_for_nothing(office: Office) -> list[Planted]:
    """No purpose."""
    return office.miswritten(TRANSFERS, "用途", None, "transfer_purpose")


@fault(MONEY, "合计行应等于各行之和", levels=AREAS)
def totals_of_grants_that_do_not_add_up(office: Office) -> list[Planted]:
    """A line of totals below the transfers, too high by 1万元."""
    book = office.book
    count = book.lines(TRANSFERS)
    amounts = [book.line(TRANSFERS, n, "金额").value for n in range(1, count + 1)]
    last = book.line(TRANSFERS, count, "金额")
    sheet = book.sheet(TRANSFERS)
    sheet.insert_rows(last.row + 1)
    first = sheet.cell(last.row + 1, 1, "合计")
    wrong = sheet.cell(last.row + 1, last.column, sum(amounts) + 10000)
    return [office.at(first, "totals_row"), office.at(wrong, "totals_row_differs")]


@fault(CODES, CODE, levels=AREAS)
def code_in_small_letters(office: Office) -> list[Planted]:
    """Small letters in a credit code, which has capital ones."""
    cell = office.book.line(STATIONS, 1, "统一社会信用代码")
    if str(cell.value) == str(cell.value).lower():
        raise Unfit("no letters")
    cell.value = str(cell.value).lower()
    return [office.at(cell, "credit_code")]


@oddity(CODES, CODE, levels=AREAS)
def code_with_blanks(office: Office) -> list[Planted]:
    """Blanks in a credit code, in front and between."""
    cell = office.book.line(STATIONS, 1, "统一社会信用代码")
    cell.value = f" {str(cell.value)[:2]} {str(cell.value)[2:]}"
    return []


@oddity(CODES, DAY, levels=AREAS)
def days_in_many_ways(office: Office) -> list[Planted]:
    """A true date, one with Chinese signs, one with points."""
    book = office.book
    approved, term = (book.line(STATIONS, 1, name) for name in ("批准日期", "期满日期"))
    day = date.fromisoformat(str(approved.value))
    approved.value = day
    end = date.fromisoformat(str(term.value))
    term.value = f"{end.year}年{end.month}月{end.day}日"
    return []


@oddity(CODES, DAY, levels=AREAS)
def day_as_a_serial_number(office: Office) -> list[Planted]:
    """What a date is to the office program where its format was lost."""
    cell = office.book.line(STATIONS, 1, "批准日期")
    cell.value = (date.fromisoformat(str(cell.value)) - date(1899, 12, 30)).days
    return []


@oddity(CODES, UNIT)
def code_of_twelve_digits(office: Office) -> list[Planted]:
    """The office's code as the statistics bureau writes it, with zeros to the end."""
    sheet, row, column = _unit_columns(office)
    sheet.cell(row, column, office.code.ljust(12, "0"))
    sheet.cell(row, column + 1, office.name)
    return []


@oddity(REGISTER, WORDS, levels=AREAS)
def station_left_with_all_words(office: Office) -> list[Planted]:
    """摘牌撤站 is 撤销 in the words of the rules of 2024."""
    book = office.book
    for name, value in (
        ("退出日期", "2026-05-20"),
        ("退出方式", "摘牌撤站"),
        ("退出原因", "整改不合格"),
    ):
        book.line(STATIONS, 1, name).value = value
    return []


@oddity(REGISTER, "一家单位可有类型、级别不同的两个站", levels=AREAS)
def two_stations_of_one_host(office: Office) -> list[Planted]:
    """The host of the first station has the second, of another type, as well."""
    first, second = (
        {name: office.book.line(STATIONS, number, name) for name in _WHOSE} for number in (1, 2)
    )
    if first["工作站类型"].value == second["工作站类型"].value:
        raise Unfit("of one type")
    for name in ("建站单位", "统一社会信用代码"):
        second[name].value = first[name].value
    return []


@oddity(REGISTER, WORDS, levels=AREAS)
def station_not_left(office: Office) -> list[Planted]:
    """/ where there was no exit."""
    cells = [office.book.line(STATIONS, 1, name) for name in ("退出日期", "退出方式")]
    if any(cell.value for cell in cells):
        raise Unfit("it has left")
    for cell in cells:
        cell.value = "/"
    return []


@oddity(MONEY, GRANT, levels=AREAS)
def grant_in_ten_thousands(office: Office) -> list[Planted]:
    """One amount in 万元, and its line says so."""
    cell = office.book.line(TRANSFERS, 1, "金额")
    cell.value = cell.value / 10000
    office.book.line(TRANSFERS, 1, "单位").value = "万元"
    return []


@oddity(MONEY, "同一双方同一年可有几笔拨款，用途不同", levels=AREAS)
def two_grants_to_one_unit(office: Office) -> list[Planted]:
    """A second grant to the first payee: half of what was one."""
    book = office.book
    sheet, count = book.sheet(TRANSFERS), book.lines(TRANSFERS)
    first = book.header(TRANSFERS) + 1
    sheet.insert_rows(first + count)
    for column in range(2, sheet.max_column + 1):
        sheet.cell(first + count, column, sheet.cell(first, column).value)
    sheet.cell(first + count, 1, count + 1)
    sheet.cell(first + count, book.column(TRANSFERS, "用途"), "科普大篷车运行（合成）")
    amount = book.column(TRANSFERS, "金额")
    for row in (first, first + count):
        sheet.cell(row, amount).value //= 2
    return []


@oddity(MONEY, "单位的简称、别称见机构表", levels=AREAS)
def payee_by_its_code_alone(office: Office) -> list[Planted]:
    """No names beside the codes."""
    for name in ("拨款单位名称", "收款单位名称"):
        office.book.line(TRANSFERS, 1, name).value = None
    return []
