"""The station register and the transfer sheet: lines as sent, faults told."""

import csv
from datetime import date
from decimal import Decimal

import pytest

from ingestion.checking.station_check import EXITS
from ingestion.deciding import decide
from ingestion.reading.credit_code import check_character, fault
from tests.conftest import REFERENCE
from tests.ingestion import files
from tests.ingestion.files import STATIONS, TRANSFERS, cover, only, parsed, rules, workbook

STATION_HEAD = (
    "工作站名称", "建站单位", "统一社会信用代码", "工作站类型", "级别", "批准日期", "期满日期",
    "退出日期", "退出方式",
)  # fmt: skip
GOOD_CODE = "91420112MA4K0000" + "1"
GOOD_CODE += check_character(GOOD_CODE)
TRANSFER_HEAD = ("拨款单位代码", "收款单位代码", "用途", "期间", "金额", "单位", "方向")


def stations(*rows: tuple, reference) -> tuple:
    filing = only(workbook(cover(), {STATIONS: [STATION_HEAD, *rows]}), reference)
    return filing.stations, rules(filing)


def transfers(*rows: tuple, reference) -> tuple:
    filing = only(workbook(cover(), {TRANSFERS: [TRANSFER_HEAD, *rows]}), reference)
    return filing.transfers, rules(filing)


@pytest.mark.parametrize(
    ("code", "sound"),
    [
        ("914403001922038216", True),
        ("914403001922038217", False),
        ("9144030019220382", False),
        ("91440300192203821I", False),
        (GOOD_CODE, True),
    ],
)
def test_credit_codes(code, sound):
    """The last character of a credit code checks the others (GB 32100)."""
    assert (fault(code) is None) == sound


def test_station_lines(reference):
    """Dates in any usual spelling; type and grade as printed; the unit is the sender."""
    rows = (
        (
            "甲站",
            "某公司",
            GOOD_CODE,
            "院士工作站",
            "省级",
            "2021-05-12",
            "2024年5月11日",
            None,
            None,
        ),
        (
            "乙站",
            "某厂",
            GOOD_CODE,
            "专家工作站",
            "市级",
            date(2020, 1, 2),
            "/",
            "20231231",
            "注销",
        ),
    )
    lines, broken = stations(*rows, reference=reference)
    assert broken == []
    assert [(x.station_name, x.approved_on, x.term_end, x.exited_on) for x in lines] == [
        ("甲站", date(2021, 5, 12), date(2024, 5, 11), None),
        ("乙站", date(2020, 1, 2), None, date(2023, 12, 31)),
    ]
    assert {(x.org_code, x.source_ref.split("!")[0]) for x in lines} == {("420112", STATIONS)}
    assert (lines[1].type, lines[1].grade, lines[1].exit_kind) == ("专家工作站", "市级", "注销")


def test_station_faults(reference):
    """A bad code, a bad date and an exit before approval are told; the line is kept as sent."""
    row = ("甲站", "某公司", "123", "院士工作站", "省级", "2021年", "2019-01-01", None, None)
    late = ("乙站", "某厂", GOOD_CODE, "专家工作站", "市级", "2021-01-01", "2019-01-01", None, None)
    lines, broken = stations(row, late, reference=reference)
    assert broken == ["credit_code", "date_unreadable", "date_order"]
    assert (lines[0].credit_code, lines[0].approved_on) == ("123", None)


@pytest.mark.parametrize(
    ("changed", "rule", "expected"),
    [
        ({3: "工作站"}, "station_type", "院士工作站、专家工作站、院士专家科创工作站"),
        ({4: None}, "station_grade", "省级、市级"),
        ({4: "国家级"}, "station_grade", "省级、市级"),
        ({7: "2023-01-01", 8: "迁出"}, "station_exit_kind", "注销、撤销、期满"),
        ({7: "2023-01-01"}, "station_exit_half", "退出日期与退出方式同时填写"),
        ({8: "注销"}, "station_exit_half", "退出日期与退出方式同时填写"),
        ({7: "/", 8: "/"}, None, None),
        ({7: "2023-01-01", 8: "摘牌撤销"}, None, None),
    ],
)
def test_station_words(reference, changed, rule, expected):
    """Type, grade and way of exit are the catalogue's; an exit needs both day and way."""
    row = ["甲站", "某公司", GOOD_CODE, "院士工作站", "省级", "2021-05-12", None, None, None]
    for place, value in changed.items():
        row[place] = value
    filing = only(workbook(cover(), {STATIONS: [STATION_HEAD, row]}), reference)
    told = [(one.rule_id, one.expected) for one in filing.findings]
    assert told == ([(rule, expected)] if rule else [])
    assert len(filing.stations) == 1


