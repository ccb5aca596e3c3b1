"""A section as a table: headers and rows as the reader of forms accepts them."""

from decimal import Decimal, InvalidOperation

from synthetic.claims import Claim, Paper, Section
from synthetic.reference import Breakdown, Item, Reference

Value = str | int | float | Decimal | None
Table = list[list[Value]]

ENGLISH = {
    "序号": "item_no", "指标名称": "indicator", "计量单位": "unit", "行政区划代码": "org_code",
    "单位名称": "org_name", "对象": "audience", "级别": "grade", "部门": "department",
    "类别": "kind", "本级": "own", "含下级": "inclusive", "口径不明": "unknown", "口径": "scope",
    "数值": "value", "报告期": "period", "累计口径": "basis", "数据状态": "status",
    "报表": "form", "备注": "note",
}  # fmt: skip
SCOPES = {"own": "本级", "inclusive": "含下级", "unknown": "口径不明"}
_STATUS = {"actual": "实际", "plan": "计划", "estimate": "预计"}
_BASIS = {"period": "期内", "ytd": "累计"}
_DIMENSIONS = ("对象", "级别", "部门", "类别")
_QUARTERS = "一二三四"
_SIDES = {"payer": "拨出", "payee": "收到"}
UNKNOWN_HEADER, UNKNOWN_LABEL, UNKNOWN_OFFICE = "合成情况说明", "（合成的未知指标）", "429999"
REGISTER = (
    "序号", "工作站名称", "建站单位", "统一社会信用代码", "工作站类型", "级别", "批准日期",
    "期满日期", "退出日期", "退出方式", "退出原因", "行政区划代码", "备注",
)  # fmt: skip
TRANSFERS = (
    "序号", "拨款单位代码", "拨款单位名称", "收款单位代码", "收款单位名称", "用途", "期间", "金额",
    "单位", "方向", "备注",
)  # fmt: skip


def cover(paper: Paper, reference: Reference) -> list[tuple[str, str]]:
    """The cover's keys and values."""
    unit = reference.units[paper.sender]
    code = UNKNOWN_OFFICE if paper.oddity == "office" else paper.folder or paper.sender
    kind = "更正" if paper.corrects else {"snapshot": "全量", "patch": "补充"}[paper.kind]
    pairs = [
        ("填报单位", f"{unit.name}科学技术协会"),
        ("行政区划代码", code),
        ("报告期", _long_period(paper.period) if paper.style.titles else paper.period),
        ("报送类型", kind),
        ("数据性质", "合成数据"),
    ]
    if paper.corrects:
        pairs.append(("更正对象", paper.corrects.digest[:16]))
    return pairs


def _long_period(period: str) -> str:
    """2024-Q3 -> 2024年第三季度."""
    year, _, part = period.partition("-")
    return f"{year}年第{_QUARTERS[int(part[1]) - 1]}季度" if part else f"{year}年度"


def form_table(paper: Paper, section: Section, reference: Reference, with_form: bool) -> Table:
    """Header and rows of a form. `with_form`: every row names its form."""
    lines = _lines(paper, section, reference)
    header = _header(paper, lines, with_form)
    table: Table = []
    for number, (item, claims) in enumerate(lines):
        if number == 0:
            table.append([ENGLISH[h] if paper.style.english else h for h in header])
        names = reference.form_names[section.form] if with_form else ""
        values = _values(paper, item, claims, reference)
        values["报表"] = names
        table.append([values.get(name) for name in header])
    return _broken(paper, table)


def _broken(paper: Paper, table: Table) -> Table:
    """The table with what makes a faulty paper unreadable."""
    if paper.oddity == "header":
        return [[*row, UNKNOWN_HEADER if n == 0 else "略"] for n, row in enumerate(table)]
    if paper.oddity == "label":
        return [table[0], *([row[0], f"{row[1]}{UNKNOWN_LABEL}", *row[2:]] for row in table[1:])]
    return table


def _lines(paper: Paper, section: Section, reference: Reference) -> list[tuple[Item, list[Claim]]]:
    """Claims grouped to printed rows: with a column for each scope, or one row for each claim."""
    lines: dict[tuple, tuple[Item, list[Claim]]] = {}
    for number, claim in enumerate(section.claims):
        year = int((claim.period or paper.period)[:4])
        item = reference.item(section.form, claim.indicator, claim.breakdown, year)
        key: tuple = (number,)
        if paper.style.wide:
            key = (item.number, claim.breakdown, claim.org, claim.period, claim.status, claim.basis,
                   claim.unit)  # fmt: skip
        lines.setdefault(key, (item, []))[1].append(claim)
    return sorted(
        lines.values(),
        key=lambda line: (line[1][0].period or paper.period, line[1][0].org, line[0].number),
    )


