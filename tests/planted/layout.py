"""Faults and oddities of how a table is laid out."""

from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from tests.planted.office import (
    FUNDING,
    LITERACY,
    ORGANIZATION,
    STATIONS_COUNTED,
    TRANSFERS,
    Office,
    Planted,
    fault,
    oddity,
)

FAMILY = "layout"
READ_ALL = "表样：每一栏、每一行都有定义；没有人读过的栏目使整张表停下"
ONE_CELL = "表样：一个指标一格一个数"
FREE = "读表按表头和指标名称，不按位置：移动、隐藏、加行不改变所报的数"


def _columns(sheet: Worksheet) -> int:
    return max(cell.column for row in sheet.iter_rows() for cell in row if cell.value is not None)


@fault(FAMILY, READ_ALL)
def column_that_no_form_has(office: Office) -> list[Planted]:
    """A column 群众满意度 with figures behind the last one."""
    book = office.book
    sheet, head = book.sheet(LITERACY), book.header(LITERACY)
    column = _columns(sheet) + 1
    sheet.cell(head, column, "群众满意度")
    sheet.cell(book.row(LITERACY, "科普活动场次"), column, 5)
    return [office.at(sheet.cell(head, column), "header_unknown")]


@fault(FAMILY, READ_ALL)
def column_printed_twice(office: Office) -> list[Planted]:
    """The column 本级 once more, with other figures."""
    book = office.book
    sheet, head = book.sheet(FUNDING), book.header(FUNDING)
    column = _columns(sheet) + 1
    sheet.cell(head, column, "本级")
    sheet.cell(book.row(FUNDING, "捐赠"), column, 5)
    return [office.at(sheet.cell(head, column), "header_twice")]


@fault(FAMILY, READ_ALL)
def figure_beside_the_table(office: Office) -> list[Planted]:
    """A figure in a column without a header."""
    book = office.book
    sheet = book.sheet(LITERACY)
    cell = sheet.cell(book.row(LITERACY, "科普活动场次"), _columns(sheet) + 1, 77)
    return [office.at(cell, "row_width")]


@fault(FAMILY, READ_ALL)
def row_that_no_form_has(office: Office) -> list[Planted]:
    """A row of an indicator that the catalogue does not know."""
    row = office.book.add(FUNDING, "科普经费满意度", "元", 本级=7)
    return [office.at(office.book.sheet(FUNDING).cell(row, 2), "label_unknown")]


@fault(FAMILY, READ_ALL)
def header_row_deleted(office: Office) -> list[Planted]:
    """The row of column headers is gone."""
    office.book.sheet(LITERACY).delete_rows(office.book.header(LITERACY))
    return [office.told(LITERACY, "header_missing")]


@fault(FAMILY, ONE_CELL)
def item_twice_with_two_figures(office: Office) -> list[Planted]:
    """One item on two rows that do not agree."""
    value = office.book.number(LITERACY, "注册科技（科普）志愿者")
    row = office.book.add(LITERACY, "注册科技（科普）志愿者", "人", 本级=value + 7)
    cell = office.book.sheet(LITERACY).cell(row, office.book.column(LITERACY, "本级"))
    return [office.at(cell, "cell_conflict")]


@fault(FAMILY, ONE_CELL)
def figures_merged(office: Office) -> list[Planted]:
    """Two figures of one column in a merged area: whose is it?"""
    book = office.book
    upper = book.at(LITERACY, "媒体宣传报道篇次")
    sheet = book.sheet(LITERACY)
    lower = sheet.cell(upper.row + 1, upper.column)
    sheet.merge_cells(f"{upper.coordinate}:{lower.coordinate}")
    return [office.at(upper, "cell_merged"), office.told(
        f"{sheet.title}!{upper.column_letter}{upper.row + 1}", "cell_merged")]  # fmt: skip


