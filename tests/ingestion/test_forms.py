"""A form's table: labels, breakdowns, units, scopes and periods; never a guess."""

from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook

from ingestion.deciding import decide
from ingestion.model import Observation
from tests.ingestion.files import (
    LITERACY,
    Rows,
    as_csv,
    as_json,
    cover,
    figure,
    literacy,
    only,
    parsed,
    rules,
    saved,
    workbook,
)
from tests.template import printed

WIDE = ("序号", "指标名称", "计量单位", "本级", "含下级", "口径不明", "备注")


def said(o: Observation) -> tuple:
    return o.indicator, o.audience, o.kind, o.scope, o.value


def test_a_filled_form(reference):
    """Titles, foot and notes are no figures; every value column is an assertion of its scope."""
    rows = [
        (1, "科普活动场次", "场次", 12, "1,340", None, "含线上"),
        (2, "其中：面向青少年的科普活动场次", "场次", None, "近200", "-", None),
        ("一、科普讲座",),
        ("填表人：张某", None, None, "联系电话：0728-1234567"),
    ]
    sheet = [("2024年度全民科学素质工作情况",), WIDE, *rows]
    filing = only(workbook(cover(), {LITERACY: sheet}), reference)
    assert rules(filing) == []
    assert (filing.sender_code, filing.form, filing.period) == ("420112", "literacy", "2024")
    assert [said(o) for o in filing.observations] == [
        ("act_total", "total", "total", "own", 12),
        ("act_total", "total", "total", "inclusive", 1340),
        ("act_total", "teenagers", "total", "inclusive", 200),
        ("act_total", "teenagers", "total", "unknown", None),
    ]
    assert figure(filing.observations[2]) == ("value", 200, 100, 200)
    assert filing.observations[2].quote == "近200"
    assert filing.observations[1].source_ref == f"{LITERACY}!E3"
    assert filing.observations[3].state == "not_applicable"


def test_labels_of_the_year(reference):
    """产业工人 is a label from 2021 on; in an earlier year it is unknown and stops the sheet."""
    row = ("其中：面向产业工人（城镇劳动者）的科普活动场次", 5)
    assert rules(only(workbook(cover(period="2024"), literacy(row)), reference)) == []
    early = only(workbook(cover(period="2019"), literacy(row)), reference)
    assert rules(early) == ["label_unknown", "label_unknown"][: len(rules(early))]
    assert "label_unknown" in rules(early)


def test_width_of_characters_does_not_matter(reference):
    """其中: and 其中： are one label; another word is another label."""
    same = only(workbook(cover(), literacy(("其中: 面向青少年的科普活动场次", 5))), reference)
    assert [o.audience for o in same.observations] == ["teenagers"]
    other = only(workbook(cover(), literacy(("面向少年的科普活动场次", 5))), reference)
    assert (rules(other)[:1], other.observations) == (["label_unknown"], ())


def test_codes_of_the_first_edition(reference):
    """A first-edition code names its cell, type and grade included."""
    head = ("indicator", "scope", "value", "unit")
    data = as_csv(cover(报表名称="workstation"), [head, ("ws_expert_provincial", "own", 42, "家")])
    (o,) = only(data, reference, "a.csv").observations
    assert (o.indicator, o.kind, o.grade, o.value) == ("ws_total", "expert", "province", 42)


@pytest.mark.parametrize(
    ("unit", "text", "value"),
    [
        ("万元", "12.5", 125000),
        ("元", "125000", 125000),
        ("", "3", 3),  # the form prints 元
        ("万元", "5.3万元", 53000),
        ("元", "5.3万", 53000),
        ("万元", "约20", 200000),
    ],
)
def test_units_are_exact(reference, unit, text, value):
    """万元 becomes 元 exactly; a unit in the cell itself governs."""
    row = {"指标名称": "政府拨款", "本级": text, "计量单位": unit}
    filing = only(as_json(cover(), "funding", row), reference, "a.json")
    assert filing.observations[0].value == value


