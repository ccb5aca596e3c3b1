"""Kinds of changes to a finished workbook that leave what it states as it is.

A kind marked `readable` must yield the same values; any other must be told, and yield no other.
"""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from random import Random

from ingestion.arrival import unzip
from tests.golden.hostile import ENTITIES, MACRO, compound
from tests.golden.made import Made, repacked
from tests.readers.drafts import INCLUSIVE, LABEL, OWN, TEN_THOUSAND, UNIT, Draft


@dataclass(frozen=True)
class Mutation:
    """A kind of change. `form` names the one that it needs, where it needs one."""

    change: Callable[[Draft, Random], None]
    readable: bool
    form: str = ""


KINDS: dict[str, Mutation] = {}
Change = Callable[[Draft, Random], None]


def _kind(*, readable: bool, form: str = "") -> Callable[[Change], Change]:
    def register(change: Change) -> Change:
        KINDS[change.__name__] = Mutation(change, readable, form)
        return change

    return register


READ, TOLD = _kind(readable=True), _kind(readable=False)
MONEY, MONEY_TOLD = _kind(readable=True, form="funding"), _kind(readable=False, form="funding")


def _above(draft: Draft, *rows: list) -> None:
    draft.grid[:0] = rows
    draft.top += len(rows)


def _columns(draft: Draft) -> list[int]:
    return [draft.grid[draft.top].index(name) for name in ("本级", "含下级")]


# layout


@READ
def columns_shuffled(draft, random):
    order = random.sample(range(len(draft.grid[0])), k=len(draft.grid[0]))
    draft.grid = [[row[at] for at in order] for row in draft.grid]


@READ
def columns_dropped(draft, random):
    kept = [LABEL, OWN, INCLUSIVE]
    draft.grid = [[row[at] for at in kept] for row in draft.grid]


@READ
def titles_above(draft, random):
    titles = [
        ["（示例）2024年度统计"],
        ["填报单位：（单位）", None, None, "2024年"],
        [],
        ["表号：（示例）"],
    ]
    _above(draft, *random.sample(titles, k=random.randint(1, 4)))


@READ
def notes_below(draft, random):
    notes = [
        ["填表人：（姓名）", None, None, "联系电话：（号码）"],
        ["注：含线上。"],
        ["说明：截至12月31日"],
    ]
    draft.grid += random.sample(notes, k=random.randint(1, 3))


@READ
def blank_rows_and_headings_between(draft, random):
    draft.grid.insert(random.randint(2, len(draft.grid)), [None, None])
    draft.grid.insert(random.randint(2, len(draft.grid)), ["一、基本情况"])


@READ
def rows_shuffled(draft, random):
    draft.grid[1:] = random.sample(draft.rows, k=len(draft.rows))


@READ
def shifted_to_the_right(draft, random):
    by = random.randint(1, 5)
    draft.grid = [[None] * by + row for row in draft.grid]


@READ
def labels_over_two_columns(draft, random):
    draft.grid = [[*row[:2], None, *row[2:]] for row in draft.grid]
    draft.merged = [f"B{n}:C{n}" for n in range(1, len(draft.grid) + 1)]


@READ
def a_million_blank_rows(draft, random):
    draft.formats[1_048_575 - random.randint(0, 9), 3] = "0.00"


@READ
def totals_row_below(draft, random):
    draft.grid.append(["合计", None, None, None, None, None])


# headers


@READ
def headers_by_other_names(draft, random):
    known = {"指标名称": ["指标", "indicator"], "计量单位": ["单位", "unit"], "本级": ["own"],
             "含下级": ["inclusive"], "备注": ["note"], "序号": ["item_no"]}  # fmt: skip
    draft.grid[0] = [random.choice([name, *known[name]]) for name in draft.grid[0]]


@READ
def header_in_two_merged_rows(draft, random):
    group = random.choice(["填报数", "本期数", "数据"])
    draft.grid[:1] = [["序号", "指标名称", "计量单位", group, None, "备注"],
                      [None, None, None, "本级", "含下级", None]]  # fmt: skip
    draft.merged = ["A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:F2"]


@READ
def header_in_two_rows(draft, random):
    header_in_two_merged_rows(draft, random)
    draft.merged = []


@READ
def columns_numbered(draft, random):
    draft.grid.insert(1, ["甲", "乙", "丙", 1, 2, "丁"])