@fault(FAMILY, "全量报表的必填项不得为空：没有写 0，不适用写“-”")
def required_cell_blank(office: Office) -> list[Planted]:
    """A required cell of a full form left blank."""
    cell = office.book.at(LITERACY, "推送科普信息条数")
    cell.value = None
    return [office.at(cell, "required_blank")]


@fault(FAMILY, "全量报表的必填项不得为空：没有写 0，不适用写“-”")
def required_row_deleted(office: Office) -> list[Planted]:
    """A required row of a full form deleted."""
    office.book.sheet(LITERACY).delete_rows(office.book.row(LITERACY, "线上科普传播量"))
    return [office.told(LITERACY, "required_blank")]


@fault(FAMILY, "序号与指标名称同印在表上，应当一致")
def item_number_of_another(office: Office) -> list[Planted]:
    """A row that bears the number of another item."""
    cell = office.book.at(LITERACY, "科普专职人员", "序号")
    cell.value = 99
    return [office.at(cell, "item_number")]


@fault(FAMILY, "一份文件中每张报表一份")
def form_copied_with_another_figure(office: Office) -> list[Planted]:
    """A second sheet of the same form with one other figure: the two silence each other."""
    book = office.book
    mine = book.at(FUNDING, "受赠科普设施价值")
    value = book.number(FUNDING, "受赠科普设施价值", least=0)
    sheet = book.book.copy_worksheet(book.sheet(FUNDING))
    sheet.title = f"{FUNDING} (2)"
    other = sheet.cell(mine.row, mine.column, value + 300)
    return [office.at(mine, "form_copies"), office.at(other, "form_copies")]


@fault(FAMILY, READ_ALL)
def sheet_of_no_known_form(office: Office) -> list[Planted]:
    """A sheet of a table that is no form."""
    sheet = office.book.book.create_sheet("科普满意度调查表")
    for row in (("指标名称", "本级"), ("满意度", 95)):
        sheet.append(row)
    return [office.told("科普满意度调查表", "form_unknown")]


@fault(FAMILY, "一行要写明本行的内容，不得写“同上”")
def words_that_refer_to_another_row(office: Office) -> list[Planted]:
    """同上 for a figure."""
    cell = office.book.at(LITERACY, "媒体宣传报道篇次")
    cell.value = "同上"
    return [office.at(cell, "cell_ditto")]


@oddity(FAMILY, FREE)
def columns_moved(office: Office) -> list[Planted]:
    """Unit and name of the item have changed places."""
    book = office.book
    sheet = book.sheet(LITERACY)
    one, other = book.column(LITERACY, "指标名称"), book.column(LITERACY, "计量单位")
    for row in range(book.header(LITERACY), sheet.max_row + 1):
        a, b = sheet.cell(row, one), sheet.cell(row, other)
        a.value, b.value = b.value, a.value
    return []


@oddity(FAMILY, "表头的别名见表样：指标、单位")
def headers_by_other_names(office: Office) -> list[Planted]:
    """指标 and 单位 for 指标名称 and 计量单位."""
    book = office.book
    head = book.header(LITERACY)
    sheet = book.sheet(LITERACY)
    for name, other in (("指标名称", "指标"), ("计量单位", "单位")):
        for cell in sheet[head]:
            if cell.value == name:
                cell.value = other
    return []


@oddity(FAMILY, FREE)
def blank_rows_between(office: Office) -> list[Planted]:
    """Blank rows for looks."""
    book = office.book
    for label in ("科普讲座（报告会）场次", "科普教育基地数（期末）", "科普专职人员"):
        book.sheet(LITERACY).insert_rows(book.row(LITERACY, label))
    return []


@oddity(FAMILY, FREE)
def titles_above_and_signatures_below(office: Office) -> list[Planted]:
    """A second title above, signatures and a note below."""
    book = office.book
    sheet = book.sheet(ORGANIZATION)
    sheet.insert_rows(1)
    sheet.cell(1, 1, "2024年度科协组织建设情况年报表（合成数据）")
    for words in (("填表人：（姓名）", "联系电话：（号码）"), ("注：全部为合成数据。",)):
        sheet.append(words)
    return []


