"""The cover of a file, and with the landing's folder: who sends, for which period, as what.

The cover is the office's own word, the folder is ours: where they contradict each other nothing of
the file counts, unless the folder's unit is above the cover's.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from ingestion.model import Finding, Kind
from ingestion.reading.cells import NOT_APPLICABLE, Cell, key
from ingestion.reference.org_tree import OrgTree
from ingestion.reference.periods import Period, PeriodError
from ingestion.reference.rules import finding

LATEST = date(9999, 12, 30)  # a day on which the units of now exist
SYNTHETIC = "合成数据"
_READ = frozenset({
    "填报单位", "行政区划代码", "报告期", "报送类型", "更正对象", "数据性质", "报表名称", "调整人",
    "调整原因", "调整方法",
})  # fmt: skip
_NOT_READ = frozenset({
    "填表人", "负责人", "单位负责人", "审核人", "联系电话", "电话", "填报日期", "报出日期", "备注",
    "表号", "制定机关", "批准文号", "有效期至",
})  # fmt: skip
_ITEMS = _READ | _NOT_READ
_KINDS: dict[str, Kind] = {"全量": "snapshot", "补充": "patch", "更正": "patch"}
_CODE = re.compile(r"\d{6}(?:\d{3}){0,2}")
_NUMBER = {"一": 1, "二": 2, "三": 3, "四": 4, "上": 1, "下": 2}
_PERIODS = (
    (re.compile(r"(\d{4})年?(?:度|全年)?"), "{}"),
    (re.compile(r"(\d{4})(?:-|年度?)?(?:H([12])|([上下])半年)"), "{}-H{}"),
    (re.compile(r"(\d{4})(?:-|年度?)?(?:Q([1-4])|第?([一二三四1-4])季度)"), "{}-Q{}"),
    (re.compile(r"(\d{4})(?:年|-)(0?[1-9]|1[0-2])月?"), "{}-{:02d}"),
)


@dataclass(frozen=True, slots=True)
class Cover:
    """What is known of a whole file before its tables are read."""

    sender_code: str | None
    period: Period | None
    kind: Kind = "snapshot"
    corrects: str | None = None
    is_synthetic: bool = False
    form_name: str = ""
    editor: str = ""  # of an edit sheet: who edits, why and how
    reason: str = ""
    method: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def day(self) -> date:
        """The day whose units the file speaks of."""
        return self.period.last_day if self.period else LATEST


@lru_cache(maxsize=1024)  # where a table has a column of periods, few stand in it
def read_period(text: str) -> Period | None:
    """The period that `2024`, `2024年`, `2024年第三季度`, `2024-Q3` … mean, or None."""
    word = key(text)
    for pattern, written in _PERIODS:
        match = pattern.fullmatch(word)
        if match:
            year, *rest = (group for group in match.groups() if group)
            numbers = [_NUMBER.get(part) or int(part) for part in rest]
            try:
                return Period.parse(written.format(year, *numbers))
            except PeriodError:
                return None
    return None


def read_code(text: str) -> str:
    """A division code without the zeros that fill it up: 420112000000 -> 420112."""
    word = key(text)
    if len(word) == 12 and word.isdigit():
        return word.removesuffix("000000") if word.endswith("000000") else word[:9]
    return word


def folder_code(folders: Sequence[str], tree: OrgTree) -> tuple[str | None, str | None]:
    """(unit of the nearest folder named by an org code, folder that only looks like one)."""
    looks = [
        name
        for name in folders
        # codes of our own, and those of another province, may be written otherwise
        if _CODE.fullmatch(name) or tree.resolve(read_code(name), LATEST)
    ]
    for name in looks:
        unit = tree.resolve(read_code(name), LATEST)
        if unit:
            return unit, None
    return None, looks[0] if looks else None


def pairs_of(row: Sequence[Cell]) -> list[tuple[Cell, Cell]]:
    """The items of a line, each with what stands behind it: as a rule one, on printed covers two.

    An item may be merged over several cells, or hold its value itself (报告期：2024).
    """
    pairs = []
    filled = [part for cell in row if not cell.blank for part in _parted(cell)]
    while filled:
        name, *rest = filled
        said = bool(rest) and (_item(rest[0]) not in _ITEMS)
        # what stands alone on its line is a title, or an item that was left blank
        if said or _item(name) in _ITEMS:
            pairs.append((name, rest[0] if said else replace(name, text="", number=None)))
        rest = rest[1:] if said else rest
        # beyond its first pair a line has items that are known, and other words
        at = next((i for i, cell in enumerate(rest) if _item(cell) in _ITEMS), len(rest))
        filled = rest[at:]
    return pairs


def _parted(cell: Cell) -> list[Cell]:
    """报告期：2024 in one cell as item and value, any other cell as it is."""
    name, colon, text = cell.text.strip().replace(":", "：", 1).partition("：")
    value = text.strip(" 　_")
    if not colon or not value or _item(replace(cell, text=name)) not in _ITEMS:
        return [cell]
    return [replace(cell, text=name), replace(cell, text=value)]


def _item(cell: Cell) -> str:
    return key(cell.text).rstrip(":")


def read(pairs: Sequence[tuple[Cell, Cell]], folders: Sequence[str], tree: OrgTree) -> Cover:
    """The cover; every fault in it is told, and what it does not say stays None."""
    values, findings = _values(pairs)
    period = _period(values, findings)
    day = period.last_day if period else LATEST
    kind, corrects = _kind(values, findings)
    return Cover(
        sender_code=_sender(values, folders, tree, day, findings),
        period=period,
        kind=kind,
        corrects=corrects,
        is_synthetic=_text(values, "数据性质") == SYNTHETIC,
        form_name=_text(values, "报表名称"),
        editor=_words(values, "调整人"),
        reason=_words(values, "调整原因"),
        method=_words(values, "调整方法"),
        findings=tuple(findings),
    )


def _values(pairs: Sequence[tuple[Cell, Cell]]) -> tuple[dict[str, Cell], list[Finding]]:
    values: dict[str, Cell] = {}
    findings = []
    for name_cell, value in pairs:
        name = _item(name_cell)
        if value.blank or name in _NOT_READ:
            continue
        if name not in _READ:
            expected = "、".join(sorted(_READ))
            findings.append(finding("cover_key", name_cell.ref, expected=expected, found=name))
        elif name in values and values[name].label != value.label:
            found = f"{values[name].text}；{value.text}"
            findings.append(finding("cover_twice", value.ref, name, expected="一个值", found=found))
        else:
            values[name] = value
    return values, findings


def _text(values: dict[str, Cell], name: str) -> str:
    return values[name].label if name in values else ""


def _words(values: dict[str, Cell], name: str) -> str:
    """The same as it stands there: a name or a sentence keeps the spaces between its words."""
    return values[name].text.strip() if name in values else ""


def _period(values: dict[str, Cell], findings: list[Finding]) -> Period | None:
    cell = values.get("报告期")
    if cell is None:
        return None
    period = None if cell.day else read_period(cell.text)
    if period is None:
        expected = "2024、2024年上半年、2024年第三季度或 2024年7月（文本格式）"
        findings.append(finding("period_unreadable", cell.ref, expected=expected, found=cell.text))
    return period


def _kind(values: dict[str, Cell], findings: list[Finding]) -> tuple[Kind, str | None]:
    word, said = _text(values, "报送类型"), _text(values, "更正对象")
    # a full form may say as well what it corrects; only a correction must
    target = said.lower() if said and said not in NOT_APPLICABLE else None
    kind = _KINDS.get(word) if word else "snapshot"
    if kind is None:
        ref = values["报送类型"].ref
        findings.append(finding("kind_unknown", ref, expected="全量、补充或更正", found=word))
    if word == "更正" and target is None:
        expected = "更正对象：原报送编号，或原文件 SHA-256 的前 8 位以上"
        ref = values["报送类型"].ref
        findings.append(finding("correction_target", ref, expected=expected, found="未填"))
    return kind or "snapshot", target


def _sender(
    values: dict[str, Cell],
    folders: Sequence[str],
    tree: OrgTree,
    day: date,
    findings: list[Finding],
) -> str | None:
    folder, looks_like = folder_code(folders, tree)
    claimed = _claimed(values, tree, day, folder, findings)
    if claimed and folder and not _at_or_below(claimed, folder, tree, day):
        ref = values["行政区划代码" if "行政区划代码" in values else "填报单位"].ref
        expected = f"收件目录 {folder} {_name(tree, folder)} 或其下级"
        found = f"{claimed} {_name(tree, claimed)}"
        findings.append(finding("sender_conflict", ref, expected=expected, found=found))
    sender = claimed or folder
    if sender is None and not any(f.rule_id == "sender_unknown" for f in findings):
        expected = "封面的行政区划代码，或以行政区划代码命名的收件目录"
        findings.append(
            finding("sender_unknown", "封面", expected=expected, found=looks_like or "无")
        )
    return sender


def _claimed(
    values: dict[str, Cell],
    tree: OrgTree,
    day: date,
    folder: str | None,
    findings: list[Finding],
) -> str | None:
    """The unit that the cover names, by code, else by a name that only one unit bears."""
    code, name = values.get("行政区划代码"), values.get("填报单位")
    named = tree.named(name.label, day, folder) if name else []
    unit = None
    if code:
        unit = tree.resolve(read_code(code.text), day)
        if unit is None:
            expected = "现行或曾用的行政区划代码"
            findings.append(finding("sender_unknown", code.ref, expected=expected, found=code.text))
        named = tree.named(name.label, day) if name else []
    elif name and len(named) == 1:
        return named[0]
    if name and (unit or folder) and (unit or folder) not in named:
        expected = _name(tree, unit or folder or "")
        findings.append(finding("sender_name", name.ref, expected=expected, found=name.text))
    return unit


def _at_or_below(unit: str, above: str, tree: OrgTree, day: date) -> bool:
    return unit == above or any(above in tree.ancestors(unit, d) for d in (day, LATEST))


def _name(tree: OrgTree, code: str) -> str:
    return tree.units[code].name if code in tree.units else code
