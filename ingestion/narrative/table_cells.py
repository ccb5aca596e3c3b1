"""What the cells of a pasted table say: a quantity each, and the words that speak of it.

The name of the row says what is counted and often its unit, the header of the column whether it is
meant or done, of which year, or in what unit; where the rows are places, the header names the
thing. A figure of a table always waits for a person.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from ingestion.narrative.context import Context
from ingestion.narrative.flow import Flow
from ingestion.narrative.numerals import read_number
from ingestion.narrative.quantity import Quantity, find, interval, parse
from ingestion.narrative.tables import NOTHING, Cell, Table, find_tables
from ingestion.narrative.units import UNIT

_ASIDE = re.compile(r"[（(\[【](?:单位[：:])?(?P<said>[^（）()\[\]【】]{1,8})[）)\]】]\s*$")
_SCALED = re.compile(r"[百千万亿]*")
_ENDING = re.compile(r"(?P<unit>人次|场次)(?:数|总数)?$|(?P<kind>人数|次数)$")
_ENDINGS = {"人数": "人", "次数": "次"}
_NUMBERS = re.compile(r"序号|编号|^No\.?$", re.I)
_UNITS = re.compile(r"(?:计量)?单位")
_RATIO = re.compile(r"率|比|占|增|减|权重|分值|得分|评分|满分|差|排名|名次")
_MEANT = re.compile(r"目标|计划|任务|指标值|预期")
_DONE = re.compile(r"完成|实际|实绩|执行|决算")
_WHEN = re.compile(
    r"(?:20[0-9]{2})年?度?|上年|本年|数值?|金额|数量|合计|完成|实际|目标|计划|值|情况|上?半年"
)
_PLACE = re.compile(
    r"(?!.*(?:示范|下乡|进乡|进村|进社区|进学校)|.*(?:企业|高校|园区|基层|学校|医院)科协)"
    r"[\u4e00-\u9fff]{1,8}(?:省|市|区|县|旗|州|盟|镇|乡|街道|村|社区|学校|公司|科协)"
)
_ALL = re.compile(r"合计|总计|全[省市区县镇]|总数")
_YEAR = re.compile(r"20[0-9]{2}年?度?")


@dataclass(frozen=True, slots=True)
class TableCell:
    """A quantity at its place in the flow, its words, and whether it may have a home: shares,
    scores and the figures of single places have none."""

    quantity: Quantity
    context: Context
    housed: bool


def read_cells(flow: Flow) -> Iterator[TableCell]:
    """Every figure of the tables in a flow, in the order of the text."""
    for table in find_tables(flow.source):
        units = _unit_column(table)
        for row in table.rows:
            for column, cell in enumerate(row):
                if not cell.is_figure or column == units or _NUMBERS.search(_head(table, column)):
                    continue
                yield _cell(flow, table, row, column, row[units].text if units >= 0 else "")


def _head(table: Table, column: int) -> str:
    return table.header[column].text if table.header else ""


def _unit_column(table: Table) -> int:
    """The column that holds units; 单位 may also head the names of offices."""
    for column, cell in enumerate(table.header):
        if _UNITS.fullmatch(cell.text) and all(_as_unit(r[column].text) for r in table.rows):
            return column
    return -1


def _as_unit(text: str) -> str:
    """`text` where it is a unit (场, 万份, %), else ''."""
    scale = _SCALED.match(text)
    return text if UNIT.fullmatch(text[scale.end() if scale else 0 :]) else ""


def _cell(flow: Flow, table: Table, row: tuple[Cell, ...], column: int, unit: str) -> TableCell:
    head, name = _head(table, column), _name(table, row, column)
    place = bool(_PLACE.fullmatch(name) or _ALL.fullmatch(name))
    by_head = place or bool(_YEAR.fullmatch(name))
    counted = head if by_head else name
    quantity = _quantity(row[column], unit or _unit_of(counted) or _unit_of(head) or table.unit)
    time = f"{name}{'' if head == counted else head}" if by_head else head
    words = _words(table, _plain(counted), time)
    single = place and not _ALL.fullmatch(name)
    housed = not single and not _RATIO.search(head) and not _RATIO.search(time)
    context = _context(flow, row, words)
    return TableCell(_placed(flow, row[column], quantity), context, housed)


def _name(table: Table, row: tuple[Cell, ...], column: int) -> str:
    """The last name before the figures of a row (一级指标, 二级指标, 指标名称)."""
    names = [
        c.text
        for n, c in enumerate(row[:column])
        if not c.is_figure
        and not NOTHING.fullmatch(c.text)
        and not _UNITS.fullmatch(_head(table, n))
    ]
    return names[-1] if names else ""


def _unit_of(words: str) -> str:
    """The unit that a name or a header ends with: （万份）, 培训人次."""
    aside = _ASIDE.search(words)
    if aside and _as_unit(aside["said"]):
        return aside["said"]
    ending = _ENDING.search(_ASIDE.sub("", words))
    return (ending["unit"] or _ENDINGS[ending["kind"]]) if ending else ""


def _plain(words: str) -> str:
    return re.sub(r"\s", "", _ASIDE.sub("", words))


def _quantity(cell: Cell, unit: str) -> Quantity:
    """The number of a cell in its own unit, or in `unit`."""
    text = f"{cell.text}{unit}" if cell.text[-1].isdigit() else cell.text
    found = parse(text) or next(iter(find(text)), None)
    if found is not None:
        return found
    number = read_number(re.sub(r"[^0-9０-９.．]", "", cell.text))
    if number is None:
        return Quantity(0, 0, cell.text, None, None, None, "", "", masked=True)
    value, lower, upper, qualifier = interval(number, set())
    return Quantity(0, 0, cell.text, value, lower, upper, "", "", qualifier)


def _placed(flow: Flow, cell: Cell, quantity: Quantity) -> Quantity:
    start, end = (bisect_left(flow.origin, at) for at in (cell.start, cell.end))
    return quantity._replace(start=start, end=end, text=cell.text)


def _words(table: Table, counted: str, head: str) -> tuple[str, str, str]:
    """(clause, sentence, paragraph): the thing, the thing with its column, both with the title.
    A column of what is meant or done says so in the words that `moments` knows."""
    said = "目标值" if _MEANT.search(head) and not _DONE.search(head) else ""
    said = said or ("，实际" if _DONE.search(head) else "")
    times = "".join(
        m[0] for m in re.finditer(r"20[0-9]{2}年|[上下]半年|上年|[0-9]+[-—]?[0-9]*月", head)
    )
    sentence = f"{times}{counted}{said}"
    return counted, sentence, f"{table.title}{head}{counted}"


def _context(flow: Flow, row: tuple[Cell, ...], words: tuple[str, str, str]) -> Context:
    counted, sentence, paragraph = words
    start = bisect_left(flow.origin, row[0].start)
    end = bisect_left(flow.origin, row[-1].end)
    return Context(
        clause=f"{counted}#", core="", lead=counted, head="", back=(), stretch=sentence,
        sentence=sentence, paragraph=paragraph, sentence_start=start, sentence_end=end,
        paragraph_start=start, whole_sentence=f"{paragraph}#",
    )  # fmt: skip
