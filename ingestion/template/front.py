"""The sheets around the forms: cover, instructions, explanations."""

from collections.abc import Sequence

from openpyxl.styles import Alignment
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.reading import form_columns
from ingestion.reading.document import COVER_SHEET
from ingestion.reading.form_columns import Column
from ingestion.template import head, lists, style
from ingestion.template.asked import Office, Sheet

INSTRUCTIONS, EXPLANATIONS = "填报须知", "上报说明"
EXPLANATION_LINES = 30
_LINE = 84  # characters across a page of A4
_LAW = "本报表按照《中华人民共和国统计法》的要求填报：真实、准确、完整、及时。"
_SIGNED = ("单位负责人", "填表人", "联系电话", "报出日期")
_HOW = (
    "填什么",
    "只填白色的格。灰色格是系统算出的合计、比率，或上年数、上期数，锁定不填；工作表保护没有密码，"
    "分项确实分不出而只知道合计的，撤销保护后直接填合计。",
    "本级：本单位自己做的。含下级：全区、全市的合计，只用来比较；分不清的不要猜。",
    "累计：自 1 月 1 日起到报告期末。期末数（有多少个、多少人）没有累计。",
    "怎么填",
    "没有这项业务填 -（或 /、无）；确实是零填 0；有业务而没有数填 未统计；空着是没有说，不是零。",
    "表下注明“合计为 0 的分项空着即为 0”的，从其注明。",
    "要收回以前报的数，在该格写 作废，留空没有用。",
    "计量单位印在表上，不要改。百分数 83% 填 83。一时没有准数的可写 约3000、近200、4.8万余，"
    "出现提示时选“是”。",
    "不要增删栏目、改表头和行名，不要改工作表名。登记册可以增加行。",
    "上年数、上期数供对照：出入大的，先核对单位（元与万元）和口径，确实如此的写进《上报说明》。",
    "怎么报",
    "另存为 .xlsx，放进本单位的收件目录。首次报送选“全量”；改错的选“更正”，并写明更正对象"
    "（回执上的报送编号）；补漏的选“补充”。",
    "打印后由单位负责人签名、加盖公章，留存备查。",
)  # fmt: skip


def add_cover(book: Workbook, asked: Office, of: Sequence[Sheet]) -> None:
    """Who reports, for when; under which survey; who answers for it. Keys in A, values in B."""
    sheet = book.create_sheet(COVER_SHEET)
    sheet["A1"] = "科协统计调查报表"
    sheet.merge_cells("A1:B1")
    sheet["A1"].font, sheet["A1"].alignment = style.TITLE, style.CENTRE
    sheet.row_dimensions[1].height = 60
    said = [
        *_survey(of), ("填报单位", f"{asked.name}科学技术协会"), ("行政区划代码", asked.code),
        ("报告期", head.period_zh(asked.period)), ("报送类型", "全量"), ("更正对象", None),
        *((name, None) for name in _SIGNED), ("备注", None),
    ]  # fmt: skip
    for row, (name, text) in enumerate(said, 2):
        _pair(sheet, row, name, text)
    kinds = lists.choice(("全量", "补充", "更正"))
    kinds.add(f"B{2 + [name for name, _ in said].index('报送类型')}")
    sheet.add_data_validation(kinds)
    _foot(sheet, len(said) + 3)
    style.widths(sheet, 24, 56)
    style.paper(sheet, landscape=False)
    style.protect(sheet)


def _survey(of: Sequence[Sheet]) -> list[tuple[str, str]]:
    """As on the forms; where they differ, each says its own."""
    every = [head.survey(one.form) for one in of]
    return [
        (name, said if all(dict(other)[name] == said for other in every) else "见各表")
        for name, said in every[0]
    ]


def _pair(sheet: Worksheet, row: int, name: str, text: str | None) -> None:
    key, value = sheet.cell(row, 1, name), sheet.cell(row, 2, text)
    for cell in (key, value):
        cell.border, cell.font, cell.alignment = style.BOX, style.TEXT, style.LEFT
    key.fill, key.font = style.HEADER_FILL, style.HEAD
    value.number_format, value.protection = "@", style.OPEN
    sheet.row_dimensions[row].height = 24


def _foot(sheet: Worksheet, row: int) -> None:
    """The law, and room for the seal."""
    sheet.cell(row, 1, _LAW).font = style.TEXT
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=2)
    seal = sheet.cell(row + 2, 2, "（单位公章）")
    seal.font = style.GREY
    seal.alignment = Alignment(horizontal="right", vertical="bottom")
    seal.border = style.BOX
    sheet.row_dimensions[row + 2].height = 130


def add_instructions(book: Workbook) -> None:
    """How to fill and send, on a page."""
    sheet = book.create_sheet(INSTRUCTIONS)
    sheet["A1"] = INSTRUCTIONS
    sheet["A1"].font, sheet["A1"].alignment = style.TITLE, style.CENTRE
    for row, text in enumerate(_HOW, 2):
        cell = sheet.cell(row, 1, text)
        heading = len(text) < 5
        cell.font, cell.alignment = style.HEAD if heading else style.TEXT, style.TOP
        lines = 1 + sum(2 if sign > "ÿ" else 1 for sign in text) // _LINE  # a 汉字 is two wide
        sheet.row_dimensions[row].height = 22 if heading else 15 * lines + 4
    style.widths(sheet, _LINE)
    style.paper(sheet, landscape=False)
    style.protect(sheet)


def add_explanations(book: Workbook, columns: tuple[Column, ...], year: int) -> None:
    """Where an office says why a figure is as it is: a line for each."""
    sheet = book.create_sheet(EXPLANATIONS)
    printed = form_columns.printed(columns, form_columns.EXPLANATIONS, year)
    for number, column in enumerate(printed, 1):
        cell = sheet.cell(1, number, column.header_zh)
        cell.font, cell.fill, cell.border = style.HEAD, style.HEADER_FILL, style.BOX
        cell.alignment = style.CENTRE
        for row in range(2, EXPLANATION_LINES + 2):
            blank = sheet.cell(row, number)
            blank.border, blank.font, blank.alignment = style.BOX, style.TEXT, style.LEFT
            blank.protection, blank.number_format = style.OPEN, "@"
    for letter, name in (("A", lists.FORMS), ("B", lists.LABELS)):
        one = lists.named(name)
        one.add(f"{letter}2:{letter}{EXPLANATION_LINES + 1}")
        sheet.add_data_validation(one)
    style.widths(sheet, 34, 46, 12, 60)
    style.paper(sheet, landscape=True, header_row=1)
    style.protect(sheet, rows_may_come=True)
