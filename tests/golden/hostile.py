"""Files that mean harm, or might as well: refused with a reason, at no cost."""

import struct
import zipfile
import zlib
from io import BytesIO

from openpyxl import Workbook

from tests.golden.made import (
    FUNDING,
    HEADER,
    RAISED,
    Made,
    book,
    case,
    in_sheet,
    repacked,
    zipped,
)
from tests.ingestion.files import saved

GOOD = book([HEADER, RAISED])
MACRO = {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(100)}
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def _prefixed(part: str, text: bytes):
    def change(name: str, data: bytes) -> bytes:
        if name != part:
            return data
        head, mark, rest = data.partition(b"?>")
        return head + mark + text + rest if mark else text + data

    return change


@case
def zip_bomb_in_a_workbook():
    return repacked(GOOD, added={"xl/worksheets/sheet9.xml": b" " * (20 * 2**20)})


@case
def zip_bomb_in_an_archive():
    return Made("报表.zip", zipped({"年报.csv": b"0" * (20 * 2**20)}))


@case
def zip_in_a_zip():
    return Made("内层.zip", zipped({"更里层.zip": zipped({"年报.xlsx": GOOD.data})}))


@case
def zip_members_that_overlap():
    """Fifty names for one compressed block."""
    block = zlib.compressobj(9, zlib.DEFLATED, -15)
    text = b"0" * 100_000
    data = block.compress(text) + block.flush()
    sizes = struct.pack("<III", zlib.crc32(text), len(data), len(text))
    local = struct.pack("<4s5H", b"PK\x03\x04", 20, 0, 8, 0, 33) + sizes
    body = local + struct.pack("<HH", 5, 0) + b"a.csv" + data
    listed = b""
    for number in range(50):
        name = b"%05d" % number
        listed += struct.pack("<4s6H", b"PK\x01\x02", 20, 20, 0, 8, 0, 33) + sizes
        listed += struct.pack("<5HII", len(name), 0, 0, 0, 0, 0, 0) + name
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 50, 50, len(listed), len(body), 0)
    return Made("报表.zip", body + listed + end)


@case
def zip_with_a_path_outwards():
    return Made("报表.zip", zipped({"../../420100/年报.xlsx": GOOD.data}))


@case
def zip_with_a_password():
    made = bytearray(zipped({"年报.xlsx": GOOD.data}))
    made[6] |= 1
    made[made.rindex(b"PK\x01\x02") + 8] |= 1
    return Made("报表.zip", bytes(made))


@case
def zip_without_files():
    return Made("报表.zip", zipped({"空文件夹/": b""}))


@case
def zip_with_nothing_but_system_files():
    return Made("报表.zip", zipped({"Thumbs.db": b"made up", "~$年报.xlsx": b"made up"}))


@case
def zip_of_nothing():
    return Made("报表.zip", zipped({}))


@case
def zip_with_thousands_of_members():
    return Made("报表.zip", zipped({f"{number}.txt": b"" for number in range(2001)}))


@case
def rar_archive():
    return Made("报表.rar", b"Rar!\x1a\x07\x01\x00" + b"\x00" * 100)


@case
def entities_in_a_workbook():
    return repacked(GOOD, _prefixed("xl/workbook.xml", ENTITIES))


@case
def entities_behind_a_long_comment():
    comment = b"<!--" + bytes(range(65, 91)) * 400 + b"-->"
    return repacked(GOOD, _prefixed("xl/worksheets/sheet2.xml", comment + ENTITIES))


@case
def entity_that_reads_a_file():
    declared = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    return repacked(GOOD, _prefixed("xl/worksheets/sheet2.xml", declared))


@case
def entities_in_another_encoding():
    def change(name: str, data: bytes) -> bytes:
        if name != "xl/worksheets/sheet2.xml":
            return data
        text = '<?xml version="1.0" encoding="UTF-16"?>' + ENTITIES.decode() + data.decode()
        return text.encode("utf-16")

    return repacked(GOOD, change)


@case
def macros():
    made = repacked(GOOD, added=MACRO)
    return Made("年报.xlsm", made.data)


