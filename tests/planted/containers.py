"""Faults and oddities of files as files: containers, encodings, and what means harm."""

import re
from collections.abc import Callable

from tests.planted.office import FUNDING, Office, Planted, Unfit, fault, oddity, repacked, zipped

FILES, HOSTILE = "containers and encodings", "hostile"
OPEN = "文件要能打开：.xlsx、.xls、.csv、.json，或一层 .zip"
TEXT = "CSV 按带标记的、严格的 UTF-8，再按严格的 GB18030 读，不猜"
NO_CODE = "不受理宏、外部链接、XML 实体、压缩炸弹、越界路径"
NAME = "扩展名与内容不符的照样读取，只作提示"


def _csv(office: Office) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return office.main.content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unfit("no text")


def _prefixed(part: str, text: bytes) -> Callable[[str, bytes], bytes]:
    def change(name: str, data: bytes) -> bytes:
        if name != part:
            return data
        head, mark, rest = data.partition(b"?>")
        return head + mark + text + rest if mark else text + data

    return change


@fault(FILES, TEXT, format="csv")
def bytes_of_no_encoding(office: Office) -> list[Planted]:
    """Bytes that no text has."""
    office.main.content = _csv(office).encode() + b"\xff\xfe\xff"
    return [office.told(office.file, "file_encoding")]


@fault(FILES, OPEN, format="csv")
def quote_left_open(office: Office) -> list[Planted]:
    """A quote that nobody closes."""
    text = _csv(office)
    at = text.index("指标名称") + 40
    at = text.index("\r\n", at) + 2
    office.main.content = (text[:at] + '"' + text[at:]).encode()
    return [office.told(office.file, "file_damaged")]