def test_station_exit_reason(reference):
    """Why a station left is kept as sent; a register without that column says nothing of it."""
    gone = (
        "甲站",
        "某公司",
        GOOD_CODE,
        "院士工作站",
        "省级",
        "2021-05-12",
        None,
        "2023-01-01",
        "撤销",
    )
    sheet = [(*STATION_HEAD, "退出原因"), (*gone, "考核不合格")]
    filing = only(workbook(cover(), {STATIONS: sheet}), reference)
    assert (filing.stations[0].exit_reason, filing.findings) == ("考核不合格", ())
    lines, broken = stations(gone, reference=reference)
    assert (lines[0].exit_reason, broken) == (None, [])


def test_station_listed_twice(reference):
    """One host, type and grade on two lines is told with both places; both lines are kept."""
    row = ("甲站", "某公司", GOOD_CODE, "院士工作站", "省级", "2021-05-12", None, None, None)
    filing = only(workbook(cover(), {STATIONS: [STATION_HEAD, row, row]}), reference)
    (told,) = filing.findings
    assert (told.rule_id, len(filing.stations)) == ("station_twice", 2)
    assert told.found == "、".join(line.source_ref for line in filing.stations)


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({0: None}, "A"),
        ({6: "2019-01-01"}, "G"),
        ({7: "2019-01-01", 8: "注销"}, "H"),
        ({7: "2023-01-01"}, "I"),
        ({8: "注销"}, "H"),
    ],
)
def test_station_faults_stand_at_their_cell(reference, changed, column):
    """A fault of a line is marked at the cell to mend, not where the line begins."""
    row = ["甲站", "某公司", GOOD_CODE, "院士工作站", "省级", "2021-05-12", None, None, None]
    for place, value in changed.items():
        row[place] = value
    (told,) = only(workbook(cover(), {STATIONS: [STATION_HEAD, row]}), reference).findings
    assert told.source_ref == f"{STATIONS}!{column}2"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (("420112", "420112001", "奖补", None, "5", "元", "转账"), "G"),
        (("420112", "420112001", None, None, "5", "元", "拨出"), "C"),
        (("420113", "420112001", "奖补", None, "5", "元", "拨出"), "A"),
        (("420100", "420113", "奖补", None, "5", "元", "收到"), "B"),
    ],
)
def test_transfer_faults_stand_at_their_cell(reference, row, column):
    """Side, purpose and the party that should be the sender are marked where they stand."""
    (told,) = only(workbook(cover(), {TRANSFERS: [TRANSFER_HEAD, row]}), reference).findings
    assert told.source_ref == f"{TRANSFERS}!{column}2"


def test_a_party_whose_name_is_not_that_of_its_code(reference):
    """A code of another unit would send the money elsewhere: the name beside it tells."""
    head = (*TRANSFER_HEAD, "拨款单位名称", "收款单位名称")
    row = ("420112", "420112001", "奖补", None, "5", "元", "拨出")
    rows = [(*row, "东西湖区科协", "吴家山街道"), (*row, "东西湖区", "蔡甸区")]
    filing = only(workbook(cover(), {TRANSFERS: [head, *rows]}), reference)
    assert [(f.rule_id, f.source_ref, f.found) for f in filing.findings] == [
        ("org_name", f"{TRANSFERS}!I3", "蔡甸区")
    ]


