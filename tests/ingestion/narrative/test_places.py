"""Whose report: names of the whole country, told apart by evidence and never bent into the tree."""

import pytest

from ingestion.narrative.gazetteer import gazetteer, stem_of
from ingestion.narrative.places import find_office, with_sender
from ingestion.reference.org_tree import OrgTree
from ingestion.settings import REPOSITORY


@pytest.fixture(scope="module")
def tree() -> OrgTree:
    return OrgTree.load(REPOSITORY / "dbt_project" / "seeds")


@pytest.mark.parametrize(
    ("text", "code", "level"),
    [
        ("我区科技馆开放。宝安区科协举办讲座，全区共同参与。", "440306", "district"),
        ("县科协结合黎城实际开展活动，全县科普", "140426", "district"),
        ("昆山市科协工作总结\n全市科协系统，昆山市获评", "320583", "city"),
        ("恩施州科协\n全州科协系统开展活动。恩施州科协举办", "422800", "city"),
        ("玉树藏族自治州科协在全州开展活动，我州", "632700", "city"),
        ("济源市科协在我市举办活动", "419001", "city"),
        ("江夏区科协工作总结\n我区科协赴宝安区学习，江夏区", "420115", "district"),
    ],
)
def test_places_of_the_whole_country(text: str, code: str, level: str, tree: OrgTree) -> None:
    """A county, a county-level city, a prefecture, one directly under its province."""
    office = find_office(text, tree)
    assert (office.code, office.known) == (code, code.startswith("42"))
    if code != "320583":  # a county-level city calls itself 市, and is a district
        assert office.level == level


@pytest.mark.parametrize(
    ("text", "strong"),
    [
        ("孝感市科协：云梦县科普有声有色\n2021年，云梦县科协举办讲座。", False),
        ("来源：孝感市科协\n今年以来，云梦县科协举办讲座。", False),
        ("孝感市科协工作总结\n孝感市科协举办讲座。云梦县科协举办培训。", True),
    ],
)
def test_a_masthead_is_not_who_reports(text: str, strong: bool, tree: OrgTree) -> None:
    """Where only an association below acts, the one above may merely publish."""
    office = find_office(text, tree)
    assert (office.code, office.strong) == ("420900", strong)


def test_a_town_bears_the_county_that_guides_it(tree: OrgTree) -> None:
    """It is the only county named, and who guides a town is its county."""
    text = "七彩街道科协总结\n七彩街道科协在江夏区科协的指导下举办讲座，全街道参与。"
    office = find_office(text, tree)
    assert (office.name, office.code, office.borrowed) == ("七彩街道科协", "420115", True)


def test_names_that_several_places_bear_need_their_city(tree: OrgTree) -> None:
    """Two districts are called 和平区: the city that the text names decides, else neither."""
    text = "我区科协工作\n和平区科协举办讲座，全区参与。"
    alone = find_office(text, tree)
    assert (alone.code, alone.name, alone.level) == (None, "和平区科协", "district")
    assert alone.doubt
    assert find_office(f"{text}沈阳市科协指导。", tree).code == "210102"
    assert find_office(f"{text}在天津举行。", tree).code == "120101"


def test_a_sender_decides_between_places_of_one_name(tree: OrgTree) -> None:
    """What the landing knows fills what the text leaves open, for places outside the tree too."""
    text = "我区科协工作\n和平区科协举办讲座，全区参与。"
    office, disagrees = with_sender(find_office(text, tree, "210102"), "210102", tree)
    assert (office.code, office.known, office.outside) == ("210102", False, True)
    assert not disagrees


def test_a_town_elsewhere_bears_its_county_in_the_list_only(tree: OrgTree) -> None:
    """No register lists it: the county's code stands in the list, and files nothing."""
    text = "街道科协总结\n我街道开展活动，全街参与。七彩街道办事处与江夏区科协联合，七彩街道"
    office = find_office(text, tree)
    assert (office.name, office.level, office.code) == ("七彩街道科协", "subdistrict", "420115")
    assert office.borrowed
    assert office.own_code is None


def test_who_guides_is_not_who_reports(tree: OrgTree) -> None:
    """在…科协指导下 names the association above."""
    text = "枣阳市科协在市委领导下，在襄阳市科协指导下，推进全市工作。\n获评襄阳市先进。"
    assert find_office(text, tree).code == "420683"


def test_a_town_within_a_longer_name_is_not_that_town(tree: OrgTree) -> None:
    """新村街道 is a unit of the tree, 梅园新村街道 of 南京 is none."""
    text = "南京市玄武区梅园新村街道科协小结\n我街道开展活动，全街参与，梅园新村街道"
    office = find_office(text, tree)
    assert (office.code, office.known, office.own_code) == ("320102", False, None)


def test_common_words_are_no_places(tree: OrgTree) -> None:
    """公安, 和平, 振兴 are counties only where 县 or 区 follows."""
    assert (
        find_office("县科协联合公安机关，推动乡村振兴，维护和平，全县参与。" * 4, tree).code is None
    )
    assert find_office("公安县科协总结\n我县公安县", tree).code == "421022"


def test_a_name_within_a_longer_one_is_not_that_place(tree: OrgTree) -> None:
    """长宁县 is not 宁县, 梅园新村街道 elsewhere not the 新村街道 of the tree."""
    names = gazetteer(tree)
    assert [m.name for m in names.mentions("宜宾市长宁县科协")] == ["宜宾市", "长宁县"]
    street = next(p for p in names.places.values() if p.name.endswith("新村街道") and p.in_tree)
    assert street.code not in {c for m in names.mentions("梅园新村街道科协") for c in m.codes}
    assert street.code in {c for m in names.mentions(f"区{street.name}科协") for c in m.codes}


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("宝安区", "宝安"),
        ("恩施土家族苗族自治州", "恩施"),
        ("礼县", ""),
        ("莫力达瓦达斡尔族自治旗", "莫力达瓦"),
    ],
)
def test_stems(name: str, stem: str) -> None:
    """A name without what kind of unit it is, and without the peoples in it."""
    assert stem_of(name) == stem