@pytest.mark.parametrize(
    ("unit", "text", "rule"),
    [
        ("公斤", "5", "unit_unknown"),
        ("万元", "5.3万", "unit_ambiguous"),
        ("元", "120人", "unit_unknown"),
    ],
)
def test_units_that_do_not_fit(reference, unit, text, rule):
    """A unit of another kind, or 万 twice, sets the cell aside."""
    row = {"指标名称": "政府拨款", "本级": text, "计量单位": unit}
    filing = only(as_json(cover(), "funding", row), reference, "a.json")
    assert (rules(filing), filing.observations) == ([rule], ())


@pytest.mark.parametrize(
    ("unit", "figure", "kept"),
    [
        ("万元", "420106199001011234", False),
        ("元", "420106199001011234", False),
        ("万元", 123456789012, False),
        ("万元", "100000000000", False),
        ("元", "-1000000000000000", False),
        ("元", "999999999999999余", False),
        ("万元", 99999999999.9999, True),
        ("元", "999,999,999,999,999", True),
    ],
)
def test_numbers_too_large_are_set_aside(reference, unit, figure, kept):
    """From 10 to the 15 of the base unit on, ends included, it is an identity number or a slip:
    told at its cell with what was expected, and not loaded."""
    data = workbook(cover(), {"科普经费情况年报表": [
        ("指标名称", "计量单位", "本级"), ("政府拨款", unit, figure), ("捐赠", "元", 7),
    ]})  # fmt: skip
    filing = only(data, reference)
    told = [f for f in filing.findings if f.severity == "强制性"]
    assert [o.value for o in filing.observations][-1] == 7
    assert len(filing.observations) == 1 + kept
    assert len(told) == 1 - kept
    for fault in told:
        assert (fault.rule_id, fault.found) == ("number_too_large", str(figure))
        assert fault.source_ref.endswith("!C2")
        assert "1000 万亿元" in fault.expected


def test_breakdown_columns(reference):
    """对象 adds to a label without audience, may repeat the label's own, never contradict it."""
    headers = ("指标名称", "对象", "本级")
    teens = "其中：面向青少年的科普活动场次"
    rows = [("科普活动场次", "农民", 1), (teens, "青少年", 2), ("科普活动场次", "合计", 3)]
    filing = only(workbook(cover(), literacy(*rows, headers=headers)), reference)
    assert [(o.audience, o.value) for o in filing.observations] == [
        ("farmers", 1), ("teenagers", 2), ("total", 3),
    ]  # fmt: skip
    wrong = only(workbook(cover(), literacy((teens, "农民", 2), headers=headers)), reference)
    assert (rules(wrong), wrong.observations) == (["member_conflict"], ())
    unknown = only(workbook(cover(), literacy((teens, "火星人", 2), headers=headers)), reference)
    assert (rules(unknown), unknown.observations) == (["member_unknown"], ())


def test_all_faults_at_once(reference):
    """One file, four faults: four findings with place, expected and found."""
    headers = ("指标名称", "本级", "数据类型")
    rows = [
        ("科普活动场次", "很多", None), ("没有这一项", 5, None), ("科普活动参加人次", 5, "目标"),
        ("科普讲座（报告会）场次", 1e15, None), ("科普专题展览次数", 7, None),
    ]  # fmt: skip
    filing = only(workbook(cover(), literacy(*rows, headers=headers)), reference)
    assert rules(filing) == [
        "cell_unreadable", "label_unknown", "data_type_unknown", "digits_lost",
    ]  # fmt: skip
    assert [f.source_ref for f in filing.findings] == [
        f"{LITERACY}!{cell}" for cell in ("B2", "A3", "C4", "B5")
    ]
    assert all(f.expected and f.found for f in filing.findings)
    assert [o.value for o in filing.observations] == [7]


def test_status_and_basis(reference):
    """累计 and 计划 are read from words; an unknown word sets the row aside, it may be a plan."""
    headers = ("指标名称", "本级", "数据类型")
    rows = [("科普活动场次", 5, "累计、预计"), ("科普活动参加人次", 5, "计划")]
    filing = only(workbook(cover(), literacy(*rows, headers=headers)), reference)
    assert [(o.basis, o.status) for o in filing.observations] == [
        ("ytd", "estimate"), ("period", "plan"),
    ]  # fmt: skip


