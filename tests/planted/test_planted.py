"""A year with faults and lawful oddities planted into finished files: all found, nothing else."""

import subprocess
import sys
from collections import Counter
from random import Random

import pytest

from ingestion.settings import REPOSITORY, Settings
from tests.conftest import REFERENCE, NewWarehouse
from tests.planted import listed, nights
from tests.planted.office import KINDS
from tests.planted.score import changed, score, slips
from tests.planted.year import Year, sample

SEED = 41
_IMPORTS = """
import sys
from pathlib import Path
from tests.planted import score
from tests.planted.office import KINDS
from tests.planted.year import sample
year = sample(Path(sys.argv[1]), 3, list(KINDS.values())[::9], sound=1)
assert len(year.expected) > 10
print([name for name in sys.modules if name.partition('.')[0] == 'ingestion'])
"""


def judged(new_warehouse: NewWarehouse, year: Year) -> Settings:
    settings = new_warehouse()
    nights.take_in(settings, year.sent)
    return settings


@pytest.fixture(scope="module")
def some() -> Year:
    """A kind in four, each in one office, and a few offices without."""
    kinds = Random(SEED).sample(list(KINDS.values()), len(KINDS) // 4)
    return sample(REFERENCE, SEED, kinds, sound=10)


@pytest.fixture(scope="module")
def taken_in(new_warehouse: NewWarehouse, some: Year) -> Settings:
    return judged(new_warehouse, some)


def test_what_is_planted_knows_nothing_of_the_checks():
    """Planting imports nothing of `ingestion`, by no way round."""
    done = subprocess.run(
        [sys.executable, "-c", _IMPORTS, str(REFERENCE)],
        cwd=REPOSITORY, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "[]"


def test_enough_kinds_of_every_sort():
    """Forty kinds of faults, as many oddities; each says what it is and by which rule; every family
    has a kind that was written when the checks were frozen."""
    sorts = Counter(kind.sort for kind in KINDS.values())
    assert sorts["fault"] >= 40
    assert sorts["oddity"] >= 40
    assert all(kind.what and kind.basis for kind in KINDS.values())
    families = {kind.family for kind in KINDS.values()}
    assert {kind.family for kind in KINDS.values() if kind.is_late} == families


def test_the_table_of_kinds_is_the_code():
    """kinds.csv says of every kind what the code says, and how it did when it was first run."""
    table = listed.read()
    assert [{name: row[name] for name in listed.SAID} for row in table] == listed.rows()
    assert all(row["first_wanted"].isdigit() and row["first_found"].isdigit() for row in table)
    short = [row for row in table if row["first_found"] != row["first_wanted"]]
    assert short
    assert all(row["why"] for row in short)


def test_sample_is_judged_without_a_slip(taken_in: Settings, some: Year):
    """Precision and recall are 1 over (file, place, rule), with a quarter of the kinds."""
    found = nights.told(taken_in)
    assert score(some.expected, found).hits == len(some.expected), slips(some, found)
    assert score(some.expected, found).precision == 1, slips(some, found)


def test_oddities_say_what_the_sound_files_say(taken_in: Settings, some: Year):
    """An oddity of looks changes no figure: the same cells with the same values are read."""
    assert len(some.same) > 5
    wrong = changed(some, nights.figures(taken_in))
    assert not wrong, wrong
