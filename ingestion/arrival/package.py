"""Whether a zip package may be opened: bombs, entities, macros and links to elsewhere are refused.

Everything is unpacked once, in small pieces that nobody keeps, before a reader sees any of it.
"""

import re
import zipfile
from collections.abc import Iterable
from io import BytesIO

from ingestion.limits import MAX_MEMBERS, MAX_RATIO, MAX_UNPACKED
from ingestion.model import Finding
from ingestion.reference.rules import finding

_SMALL = 2**20
_CHUNK = 2**18
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_OVERLAP = 16  # a declaration may lie across two chunks
_XML = (".xml", ".rels")
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")
_MACROS = re.compile(r"(?:^|/)(?:vbaProject\.bin|vbaData\.xml|macrosheets/|activeX/)", re.I)
_LINKS = re.compile(r"^xl/externalLinks/", re.I)
_OUTSIDE = re.compile(rb'<[^>]*TargetMode\s*=\s*["\']External["\'][^>]*>')


class UnsafeError(ValueError):
    """Why a package must not be opened, in Chinese."""


def fault(name: str, data: bytes, expected: str) -> Finding | None:
    """The finding that keeps a package closed, or None. Never raises on any bytes."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            check(archive)
            rule, found = _active(archive)
    except UnsafeError as error:
        rule, found = "file_unsafe", str(error)
    except Exception:  # a damaged package raises whatever its first damaged part does
        rule, found = "file_damaged", "压缩包损坏"
    return finding(rule, name, expected=expected, found=found) if rule else None


def check(archive: zipfile.ZipFile) -> None:
    """Unpack everything within bounds. Raises UnsafeError, or what damaged packages raise."""
    entries = archive.infolist()
    if len(entries) > MAX_MEMBERS:
        raise UnsafeError(f"压缩包内有 {len(entries):,} 个文件，过多")
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names):
        raise UnsafeError("压缩包内有同名文件")
    _apart(entries)
    total = 0
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise UnsafeError("压缩包带密码")
        total += _unpacked(archive, entry, total)


def _apart(entries: Iterable[zipfile.ZipInfo]) -> None:
    """Members that share their bytes unpack to any size without a suspicious ratio."""
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            raise UnsafeError("压缩包内的文件相互重叠")
        end = entry.header_offset + entry.compress_size


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, total: int) -> int:
    """How large a member is, measured and not believed."""
    is_xml = entry.filename.lower().endswith(_XML)
    size, tail = 0, b""
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            if is_xml:
                _declares(chunk if size else chunk.removeprefix(b"\xef\xbb\xbf"), tail, size == 0)
                tail = chunk[-_OVERLAP:]
            size += len(chunk)
            if total + size > MAX_UNPACKED:
                raise UnsafeError("解压后过大")
            if size > _SMALL and size > MAX_RATIO * max(entry.compress_size, 1):
                raise UnsafeError("压缩比异常")
    return size


def _declares(chunk: bytes, tail: bytes, first: bool) -> None:
    if first and chunk.startswith(_WIDE):
        raise UnsafeError("XML 不是 UTF-8 编码")
    if _DECLARATION.search(tail + chunk):
        raise UnsafeError("含有外部实体声明")


def _active(archive: zipfile.ZipFile) -> tuple[str, str]:
    """(rule, what was found) of parts that run or fetch something; empty where there are none."""
    names = archive.namelist()
    is_workbook = "xl/workbook.xml" in names  # a picture from elsewhere changes no report
    for name in names:
        if _MACROS.search(name):
            return "file_macro", name
        if _LINKS.search(name):
            return "file_links", name
        if is_workbook and name.endswith(".rels"):
            outside = _OUTSIDE.findall(archive.read(name))
            # a hyperlink waits for a click; everything else is fetched by the office program
            fetched = [link for link in outside if b"/hyperlink" not in link]
            if fetched:
                return "file_links", name
    return "", ""