@pytest.mark.parametrize("stroke", ["-", "不适用", "/"])
def test_a_stock_has_no_year_to_date(reference, stroke):
    """A stroke under 累计 of a stock is no assertion; one under 累计 of a flow is, and so is 0."""
    headers = ("指标名称", "本级", "本级累计")
    rows = [("注册科技（科普）志愿者", 120, stroke), ("科普活动场次", 5, stroke),
            ("科技志愿服务组织数", 3, 0)]  # fmt: skip
    filing = only(workbook(cover(), literacy(*rows, headers=headers)), reference)
    assert [(o.basis, o.state) for o in filing.observations] == [
        ("period", "value"), ("period", "value"), ("ytd", "not_applicable"), ("period", "value"),
        ("ytd", "zero"),
    ]  # fmt: skip


def test_other_units(reference):
    """A row may speak for a unit below; another branch, an unknown or an ended unit is told."""
    headers = ("指标名称", "行政区划代码", "本级")
    rows = [("科普活动场次", code, 5) for code in ("421002", "420112", "999999")]
    data = workbook(cover("421000"), literacy(*rows, headers=headers))
    (filing,) = parsed(data, reference, folder="421000").filings
    assert rules(filing) == ["org_not_below", "org_unknown"]
    assert [o.org_code for o in filing.observations] == ["421002", "420112", "999999"]


def test_code_of_the_day(reference):
    """A recoded office speaks under the code that it bore on the period's last day."""
    data = workbook(cover("420882", "2016"), literacy(("科普活动场次", 5)))
    (filing,) = parsed(data, reference, folder="420882").filings
    assert (filing.sender_code, filing.observations[0].org_code) == ("420882", "420821")


def test_rows_of_other_periods(reference):
    """Rows of another period are a patch of that period; the cover's own stays a snapshot."""
    headers = ("指标名称", "报告期", "本级")
    rows = [("科普活动场次", None, 5), ("科普活动场次", "2023", 4)]
    data = workbook(cover(kind="全量"), literacy(*rows, headers=headers))
    now, before = parsed(data, reference).filings
    assert (now.period, now.kind, before.period, before.kind) == (
        "2024",
        "snapshot",
        "2023",
        "patch",
    )
    assert rules(before) == []


def test_required_items_of_a_snapshot(reference):
    """A snapshot is held to its required items, a patch to nothing; a dash is an answer."""
    items = reference.catalogue.items("literacy", 2024)
    full = [(i.label_zh, "-") for i in items]
    assert rules(only(workbook(cover(kind="全量"), literacy(*full)), reference)) == []
    gone = only(workbook(cover(kind="全量"), literacy(*full[1:])), reference)
    assert rules(gone) == ["required_blank"]
    assert "科普活动场次" in gone.findings[0].message_zh
    assert gone.findings[0].source_ref == LITERACY
    blank = [(items[0].label_zh, None), *full[1:]]
    (fault,) = only(workbook(cover(kind="全量"), literacy(*blank)), reference).findings
    assert (fault.rule_id, fault.source_ref) == ("required_blank", f"{LITERACY}!B2")
    assert rules(only(workbook(cover(kind="补充"), literacy(*full[1:])), reference)) == []


def test_nothing_is_required_of_a_strangers_unit(reference):
    """A row of a unit that is not below the sender is told, and asks for no further rows."""
    items = reference.catalogue.items("literacy", 2024)
    full = [(i.label_zh, None, "-") for i in items]
    headers = ("指标名称", "行政区划代码", "本级")
    rows = literacy(*full, ("科普活动场次", "429006", 3), headers=headers)
    assert rules(only(workbook(cover(kind="全量"), rows), reference)) == ["org_not_below"]


def test_a_copied_sheet_is_still_its_form(reference):
    """Office programs put (2) behind the name of a sheet that was copied."""
    sheets = {f"{LITERACY} (2)": [("指标名称", "本级"), ("科普活动场次", 5)]}
    assert only(workbook(cover(), sheets), reference).form == "literacy"


def test_required_only_where_due(reference):
    """A sub-district is not held to what its level does not owe."""
    items = reference.catalogue.items("literacy", 2024)
    rows = [(item.label_zh, 0) for item in items if item.cell.indicator != "act_total"]
    data = workbook(cover("429004102", kind="全量"), literacy(*rows))
    (filing,) = parsed(data, reference, folder="429004").filings
    assert rules(filing) == ["required_blank"]
    owed = reference.catalogue.owed - {("act_total", "subdistrict", "annual")}
    lighter = replace(reference, catalogue=replace(reference.catalogue, owed=owed))
    (filing,) = parsed(data, lighter, folder="429004").filings
    assert rules(filing) == []