def test_exits_are_those_of_the_reference():
    """Reading and counting know the same words for an exit."""
    with (REFERENCE / "station_exit_kinds.csv").open(encoding="utf-8", newline="") as file:
        assert {row["label_zh"] for row in csv.DictReader(file)} == set(EXITS)


def test_transfer_lines(reference):
    """Amounts become 元 exactly; a line without a period takes the cover's."""
    rows = (
        ("420112", "420112001", "科普项目", None, "12.35", "万元", "拨出"),
        ("420100", "420112", "奖补", "2024", "1,000", "元", "收到"),
    )
    lines, broken = transfers(*rows, reference=reference)
    assert broken == []
    assert [(x.payer_code, x.payee_code, x.period, x.amount_yuan, x.side) for x in lines] == [
        ("420112", "420112001", "2024", Decimal(123500), "payer"),
        ("420100", "420112", "2024", Decimal(1000), "payee"),
    ]


@pytest.mark.parametrize(
    ("row", "rule", "kept"),
    [
        (("420112", "999999", "奖补", None, "1", "元", "拨出"), "transfer_party", 1),
        (("420100", "420112", "奖补", None, "1", "元", "拨出"), "transfer_party", 1),
        (("420112", "420112001", "奖补", None, "约5", "元", "拨出"), "transfer_amount", 1),
        (("420112", "420112001", "奖补", None, "-5", "元", "拨出"), "transfer_amount", 1),
        (("420112", "420112001", "奖补", None, "5", "公斤", "拨出"), "transfer_amount", 1),
        (("420112", "420112001", "奖补", None, "5", None, "拨出"), "unit_missing", 1),
        (
            ("420112", "420112001", "奖补", None, "420106199001011234", "元", "拨出"),
            "number_too_large",
            1,
        ),
        (
            ("420112", "420112001", "奖补", None, 123456789012, "万元", "拨出"),
            "number_too_large",
            1,
        ),
        (("420112", "420112001", "奖补", None, "5", "元", "转账"), "transfer_side", 0),
        (("420112", "420112001", None, None, "5", "元", "拨出"), "transfer_purpose", 1),
    ],
)
def test_transfer_faults(reference, row, rule, kept):
    """What is wrong with a transfer is told; only a line without a side is no transfer."""
    lines, broken = transfers(row, reference=reference)
    assert (broken, len(lines)) == ([rule], kept)
    if rule in ("transfer_amount", "number_too_large", "unit_missing"):
        assert [line.amount_yuan for line in lines] == [None]


def test_a_transfer_on_two_sheets(reference):
    """Nobody knows whether the second sheet adds to the first or repeats it: both come back, each
    with the place of the other. Two lines of one sheet are instalments."""
    row = ("420112", "420112001", "奖补", None, "5", "万元", "拨出")
    other = ("420112", "420112002", "奖补", None, "5", "万元", "拨出")
    copies = {TRANSFERS: [TRANSFER_HEAD, row, other], f"{TRANSFERS} (2)": [
        (TRANSFERS,), TRANSFER_HEAD, row
    ]}  # fmt: skip
    one, two = files.parsed(workbook(cover(), copies), reference).filings
    assert [(f.rule_id, f.source_ref) for f in (*one.findings, *two.findings)] == [
        ("transfer_copies", f"{TRANSFERS}!A2"), ("transfer_copies", f"{TRANSFERS} (2)!A3"),
    ]  # fmt: skip
    assert decide.verdict(one)[0] == decide.verdict(two)[0] == "quarantined"
    assert f"{TRANSFERS} (2)!A3" in one.findings[0].found
    instalments = {TRANSFERS: [TRANSFER_HEAD, row, row]}
    assert only(workbook(cover(), instalments), reference).findings == ()


def test_a_line_that_says_ditto(reference):
    """同上 is no content: the line is no transfer, every such cell is told, and so are the other
    faults of the line."""
    good = ("420112", "420112001", "奖补", None, "5", "元", "拨出")
    bad = ("同上", "420112002", "同上", None, "约5", "元", "拨出")
    filing = only(workbook(cover(), {TRANSFERS: [TRANSFER_HEAD, good, bad]}), reference)
    assert len(filing.transfers) == 1
    assert [(f.rule_id, f.source_ref.rpartition("!")[2]) for f in filing.findings] == [
        ("cell_ditto", "A3"), ("cell_ditto", "C3"), ("transfer_amount", "E3"),
    ]  # fmt: skip