@fault(FILES, OPEN, format="json")
def text_that_breaks_off(office: Office) -> list[Planted]:
    """JSON without its end."""
    text = office.main.content.decode()
    office.main.content = text[: len(text) // 2].encode()
    return [office.told(office.file, "file_damaged")]


@fault(FILES, OPEN)
def workbook_cut_off(office: Office) -> list[Planted]:
    """The first half of a workbook."""
    office.main.content = office.main.content[: len(office.main.content) // 2]
    return [office.told(office.file, "file_damaged")]


@fault(FILES, OPEN)
def file_of_no_bytes(office: Office) -> list[Planted]:
    """Nothing at all."""
    office.main.content = b""
    return [office.told(office.file, "file_empty")]


@fault(FILES, OPEN)
def archive_of_another_kind(office: Office) -> list[Planted]:
    """A RAR archive."""
    office.main.content = b"Rar!\x1a\x07\x01\x00" + bytes(200)
    office.rename(".rar")
    return [office.told(office.file, "file_archive")]


@fault(FILES, OPEN)
def text_under_the_name_of_a_workbook(office: Office) -> list[Planted]:
    """A few words of text called .xlsx."""
    office.main.content = "指标名称,本级\n科普活动场次,5\n".encode()
    return [office.told(office.file, "file_type_unknown")]


@fault(HOSTILE, NO_CODE)
def macros_inside(office: Office) -> list[Planted]:
    """A part with macros."""
    office.main.content = repacked(
        office.main.content, added={"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(100)}
    )
    return [office.told(office.file, "file_macro")]


@fault(HOSTILE, NO_CODE)
def entities_in_the_text(office: Office) -> list[Planted]:
    """An entity that grows when it is read."""
    bad = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    office.main.content = repacked(office.main.content, _prefixed("xl/worksheets/sheet2.xml", bad))
    return [office.told(office.file, "file_unsafe")]


@fault(HOSTILE, NO_CODE)
def bomb_in_a_workbook(office: Office) -> list[Planted]:
    """Twenty million blanks in a part of twenty thousand bytes."""
    office.main.content = repacked(
        office.main.content, added={"xl/worksheets/sheet99.xml": b" " * (20 * 2**20)}
    )
    return [office.told(office.file, "file_unsafe")]


@fault(HOSTILE, NO_CODE)
def link_to_another_workbook(office: Office) -> list[Planted]:
    """A link by which figures come from elsewhere."""
    rels = (
        b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/'
        b'2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/'
        b'officeDocument/2006/relationships/externalLinkPath" Target="file:///other.xlsx" '
        b'TargetMode="External"/></Relationships>'
    )
    parts = {
        "xl/externalLinks/externalLink1.xml": b"<externalLink/>",
        "xl/externalLinks/_rels/externalLink1.xml.rels": rels,
    }
    office.main.content = repacked(office.main.content, added=parts)
    return [office.told(office.file, "file_links")]


@fault(HOSTILE, NO_CODE)
def archive_in_an_archive(office: Office) -> list[Planted]:
    """A .zip inside a .zip."""
    office.main.content = zipped({"里层.zip": zipped({office.file: office.main.content})})
    office.rename(".zip")
    return [office.told("里层.zip", "file_archive")]


@fault(HOSTILE, NO_CODE)
def way_out_of_an_archive(office: Office) -> list[Planted]:
    """A member that would lie outside its folder."""
    office.main.content = zipped({f"../../420100/{office.file}": office.main.content})
    office.rename(".zip")
    return [office.told(office.file, "file_archive")]


@fault(HOSTILE, "指标名称是文字，不是公式")
def formula_for_a_name(office: Office) -> list[Planted]:
    """=HYPERLINK(…) where the name of an item should stand."""
    cell = office.book.sheet(FUNDING).cell(office.book.row(FUNDING, "捐赠"), 2)
    cell.value = '=HYPERLINK("http://example.invalid","捐赠")'
    # the item that stood there is required, and is there no more
    return [office.at(cell, "label_unknown"), office.told(FUNDING, "required_blank")]


@oddity(FILES, TEXT, format="csv")
def csv_in_the_old_encoding(office: Office) -> list[Planted]:
    """GB18030, as Chinese office programs save it."""
    office.main.content = _csv(office).encode("gb18030")
    return []


@oddity(FILES, TEXT, format="csv")
def csv_with_a_mark(office: Office) -> list[Planted]:
    """UTF-8 with a mark in front."""
    office.main.content = _csv(office).encode("utf-8-sig")
    return []


@oddity(FILES, "CSV 的分隔符可以是制表符", format="csv")
def csv_with_tabs(office: Office) -> list[Planted]:
    """Tabs for commas."""
    text = _csv(office)
    if '"' in text:
        raise Unfit("quotes")
    office.main.content = text.replace(",", "\t").encode()
    return []


@oddity(FILES, OPEN)
def workbook_in_an_archive(office: Office) -> list[Planted]:
    """A .zip with one workbook, its name in GBK, and what other systems leave there."""
    name = office.file
    junk = {"__MACOSX/._x": b"x", "Thumbs.db": b"x"}
    office.main.content = zipped({name: office.main.content, **junk})
    office.rename(".zip")
    return []


@oddity(FILES, NAME)
def workbook_by_another_extension(office: Office) -> list[Planted]:
    """A workbook called .csv: a hint."""
    office.rename(".csv")
    return [office.told(office.file, "file_extension")]


@oddity(FILES, "文件名可用任何汉字、空格和括号")
def name_with_blanks_and_brackets(office: Office) -> list[Planted]:
    """合成 年报（最终版）(2).xlsx."""
    office.main.path = f"{office.code}/合成 年报（最终版）(2).xlsx"
    return []


@oddity(FILES, "JSON 前后可有空行", format="json")
def json_between_blank_lines(office: Office) -> list[Planted]:
    """A blank line before and after."""
    office.main.content = b"\n" + office.main.content + b"\n\n"
    return []


@oddity(HOSTILE, "以 = 开头的文本只是文本")
def text_that_looks_like_a_formula(office: Office) -> list[Planted]:
    """=1+1 as a text in the column of notes."""
    sheet = office.book.sheet(FUNDING)
    head = office.book.header(FUNDING)
    column = max(cell.column for cell in sheet[head] if cell.value is not None) + 1
    sheet.cell(head, column, "备注")
    cell = sheet.cell(office.book.row(FUNDING, "捐赠"), column)
    cell.value = "=1+1"
    cell.data_type = "s"
    return []


@oddity(HOSTILE, "工作表自称的大小不算数")
def sheet_that_claims_to_be_huge(office: Office) -> list[Planted]:
    """A declared size of a million rows."""

    def change(name: str, data: bytes) -> bytes:
        if not name.startswith("xl/worksheets/sheet2"):
            return data
        return re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', data)

    office.main.content = repacked(office.main.content, change)
    return []