@READ
def header_printed_again(draft, random):
    draft.grid.insert(random.randint(2, len(draft.grid) - 1), list(draft.grid[0]))


@READ
def unseen_characters_in_words(draft, random):
    marks = ["\u200b", "\u00a0", "\u3000", "\ufeff", "\u2060", " ", "\u00ad"]
    for row in draft.grid:
        for at, text in enumerate(row[:3]):
            if isinstance(text, str):
                cut = random.randint(0, len(text))
                row[at] = text[:cut] + random.choice(marks) + text[cut:]


# units and formats


@MONEY
def ten_thousands_by_row(draft, random):
    for row in draft.rows:
        if random.random() < 0.7:
            row[UNIT] = "万元"
            row[OWN], row[INCLUSIVE] = row[OWN] / TEN_THOUSAND, row[INCLUSIVE] / TEN_THOUSAND


@MONEY
def ten_thousands_by_header(draft, random):
    for row in draft.rows:
        row[UNIT] = None
        row[OWN], row[INCLUSIVE] = row[OWN] / TEN_THOUSAND, row[INCLUSIVE] / TEN_THOUSAND
    draft.grid[0][OWN], draft.grid[0][INCLUSIVE] = "本级（万元）", "含下级(万元)"


@MONEY
def ten_thousands_by_group(draft, random):
    for row in draft.rows:
        row[UNIT] = None
        row[OWN], row[INCLUSIVE] = row[OWN] / TEN_THOUSAND, row[INCLUSIVE] / TEN_THOUSAND
    header_in_two_rows(draft, random)
    draft.grid[0][OWN] += "（万元）"


@MONEY
def ten_thousands_by_note(draft, random):
    for row in draft.rows:
        row[UNIT] = None
        row[OWN], row[INCLUSIVE] = row[OWN] / TEN_THOUSAND, row[INCLUSIVE] / TEN_THOUSAND
    note = random.choice(
        ["单位：万元", "（单位：万元）", "金额单位：万元", "注：本表金额单位为万元"]
    )
    if random.random() < 0.5:
        _above(draft, [None, None, None, note])
    else:
        draft.grid.append([note])


@MONEY
def ten_thousands_in_the_cell(draft, random):
    for row in draft.rows:
        for at in (OWN, INCLUSIVE):
            row[at] = f"{row[at] / TEN_THOUSAND:f}万元"


@MONEY
def ten_thousands_by_number_format(draft, random):
    for number, row in enumerate(draft.rows, 1):
        for at in (OWN, INCLUSIVE):
            row[at] = row[at] / TEN_THOUSAND
            draft.formats[number, at] = random.choice(
                ['0.00"万元"', '#,##0.0000"万元"', "0.00万元"]
            )


@MONEY
def ten_thousands_shown_only(draft, random):
    for number in range(1, len(draft.grid)):
        for at in (OWN, INCLUSIVE):
            draft.formats[number, at] = random.choice(
                ['0!.0,"万元"', "0!.0000", '0\\.0,"万元"'][:1]
            )


@READ
def number_formats_without_meaning(draft, random):
    codes = ["#,##0.00", "0_);[Red]\\(0\\)", "_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ @_ ", "0.0", "@"]
    for number in range(1, len(draft.grid)):
        draft.formats[number, OWN] = random.choice(codes)


@READ
def thousands_separators(draft, random):
    for row in draft.rows:
        for at in (OWN, INCLUSIVE):
            text = f"{row[at]:,f}"
            row[at] = text.replace(",", random.choice([",", "，", " ", "\u00a0", "\u3000"]))


@READ
def full_width_digits(draft, random):
    wide = str.maketrans("0123456789.", "０１２３４５６７８９．")
    for row in draft.rows:
        row[OWN] = f"{row[OWN]:f}".translate(wide)


@READ
def numbers_as_text(draft, random):
    for row in draft.rows:
        for at in (OWN, INCLUSIVE):
            text = f"{row[at]:f}"
            row[at] = random.choice(["'{}", " {} ", "\u200b{}", "{}\u00a0", "\u3000{}"]).format(
                text
            )


# encoding, sheets, container