@pytest.mark.parametrize(
    ("headers", "rule"),
    [
        (("指标名称", "本级", "天气"), "header_unknown"),
        (("指标名称", "本级", "本级"), "header_twice"),
        (("指标名称", "计量单位"), "header_values"),
        (("名称", "本级"), "header_missing"),
        (("指标名称", "本级", None), "row_width"),
    ],
)
def test_headers_stop_their_sheet(reference, headers, rule):
    """A column that nobody would read stops its sheet."""
    row = ("科普活动场次", 5, 6)[: len(headers)]
    filing = only(workbook(cover(), literacy(row, headers=headers)), reference)
    assert rule in rules(filing)


def test_other_sheets_go_on(reference):
    """An unknown sheet and one with an unknown header are filings of their own, quarantined."""
    sheets: dict[str, Rows] = {
        "填报说明": [("请认真填写",)],
        "天气": [("晴", 1)],
        "科普经费情况年报表": [("指标名称", "本级", "天气"), ("政府拨款", 5, "晴")],
        **literacy(("科普活动场次", 5)),
    }
    filings = parsed(workbook(cover(), sheets), reference).filings
    assert [(f.form, f.unreadable) for f in filings] == [
        ("unknown", True), ("funding", True), ("literacy", False),
    ]  # fmt: skip
    assert rules(filings[2]) == []


def test_period_of_another_type(reference):
    """An annual form for a quarter is a fault."""
    filing = only(workbook(cover(period="2024-Q1"), literacy(("科普活动场次", 5))), reference)
    assert rules(filing) == ["period_type"]


def test_nothing_said_for_no_period(reference):
    """Without any period the filing is kept and told."""
    filing = only(workbook({"行政区划代码": "420112"}, literacy(("科普活动场次", 5))), reference)
    assert filing.period is None
    (fault,) = (one for one in filing.findings if one.rule_id == "period_unknown")
    assert fault.source_ref == "封面 报告期"


def test_csv_with_several_forms(reference):
    """A column 报表 tells the forms of one CSV apart."""
    rows = [
        ("报表", "指标名称", "口径", "数值"),
        (LITERACY, "科普活动场次", "本级", 5),
        ("funding", "政府拨款", "含下级", "12"),
    ]
    filings = parsed(as_csv(cover(), rows), reference, "a.csv").filings
    assert [(f.form, f.observations[0].scope) for f in filings] == [
        ("literacy", "own"), ("funding", "inclusive"),
    ]  # fmt: skip


def test_long_layout_with_an_unknown_scope(reference):
    """A scope that is no word of ours sets the row aside."""
    rows = [("指标名称", "口径", "数值"), ("科普活动场次", "全部", 5)]
    filing = only(as_csv(cover(报表名称=LITERACY), rows), reference, "a.csv")
    assert (rules(filing), filing.observations) == (["scope_unknown"], ())


def test_synthetic_cover(reference):
    """数据性质 合成数据 marks the file as made up."""
    data = workbook(cover(数据性质="合成数据"), literacy(("科普活动场次", 5)))
    assert parsed(data, reference).is_synthetic


def test_a_unit_may_be_named_without_its_code(reference):
    """A row that names a unit at or below the sender speaks of it, not of the sender."""
    rows = [("科普活动场次", "吴家山街道", 5), ("科普活动场次", "东西湖区科协", 7)]
    sheet = literacy(*rows, headers=("指标名称", "单位名称", "本级"))
    filing = only(workbook(cover(), sheet), reference)
    assert [(o.org_code, o.value) for o in filing.observations] == [
        ("420112001", 5), ("420112", 7)
    ]  # fmt: skip
    assert rules(filing) == []


@pytest.mark.parametrize("name", ["没有这个街道", "蔡甸区"])
def test_a_name_that_no_unit_below_bears_counts_for_nobody(reference, name):
    """Least of all for the sender: what is told names the cell."""
    sheet = literacy(("科普活动场次", name, 5), headers=("指标名称", "单位名称", "本级"))
    filing = only(workbook(cover(), sheet), reference)
    assert [(f.rule_id, f.source_ref, f.found) for f in filing.findings] == [
        ("org_unknown", f"{LITERACY}!B2", name)
    ]
    assert all(o.org_code != "420112" for o in filing.observations)


