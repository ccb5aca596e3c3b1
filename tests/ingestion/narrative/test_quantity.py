"""Numbers as reports write them: value, interval, and what is no quantity at all."""

import csv
import random
import unicodedata
from decimal import Decimal
from pathlib import Path

import pytest

from ingestion.narrative.numerals import read_number
from ingestion.narrative.quantity import find, parse

with Path(__file__).with_name("quantities.csv").open(encoding="utf-8", newline="") as _lines:
    CASES = list(csv.DictReader(_lines))


@pytest.mark.parametrize("case", CASES, ids=[case["oddity"] for case in CASES])
def test_value_interval_and_unit(case: dict[str, str]) -> None:
    """A cell's text gives the stated value and the interval that its wording supports."""
    found = parse(case["text"])
    assert found is not None
    assert not found.masked
    assert (found.value, found.lower, found.upper) == tuple(
        Decimal(case[column]) for column in ("value", "lower", "upper")
    )
    assert found.unit == case["unit"]


@pytest.mark.parametrize(
    "text",
    ["XX人", "18xxxx", "10xxxx米", "万多人", "产值共亿元", "xx", "**万元", "×××万元", "XX余人次"],
)
def test_masked_is_not_small(text: str) -> None:
    """What is blacked out has no value; the digits beside a mask are none either."""
    found = parse(text)
    assert found is not None
    assert found.masked
    assert found.value is found.lower is found.upper is None


@pytest.mark.parametrize(
    "text",
    [
        "第36届", "2024年", "3+1", "5G", "三长", "十四五", "五类人群", "〔2024〕4号",
        "2024年3月5日", "3月5日", "第三十五届", "1号线", "“四个意识”", "十九届四中全会",
        "数十人", "几万", "多少",
        "", " ", "无", "-", "百姓", "万众一心", "二〇二四年", "20xx年", "12:30",
    ],
)  # fmt: skip
def test_no_quantity(text: str) -> None:
    """Dates, ordinals, names, slogans and vague words are no quantities."""
    assert parse(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024年3月5日，举办讲座3场", ["3场"]),
        ("参加人数3万余，发放资料5000余份", ["3万余", "5000余份"]),
        ("走访10家以上企业，服务主营收入5亿元以上企业", ["10家以上"]),
        ("凡有3名及以上党员的，党员不足3人的，单独或联合建立", []),
        ("第一书记1名，前3名获奖，排名第2", ["1名"]),
        ("赴五十亩村，小区11、12号楼6个单元66户", ["6个", "66户"]),
        ("“四个意识”“3+1”，落实八项规定，面向五类重点人群", []),
        ("一、总结\n（二）3个方面：1.科普2场。2、培训4期", ["3个", "2场", "4期"]),
        ("共同推进就近附近签约节约预约多余", []),
        ("二等奖8项、三等奖12项", ["8项", "12项"]),
        ("近2400\n\n余人次", ["近2400\n\n余人次"]),
        ("40余企业亮相，冲刺3000亿", ["40余", "3000亿"]),
        ("购置图书2000 套 12000 册", ["2000 套", "12000 册"]),
        ("一名学生、一封信、一个小超市，画廊一处，统一安排", ["一处"]),
        ("为期一年，每周两期，一年来，近三年来", ["一年", "每周两期"]),
        ("28个单位、12所学校的20多名教师", ["28个", "12所", "20多名"]),
        ("分别为3场、4场和5场，各2人", ["3场", "4场", "5场", "2人"]),
        ("鄂ICP备13005063号-3 版权所有 2001-2021", []),
    ],
)
def test_found_in_prose(text: str, expected: list[str]) -> None:
    """In running text exactly the quantities are found, with the source's own characters."""
    found = [q for q in find(text) if not q.masked]
    assert [q.text for q in found] == expected
    assert all(text[q.start : q.end] == q.text for q in found)


def test_stripped_digits_are_masked_and_never_read() -> None:
    """Where digits were stripped, the words around them are recognised as a lost number."""
    text = (
        "高新产业产值共亿元，同比增长%，覆盖率达%，"
        "线上线下参与人次万，信息员万多人，新增18xxxx会员。"
    )
    found = find(text)
    assert len(found) == 6
    assert all(q.masked for q in found)


def _chinese(number: int) -> str:
    """`number` below 10000 in Chinese numerals."""
    digits, out, zero = "零一二三四五六七八九", "", False
    for place, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            out += ("零" if zero and out else "") + digits[digit] + sign
        zero = not digit and (bool(out) or zero)
    return out or "零"


def test_written_out_numbers_come_back() -> None:
    """Any number, hedge and unit in the usual ways of writing is read with value and interval."""
    draw = random.Random(20240501)
    for _ in range(10_000):
        number = draw.choice((draw.randint(1, 9999), draw.randint(1, 99) * 100))
        ways = [str(number), f"{number:,}", _chinese(number)]
        ways.append(str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９")))
        unit = draw.choice(("人次", "场次", "个", "份", "万元"))
        scale = 10**4 if unit == "万元" else 1
        value, place = Decimal(number * scale), Decimal(scale)
        while number % 10 == 0:
            number, place = number // 10, place * 10
        hedge, lower, upper = draw.choice(
            (("{}", 0, 0), ("约{}", -place / 2, place / 2), ("近{}", -place, 0),
             ("超过{}", 0, place), ("近{}余", -place / 2, place / 2), ("{}余", 0, place))
        )  # fmt: skip
        text = hedge.format(draw.choice(ways)) + unit
        found = parse(text)
        assert found is not None, text
        assert (found.value, found.lower, found.upper) == (value, value + lower, value + upper), (
            text
        )


def test_no_crash_on_any_text() -> None:
    """Random Unicode, and random strings of the characters that numbers are made of."""
    draw = random.Random(7)
    alphabet = (
        "0123456789０９.,，万亿千百十两三四五余多近约超过个人次元%xX—-至（）()“”第年月日号其中\n 。"
    )
    for _ in range(3000):
        text = "".join(draw.choice(alphabet) for _ in range(draw.randint(0, 24)))
        find(text)
        parse(text)
        wild = "".join(chr(draw.randint(1, 0x2FFFF)) for _ in range(12))
        wild = "".join(c for c in wild if unicodedata.category(c) != "Cs")
        find(wild)
        parse(wild)


def test_long_digit_strings_are_no_numbers() -> None:
    """The number of a card or a document is not read."""
    assert read_number("9" * 40) is None
    assert find("账号" + "9" * 5000 + "个") == []