def _header(paper: Paper, lines: list[tuple[Item, list[Claim]]], with_form: bool) -> list[str]:
    claims = [claim for _, found in lines for claim in found]
    out = ["报表"] if with_form else ["序号"]
    out += ["指标名称"]
    if any(c.org for c in claims):
        out += ["行政区划代码", "单位名称"]
    if any(c.period for c in claims):
        out += ["报告期"]
    extra = {d for item, found in lines for d in _extra(item.breakdown, found[0].breakdown)}
    out += [d for d in _DIMENSIONS if d in extra]
    if paper.style.wide:
        scopes = {c.scope for c in claims} | {"own"}
        out += [name for scope, name in SCOPES.items() if scope in scopes]
    else:
        out += ["口径", "数值"]
    out += ["计量单位"]
    if any((c.status, c.basis) != ("actual", "period") for c in claims):
        out += ["累计口径", "数据状态"] if paper.style.english else ["数据类型"]
    return out


def _extra(printed: Breakdown, wanted: Breakdown) -> list[str]:
    """Dimensions that the printed row does not fix and the cell does."""
    pairs = zip(_DIMENSIONS, printed, wanted, strict=True)
    return [name for name, has, wants in pairs if has != wants]


def _values(
    paper: Paper, item: Item, claims: list[Claim], reference: Reference
) -> dict[str, Value]:
    """What stands in a row, by Chinese header; absent where the cell is blank."""
    claim, english = claims[0], paper.style.english
    org = claim.org or paper.sender
    values: dict[str, Value] = {
        "序号": item.number,
        "指标名称": item.label,
        "行政区划代码": org,
        "单位名称": reference.units[org].name,
        "报告期": claim.period or paper.period,
        "口径": claim.scope if english else SCOPES[claim.scope],
        "数值": number_or_text(claim.said.printed, paper),
        "计量单位": claim.unit or item.unit,
        "累计口径": claim.basis if english else _BASIS[claim.basis],
        "数据状态": claim.status if english else _STATUS[claim.status],
        "数据类型": f"{_BASIS[claim.basis]}、{_STATUS[claim.status]}",
    }
    for one in claims:
        values[SCOPES[one.scope]] = number_or_text(one.said.printed, paper)
    for name in _extra(item.breakdown, claim.breakdown):
        member = getattr(claim.breakdown, ENGLISH[name])
        values[name] = member if english else reference.labels.get((ENGLISH[name], member), member)
    return values


def number_or_text(printed: str, paper: Paper) -> Value:
    """A number where the office types numbers and the format has them."""
    if not paper.style.numbers or paper.format not in ("xlsx", "json"):
        return printed
    try:
        number = Decimal(printed)
    except InvalidOperation:
        return printed
    return int(number) if number == number.to_integral_value() else number


def register_table(section: Section) -> Table:
    """The lines of a station register."""
    table: Table = [list(REGISTER)]
    for number, s in enumerate(section.stations, 1):
        exited = s.exited_on.isoformat() if s.exited_on else None
        table.append([
            number, s.name, s.host, s.credit_code, s.type, s.grade, s.approved_on.isoformat(),
            s.term_end.isoformat(), exited, s.exit_kind or None, s.exit_reason or None, s.org,
            "合成数据",
        ])  # fmt: skip
    return table


def transfer_table(section: Section, reference: Reference) -> Table:
    """The lines of a transfer sheet, from one side."""
    table: Table = [list(TRANSFERS)]
    for number, t in enumerate(section.transfers, 1):
        table.append([
            number, t.payer, reference.units[t.payer].name, t.payee, reference.units[t.payee].name,
            t.purpose, str(t.year), t.amount, "元", _SIDES[t.side], "合成数据",
        ])  # fmt: skip
    return table


def table(paper: Paper, section: Section, reference: Reference, with_form: bool = False) -> Table:
    """The table of a section, whatever it is."""
    if section.stations:
        return register_table(section)
    if section.transfers:
        return transfer_table(section, reference)
    return form_table(paper, section, reference, with_form)
