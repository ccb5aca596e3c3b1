"""Chinese words for the lines of a trace."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ingestion.checking.figures import label
from ingestion.reference.catalogue import Catalogue
from ingestion.reference.catalogue_rows import DIMENSIONS, Cell

Row = dict[str, Any]
BOUNDARIES = {"period": "期末区划", "latest": "现行区划"}
METHODS = {
    "computed": "计算得出",
    "reported": "采用上报合计",
    "partial": "部分，未报齐",
    "assumed": "口径不明，暂用",
    None: "无法得出",
}
SCOPES = {"own": "本级数", "inclusive": "含下级数", "unknown": "口径不明的数", "total": "公布值"}
STEPS = {
    **SCOPES,
    "raised": "提高到各部分所证明的下限",
    "children": "下级合计",
    "residual": "余额",
    "asserted": "陈述",
    "cut": "负数归零",
    "rounding": "舍入",
    "start": "减期初累计",
    "end": "期末累计",
    "part": "分组",
    "shorter": "较短时期",
    "apportioned": "区划变更分摊",
    "numerator": "分子",
    "denominator": "分母",
}


def number(value: Decimal | None) -> str:
    """A number without the zeros that its column adds; — for none."""
    if value is None:
        return "—"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def interval(value: Decimal | None, lower: Decimal | None, upper: Decimal | None) -> str:
    """A number, with its ends where they are not the number itself."""
    if value is None or value == lower == upper:
        return number(value)
    ends = [
        "下限不明" if lower is None else f"不低于{number(lower)}",
        "上限不明" if upper is None else f"不高于{number(upper)}",
    ]
    return f"{number(value)}（{'，'.join(ends)}）"


@dataclass(frozen=True, slots=True)
class Words:
    """The catalogue's words and the names of units."""

    catalogue: Catalogue
    names: Mapping[str, str]

    def unit(self, org_code: str) -> str:
        """A unit by name and code."""
        return f"{self.names.get(org_code, '')}（{org_code}）"

    def cell(self, indicator: str, *members: str) -> str:
        """An indicator with its breakdown."""
        return label(Cell(indicator, *members), self.catalogue)

    def head(
        self, org_code: str, asked: Sequence[str], figure: Row | None, is_adjusted: bool = False
    ) -> str:
        """The figure itself."""
        _, indicator, period, *members, boundary, scope = asked
        what = f"{self.unit(org_code)} {self.cell(indicator, *members)} {period}"
        edition = " 调整后" if is_adjusted else ""
        if figure is None:
            return f"{what} {SCOPES.get(scope, scope)}{edition}"
        told = interval(figure["total"], figure["lower"], figure["upper"])
        return f"{what} {BOUNDARIES[boundary]}{edition}：{told}，{METHODS[figure['method']]}"

    def line(self, line: Row) -> str:
        """One contribution: what it is, how much, and where it is written."""
        amount = interval(line["amount"], line["amount_lower"], line["amount_upper"])
        if line["step"] in ("raised", "cut", "rounding", "children", "residual"):
            amount = number(line["amount"])  # what is added or compared is no figure with ends
        if line["step"] == "numerator" and line["weight"] != 1 and line["amount"] is not None:
            amount = f"{number(line['amount'] / line['weight'])}，乘以 {number(line['weight'])}"
        if line["amount"] is None and line["state"] == "not_applicable":
            amount = "不适用"
        beside = "" if line["is_added"] or line["step"] in ("numerator", "denominator") else "对照 "
        return f"{beside}{self._what(line)}：{amount}{self._source(line)}"

    def _what(self, line: Row) -> str:
        """What kind of contribution it is, and of whom."""
        step, unit, period = line["step"], line["part_org_code"], line["part_period"]
        if step == "child":
            return f"下级 {self.unit(unit)}"
        if step == "merged":
            return f"口径合一：{SCOPES[line['part_scope']]}"
        if step in ("shorter", "apportioned"):
            weight = "" if line["weight"] == 1 else f"，权重 {number(line['weight'])}"
            return f"{STEPS[step]} {self.unit(unit)} {period}{weight}"
        if step in ("part", "numerator", "denominator"):
            members = [line[f"part_{name}"] for name in DIMENSIONS]
            name = line["part_indicator"]
            return f"{STEPS[step]} {self.cell(name, *members) if name else '人口'}"
        return f"{STEPS[step]} {period}" if step in ("start", "end") else STEPS[step]

    def _source(self, line: Row) -> str:
        """File, place and words of an assertion."""
        places = [line["source_uri"], line["source_ref"]]
        told = "，".join(place for place in places if place)
        quote = f"：“{line['quote']}”" if line["quote"] else ""
        return f" ← {told}{quote}" if told else ""

    def edit(self, edit: Row) -> str:
        """An edit with its person, method and reason."""
        members = (edit["audience"], edit["grade"], edit["department"], edit["kind"])
        what = f"{self.unit(edit['org_code'])} {self.cell(edit['indicator'], *members)}"
        told = f"{number(edit['reported_value'])} → {number(edit['edited_value'])}"
        who = "，".join(text for text in (edit["actor"], edit["method_zh"], edit["reason"]) if text)
        return f"{what} {edit['period']} {SCOPES[edit['scope']]}：{told}（{who}）"
