"""The letter to a city association, as a Word document: a draft for whoever signs it."""

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from ingestion.chasing.owed import Batch, Chase, City
from ingestion.chasing.wording import CLOCKS, OFFICE_TIME, asked, day, moment, weight

MOST_NAMED = 20  # of one form; the list beside the letter has them all
_FACE = "宋体"
_DRAFT = "代拟稿：四个日子取自参考数据，经核定后由人印发；系统不发出任何函件。"
_COLUMNS = (
    "报表", "报告期", "开始报送", "报送期限", "补报截止", "关账", "目前", "应报", "已报", "未报"
)  # fmt: skip
_CLOSING = (
    "已退回的，请按回执所列问题更正后重新报送；待说明的，请在“上报说明”中说明后重新报送。",
    "确无此项业务的，请照填零或“-”，不要不报。",
    "全部名单见同一文件夹内的催报名单。",
)
_NUMBERS = "一二三四五六七八九十"


def write(chase: Chase, city: City) -> bytes:
    """The letter to one city."""
    document = Document()
    _set_face(document)
    _centred(document, _DRAFT, size=9)
    _centred(document, "关于催报统计报表的函", size=18, bold=True)
    document.add_paragraph(f"{city.name}科学技术协会：")
    _body(
        document,
        f"据{moment(chase.at)}发布的报送情况，你地共有{len({one.org_code for one in city.owed})}"
        f"个单位的{len(city.owed)}份报表未报或待重报。现将有关情况函告如下。",
    )
    document.add_heading("一、各表期限和进度", level=2)
    _table(document, city)
    document.add_heading("二、未报单位", level=2)
    _body(document, "各表按上年数占全省的比重，由大到小列出。")
    for number, batch in enumerate(city.batches, start=1):
        _offices(document, number, batch)
    document.add_heading("三、请予办理", level=2)
    for number, text in enumerate(_CLOSING, start=1):
        _body(document, f"{number}. {text}")
    for text in (
        f"{chase.province_name}科学技术协会",
        day(chase.at.astimezone(OFFICE_TIME).date()),
    ):
        document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _offices(document: Any, number: int, batch: Batch) -> None:
    """One form of one period: what is asked, and who has not sent it."""
    first = batch.owed[0]
    document.add_heading(f"（{_chinese(number)}）{first.form_zh}，{first.period_zh}", level=3)
    _body(document, f"{asked(first)}：")
    for place, one in enumerate(batch.owed[:MOST_NAMED], start=1):
        since = f"，自{day(first.due_on)}期满" if one.clock != "open" and first.due_on else ""
        text = f"{place}. {one.org_name}（{one.org_code}）：{one.status_zh}{since}；{weight(one)}。"
        _body(document, text)
    if len(batch.owed) > MOST_NAMED:
        _body(document, f"等{len(batch.owed)}个单位。")


def _table(document: Any, city: City) -> None:
    table = document.add_table(rows=1, cols=len(_COLUMNS), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, _COLUMNS, strict=True):
        cell.text = text
    for batch in city.batches:
        one = batch.owed[0]
        days = (one.opens_on, one.due_on, one.late_until_on, one.closed_on)
        counts = (batch.due, batch.reported, len(batch.owed))
        texts = (
            one.form_zh, one.period_zh, *map(day, days), CLOCKS.get(one.clock or "", "无期限"),
            *map(str, counts),
        )  # fmt: skip
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = text
    for row in table.rows:
        for cell in row.cells:
            cell.paragraphs[0].runs[0].font.size = Pt(9)


def _set_face(document: Any) -> None:
    """A Chinese face for all text: the template's own styles have a Latin one only."""
    for name in ("Normal", "Heading 2", "Heading 3"):
        style = document.styles[name]
        style.font.name = _FACE
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FACE)
    document.styles["Normal"].font.size = Pt(12)


def _centred(document: Any, text: str, size: int, bold: bool = False) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(size)


def _body(document: Any, text: str) -> None:
    """A paragraph that begins two characters in, as letters do."""
    document.add_paragraph(text).paragraph_format.first_line_indent = Pt(24)


def _chinese(number: int) -> str:
    """1 to 99 as in headings: 一, 十二, 二十."""
    tens, ones = divmod(number, 10)
    text = _NUMBERS[ones - 1] if ones else ""
    return f"{_NUMBERS[tens - 1] if tens > 1 else ''}{'十' if tens else ''}{text}"
