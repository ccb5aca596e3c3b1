"""Files as offices really send them: odd, and readable."""

import re
from datetime import date

from openpyxl.styles import PatternFill

from tests.golden.made import (
    EVENTS,
    FUNDING,
    GRANTED,
    HEADER,
    LITERACY,
    RAISED,
    STATIONS,
    TRANSFERS,
    Made,
    book,
    case,
    csv,
    old_book,
    repacked,
)

TITLE = ("2024年度科普经费情况年报表",)


def _formatted(at: str, code: str):
    def change(sheet):
        sheet[at].number_format = code

    return change


def _merged(*areas: str):
    def change(sheet):
        for area in areas:
            sheet.merge_cells(area)

    return change


@case
def columns_moved():
    return book([("含下级", "本级", "指标名称", "备注"), (900000, 250000, RAISED[1], "含捐赠")])


@case
def columns_renamed():
    return book([("序号", "指标", "单位", "本级", "含下级"), RAISED])


@case
def titles_above_and_notes_below():
    return book([
        TITLE, ("填报单位：东西湖区科协", None, None, "2024年"), (), HEADER, RAISED, GRANTED, (),
        ("填表人：（姓名）", None, None, "联系电话：（号码）"), ("注：含社会捐赠。",),
    ])  # fmt: skip


@case
def header_in_two_rows_merged():
    return book(
        [("序号", "指标名称", "计量单位", "填报数"), (None, None, None, "本级", "含下级"), RAISED],
        change=_merged("A1:A2", "B1:B2", "C1:C2", "D1:E1"),
    )


@case
def header_in_two_rows_without_merging():
    return book(
        [("序号", "指标名称", "计量单位", "填报数"), (None, None, None, "本级", "含下级"), RAISED]
    )


@case
def header_in_three_rows_with_column_numbers():
    return book(
        [
            ("序号", "指标名称", "计量单位", "填报数（万元）"),
            (None, None, None, "本级", "含下级"),
            ("甲", "乙", "丙", 1, 2),
            (1, RAISED[1], None, 25, 90),
        ],
        change=_merged("A1:A2", "B1:B2", "C1:C2", "D1:E1"),
    )


@case
def several_tables_on_one_sheet():
    return book([
        (FUNDING,), HEADER, RAISED, (), (LITERACY,), ("序号", "指标名称", "本级"),
        (1, EVENTS[1], 12),
    ])  # fmt: skip


@case
def header_printed_again_on_the_next_page():
    return book([HEADER, RAISED, HEADER, GRANTED])


@case
def ten_thousands_by_header():
    return book([("指标名称", "本级（万元）", "含下级(元)"), (RAISED[1], 25, 900000)])


@case
def ten_thousands_by_row():
    return book([HEADER, (1, RAISED[1], "万元", 25, 90)])


@case
def ten_thousands_by_note_above():
    return book([TITLE, ("单位：万元",), ("指标名称", "本级"), (RAISED[1], 25)])


@case
def ten_thousands_by_note_below():
    return book([("指标名称", "本级"), (RAISED[1], 25), ("注：本表金额单位为万元。",)])


@case
def ten_thousands_by_note_against_the_row():
    return book([("单位：万元",), HEADER, RAISED])


@case
def ten_thousands_by_number_format():
    return book([("指标名称", "本级"), (RAISED[1], 12.5)], change=_formatted("B2", '0.00"万元"'))


@case
def ten_thousands_shown_and_yuan_stored():
    return book([("指标名称", "本级"), (RAISED[1], 125000)], change=_formatted("B2", '0!.0,"万元"'))


@case
def thousands_shown_as_ten_thousands():
    return book([("指标名称", "本级"), (RAISED[1], 12500)], change=_formatted("B2", '0.00,"万元"'))


@case
def about_in_the_number_format():
    return book([("指标名称", "本级"), (RAISED[1], 12500)], change=_formatted("B2", '"约"0'))


@case
def full_width_digits():
    return book([("指标名称", "本级", "含下级"), (RAISED[1], "２５００００", "９００，０００")])


@case
def thousands_separators():
    return book([
        ("指标名称", "本级", "含下级"), (RAISED[1], "250,000", "900，000"),
        (GRANTED[1], "125 000", "600\u00a0000"),
    ])  # fmt: skip


@case
def unseen_characters():
    return book([
        ("指标\u200b名称", "本\u00a0级", "含下级\ufeff"),
        (f"\u200e{RAISED[1]}\u00ad", "25\u200b0000", "\u2060"),
    ])  # fmt: skip


@case
def leading_apostrophes():
    return csv("指标名称,本级,含下级", f"{RAISED[1]},'250000,’900000")


@case
def percent_cells():
    return book(
        [("指标名称", "本级"), ("评估合格率", 0.83), ("预算完成率", "83%")],
        "院士专家工作站情况年报表",
        _formatted("B2", "0%"),
    )


@case
def dash_slash_and_none():
    return book([
        ("指标名称", "本级"), (RAISED[1], "-"), (GRANTED[1], "/"), ("捐赠", "无"),
        ("自筹资金", "——"), ("其他收入", "未统计"),
    ])  # fmt: skip


@case
def same_as_above():
    return book([
        ("指标名称", "行政区划代码", "本级"), (RAISED[1], "420112001", 5), (GRANTED[1], "同上", 5),
        ("捐赠", "420112001", "同上"),
    ])  # fmt: skip


@case
def copied_sheet_with_the_same_figures():
    return book([HEADER, RAISED], more={"Sheet2": [(FUNDING,), HEADER, RAISED]})


@case
def printed_head_that_agrees_with_the_cover():
    head = [("行政区划代码：420112000000", "报告期: 2024 年度"), ("报告期：见封面",)]
    return book([(FUNDING,), *head, HEADER, RAISED])


