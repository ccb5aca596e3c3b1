"""What waits for a person, from the files that cause it to the night after the decisions."""

from decimal import Decimal

import pytest

from ingestion import cli
from ingestion.reading.filings import Reference
from ingestion.reading.read import load_reference
from ingestion.settings import REPOSITORY, Settings
from tests.conftest import NewWarehouse
from tests.ingestion.files import LITERACY
from tests.ingestion.test_against_standing import LECTURES, form, own, whole
from tests.nights import at_work_on, published_night, put, rows

WHO = ("--by", "（姓名）甲", "--reason", "与填报单位电话核实")
OTHER = ("--by", "（姓名）乙", "--reason", "与填报单位电话核实")
QUEUE = "select * from marts.decision_queue order by priority desc, item_id"
REPORT = "demo/reports/420112/2024年度部门整体绩效自评.txt"


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference(REPOSITORY / "dbt_project" / "seeds")


@pytest.fixture(scope="module")
def asked(new_warehouse: NewWarehouse, reference: Reference) -> Settings:
    """A published night of files of which each leaves something to a person."""
    settings = new_warehouse()
    put(settings, "420112/甲.xlsx", whole(reference, [5, ""]), "2025-01-10")
    put(settings, "420112/乙.xlsx", whole(reference, ["", 5]), "2025-01-11")
    wrong = [own("科普活动场次", 10), own(LECTURES, 11)]
    put(settings, "420111/甲.json", form(wrong, 行政区划代码="420111"), "2025-01-10")
    word = {"指标": LECTURES, "说明": "含外区讲座"}
    put(settings, "420106/甲.json", form(wrong, word, 行政区划代码="420106"), "2025-01-10")
    stations = [
        {
            "工作站名称": "合成工作站",
            "建站单位": host,
            "统一社会信用代码": "",
            "批准日期": "2020-05-12",
        }
        for host in ("合成甲公司", "合成乙公司")
    ]
    register = form(stations, form_="院士专家工作站登记册", 行政区划代码="420100")
    put(settings, "420100/登记册.json", register, "2025-01-10")
    put(settings, "420112/自评.txt", (REPOSITORY / REPORT).read_bytes(), "2025-01-12")
    published_night(settings, "asked")
    return settings


def of_kind(settings: Settings, kind: str, org_code: str = "") -> dict:
    """The one item of this kind (and unit)."""
    found = rows(settings, f"{QUEUE.partition('order')[0]} where item_kind = %s", kind)
    (one,) = [row for row in found if org_code in ("", row["org_code"])]
    return one


def decide(settings: Settings, item: dict, word: str, who: tuple[str, ...] = WHO) -> int:
    with at_work_on(settings):
        return cli.main(["decide", item["item_id"], "--as", word, *who])


def test_everything_that_waits_is_one_list(asked: Settings, capsys: pytest.CaptureFixture) -> None:
    """A move, a doubtful report, two stations alike, an explanation, a fault: by their weight."""
    queue = rows(asked, QUEUE)
    kinds = {row["item_kind"] for row in queue}
    assert kinds == {"moved", "report", "duplicate", "explanation", "finding"}
    for row in queue:
        assert row["priority"] == round(row["suspicion"] * row["effect"], 6)
        assert 0 <= row["effect"] <= 1
    with at_work_on(asked):
        assert cli.main(["queue"]) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"待办 {len(queue)} 项")
    assert told.index(queue[0]["item_id"]) < told.index(queue[-1]["item_id"])


def test_a_fault_is_weighed_by_its_share_of_the_province(asked: Settings) -> None:
    """11 lectures of the 22 of the province hang on the fault."""
    fault = of_kind(asked, "finding", "420111")
    assert fault["rule_id"] == "lecture_count_within_act_total"
    assert fault["suspicion"] == Decimal("0.600")
    assert fault["effect"] == Decimal("0.500000")


def test_the_office_s_word_stands_beside_the_fault_of_the_night(asked: Settings) -> None:
    """The fault that the night finds is the one that the file was explained for."""
    item = of_kind(asked, "explanation")
    assert (item["org_code"], item["explanation"]) == ("420106", "含外区讲座")
    (told,) = rows(asked, "select state from marts.findings where item_id = %s", item["item_id"])
    assert told["state"] == "已说明"


