"""A rule is tried on the history before it is switched on: by year and office, writing nothing."""

import csv
from pathlib import Path

import pytest

from ingestion import cli
from ingestion.settings import REPOSITORY, Settings
from tests.ingestion.test_against_standing import LECTURES, form, own
from tests.ingestion.test_night import Put, a_night, rows
from tests.ingestion.test_night import put as put  # noqa: PLC0414  a fixture

SEEDS = REPOSITORY / "dbt_project" / "seeds"
PATCHES = (("420112", "2023", 10, 12), ("420112", "2024", 10, 30), ("420111", "2024", 10, 10))


@pytest.fixture
def history(warehouse: Settings, put: Put) -> Settings:
    """Two offices and two years of activities and lectures."""
    for number, (office, year, activities, lectures) in enumerate(PATCHES):
        figures = [own("科普活动场次", activities), own(LECTURES, lectures)]
        head = {"行政区划代码": office, "报告期": year}
        put(f"{office}/{year}.json", form(figures, **head), number)
    a_night(warehouse)
    return warehouse


def write(folder: Path, rule: dict[str, str], *terms: dict[str, str]) -> Path:
    """A rule in files of the same columns as the shipped ones."""
    for name, given in (("audit_relations", [rule]), ("audit_relation_terms", list(terms))):
        with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            columns = next(csv.reader(file))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(given)
    return folder


def term(side: str, indicator: str, coefficient: str) -> dict[str, str]:
    cell = dict.fromkeys(("audience", "grade", "department", "kind"), "total")
    at = {"at_period": "same", "at_level": "same"}
    return {
        "relation_id": "twice", "side": side, "term_no": "1", "coefficient": coefficient,
        "indicator": indicator, **cell, **at,
    }  # fmt: skip


def test_a_rule_not_yet_switched_on(history: Settings, tmp_path: Path, capsys) -> None:
    """Lectures of at most twice the activities, from 2030 on: 2024 would have been caught."""
    rule = {
        "relation_id": "twice", "operator": "<=", "tolerance": "0", "severity": "核实性",
        "valid_from_year": "2030", "message_zh": "讲座不应超过活动的两倍", "source": "made up",
    }  # fmt: skip
    write(tmp_path, rule, term("left", "lecture_count", "1"), term("right", "act_total", "2"))
    before = rows(history, "select count(*) as n from raw.findings")
    assert cli.main(["rehearse", "twice", "--from", str(tmp_path)]) == 1
    told = capsys.readouterr().out
    assert "共核对 3 处：成立 2，不成立 1，无法核对 0" in told
    assert "2024：1 处，1 个单位" in told
    assert "420112 东西湖区：1 处" in told
    assert "实为 30" in told
    assert rows(history, "select count(*) as n from raw.findings") == before


def test_a_rule_that_is_in_force(history: Settings, capsys) -> None:
    """The shipped relation caught one office in two years."""
    assert cli.main(["rehearse", "lecture_count_within_act_total"]) == 1
    told = capsys.readouterr().out
    assert "会查出 2 处，涉及 1 个单位" in told
    assert "2023：1 处" in told and "2024：1 处" in told


def test_a_rule_that_catches_nothing(history: Settings, capsys) -> None:
    """No camp was reported: nothing is looked at, and the command says so by 0."""
    assert cli.main(["rehearse", "camp_count_within_camp_participants"]) == 0
    assert "会查出 0 处" in capsys.readouterr().out


def test_a_rule_of_files(history: Settings, put: Put, capsys) -> None:
    """Of a rule that is no relation the findings of files are counted."""
    put("420112/负.json", form([own("科普活动场次", -1)]), 5)
    a_night(history, "n2")
    assert cli.main(["rehearse", "negative"]) == 1
    assert "420112 东西湖区：1 处" in capsys.readouterr().out


def test_an_unknown_rule(history: Settings, capsys) -> None:
    """A rule that nobody knows is an error with its cure, not an empty answer."""
    assert cli.main(["rehearse", "nonsense"]) == 2
    assert "No rule 'nonsense'" in capsys.readouterr().err


def test_a_rule_of_an_unknown_indicator(history: Settings, tmp_path: Path, capsys) -> None:
    """What contradicts the catalogue is told instead of tried."""
    rule = {
        "relation_id": "twice", "operator": "<=", "tolerance": "0", "severity": "核实性",
        "message_zh": "无", "source": "made up",
    }  # fmt: skip
    write(tmp_path, rule, term("left", "lectures", "1"), term("right", "act_total", "2"))
    assert cli.main(["rehearse", "twice", "--from", str(tmp_path)]) == 2
    assert "refers to lectures" in capsys.readouterr().err