@oddity(FAMILY, FREE)
def rows_in_another_order(office: Office) -> list[Planted]:
    """Two items have changed their rows, numbers and all."""
    book = office.book
    sheet = book.sheet(LITERACY)
    one, other = (book.row(LITERACY, label) for label in ("科普专职人员", "科普兼职人员"))
    for column in range(1, sheet.max_column + 1):
        a, b = sheet.cell(one, column), sheet.cell(other, column)
        a.value, b.value = b.value, a.value
    return []


@oddity(FAMILY, FREE)
def header_printed_again(office: Office) -> list[Planted]:
    """The header once more, as on a second page."""
    book = office.book
    sheet, head = book.sheet(LITERACY), book.header(LITERACY)
    words = [cell.value for cell in sheet[head]]
    row = book.row(LITERACY, "科普教育基地数（期末）")
    sheet.insert_rows(row)
    for column, word in enumerate(words, 1):
        sheet.cell(row, column, word)
    return []


@oddity(FAMILY, "隐藏的工作表照样读取，只作提示")
def sheet_hidden(office: Office) -> list[Planted]:
    """A hidden form is read, and a hint says so."""
    office.book.sheet(STATIONS_COUNTED).sheet_state = "hidden"
    return [office.told(STATIONS_COUNTED, "form_sheet_hidden")]


@oddity(FAMILY, "隐藏的行照样读取，只作提示")
def row_hidden(office: Office) -> list[Planted]:
    """A hidden row is read, and a hint says so."""
    book = office.book
    book.sheet(LITERACY).row_dimensions[book.row(LITERACY, "科普专职人员")].hidden = True
    return [office.told(LITERACY, "form_parts_hidden")]


@oddity(FAMILY, "空白工作表和填报说明不是报表")
def sheets_that_are_no_forms(office: Office) -> list[Planted]:
    """A blank sheet and one with instructions."""
    office.book.book.create_sheet("Sheet1")
    office.book.book.create_sheet("填报说明").append(["一、本表由各级科协填报（合成数据）。"])
    return []


@oddity(FAMILY, "一份文件中同一报表印两次、数相同的，只算一份")
def form_copied_without_a_change(office: Office) -> list[Planted]:
    """A second sheet of the same form with the same figures."""
    book = office.book
    book.book.copy_worksheet(book.sheet(FUNDING)).title = f"{FUNDING} (2)"
    return []


@oddity(FAMILY, "合计行不是指标行：核对后不读取，作提示", levels=("district", "city"))
def totals_row_that_adds_up(office: Office) -> list[Planted]:
    """A line of totals below the transfers, and it is right."""
    book = office.book
    count = book.lines(TRANSFERS)
    amounts = [book.line(TRANSFERS, n, "金额").value for n in range(1, count + 1)]
    cell = book.line(TRANSFERS, count, "金额")
    sheet = book.sheet(TRANSFERS)
    sheet.insert_rows(cell.row + 1)
    first = sheet.cell(cell.row + 1, 1, "合计")
    sheet.cell(cell.row + 1, cell.column, sum(amounts))
    return [office.at(first, "totals_row")]


@oddity(FAMILY, FREE)
def cells_painted_and_commented(office: Office) -> list[Planted]:
    """Colours, widths and a frozen pane say nothing."""
    book = office.book
    cell = book.at(LITERACY, "科普活动场次")
    cell.font = Font(bold=True, color="FFFF0000")
    book.sheet(LITERACY).freeze_panes = "C3"
    book.sheet(LITERACY).column_dimensions["B"].width = 60
    return []


@oddity(FAMILY, "指标名称中的空格、全角半角和不可见字符不改变名称")
def unseen_characters_in_a_label(office: Office) -> list[Planted]:
    """A space of full width and one of no width in the name of an item."""
    cell = office.book.at(LITERACY, "科普专职人员", "指标名称")
    cell.value = "科普　专职\u200b人员 "
    return []