def test_a_decision_needs_person_and_reason(asked: Settings, capsys: pytest.CaptureFixture) -> None:
    """Nobody decides anonymously, without a reason, or of what is not in the queue."""
    item = of_kind(asked, "moved")["item_id"]
    with at_work_on(asked):
        for words in (("--by", " ", "--reason", "x"), ("--by", "（姓名）", "--reason", " ")):
            assert cli.main(["decide", item, "--as", "accept", *words]) == 2
        assert cli.main(["decide", "finding:nothing", "--as", "accept", *WHO]) == 2
    assert "look it up" in capsys.readouterr().err
    assert rows(asked, "select * from raw.decisions") == []


def decide_all(settings: Settings) -> dict[str, dict]:
    """Decide one item of every kind; the items by their kind."""
    decided = {
        "moved": ("accept", of_kind(settings, "moved")),
        "report": ("reject", of_kind(settings, "report")),
        "duplicate": ("reject", of_kind(settings, "duplicate")),
        "explanation": ("accept", of_kind(settings, "explanation")),
        "finding": ("reject", of_kind(settings, "finding", "420111")),
    }
    for word, item in decided.values():
        assert decide(settings, item, word) == 0
        assert decide(settings, item, word) == 0  # the same words again change nothing
        assert decide(settings, item, word, OTHER) == 2  # it has left the queue
    return {kind: item for kind, (_, item) in decided.items()}


def test_a_decision_is_told_with_name_and_reason(
    new_warehouse: NewWarehouse, asked: Settings
) -> None:
    """Every decision is a row; of what was held it is an event, and none is taken twice."""
    settings = new_warehouse(asked)
    items = decide_all(settings)
    told = rows(settings, "select item_id, actor, reason from raw.decisions")
    assert sorted(row["item_id"] for row in told) == sorted(
        item["item_id"] for item in items.values()
    )
    assert {(row["actor"], row["reason"]) for row in told} == {(WHO[1], WHO[3])}
    events = rows(settings, "select event, actor, reason from raw.events where actor = %s", WHO[1])
    assert [(row["event"], row["reason"]) for row in events] == [
        ("accepted_with_findings", WHO[3]),
        ("withdrawn", WHO[3]),
    ]


def test_decisions_take_effect_in_the_next_night(
    new_warehouse: NewWarehouse, asked: Settings
) -> None:
    """What was held counts or not, the fault bears the decision, and the queue is empty of them."""
    settings = new_warehouse(asked)
    settings.landing.mkdir()
    inclusive = (
        "select reported_inclusive from marts.totals where org_code = '420112' and period = '2024'"
        " and indicator = 'act_total' and boundary = 'period'"
        " and audience = 'total' and grade = 'total' and department = 'total' and kind = 'total'"
    )
    before = rows(settings, inclusive)
    items = decide_all(settings)
    published_night(settings, "decided")
    left = {row["item_id"] for row in rows(settings, QUEUE)}
    assert not left & {item["item_id"] for item in items.values()}
    assert [row["reported_inclusive"] for row in before] != [Decimal(5)]
    assert [row["reported_inclusive"] for row in rows(settings, inclusive)] == [Decimal(5)]
    states = rows(
        settings,
        "select item_id, state from marts.findings where item_id = any(%s)",
        [items["explanation"]["item_id"], items["finding"]["item_id"]],
    )
    assert {row["item_id"]: row["state"] for row in states} == {
        items["explanation"]["item_id"]: "已认可",
        items["finding"]["item_id"]: "已驳回",
    }
    (once,) = rows(
        settings,
        "select known_to is not null as is_closed from marts_history.decision_queue"
        " where item_id = %s",
        items["moved"]["item_id"],
    )
    assert once["is_closed"]


def test_literacy_form_is_the_one_that_moved(asked: Settings) -> None:
    """The item leads back to file and submission."""
    item = of_kind(asked, "moved")
    assert item["source_uri"].endswith("乙.xlsx")
    (found,) = rows(
        asked,
        "select source_ref from marts.findings where submission_id = %s",
        item["submission_id"],
    )
    assert found["source_ref"] == f"{LITERACY}!C2"
