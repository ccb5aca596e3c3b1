"""Files that are wrong: told as a whole or cell by cell, never guessed."""

import re

import xlwt

from tests.golden.made import (
    FUNDING,
    GRANTED,
    HEADER,
    LITERACY,
    RAISED,
    STATIONS,
    Made,
    book,
    case,
    csv,
    in_sheet,
    old_book,
    repacked,
)


@case
def unknown_header():
    return book([(*HEADER, "满意度"), (*RAISED, 5)])


@case
def unknown_group_above_headers():
    return book(
        [("指标名称", "满意度"), (None, "本级", "含下级"), (RAISED[1], 5, 7)],
    )


@case
def the_same_header_under_two_years():
    return book([
        ("指标名称", "本期", None, "本年数", None), (None, "本级", "含下级", "本级", "含下级"),
        (RAISED[1], 5, 7, 6, 8),
    ])  # fmt: skip


@case
def column_without_a_header():
    return book([HEADER, (*RAISED, 77)])


@case
def unknown_label():
    return book([HEADER, RAISED, (9, "科普经费满意度", "元", 5, 7)])


@case
def two_notes_of_units():
    return book([("单位：元",), ("指标名称", "本级"), (RAISED[1], 25), ("注：金额单位为万元",)])


@case
def unit_of_header_against_row():
    return book([("指标名称", "计量单位", "本级（万元）"), (RAISED[1], "元", 25)])


@case
def note_of_a_unit_that_does_not_fit():
    return book([("单位：万元",), ("指标名称", "本级"), ("科普活动场次", 25)], LITERACY)


@case
def second_table_of_an_unknown_form():
    return book([HEADER, RAISED, (), ("附表",), ("指标名称", "本级"), ("满意度", 5)])


@case
def the_same_form_twice_on_one_sheet():
    return book([
        HEADER, RAISED, (), (FUNDING,), ("指标名称", "本级"), (RAISED[1], 77),
    ])  # fmt: skip


@case
def second_table_where_the_cover_names_the_form():
    made = csv("指标名称,本级", "捐赠,5", "", "第二部分", "序号,指标名称,本级", "1,捐赠,7")
    return made


@case
def more_than_fifteen_digits():
    return book([HEADER, (1, RAISED[1], "元", 1234567890123456, None)])


@case
def number_beyond_all_bounds():
    return book([HEADER, (1, RAISED[1], "元", 1e300, -1e300)])


@case
def percent_of_the_first_style():
    """Where the first style is a percentage, cells that name no style are percentages."""
    made = book([HEADER, (1, RAISED[1], "元", 5, 7)])

    def change(name: str, data: bytes) -> bytes:
        return re.sub(rb'(<cellXfs[^>]*>\s*<xf [^>]*?numFmtId=")0"', rb'\g<1>9"', data)

    return repacked(made, change)


@case
def error_value():
    made = book([HEADER, (1, RAISED[1], "元", 31415926, 900000)])
    return in_sheet(made, b't="n"><v>31415926</v>', b't="e"><v>#REF!</v>')


@case
def date_among_figures():
    return old_book([HEADER, (1, RAISED[1], "元", (45292, "yyyy-mm-dd"), 900000)])


@case
def old_workbook_with_a_formula_without_a_result():
    return old_book([HEADER, (1, RAISED[1], "元", xlwt.Formula("1+1"), 900000)])


@case
def days_from_1904():
    made = book([("工作站名称", "批准日期"), ("（示例）第一站", 45292)], STATIONS)

    def change(name: str, data: bytes) -> bytes:
        return re.sub(rb"<workbookPr ?/>", b'<workbookPr date1904="1"/>', data)

    return repacked(made, change)


@case
def truncated_workbook():
    made = book([HEADER, RAISED])
    return Made(made.name, made.data[: len(made.data) // 2])


@case
def truncated_old_workbook():
    made = old_book([HEADER, RAISED])
    return Made(made.name, made.data[:3000])


@case
def empty_file():
    return Made("年报.xlsx", b"")


@case
def workbook_under_the_name_of_a_csv():
    return Made("年报.csv", book([HEADER, RAISED]).data)


@case
def text_under_the_name_of_a_workbook():
    return Made("年报.xlsx", "指标名称,本级\n科普活动场次,5\n".encode())


@case
def percentages_below_one():
    """0.83 may have lost its percent sign; 0.83 % has not."""

    def change(sheet):
        sheet["B3"].number_format = "0.0%"

    rows = [
        ("指标名称", "本级", "含下级"),
        ("评估合格率", 0.83, "0.83％"),
        ("预算完成率", 0.009, "0.9"),
    ]
    return book(rows, "院士专家工作站情况年报表", change)


@case
def two_numbers_in_one_cell():
    """Lines of a cell are not digits of one number."""
    return book([HEADER, (1, RAISED[1], "元", "25\n30", "1 2")])


@case
def copied_sheet_with_another_figure():
    return book([HEADER, RAISED, GRANTED], more={
        "Sheet2": [(FUNDING,), HEADER, RAISED, (2, GRANTED[1], "元", 130000, 600000)],
    })  # fmt: skip


@case
def sheet_of_last_year_under_a_new_cover():
    """Whose figures these are, and of when, only the office can say."""
    head = [(FUNDING,), ("行政区划代码：420113", "报告期：2023年"), ("填报单位：（盖章）",)]
    return book([*head, HEADER, RAISED])


@case
def json_that_breaks_off():
    return Made("年报.json", f'{{"form": "{FUNDING}", "rows":\n [{{"指标名称"'.encode())


@case
def web_page_under_the_name_of_a_workbook():
    """Export buttons write tables of pages as .xls: a form, and no written report."""
    rows = "<tr><td>指标名称</td><td>本级</td></tr><tr><td>科普活动场次</td><td>5</td></tr>"
    return Made("年报.xls", f"<html><body><table>{rows}</table></body></html>".encode())


@case
def table_under_the_name_of_a_text():
    """As 另存为“Unicode 文本” writes it."""
    made = csv("指标名称,本级", "捐赠,5")
    return Made("年报.txt", made.data.decode().replace(",", "\t").encode("utf-16"))


@case
def csv_in_no_known_encoding():
    made = csv(",".join(HEADER), "1,年度科普经费筹集额,元,250000,900000")
    return Made(made.name, made.data + b"\xff\xfe\xff")


@case
def csv_with_an_open_quote():
    return csv(",".join(HEADER), '1,"年度科普经费筹集额,元,250000,900000')


@case
def json_with_a_number_beyond_all_bounds():
    text = f'{{"form": "{FUNDING}", "rows": [{{"指标名称": "捐赠", "本级": 1e999999}}]}}'
    return Made("年报.json", text.encode())


@case
def json_nested_a_hundred_thousand_deep():
    return Made("年报.json", b'{"rows":' * 100_000)
