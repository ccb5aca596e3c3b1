"""The tree of units: the shipped one is sound, and questions about a day get that day's answer."""

from datetime import date
from decimal import Decimal

import pytest

from ingestion.errors import ReferenceDataError
from ingestion.reference.org_tree import OrgTree
from ingestion.reference.org_units import Event, Unit, Version
from ingestion.settings import REPOSITORY

SEEDS = REPOSITORY / "dbt_project" / "seeds"
THEN, NOW = date(2016, 12, 31), date(2024, 12, 31)


@pytest.fixture(scope="module")
def tree() -> OrgTree:
    return OrgTree.load(SEEDS)


def unit(code: str, name: str = "", level: str = "city") -> Unit:
    return Unit(code, name or code, name or code, level, "市", True, True, (), 0)


def version(
    code: str, start: int, end: int | None, parent: str | None = "0", /, **then: str
) -> Version:
    """A version from 1 January of `start` up to 1 January of `end`."""
    return Version(
        unit=code,
        valid_from=date(start, 1, 1),
        valid_to=date(end, 1, 1) if end else None,
        code_then=then.get("code", code),
        name_then=then.get("name", code),
        kind_then="市",
        parent=parent,
    )


def small_tree(*versions: Version, events: tuple[Event, ...] = ()) -> OrgTree:
    """A root `0` and the units of `versions`."""
    units = {code: unit(code) for code in {"0", *(version.unit for version in versions)}}
    return OrgTree(units, [version("0", 2000, None, None), *versions], list(events))


# the shipped tree


def test_the_shipped_tree_is_sound(tree):
    """No overlap, shared code, orphan or circle in the reference data of Hubei."""
    assert tree.problems() == []


def test_the_shipped_tree_has_the_units_of_the_2023_edition(tree):
    """1,594 units stand today, 56 more have ended; five zones with codes of ours come on top."""
    zones = [code for code, unit in tree.units.items() if unit.kind == "功能区"]
    assert len(zones) == 5
    standing = [code for code in tree.units if tree.exists(code, NOW)]
    assert (len(standing) - len(zones), len(tree.units) - len(zones)) == (1594, 1650)


def test_official_counts_are_those_of_the_edition(tree):
    """103 county-level units, four of them straight below the province; 1,259 townships."""
    official = [u for u in tree.units.values() if u.is_official and tree.exists(u.code, NOW)]
    direct = [u for u in official if u.level == "city" and not u.code.endswith("00")]
    assert len([u for u in official if u.level == "district"]) + len(direct) == 103
    assert len(direct) == 4
    assert len([u for u in official if u.level == "subdistrict"]) == 1259


def test_the_tree_is_ragged(tree):
    """天门 is a city whose townships hang directly under it."""
    levels = {tree.units[code].level for code in tree.children("429006", NOW)}
    assert levels == {"subdistrict"}
    assert tree.parent("429006", NOW) == "420000"


def test_only_events_with_successors_carry_weights(tree):
    """No share of anybody's figures is made up: the editions prove no merger and no split."""
    assert len(tree.events) > 200
    assert [event for event in tree.events if event.weight is not None] == []


@pytest.mark.parametrize("code", ["420821", "420882"])
def test_a_recoded_county_is_one_unit(tree, code):
    """京山县 420821 and 京山市 420882 are the same unit at all times."""
    assert tree.resolve(code, THEN) == tree.resolve(code, NOW) == "420882"


def test_children_follow_a_recoded_parent(tree):
    """新市镇 420821100 became 新市街道 420882001 and stands under 京山 throughout."""
    then = tree.version("420882001", THEN)
    assert (then.code_then, then.name_then, then.kind_then) == ("420821100", "新市镇", "镇")
    assert tree.parent("420882001", THEN) == tree.parent("420882001", NOW) == "420882"


def test_a_respelling_opens_no_version(tree):
    """大智街办事处 -> 大智街道 is an alias, not a change."""
    assert len(tree.versions["420102002"]) == 1
    assert "大智街办事处" in tree.units["420102002"].aliases


def test_a_rename_opens_a_version(tree):
    """荷花镇 became 嫘祖镇 under the same code."""
    names = [version.name_then for version in tree.versions["420525106"]]
    assert names == ["荷花镇", "嫘祖镇"]


def test_a_new_unit_did_not_exist_before(tree):
    """浩然街道 first stands in the edition of 2023-06-30."""
    assert not tree.exists("420607005", date(2023, 6, 29))
    assert tree.exists("420607005", date(2023, 6, 30))


def test_an_ended_unit_keeps_its_place_of_then(tree):
    """佛宝山 422802400 stood under 利川 until 2019; its namesake of 2020 is another unit."""
    assert tree.parent("422802400", THEN) == "422802"
    assert tree.parent("422802400", NOW) is None
    assert tree.resolve("422802401", NOW) == "422802401"


def test_rare_characters_survive(tree):
    """剅, 埫, 漋, 垱 and 嫘 are neither lost nor replaced."""
    names = {unit.name for unit in tree.units.values()}
    assert {"剅河镇", "长埫口镇", "永漋镇", "官垱镇", "嫘祖镇"} <= names


# names


@pytest.mark.parametrize(
    ("name", "identity"),
    [
        ("东西湖区科协", "420112"),
        ("武汉临空港经开区", "420112"),
        ("常青花园社管办科协", "420112013"),
        ("湖北省科学技术协会", "420000"),
        ("监利县", "421088"),
        ("武汉市东西湖区柏泉街道", "420112002"),
        ("荆州市公安县", "421022"),
    ],
)
def test_everyday_names_find_their_unit(tree, name, identity):
    """Aliases, former names, the word 科协 and a leading path are understood."""
    assert tree.named(name, NOW) == [identity]


