"""The units of Hubei between the seven editions of their codes, 2016 to 2023, and its zones."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from ingestion.reference.org_tree import OrgTree
from ingestion.reference.seeds import read_rows
from tests.conftest import REFERENCE

EDITIONS = ("2016-07-31", "2017-10-31", "2019-10-31", "2020-06-30", "2021-10-31", "2022-10-31",
            "2023-06-30")  # fmt: skip
TODAY = date(2024, 12, 31)


@pytest.fixture(scope="module")
def tree() -> OrgTree:
    return OrgTree.load(REFERENCE)


@pytest.fixture(scope="module")
def bridge() -> list:
    return list(read_rows(REFERENCE, "zone_bridge"))


@pytest.mark.parametrize(
    ("code", "day", "before", "after"),
    [
        # a county becomes a city and is recoded
        ("420882", "2019-10-31", ("420821", "京山县", "县"), ("420882", "京山市", "县级市")),
        ("421088", "2021-10-31", ("421023", "监利县", "县"), ("421088", "监利市", "县级市")),
        # the kind changes, and the code with it
        ("420114007", "2017-10-31", ("420114100", "索河镇", "镇"), ("420114007", None, "街道")),
        ("421087001", None, ("421087100", "新江口镇", "镇"), ("421087001", None, "街道")),
        # recode of the county and change of kind at once
        ("420882001", "2019-10-31", ("420821100", "新市镇", "镇"), ("420882001", None, "街道")),
        # a zone becomes a street
        (
            "429005007", "2022-10-31",
            ("429005401", "潜江经济开发区", "类似乡级单位"), ("429005007", "泽口街道", "街道"),
        ),
        # a rename under the same code
        ("420525106", "2019-10-31", ("420525106", "荷花镇", "镇"), ("420525106", "嫘祖镇", "镇")),
        ("422826106", "2019-10-31", ("422826200", "丁寨乡", "乡"), ("422826106", "曲江镇", "镇")),
        # the code moves, the name stays
        ("429021201", "2020-06-30", ("429021200", "宋洛乡", "乡"), ("429021201", "宋洛乡", "乡")),
        (
            "429021203", "2020-06-30",
            ("429021202", "下谷坪土家族乡", "民族乡"), ("429021203", "下谷坪土家族乡", "民族乡"),
        ),
        # a name moves to another code
        (
            "421126451", "2019-10-31",
            ("421126451", "李时珍医药工业园区管委会", "类似乡级单位"),
            ("421126451", "蕲春经济开发区管委会", "类似乡级单位"),
        ),
        (
            "421126453", "2020-06-30",
            ("421126453", "河西工业园区", "类似乡级单位"),
            ("421126453", "李时珍医药工业园区管委会", "类似乡级单位"),
        ),
    ],
)  # fmt: skip
def test_a_change_opens_a_version_of_the_same_unit(tree, code, day, before, after):
    """Code, name and kind of then on the eve of the edition and on its day; one unit throughout."""
    old, new = tree.versions[code]
    assert old.valid_to == new.valid_from
    if day:
        assert new.valid_from.isoformat() == day
    assert (old.code_then, old.name_then, old.kind_then) == before
    expected = (after[0], after[1] or new.name_then, after[2])
    assert (new.code_then, new.name_then, new.kind_then) == expected
    eve = new.valid_from - timedelta(days=1)
    assert tree.resolve(before[0], eve) == tree.resolve(after[0], new.valid_from) == code


@pytest.mark.parametrize(
    ("code", "day"),
    [
        ("421071", "2017-10-31"), ("421171", "2017-10-31"), ("421102005", "2021-10-31"),
        ("422801004", "2021-10-31"), ("420607005", "2023-06-30"),
    ],
)  # fmt: skip
def test_a_new_unit_begins_with_its_edition_and_an_event(tree, code, day):
    """Two statistical counties, 西湖街道, 七里坪街道, 浩然街道."""
    (only,) = tree.versions[code]
    assert only.valid_from.isoformat() == day
    said = {(e.event_type, e.effective_on.isoformat()) for e in tree.events if e.to_code == code}
    assert ("appeared", day) in said


def test_the_children_of_a_recoded_county_are_recoded_with_it(tree):
    """All of 京山 and 监利 stood under old codes that begin with the county's old one."""
    for county, old in (("420882", "420821"), ("421088", "421023")):
        day = tree.versions[county][1].valid_from
        eve = day - timedelta(days=1)
        below = tree.children(county, eve)
        assert len(below) > 10
        assert all(tree.version(code, eve).code_then.startswith(old) for code in below)
        assert all(tree.version(code, day).code_then.startswith(county)
                   for code in below if tree.exists(code, day))  # fmt: skip


