"""Letters and lists: who owes what since when, by weight, each in its own city's folder only."""

from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest

from ingestion.chasing import chase, letter
from ingestion.cli import main
from ingestion.errors import WarehouseError
from tests.chasing.conftest import HEAVY, REPORTED, SENT_BACK
from tests.nights import rows

WUHAN, XIANTAO, PROVINCE = "420100", "429004", "420000"


def text_of(content: bytes) -> str:
    """All text of a letter, tables included."""
    document = docx.Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def listed(content: bytes) -> list[dict]:
    """The rows of a list by their headers."""
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    _, head, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(head, line, strict=True)) for line in lines]


@pytest.fixture(scope="module")
def papers(late) -> dict[tuple[str, str], bytes]:
    """Every paper by its office and what it is."""
    found = chase.papers(chase.read(late))
    return {(one.office, one.name.split(".")[0]): one.content for one in found}


def test_lists_hold_everybody_who_owes_and_nobody_else(late, papers):
    """Each owed form stands once, in the list of its own city; the province is not asked."""
    query = (
        "select org_code, form_zh from marts.submission_status where is_due and clock = 'late'"
        " and status in ('missing', 'quarantined', 'waiting') and level <> 'province'"
    )
    expected = sorted((row["org_code"], row["form_zh"]) for row in rows(late, query))
    lists = {
        office: listed(content) for (office, kind), content in papers.items() if "名单" in kind
    }
    everything = lists.pop(PROVINCE)
    found = [(row["单位代码"], row["报表"]) for of_city in lists.values() for row in of_city]
    assert len(expected) > 1000
    assert sorted(found) == expected
    assert sorted((row["单位代码"], row["报表"]) for row in everything) == expected
    cities = "select org_code, path from marts.dim_org_unit"
    paths = {row["org_code"]: row["path"].split("/") for row in rows(late, cities)}
    for office, of_city in lists.items():
        assert all(office in paths[row["单位代码"]] for row in of_city)


def test_the_weightiest_silence_stands_first(papers):
    """By the share of the province's figure of a year before, exactly; who has none comes last."""
    first, *others = listed(papers[WUHAN, "催报名单"])
    assert (first["单位代码"], first["占比最大的指标"]) == (HEAVY, "科普活动场次")
    assert str(first["上年数占全省"]) == "0.3"
    shares = [row["上年数占全省"] for row in [first, *others]]
    known = [share for share in shares if share is not None]
    assert known == sorted(known, reverse=True)
    assert shares[len(known) :] == [None] * (len(shares) - len(known))
    heaviest = listed(papers[PROVINCE, "催报总名单"])[0]
    assert (heaviest["单位代码"], heaviest["市州"]) == (XIANTAO, "仙桃市")


def test_a_letter_says_what_since_when_and_who(papers):
    """To whom, the four days, which clock, how many; the heaviest with its weight; who was sent
    back; not who has reported, nor anybody of another city."""
    text = text_of(papers[WUHAN, "催报函"])
    assert "武汉市科学技术协会：" in text
    assert "湖北省科学技术协会" in text
    for day in ("2025年1月1日", "2025年2月14日", "2025年3月15日", "2025年4月30日"):
        assert day in text
    assert "补报期内" in text and "请督促下列单位于补报截止日2025年3月15日前补报" in text
    assert f"（{HEAVY}）：逾期未报，自2025年2月14日期满；上年数占全省科普活动场次的30.00%。" in text
    assert f"（{SENT_BACK}）：已退回，待重报" in text
    assert f"（{REPORTED}）" not in text and f"（{XIANTAO}）" not in text
    assert "代拟稿" in text
    assert text.count("）：") <= letter.MOST_NAMED + 1
    assert f"（{XIANTAO}）：逾期未报" in text_of(papers[XIANTAO, "催报函"])


def test_a_closed_period_is_asked_for_only_by_name(late):
    """2023 was closed long ago: in no letter, unless somebody asks for 2023."""
    assert {b.owed[0].period for city in chase.read(late).cities for b in city.batches} == {"2024"}
    asked = chase.read(late, "literacy", "2023")
    assert {one.clock for city in asked.cities for one in city.owed} == {"closed"}
    text = text_of(next(chase.papers(asked)).content)
    assert "关账，补报照样受理" in text


def test_the_command_fills_the_outbox_and_sends_nothing(late, capsys):
    """A folder for each city; again gives the same files."""
    for _ in range(2):
        assert main(["chase"]) == 0
        assert "nothing was sent" in capsys.readouterr().out
        found = sorted((late.landing.parent / "outbox").rglob("催报*"))
        assert {path.parent.name for path in found} >= {WUHAN, XIANTAO, PROVINCE}
        assert len(found) == 2 * len({path.parent for path in found}) - 1
    [name] = [path.name for path in found if path.match(f"{WUHAN}/催报函*")]
    assert name == f"催报函.{published_day(late)}.第1次发布.docx"
    assert Path(found[0]).read_bytes()


def published_day(settings) -> str:
    query = "select (at at time zone 'Asia/Shanghai')::date::text as day from marts.publications"
    return rows(settings, query)[0]["day"]


def test_before_the_first_night_nobody_is_chased(warehouse):
    """Without a publication there is nothing to say: told in a sentence."""
    with pytest.raises(WarehouseError, match="Nothing is published yet"):
        chase.run(warehouse)
