"""Any number, hedge and unit, written out in any of the usual ways, is read back.

Each rule is tried on a few hundred examples in `make test`, on ten thousand in `make test-readers`.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingestion.narrative.quantity import Quantity, find, parse
from ingestion.narrative.report import read_reports
from ingestion.reference.catalogue import Catalogue
from ingestion.reference.org_tree import OrgTree
from ingestion.settings import REPOSITORY

from .writing import UNITS, Written, chinese, quantities

SEEDS = REPOSITORY / "dbt_project" / "seeds"
few = settings(max_examples=300, deadline=None, derandomize=True)
many = settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
# What numbers are made of, in any order, finds more than characters at random.
SCRAPS = st.lists(
    st.sampled_from(
        "0123456789０９.,，万亿千百十两三四五余多近约超个人次元%xX—-至（）"
        "()“”《》第年月日号其中等各 。\n"
    ),
    max_size=40,
).map("".join)


def _says(found: Quantity | None, written: Written) -> None:
    assert found is not None, written
    assert not found.masked, written
    got = (found.value, found.lower, found.upper, found.unit)
    assert got == (written.value, written.lower, written.upper, written.unit), written


def a_cell_is_read_back(written: Written) -> None:
    """As the whole text of a cell."""
    _says(parse(written.text), written)


def a_sentence_is_read_back(written: Written) -> None:
    """In a sentence, cut by spaces and line ends: one quantity, with the characters of the text."""
    text = f"全年各项工作扎实推进，举办活动{written.text}，成效明显。"
    (found,) = find(text)
    _says(found, written)
    assert found.text == text[found.start : found.end] == written.span


def what_is_masked_is_never_read(digits: str, mask: str, unit: str) -> None:
    """18xxxx人, XX万元: neither the digits beside the mask nor the unit make a number."""
    cell = parse(f"{digits}{mask}{unit}")
    assert cell is not None
    assert cell.masked
    for found in find(f"全年培训{digits}{mask}{unit}，成效明显。"):
        assert found.masked
        assert found.value is found.lower is found.upper is None


def nothing_crashes(text: str) -> None:
    """Whatever came: spans lie in the text, in order, and never overlap."""
    parse(text)
    position = 0
    for found in find(text):
        assert position <= found.start < found.end <= len(text)
        assert found.text == text[found.start : found.end]
        if not found.masked:
            assert found.lower <= found.value <= found.upper  # type: ignore[operator]
        position = found.end


MASKED = (
    st.integers(0, 999).map(str) | st.just(""),
    st.sampled_from(("xx", "XX", "xxxx", "××", "＊＊", "***", "□□")),
    st.sampled_from([u for u in UNITS if u != "%"]),
)


@few
@given(quantities())
def test_a_cell_is_read_back(written: Written) -> None:
    """The value, interval and unit of what a cell says."""
    a_cell_is_read_back(written)


@few
@given(quantities(breaks=True))
def test_a_sentence_is_read_back(written: Written) -> None:
    """The same in running text."""
    a_sentence_is_read_back(written)


@few
@given(*MASKED)
def test_what_is_masked_is_never_read(digits: str, mask: str, unit: str) -> None:
    """A number that was blacked out has no value."""
    what_is_masked_is_never_read(digits, mask, unit)


@few
@given(st.text(max_size=60) | SCRAPS)
def test_nothing_crashes(text: str) -> None:
    """Any Unicode text, and any string of what numbers are made of."""
    nothing_crashes(text)


@pytest.mark.readers
def test_ten_thousand_of_each() -> None:
    """The same rules on ten thousand examples each."""
    for rule, given_what in (
        (a_cell_is_read_back, (quantities(),)),
        (a_sentence_is_read_back, (quantities(breaks=True),)),
        (what_is_masked_is_never_read, MASKED),
        (nothing_crashes, (st.text(max_size=60) | SCRAPS,)),
    ):
        many(given(*given_what)(rule))()


@pytest.fixture(scope="module")
def reference() -> tuple[OrgTree, Catalogue]:
    return OrgTree.load(SEEDS), Catalogue.load(SEEDS)


@settings(few, max_examples=60)
@given(st.lists(st.text(max_size=40) | SCRAPS, max_size=8).map("\n".join))
def test_no_report_crashes(reference: tuple[OrgTree, Catalogue], text: str) -> None:
    """The whole reading, offices, periods and homes included."""
    for report in read_reports(text, *reference):
        assert all(fact.text == text[fact.start : fact.end] for fact in report.facts)


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (105, "一百零五"),
        (12, "十二"),
        (3500, "三千五百"),
        (30500, "三万零五百"),
        (100000001, "一亿零一"),
    ],
)
def test_the_test_writes_as_people_do(number: int, written: str) -> None:
    """The writer above is right."""
    assert chinese(number) == written