def test_every_version_begins_with_an_edition(tree):
    """Nothing changes between editions; the first version of a unit known from the start is
    older than all of them."""
    begins = {v.valid_from.isoformat() for versions in tree.versions.values() for v in versions}
    assert begins == {"2000-01-01", *EDITIONS[1:]}


def test_no_version_differs_by_its_spelling_alone(tree):
    """281 respellings are aliases: neighbours differ in code, kind, parent, or in a real rename."""
    renamed = {e.to_code for e in tree.events if e.event_type == "renamed"}
    spelled = [
        one.unit
        for versions in tree.versions.values()
        for one, other in pairwise(versions)
        if (one.code_then, one.kind_then, one.parent)
        == (other.code_then, other.kind_then, other.parent)
        and one.unit not in renamed
    ]
    assert spelled == []
    assert len([u for u in tree.units.values() if u.aliases]) > 281


def test_every_boundary_has_an_event(tree):
    """Whoever came, went or changed between two editions: 51 came, 56 went, 124 changed."""
    explained = {(e.effective_on, code) for e in tree.events for code in (e.from_code, e.to_code)}
    seen = Counter()
    for code, versions in tree.versions.items():
        for version in versions:
            if version.valid_from.year > 2000:
                seen["begun"] += 1
                assert (version.valid_from, code) in explained
        if versions[-1].valid_to:
            seen["ended"] += 1
            assert (versions[-1].valid_to, code) in explained
    assert seen == {"begun": 51 + 124, "ended": 56}


# zones


def test_a_zone_of_ours_says_so(tree, bridge):
    """No edition lists them: the code has a letter, so no official code can ever be the same."""
    ours = [u for u in tree.units.values() if u.kind == "功能区"]
    assert {u.code for u in ours} == {row.text("zone_code") for row in bridge}
    for zone in ours:
        assert zone.code[:4].isdigit() and zone.code[4] == "Z"
        assert not zone.is_official and not zone.reporting_unit
        assert tree.exists(zone.code, TODAY)


def test_no_zone_is_said_to_report_apart_without_a_source(bridge):
    """Nothing read says that a district's figures leave the zone out: so no zone is added."""
    assert bridge
    assert not any(row.flag("reported_separately") for row in bridge)


def test_known_shares_of_a_zone_add_up_to_one(bridge):
    """A share of the residents of a zone is given for all that it overlaps, or for none."""
    zones = {row.text("zone_code") for row in bridge}
    unknown = set()
    for zone in zones:
        shares = [row.number("share") for row in bridge if row.text("zone_code") == zone]
        if None in shares:
            unknown.add(zone)
            assert set(shares) == {None}
        else:
            assert sum(shares) == Decimal(1)
    assert unknown == {"4201Z1", "4206Z1"}


@pytest.mark.parametrize(
    ("name", "code"),
    [("东湖高新区", "4201Z1"), ("武汉经开区", "4201Z4"), ("襄阳高新区", "4206Z1"),
     ("武汉经济技术开发区(汉南区)", "420113"), ("开发区·铁山区", "420205")],
)  # fmt: skip
def test_a_zone_is_found_by_its_name(tree, name, code):
    """The zone alone is the zone; a double name is the district that bears it."""
    assert tree.named(name, TODAY) == [code]
