"""Units that stand beside a table: read where they are plain, never passed over."""

import pytest

from tests.ingestion.files import cover, only, workbook

FUNDING = "科普经费情况年报表"
PLAIN = (
    "单位：万元", "单位（万元）", "单位：（万元）", "货币单位：人民币万元", "经费单位：万元",
    "以万元为单位", "万元", "（万元）", "科普经费情况（万元）", "注：以上均为万元", "金额：万元",
    "金额一律按万元填",
)  # fmt: skip
DOUBTFUL = ("说明：本表数据为万元", "Unit: 万元", "单位：万", "换算成万元后填", "单位：RMB万元")
NO_UNIT = (
    "含5万元以上的项目", "超过万元的另附清单", "科普经费", "万元以上项目另附", "每万元产出不在此列",
    "人均万元以上", "十余万元已收回",
)  # fmt: skip


def read(reference, *rows: tuple):
    return only(workbook(cover(), {FUNDING: rows}), reference)


def placed(text: str, below: bool, *rows: tuple) -> list[tuple]:
    return [*rows, (text,)] if below else [(text,), *rows]


@pytest.mark.parametrize("below", [False, True])
@pytest.mark.parametrize("text", PLAIN)
def test_a_plain_unit_beside_the_table_is_read(reference, text, below):
    """5 is 50,000 元, wherever and however 万元 is noted."""
    filing = read(reference, *placed(text, below, ("指标名称", "本级"), ("捐赠", 5)))
    assert ([o.value for o in filing.observations], filing.findings) == ([50000], ())


@pytest.mark.parametrize("below", [False, True])
@pytest.mark.parametrize("text", DOUBTFUL)
def test_what_may_be_the_unit_is_asked_about(reference, text, below):
    """Nobody takes 5 for 5 元 or for 50,000 while the sheet speaks of 万元."""
    filing = read(reference, *placed(text, below, ("指标名称", "本级"), ("捐赠", 5)))
    assert [f.rule_id for f in filing.findings] == ["unit_unknown"]
    assert filing.observations == ()


@pytest.mark.parametrize("text", DOUBTFUL)
def test_a_row_with_a_unit_of_its_own_is_in_no_doubt(reference, text):
    """What a row says itself goes before what may be meant elsewhere."""
    rows = placed(text, False, ("指标名称", "计量单位", "本级"), ("捐赠", "元", 5))
    filing = read(reference, *rows)
    assert ([o.value for o in filing.observations], filing.findings) == ([5], ())


@pytest.mark.parametrize("text", ["注：以上均为万元", "（万元）"])
def test_a_plain_unit_against_the_rows_is_a_conflict(reference, text):
    """A form that prints 元 under a note of 万元 counts nothing of either."""
    rows = placed(text, True, ("指标名称", "计量单位", "本级"), ("捐赠", "元", 5))
    assert [f.rule_id for f in read(reference, *rows).findings] == ["unit_conflict"]


@pytest.mark.parametrize("below", [False, True])
@pytest.mark.parametrize("text", NO_UNIT)
def test_amounts_and_words_are_no_units(reference, text, below):
    """What speaks of an amount says nothing about the unit of the table."""
    filing = read(reference, *placed(text, below, ("指标名称", "本级"), ("捐赠", 5)))
    assert [o.value for o in filing.observations] == [5]