@READ
def csv_of_any_kind(draft, random):
    delimiter = random.choice([",", "\t", ";", "，"])
    encoding = random.choice(["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    draft.file, draft.build = "年报.csv", lambda d: d.as_csv(delimiter, encoding)


@READ
def old_workbook(draft, random):
    draft.file, draft.build = "年报.xls", Draft.as_xls


@MONEY
def old_workbook_with_number_formats(draft, random):
    ten_thousands_by_number_format(draft, random)
    old_workbook(draft, random)


@READ
def hidden_parts(draft, random):
    draft.hidden_rows = [random.randint(2, len(draft.grid))]
    draft.hidden_columns = [random.choice("ADEF")]
    draft.is_hidden = random.random() < 0.5


@READ
def further_sheets(draft, random):
    draft.more = {"填报说明": [["（示例）如何填报", 5]], "Sheet3": []}


@READ
def in_an_archive(draft, random):
    def packed(data: bytes) -> bytes:
        out = BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("QQQQ.xlsx", data)
        (member,) = unzip.members(out.getvalue().replace(b"QQQQ", "年报".encode("gbk")))
        assert member.path == "年报.xlsx"
        return member.data

    draft.after = packed


@READ
def under_another_name(draft, random):
    draft.file = random.choice(["年报.csv", "年报.xls", "年报", "年报.et", "年报.pdf"])


@READ
def packed_otherwise(draft, random):
    def change(name: str, data: bytes) -> bytes:
        return data.replace(b'<dimension ref="A1', b'<dimension ref="A1:XFD1048576" x="')

    draft.after = lambda data: repacked(Made("", data), change).data


# what must be told


@TOLD
def unknown_column(draft, random):
    at = random.randint(0, 6)
    for number, row in enumerate(draft.grid):
        row.insert(at, "满意度" if number == 0 else 5)


@TOLD
def header_reworded(draft, random):
    at = random.choice([LABEL, OWN, INCLUSIVE])
    draft.grid[0][at] = draft.grid[0][at] + random.choice(["情况", "（估）", "2", "数值合计"])


@TOLD
def header_erased(draft, random):
    draft.grid[0][random.choice([LABEL, OWN, INCLUSIVE])] = None


@TOLD
def header_row_deleted(draft, random):
    del draft.grid[0]


@TOLD
def column_twice(draft, random):
    for row in draft.grid:
        row.append(row[OWN])


@TOLD
def label_reworded(draft, random):
    row = random.choice(draft.rows)
    row[LABEL] += random.choice(["数", "（新）", "等"])


@MONEY_TOLD
def note_against_rows(draft, random):
    _above(draft, [random.choice(["单位：万元", "单位：千元", "（金额单位：亿元）"])])


@TOLD
def unit_of_another_kind(draft, random):
    random.choice(draft.rows)[UNIT] = random.choice(["公斤", "小时", "同上"])


@TOLD
def figures_merged(draft, random):
    number = random.randint(2, len(draft.grid) - 1)
    letter = random.choice("DE")
    draft.grid[number][OWN if letter == "D" else INCLUSIVE] = None
    draft.merged = [f"{letter}{number}:{letter}{number + 1}"]


@TOLD
def number_format_of_another_size(draft, random):
    at = random.randint(1, len(draft.grid) - 1), random.choice([OWN, INCLUSIVE])
    draft.formats[at] = random.choice(
        ["#,##0,", '0.00,"万元"', '"约"0', ";;;", "0.0%", '0!.0"元"', "yyyy-mm-dd"]
    )


@TOLD
def formulas_without_results(draft, random):
    random.choice(draft.rows)[OWN] = "=SUM(A1:A2)"


@TOLD
def sheet_of_another_name(draft, random):
    draft.name = random.choice(["Sheet1", "汇总", "2024"])
    draft.more = {"Sheet9": [["别的内容", "（示例）"]]}


@TOLD
def cut_off(draft, random):
    draft.after = lambda data: data[: random.randint(1, len(data) - 30)]


@TOLD
def dangerous_parts(draft, random):
    parts = random.choice([MACRO, {"xl/externalLinks/e.xml": b"<x/>"}, {"xl/w.xml": ENTITIES}])
    draft.after = lambda data: repacked(Made("", data), added=parts).data


@TOLD
def locked(draft, random):
    draft.after = lambda data: compound("EncryptionInfo", "EncryptedPackage") + data


@TOLD
def error_values(draft, random):
    mark = b"31415926"
    random.choice(draft.rows)[OWN] = Decimal(mark.decode())

    def change(name: str, data: bytes) -> bytes:
        return data.replace(b't="n"><v>' + mark, b't="e"><v>#N/A')

    draft.after = lambda data: repacked(Made("", data), change).data
