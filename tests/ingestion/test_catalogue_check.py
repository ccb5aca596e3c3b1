"""A catalogue whose files contradict themselves is refused, with every contradiction told."""

import pytest

from ingestion.errors import ReferenceDataError
from ingestion.reference.catalogue import Catalogue
from ingestion.settings import REPOSITORY

SEEDS = REPOSITORY / "dbt_project" / "seeds"
FILES = (
    "indicators",
    "indicator_codes",
    "indicator_crossings",
    "indicator_members",
    "breakdown_members",
    "indicator_due",
    "forms",
    "form_items",
    "audit_relations",
    "audit_relation_terms",
)

# file, a text in it, what replaces its first occurrence, what must be told
CONTRADICTIONS = [
    ("indicators", "ws_net_change,", "ws_total,", "indicators has 'ws_total' 2 times"),
    ("indicators", ",flow,tree", ",flux,tree", "has the behaviour flux"),
    (
        "indicators",
        "fund_budget_fiscal,resident_population,1",
        ",resident_population,1",
        "is a ratio without",
    ),
    ("indicators", "ws_total,true", "ws_new,true", "opens ws_new, which is no stock"),
    (
        "audit_relation_terms",
        "right,1,1,fund_gov_appropriation",
        "right,1,1,fund_gov",
        "refers to fund_gov, which",
    ),
    ("audit_relation_terms", "left,1,1,ws_total", "right,9,1,ws_total", "needs one left term"),
    ("audit_relation_terms", "total,same,same", "total,last_year,same", "the at_period last_year"),
    ("audit_relations", "by_source,=,", "by_source,==,", "has the operator =="),
    ("audit_relations", "perf_done_within_count,<=,0", "perf_done_within_count,<=,1", "tolerance"),
    (
        "indicator_codes",
        "exp_admin,fund_used_total",
        "exp_admin,fund_used",
        "names fund_used, which",
    ),
    ("indicator_codes", "ws_new,ws_new,total", "ws_fresh,ws_new,total", "lacks ws_new as a code"),
    ("indicator_codes", "total,total,academician", "total,total,saint", "no kind saint"),
    ("indicator_crossings", "ws_total,grade+kind", "ws_total,kind+grade", "join audience+grade"),
    (
        "indicator_crossings",
        "ws_total,total",
        "ws_new,total",
        "ws_total does not permit the crossing",
    ),
    (
        "indicator_members",
        "ws_total,grade,city,,,true",
        "ws_total,grade,city,,,false",
        "a single part",
    ),
    ("indicator_members", "rate,kind,urban,,,false", "rate,kind,urban,,,true", "is never added"),
    (
        "indicator_members",
        "act_total,audience,elderly,2021",
        "act_total,audience,elderly,2019",
        "other years",
    ),
    (
        "indicator_members",
        "act_total,audience,farmers",
        "act_total,audience,peasants",
        "is not a member",
    ),
    ("breakdown_members", "kind,total,total", "kind,total,all", "lacks total of kind"),
    (
        "indicator_due",
        "act_total,subdistrict,annual",
        "act_total,village,annual",
        "due from village",
    ),
    (
        "indicator_due",
        "museum_count,district,annual",
        "museum_count,district,monthly",
        "do not name",
    ),
    ("indicator_due", "museum_count,", "fund_per_capita,", "owed by nobody"),
    ("forms", "literacy_quarterly,", "literacy_monthly,", "names other forms than form_items"),
    ("form_items", "funding,1,", "funds,1,", "the form is not in forms"),
    ("form_items", "literacy,2,", "literacy,1,", "(number) has ('literacy', 1) twice"),
    (
        "form_items",
        "培训人次,人次,true",
        "科普竞赛次数,人次,true",
        "(label) has ('literacy', '科普竞赛次数')",
    ),
    (
        "form_items",
        "老年人的科普活动场次,场次,false,2021",
        "老年人的科普活动场次,场次,false,2020",
        "is not valid",
    ),
    ("form_items", "场次,true,,", "场次,yes,,", "form_items.csv line 2: required is 'yes'"),
    ("form_items", ",0,100,", ",101,100,", "min_value above its max_value"),
    ("form_items", "zero_of_zero_total", "zero", "has the blank zero"),
    ("form_items", "场次,true,,,0,,0,nothing", "场次,true,,,0,,0,zero_of_zero_total", "is a total"),
    ("forms", "annual,items", "annual,itemised", "has the layout itemised"),
]


def broken(folder, changes: dict[str, tuple[str, str]]):
    """A copy of the catalogue's files with a text replaced once in some of them."""
    for name in FILES:
        text = (SEEDS / f"{name}.csv").read_text(encoding="utf-8")
        old, new = changes.get(name, ("", ""))
        assert old in text, f"{old!r} is not in {name}.csv"
        (folder / f"{name}.csv").write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def test_the_untouched_copy_is_sound(tmp_path):
    """The refusals below come from what was changed and from nothing else."""
    assert Catalogue.load(broken(tmp_path, {})).indicators


@pytest.mark.parametrize(("name", "old", "new", "told"), CONTRADICTIONS)
def test_a_contradiction_is_refused(tmp_path, name, old, new, told):
    """Each way in which the files can contradict each other is told with its place."""
    with pytest.raises(ReferenceDataError) as refusal:
        Catalogue.load(broken(tmp_path, {name: (old, new)}))
    assert told in str(refusal.value)


def test_years_that_overlap_are_read_once(tmp_path):
    """They are findings of the night: a member holds in all its years, a cell is printed once."""
    changes = {
        "indicator_members": (
            "ws_total,grade,city,,,true",
            "ws_total,grade,city,,2025,true\nws_total,grade,city,2020,,true",
        ),
        "form_items": (
            "工人（城镇劳动者）的科普活动场次,场次,false,2021",
            "工人（城镇劳动者）的科普活动场次,场次,false,2020",
        ),
    }
    catalogue = Catalogue.load(broken(tmp_path, changes))
    assert catalogue.parts("ws_total", "grade", 2022) == ("province", "city")
    assert catalogue.parts("ws_total", "grade", 2030) == ("province", "city")
    sound = Catalogue.load(SEEDS)
    for year in (2019, 2020, 2021):
        printed = [item.cell for item in catalogue.items("literacy", year)]
        assert printed == [item.cell for item in sound.items("literacy", year)]


def test_a_member_of_two_times_is_refused(tmp_path):
    """Years between them belong to neither; nobody can say in one row when it held."""
    two = "ws_total,grade,city,,2010,true\nws_total,grade,city,2020,,true"
    with pytest.raises(ReferenceDataError, match=r"indicator_members has .* 2 times"):
        Catalogue.load(broken(tmp_path, {"indicator_members": ("ws_total,grade,city,,,true", two)}))


def test_all_contradictions_come_at_once(tmp_path):
    """Who mends the files sees the whole list, not the first fault."""
    changes = {
        "indicators": (",flow,tree", ",flux,tree"),
        "indicator_due": ("act_total,subdistrict,annual", "act_total,village,annual"),
    }
    with pytest.raises(ReferenceDataError) as refusal:
        Catalogue.load(broken(tmp_path, changes))
    assert "flux" in str(refusal.value) and "village" in str(refusal.value)


def test_a_missing_file_is_named(tmp_path):
    """A folder that is no catalogue says what it lacks."""
    with pytest.raises(ReferenceDataError, match=r"form_items.csv is missing"):
        Catalogue.load(tmp_path)
