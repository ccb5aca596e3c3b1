"""What a file is, by its content: the name only decides between kinds of plain text."""

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath

from ingestion.arrival import ole, unzip
from ingestion.limits import MAX_BYTES
from ingestion.model import Finding
from ingestion.reference.rules import finding

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLS = "application/vnd.ms-excel"
ENCRYPTED = "application/encrypted"
OLE = "application/vnd.ms-office"
RAR = "application/vnd.rar"
OLD_TEXT = "application/msword"
PDF = "application/pdf"
HTML = "text/html"
CSV = "text/csv"
JSON = "application/json"
TEXT = "text/plain"
ZIP = "application/zip"
UNKNOWN = "application/octet-stream"
EMPTY = "application/x-empty"
SPECIAL = "inode/"  # a link or a pipe: the landing says so

_EXTENSIONS = {
    XLSX: (".xlsx", ".xlsm"), XLS: (".xls",), DOCX: (".docx",), PDF: (".pdf",),
    HTML: (".html", ".htm"), CSV: (".csv",), JSON: (".json",), TEXT: (".txt", ".md"),
    ZIP: (".zip",), OLD_TEXT: (".doc", ".wps", ".rtf"),
}  # fmt: skip
_WORKBOOKS = (".xls", ".xlsx", ".et")
_HEAD = 4096
_LONGEST_NAME = 255
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_MAGIC = (
    (b"PK\x03\x04", ""),  # a zip: what it packs decides
    (b"PK\x05\x06", ZIP),  # a zip that packs nothing
    (ole.MAGIC, ""),  # a compound file: what it holds decides
    (b"Rar!\x1a\x07", RAR),
    (b"7z\xbc\xaf\x27\x1c", RAR),
    (b"%PDF", PDF),
    (b"{\\rtf", OLD_TEXT),
)
# names of streams in an OLE container: Word and WPS both call their text so
_OLD_STREAM = "WordDocument".encode("utf-16-le")
_LOCKED_STREAM = "EncryptedPackage".encode("utf-16-le")
_PAGE = re.compile(
    rb"<!doctype html|<(?:html|head|body|meta|title|div|article|section|table|p)[\s>]"
)
# a table exported as text begins with its cover, as no written report does
_COVER_LINE = re.compile('(?:报表名称|行政区划代码|填报单位|报告期|报送类型)"?[,\t;，]')
_ENCODINGS = ("utf-8-sig", "gb18030", "utf-16")


@dataclass(frozen=True, slots=True)
class Content:
    """A file to be read: its bytes and the name it came under."""

    name: str
    data: bytes
    media_type: str


def content(name: str, data: bytes) -> Content:
    """The file with its type recognised."""
    return Content(name, data, media_type(name, data))


def media_type(name: str, data: bytes) -> str:
    """The media type of these bytes; `name` tells CSV, JSON and plain text apart."""
    if not data:
        return EMPTY
    for magic, known in _MAGIC:
        if data.startswith(magic):
            return known or (_compound(data) if magic == ole.MAGIC else _packed(data))
    if b"\x00" in data[:_HEAD] and not data.startswith(_UTF16):
        return UNKNOWN
    return _of_text(PurePosixPath(name).suffix.lower(), data)


def _of_text(suffix: str, data: bytes) -> str:
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if _PAGE.match(head) or (suffix in _EXTENSIONS[HTML] and b"<" in head):
        return HTML
    if suffix == ".json" or (suffix not in (".csv", ".txt") and head[:1] in (b"{", b"[")):
        return JSON
    if suffix == ".csv":
        return CSV
    if suffix not in _EXTENSIONS[TEXT]:
        return UNKNOWN
    heads = (data[:_HEAD].decode(encoding, "ignore") for encoding in _ENCODINGS)
    return CSV if any(_COVER_LINE.match(head.lstrip(' \t\r\n"')) for head in heads) else TEXT


def _compound(data: bytes) -> str:
    """A workbook, a text of an old format, or something locked."""
    names = ole.names(data)
    if "EncryptedPackage" in names or _LOCKED_STREAM in data:
        return ENCRYPTED
    if "Workbook" in names:
        return XLS
    return OLD_TEXT if _OLD_STREAM in data else OLE


def _packed(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return ZIP
    if "xl/workbook.xml" in names:
        return XLSX
    return DOCX if "word/document.xml" in names else ZIP


def faults(file: Content, size: int | None = None) -> list[Finding]:
    """Why the file as a whole cannot be read, or a hint about its name; empty where all is well."""
    size = len(file.data) if size is None else size
    suffix, kind = _suffix(file), file.media_type
    if size > MAX_BYTES:
        told = ("file_too_large", f"不超过 {MAX_BYTES // 2**20} MB", f"{size:,} 字节")
    elif kind == ZIP and suffix in (".xlsx", ".docx"):
        told = ("file_damaged", "可以打开的文件", "压缩包损坏")
    elif kind == HTML and suffix in _WORKBOOKS:
        told = ("file_type_unknown", "在 Office 或 WPS 中打开，另存为 .xlsx", f"网页（{suffix}）")
    elif kind == ZIP:
        told = ("file_archive", "一层 .zip，内放报表；不带密码", unzip.refusal(file.data))
    elif kind in _REFUSED:
        told = _REFUSED[kind]
    elif kind.startswith(SPECIAL):
        told = ("file_special", "放入文件本身", kind.removeprefix(SPECIAL))
    elif kind == OLD_TEXT:
        told = ("report_old_format", "另存为 .docx、.txt 或文字版 .pdf 再报", suffix or "无扩展名")
    elif kind not in _EXTENSIONS:
        expected = ".xlsx、.xls、.csv、.json 表格，或 .txt、.docx、.pdf、.html 文字材料"
        told = ("file_type_unknown", expected, f"{suffix or '无扩展名'}，内容无法识别")
    elif suffix not in _EXTENSIONS[kind]:
        told = ("file_extension", _EXTENSIONS[kind][0], suffix or "无")
    else:
        return _about_name(file)
    rule, expected, found = told
    return [*_about_name(file), finding(rule, file.name, expected=expected, found=found)]


def _about_name(file: Content) -> list[Finding]:
    """A hint about a name that does not survive everywhere."""
    size = len(file.name.encode("utf-8", "surrogateescape"))
    if size > _LONGEST_NAME:
        found = f"{size} 字节"
    elif "\\x" in file.name or not file.name.isprintable():
        found = file.name
    else:
        return []
    expected = f"不含控制字符，不超过 {_LONGEST_NAME} 字节"
    return [finding("file_name", file.name[:60], expected=expected, found=found)]


_REFUSED = {
    EMPTY: ("file_empty", "有内容的文件", "0 字节"),
    ENCRYPTED: ("file_encrypted", "不带密码的 .xlsx 或 .docx（取消密码后另存）", "带密码"),
    OLE: ("file_old", "在 Office 或 WPS 中另存为 .xlsx 或 .docx", "旧版或损坏的文件"),
    RAR: ("file_archive", "解压后直接放入文件，或改用 .zip", "RAR 或 7z 压缩包"),
}  # fmt: skip


def _suffix(file: Content) -> str:
    return PurePosixPath(file.name).suffix.lower()
