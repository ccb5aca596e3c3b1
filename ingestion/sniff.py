"""What a file is, by its content: the name only decides between kinds of plain text."""

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath

from ingestion.model import Finding
from ingestion.rules import finding

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OLE = "application/vnd.ms-office"
OLD_TEXT = "application/msword"
PDF = "application/pdf"
HTML = "text/html"
CSV = "text/csv"
JSON = "application/json"
TEXT = "text/plain"
ZIP = "application/zip"
UNKNOWN = "application/octet-stream"
EMPTY = "application/x-empty"

MAX_BYTES = 50 * 2**20
MAX_UNPACKED = 400 * 2**20
MAX_RATIO = 200
_SMALL = 2**20
_EXTENSIONS = {
    XLSX: (".xlsx", ".xlsm"), DOCX: (".docx",), OLE: (".xls",), PDF: (".pdf",),
    HTML: (".html", ".htm"), CSV: (".csv",), JSON: (".json",), TEXT: (".txt", ".md"),
    ZIP: (".zip",), OLD_TEXT: (".doc", ".wps", ".rtf"),
}  # fmt: skip
_HEAD = 4096
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_MAGIC = (
    (b"PK\x03\x04", ""),  # a zip: what it packs decides
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"%PDF", PDF),
    (b"{\\rtf", OLD_TEXT),
)
# names of streams in an OLE container: Word and WPS both call their text so
_OLD_STREAM = "WordDocument".encode("utf-16-le")
_LOCKED_STREAM = "EncryptedPackage".encode("utf-16-le")
_PAGE = re.compile(
    rb"<!doctype html|<(?:html|head|body|meta|title|div|article|section|table|p)[\s>]"
)


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
            return _old(data) if known == OLE else known or _packed(data)
    if b"\x00" in data[:_HEAD] and not data.startswith(_UTF16):
        return UNKNOWN
    return _of_text(PurePosixPath(name).suffix.lower(), data)


def _old(data: bytes) -> str:
    """An OLE container: a text of an old format, or a workbook or something locked."""
    return OLD_TEXT if _OLD_STREAM in data and _LOCKED_STREAM not in data else OLE


def _of_text(suffix: str, data: bytes) -> str:
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if _PAGE.match(head) or (suffix in _EXTENSIONS[HTML] and b"<" in head):
        return HTML
    if suffix == ".json" or (suffix not in (".csv", ".txt") and head[:1] in (b"{", b"[")):
        return JSON
    if suffix == ".csv":
        return CSV
    return TEXT if suffix in _EXTENSIONS[TEXT] else UNKNOWN


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
    elif kind == EMPTY:
        told = ("file_empty", "有内容的文件", "0 字节")
    elif kind == OLE:
        told = ("file_encrypted", "不带密码的 .xlsx 或 .docx", "旧版或加密文件")
    elif kind == OLD_TEXT:
        told = ("report_old_format", "另存为 .docx、.txt 或文字版 .pdf 再报", suffix or "无扩展名")
    elif kind == ZIP and suffix in (".xlsx", ".docx"):
        told = ("file_damaged", "可以打开的文件", "压缩包损坏")
    elif kind not in (XLSX, CSV, JSON, TEXT, DOCX, PDF, HTML):
        expected = ".xlsx、.csv、.json 表格，或 .txt、.docx、.pdf、.html 文字材料"
        told = ("file_type_unknown", expected, kind)
    elif suffix not in _EXTENSIONS[kind]:
        told = ("file_extension", _EXTENSIONS[kind][0], suffix or "无")
    else:
        return []
    rule, expected, found = told
    return [finding(rule, file.name, expected=expected, found=found)]


def _suffix(file: Content) -> str:
    return PurePosixPath(file.name).suffix.lower()


def unsafe_package(data: bytes) -> str | None:
    """Why a zip package must not be opened (bomb, entity), or None. Unpacks within bounds."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return _unsafe(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, ValueError, RuntimeError,
            NotImplementedError, EOFError) as error:  # fmt: skip
        return f"压缩包损坏（{error}）"
    except Exception as error:  # zlib and lzma raise their own kinds
        return f"压缩包损坏（{type(error).__name__}）"


def _unsafe(archive: zipfile.ZipFile) -> str | None:
    total = 0
    for entry in archive.infolist():
        if entry.flag_bits & 0x1:
            return "压缩包带密码"
        unpacked = 0
        with archive.open(entry) as stream:
            head = stream.read(_HEAD)
            if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                return "含有外部实体声明"
            unpacked = len(head)
            while chunk := stream.read(2**20):
                unpacked += len(chunk)
                if total + unpacked > MAX_UNPACKED:
                    return "解压后过大"
        total += unpacked
        if unpacked > _SMALL and unpacked > MAX_RATIO * max(entry.compress_size, 1):
            return "压缩比异常"
    return None