@case
def macros_under_the_name_of_a_plain_workbook():
    return repacked(GOOD, added=MACRO)


@case
def links_to_another_workbook():
    return repacked(GOOD, added={"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})


@case
def picture_from_the_network():
    link = (
        b'<Relationships><Relationship Id="r" Type="http://x/image" TargetMode="External" '
        b'Target="http://192.0.2.1/a.png"/></Relationships>'
    )
    return repacked(GOOD, added={"xl/drawings/_rels/drawing1.xml.rels": link})


@case
def password_on_a_workbook():
    return Made("年报.xlsx", compound("EncryptionInfo", "EncryptedPackage"))


@case
def old_text_under_the_name_of_a_workbook():
    return Made("年报.xls", compound("WordDocument"))


@case
def excel_95():
    return Made("年报.xls", compound("Book"))


@case
def compound_file_that_runs_in_circles():
    made = bytearray(compound("Workbook"))
    made[512 + 4 : 512 + 8] = struct.pack("<I", 1)  # the directory follows itself
    return Made("年报.xls", bytes(made))


@case
def declared_size_of_gigabytes():
    return in_sheet(GOOD, b'ref="A1:E2"', b'ref="A1:XFD1048576"')


@case
def cell_at_the_far_end():
    made = Workbook()
    made.active.title = FUNDING
    made.active.cell(row=1_048_576, column=16_384, value=1)
    return Made("年报.xlsx", saved(made))


@case
def one_text_in_a_hundred_thousand_cells():
    cells = b"".join(b'<c r="D%d" t="s"><v>0</v></c>' % n for n in range(3, 100_003))
    rows = b"".join(
        b'<row r="%d">%s</row>' % (n, part + b"</c>")
        for n, part in enumerate(cells.split(b"</c>")[:-1], 3)
    )
    made = in_sheet(GOOD, b"</sheetData>", rows + b"</sheetData>")
    text = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
    shared = text + bytes(range(65, 91)) * 400 + b"</t></si></sst>"

    def change(name: str, data: bytes) -> bytes:
        return shared if name == "xl/sharedStrings.xml" else data

    with zipfile.ZipFile(BytesIO(made.data)) as archive:
        is_there = "xl/sharedStrings.xml" in archive.namelist()
    return repacked(made, change, {} if is_there else {"xl/sharedStrings.xml": shared})


@case
def merged_areas_without_end():
    area = b'<mergeCell ref="A1:A1048576"/>'
    areas = b"<mergeCells>" + area * 100 + b"</mergeCells>"
    return in_sheet(GOOD, b"</sheetData>", b"</sheetData>" + areas)


@case
def hundreds_of_sheets():
    made = Workbook()
    for number in range(201):
        made.create_sheet(f"表{number}")
    return Made("年报.xlsx", saved(made))


@case
def name_with_control_characters():
    return Made("年报\\x1b[2J\\x202exslx.xlsx", GOOD.data)


@case
def name_of_three_hundred_bytes():
    return Made("年" * 100 + ".xlsx", GOOD.data)


@case
def formula_as_a_name():
    """Kept as sent; whoever writes it into a workbook marks it as text."""
    return book([HEADER, (1, '=HYPERLINK("http://192.0.2.1","捐赠")', "元", 5, 7)])


def compound(*names: str) -> bytes:
    """A compound file with such streams and nothing in them."""
    free, end, fat = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<5H6x3I4x5I", 62, 3, 0xFFFE, 9, 6, 0, 1, 1, 4096, end, 0, end, 0)
    head = head[:76] + struct.pack("<109I", 0, *[free] * 108)
    table = struct.pack("<128I", fat, end, *[free] * 126)
    entries = b""
    for name, kind in (("Root Entry", 5), *((name, 2) for name in names)):
        text = name.encode("utf-16-le") + b"\x00\x00"
        entries += text.ljust(64, b"\x00")
        entries += struct.pack("<HBB3I36xII4x", len(text), kind, 1, free, free, free, end, 0)
    return head + table + entries.ljust(512, b"\x00")