def test_a_station_without_a_name_has_its_other_faults(reference):
    """All faults at once: the line names nothing, and its code and date are wrong as well."""
    lines, broken = stations(
        (None, "某公司", "123", "院士工作站", "省级", "去年", None, None, None), reference=reference
    )
    assert lines == ()
    assert broken == ["station_name", "credit_code", "date_unreadable"]


@pytest.mark.parametrize(("total", "told"), [(3.5, ["totals_row"]), (4, ["totals_row", "differs"])])
def test_totals_of_transfers_are_in_the_unit_of_their_lines(reference, total, told):
    """The row of totals has no unit of its own: 1.5 and 2 万元 are 3.5, not 4."""
    rows = [
        ("拨款单位代码", "收款单位代码", "用途", "金额", "单位", "方向"),
        ("420112", "420112001", "科普项目", 1.5, "万元", "拨出"),
        ("420112", "420112002", "科普项目", 2, "万元", "拨出"),
        ("合计", None, None, total, None, None),
    ]
    filing = only(workbook(cover(), {TRANSFERS: rows}), reference)
    assert [rule.replace("totals_row_differs", "differs") for rule in rules(filing)] == told


@pytest.mark.parametrize(
    ("own", "inclusive", "told"),
    [
        (2, 3, []),
        ("近3", 3, []),
        (1, 3, ["register_differs_from_reported"]),
        (4, 4, ["register_differs_from_reported"]),
        (2, 2, ["register_differs_from_reported"]),
    ],
)
def test_a_register_beside_the_form_that_counts_it(reference, own, inclusive, told):
    """Two own stations stood at the year's end, one below it; one had left, one came later."""
    codes = [f"91420112MA4K000{n}1" for n in range(5)]
    days = (("2020-01-02", None), ("2024-12-31", "2025-01-01"), ("2021-01-02", None),
            ("2019-01-02", "2024-12-31"), ("2025-01-01", None))  # fmt: skip
    units = ("420112", "420112", "420112007", "420112", "420112")
    register = [
        (f"{n}号站", "某公司", code + check_character(code), "专家工作站", "市级", begun, None,
         left, left and "注销", unit)
        for n, (code, (begun, left), unit) in enumerate(zip(codes, days, units, strict=True))
    ]  # fmt: skip
    sheets = {
        "院士专家工作站情况年报表": [
            ("指标名称", "本级", "含下级"), ("期末工作站总数", own, inclusive)
        ],
        STATIONS: [(*STATION_HEAD, "行政区划代码"), *register],
    }  # fmt: skip
    form = parsed(workbook(cover(kind="全量"), sheets), reference).filings[0]
    assert [rule for rule in rules(form) if rule != "required_blank"] == told


@pytest.mark.parametrize(("received", "told"), [(70000, []), (60000, ["transfers_exceed_form"])])
@pytest.mark.parametrize("wrong", ["", "约5万"])
def test_transfers_beside_the_form_that_counts_them(reference, received, told, wrong):
    """Money from above is not less than the lines that list it; lines of money that goes up are
    none of it. A sheet with a fault of its own is compared once that is mended.
    """
    lines = [
        ("420100", "420112", "基地建设", "2024", wrong or 4.5, "万元", "收到"),
        ("420100", "420112", "活动", "2024", 2, "万元", "收到"),
        ("420112007", "420112", "上缴", "2024", 9, "万元", "收到"),
    ]
    sheets = {
        "科普经费情况年报表": [
            ("指标名称", "本级"), ("获得上级科普奖补（项目）资金", received)
        ],
        TRANSFERS: [TRANSFER_HEAD, *lines],
    }  # fmt: skip
    form = parsed(workbook(cover(), sheets), reference).filings[0]
    assert rules(form) == ([] if wrong else told)