@case
def hidden_sheet():
    def change(sheet):
        sheet.sheet_state = "hidden"

    return book([HEADER, RAISED], change=change)


@case
def hidden_rows_and_columns():
    def change(sheet):
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["E"].hidden = True

    return book([HEADER, RAISED, GRANTED], change=change)


@case
def merged_figures():
    return book([HEADER, RAISED, (2, GRANTED[1], "元", None, 600000)], change=_merged("D2:D3"))


@case
def merged_labels():
    return book(
        [("指标名称", "行政区划代码", "口径", "数值"), (RAISED[1], "420112001", "本级", 5),
         (None, None, "含下级", 7)],
        change=_merged("A2:A3", "B2:B3"),
    )  # fmt: skip


@case
def wide_columns_merged():
    return book(
        [("指标名称", None, "本级", None), (RAISED[1], None, 5, None)],
        change=_merged("A1:B1", "C1:D1", "A2:B2", "C2:D2"),
    )


@case
def formula_without_a_result():
    return book([HEADER, (1, RAISED[1], "元", "=D3+1", 900000)])


@case
def totals_row_that_adds_up():
    return book([
        ("行政区划代码", "指标名称", "本级"),
        ("420112001", RAISED[1], 5), ("420112002", RAISED[1], 7),
        ("合计", RAISED[1], 12),
    ])  # fmt: skip


@case
def totals_row_that_does_not_add_up():
    return book([
        ("行政区划代码", "指标名称", "本级"),
        ("420112001", RAISED[1], 5), ("420112002", RAISED[1], 7),
        ("合 计", RAISED[1], 13),
    ])  # fmt: skip


@case
def totals_row_of_everything():
    return book([HEADER, RAISED, GRANTED, ("合计", None, None, 375000, 1500000)])


@case
def totals_row_of_transfers():
    return book([
        ("拨款单位代码", "收款单位代码", "用途", "金额（万元）", "方向"),
        ("420112", "420112001", "科普项目", 1.5, "拨出"),
        ("420112", "420112002", "科普项目", 2, "拨出"),
        ("合计", None, None, 4, None),
    ], TRANSFERS)  # fmt: skip


@case
def dates_as_numbers():
    return book([
        ("工作站名称", "建站单位", "批准日期", "期满日期"),
        ("（示例）第一站", "（示例）单位", 45292, date(2027, 1, 1)),
    ], STATIONS)  # fmt: skip


@case
def code_beyond_fifteen_digits_as_number():
    return book([
        ("工作站名称", "建站单位", "统一社会信用代码"),
        ("（示例）第一站", "（示例）单位", 914201000000000000),
    ], STATIONS)  # fmt: skip


@case
def a_million_blank_rows():
    def change(sheet):
        for row in (1_000_000, 1_048_576):
            sheet.cell(row=row, column=4).fill = PatternFill("solid", fgColor="FFFFFF")

    return book([HEADER, RAISED], change=change)


@case
def cells_without_places():
    """Some programs name no cell: each stands behind the one before it."""
    made = book([HEADER, RAISED, GRANTED])

    def change(name: str, data: bytes) -> bytes:
        return re.sub(rb'(<(?:c|row)) r="[A-Z]*\d+"', rb"\g<1>", data)

    return repacked(made, change)


@case
def names_with_prefixes():
    """Some programs write every element with a prefix."""
    made = book([HEADER, RAISED, GRANTED])

    def change(name: str, data: bytes) -> bytes:
        if not name.startswith("xl/worksheets/sheet2"):
            return data
        prefixed = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\g<1>x:", data)
        return prefixed.replace(b"xmlns=", b"xmlns:x=")

    return repacked(made, change)


@case
def old_workbook():
    return old_book([HEADER, RAISED])


@case
def old_workbook_with_number_formats():
    return old_book([
        ("指标名称", "本级", "含下级"), (RAISED[1], (12.5, '0.00"万元"'), (12500, '0.00,"万元"')),
        (GRANTED[1], (125000, '0!.0,"万元"'), 600000),
    ])  # fmt: skip


@case
def old_workbook_with_percent_cells():
    return old_book(
        [("指标名称", "本级"), ("评估合格率", (0.83, "0%"))], "院士专家工作站情况年报表"
    )


@case
def old_workbook_with_hidden_and_merged_parts():
    def change(sheet):
        sheet.row(2).hidden = True
        sheet.merge(1, 2, 3, 3)

    return old_book([HEADER, RAISED, (2, GRANTED[1], "元", None, 600000)], change=change)


@case
def old_workbook_from_another_program():
    made = old_book([HEADER, RAISED])
    return Made("年报.et", made.data)


@case
def csv_in_gbk():
    return csv(",".join(HEADER), "1,年度科普经费筹集额,元,250000,900000", encoding="gb18030")


@case
def csv_with_a_mark():
    return csv(",".join(HEADER), "1,年度科普经费筹集额,元,250000,900000", encoding="utf-8-sig")


@case
def csv_with_tabs():
    made = csv("\t".join(HEADER), "1\t年度科普经费筹集额\t元\t250000\t900000")
    return Made(made.name, made.data.replace(b",", b"\t"))


@case
def csv_with_semicolons():
    made = csv("序号;指标名称;本级", "1;年度科普经费筹集额;250000")
    return Made(made.name, made.data.replace(b",", b";"))


@case
def csv_with_full_width_commas():
    made = csv("序号，指标名称，本级", "1，年度科普经费筹集额，250000")
    return Made(made.name, made.data.replace(b",", "，".encode()))


@case
def csv_with_line_breaks_in_quotes():
    return csv(
        '序号,"指标\r\n名称",本级,备注', '1,"年度科普经费\r\n筹集额",250000,"含捐赠\r\n含拨款"'
    )
