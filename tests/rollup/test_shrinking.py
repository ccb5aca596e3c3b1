"""A province on which SQL and oracle differ becomes a small case that can be pasted."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.rollup import catalogue, golden_cases
from tests.rollup.golden_cases import Row
from tests.rollup.judging import KEY_COLUMNS, Rows, judge
from tests.rollup.random_provinces import Province, province
from tests.rollup.shrinking import AT_ONCE, BUILDS, Shrinker, reproduction, size

TABLES = catalogue.tables()


def deaf_to_inclusive(provinces: Sequence[Province]) -> list[Rows]:
    """Publishes by the oracle, but forgets what offices with others below them report inclusive of
    those."""
    assert 0 < len(provinces) <= AT_ONCE
    return [judge(replace(p, observations=_deaf(p)), TABLES) for p in provinces]


def _deaf(of: Province) -> list[Row]:
    above = {version["parent_code"] for version in of.versions}
    return [
        row
        for row in of.observations
        if row["scope"] != "inclusive" or row["org_code"] not in above
    ]


def test_small_and_ready_to_paste(tmp_path: Path) -> None:
    """A thousand assertions become one or two, and the message holds a golden case on which right
    and wrong differ as they did."""
    shrinker = Shrinker(deaf_to_inclusive, TABLES)
    whole = province(3)
    smallest, found, right = shrinker.shrink(whole)
    assert len(whole.observations) > 300
    assert size(smallest)[0] <= 4
    assert shrinker.builds <= BUILDS
    message = reproduction((smallest, found, right))
    path = tmp_path / "pasted.json"
    path.write_text(message[message.index("{") :], encoding="utf-8")
    case = golden_cases.read(path)
    said = judge(case.province, golden_cases.tables())
    assert said == right
    assert case.expected
    for row in case.expected:
        assert tuple(row[column] for column in KEY_COLUMNS) in said


def test_a_province_that_is_right_is_not_made_small() -> None:
    """What is right alone was wrong because of its neighbours, and says so."""
    shrinker = Shrinker(lambda provinces: [judge(p, TABLES) for p in provinces], TABLES)
    with pytest.raises(ValueError, match="neighbours"):
        shrinker.shrink(province(3))