@pytest.mark.parametrize("label", ["备注", "说明：含线上", "注"])
def test_a_note_with_a_figure_is_no_note(reference, label):
    """What nobody would read is told."""
    filing = only(workbook(cover(), literacy(("科普活动场次", 5), (label, 7))), reference)
    assert rules(filing) == ["label_unknown"]


@pytest.mark.parametrize("word", ["实际、预计", "期内、累计"])
def test_words_that_contradict_each_other(reference, word):
    """An actual figure that is also expected is neither."""
    sheet = literacy(("科普活动场次", word, 5), headers=("指标名称", "数据类型", "本级"))
    filing = only(workbook(cover(), sheet), reference)
    assert (rules(filing), filing.observations) == (["data_type_unknown"], ())


def test_an_unknown_scope_is_told_at_its_word(reference):
    """The cell to mend is the one with the word, not the figure."""
    rows = [("科普活动场次", "全区", 5), ("科普讲座（报告会）场次", None, 3)]
    sheet = literacy(*rows, headers=("指标名称", "口径", "数值"))
    told = only(workbook(cover(), sheet), reference).findings
    assert [(f.rule_id, f.source_ref, f.found) for f in told] == [
        ("scope_unknown", f"{LITERACY}!B2", "全区"), ("scope_unknown", f"{LITERACY}!B3", "空")
    ]  # fmt: skip


def test_a_sheet_with_another_head_comes_back_alone(reference):
    """The sheet of last year is quarantined with what it says; the others of the file count."""
    sheets = {
        LITERACY: [("报告期：2023年",), WIDE[1:4], ("科普活动场次", "场次", 12)],
        "科普经费情况年报表": [("报告期：2024年",), WIDE[1:4], ("捐赠", "元", 5)],
    }
    old, new = parsed(workbook(cover(), sheets), reference).filings
    assert (decide.verdict(old)[0], decide.verdict(new)[0]) == ("quarantined", "accepted")
    assert rules(old) == ["head_differs"] and len(old.observations) == 1


def printed_cover(*rows: tuple) -> bytes:
    """A workbook whose cover is laid out for the eye."""
    book = load_workbook(BytesIO(workbook({}, literacy(("科普活动场次", 12)))))
    for row in rows:
        book["封面"].append(row)
    for number in range(1, len(rows) + 1):
        for left in (1, 3):
            book["封面"].merge_cells(
                start_row=number, end_row=number, start_column=left, end_column=left + 1
            )
    return saved(book)


@pytest.mark.parametrize(
    "rows",
    [
        # items and values each over two columns
        [("科协统计报表",), ("行政区划代码", None, "420112"), ("报告期", None, "2024年"),
         ("报送类型", None, "补充", None, "备注", None, "合成")],
        # item and value in one cell
        [("行政区划代码：420112", None, "报告期：2024年"), ("报送类型:补充",)],
        # a blank item beside one that is filled
        [("行政区划代码", None, "420112"), ("填表人", None, None, None, "报告期", None, "2024"),
         ("报送类型", None, "补充")],
    ],
)  # fmt: skip
def test_a_printed_cover_is_read(reference, rows):
    """Merged cells, item and value in one cell, two items on a line."""
    filing = only(printed_cover(*rows), reference)
    assert (filing.sender_code, filing.period, filing.kind) == ("420112", "2024", "patch")
    assert rules(filing) == []


@pytest.mark.parametrize("period", ["明年", None])
def test_without_a_period_the_formulas_of_the_form_are_no_fault(reference, period):
    """What is told of a template whose period nobody can read is the period, not its sums."""
    book = printed.opened(printed.built(reference, "420112", "2024", "funding"))
    for row in book["封面"].iter_rows(max_col=2):
        if row[0].value == "报告期":
            row[1].value = period
    filing = only(printed.saved(book), reference)
    told = set(rules(filing))
    assert told & {"period_unreadable", "period_unknown"} and "formula_uncached" not in told