def test_colliding_names_come_back_together(tree):
    """荆州 is a city and a district, 城关镇 a town in eleven counties: the caller must choose."""
    assert tree.named("荆州", NOW) == ["421000", "421003"]
    assert len(tree.named("城关镇", NOW)) == 11
    assert tree.named("城关镇", NOW, within="420304") == ["420304117"]


def test_a_name_that_moved_means_its_bearer_of_the_day(tree):
    """李时珍医药工业园区管委会 was 421126451 until 2017 and is 421126453 since 2020."""
    name = "李时珍医药工业园区管委会"
    assert tree.named(name, THEN) == ["421126451"]
    assert tree.named(name, NOW) == ["421126453"]


def test_a_common_name_needs_its_own_parent(tree):
    """武汉市开发区 is not taken for the 开发区 of one of its districts; 青山区开发区 is found."""
    assert tree.named("武汉市开发区", NOW) == []
    assert tree.named("青山区开发区", NOW) == ["420107404"]


@pytest.mark.parametrize("name", ["", "科协", "长沙市", "沙市农场"])
def test_an_unknown_name_finds_nothing(tree, name):
    """Nothing is guessed; a unit that has ended is not found on a later day."""
    assert tree.named(name, NOW) == []


# questions on a small tree


def test_a_version_holds_up_to_the_day_before_it_ends():
    """Validity is half-open."""
    tree = small_tree(version("1", 2010, 2015))
    assert tree.exists("1", date(2010, 1, 1)) and tree.exists("1", date(2014, 12, 31))
    assert not tree.exists("1", date(2009, 12, 31)) and not tree.exists("1", date(2015, 1, 1))


def test_a_code_means_its_bearer_of_the_day():
    """A code that moved to another unit is the old bearer's before and the new one's after."""
    tree = small_tree(
        version("1", 2000, 2015, code="9"), version("1", 2015, None), version("9", 2018, None)
    )
    found = [tree.resolve("9", date(year, 6, 1)) for year in (2014, 2016, 2019)]
    assert found == ["1", "1", "9"]
    assert tree.resolve("8", NOW) is None


def test_a_unit_that_moved_has_the_parent_of_the_day():
    """Children and ancestors are those of the day asked for."""
    tree = small_tree(
        version("1", 2000, None), version("2", 2000, None),
        version("3", 2000, 2020, "1"), version("3", 2020, None, "2"),
    )  # fmt: skip
    assert tree.children("1", THEN) == ["3"] and tree.children("1", NOW) == []
    assert tree.ancestors("3", NOW) == ["2", "0"]


# the self-check


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (small_tree(version("1", 2000, 2011), version("1", 2010, None)), "two versions on 2010"),
        (
            small_tree(
                version("1", 2000, None),
                version("2", 2000, 2011, "1"),
                version("2", 2010, None),
            ),
            "two versions and two parents",
        ),
        (small_tree(version("1", 2000, None), version("2", 2010, None, code="1")), "is borne by"),
        (small_tree(version("1", 2000, 2010), version("2", 2000, None, "1")), "no parent 1 on"),
        (small_tree(version("2", 2000, None, "missing")), "no parent missing"),
        (
            small_tree(version("1", 2000, None, "2"), version("2", 2000, None, "1")),
            "stands below itself",
        ),
        (small_tree(version("1", 2000, None, None)), "2 roots"),
        (small_tree(version("1", 2010, 2010)), "before it begins"),
        (OrgTree({"0": unit("0")}, [], []), "has no version"),
        (OrgTree({}, [version("0", 2000, None, None)], []), "not in org_units"),
    ],
)
def test_a_contradiction_is_told(tree, expected):
    """Each way in which a tree can contradict itself is listed, and nothing is raised."""
    assert any(expected in problem for problem in tree.problems()), tree.problems()


@pytest.mark.parametrize(
    ("shares", "sound"), [((("2", "0.4"), ("3", "0.6")), True), ((("2", "0.4"),), False)]
)
def test_weights_of_a_split_add_up_to_one(shares, sound):
    """What a unit leaves behind goes to its successors whole."""
    units = (version("1", 2000, 2020), version("2", 2020, None), version("3", 2020, None))
    day = date(2020, 1, 1)
    events = tuple(Event("e", day, "split", "1", to, Decimal(share)) for to, share in shares)
    assert (small_tree(*units, events=events).problems() == []) is sound


def test_a_weight_needs_two_units_that_exist():
    """A share to oneself, to nobody known, or to a unit that is not there is told."""
    day = date(2020, 1, 1)
    tree = small_tree(
        version("1", 2000, 2020), version("2", 2021, None),
        events=(
            Event("self", day, "moved", "1", "1", Decimal(1)),
            Event("early", day, "merged", "1", "2", Decimal(1)),
            Event("lost", day, "merged", "1", "7", Decimal(1)),
        ),
    )  # fmt: skip
    problems = " ".join(tree.problems())
    assert "self has a weight but not two units" in problems
    assert "early leads to 2, which does not exist then" in problems
    assert "lost names 7" in problems


def test_a_bad_line_is_named(tmp_path):
    """An unreadable date names file, line and cure."""
    for name in ("org_units", "org_unit_events"):
        (tmp_path / f"{name}.csv").write_bytes((SEEDS / f"{name}.csv").read_bytes())
    text = (SEEDS / "org_unit_versions.csv").read_text(encoding="utf-8")
    broken = text.replace("2000-01-01", "2000.1.1", 1)
    (tmp_path / "org_unit_versions.csv").write_text(broken, encoding="utf-8")
    with pytest.raises(
        ReferenceDataError, match=r"org_unit_versions.csv line 2: valid_from .*write"
    ):
        OrgTree.load(tmp_path)
