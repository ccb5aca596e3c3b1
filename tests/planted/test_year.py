"""The whole year: all 1,594 offices, their year before, every kind in up to four of them."""

import pytest

from tests.conftest import REFERENCE, TOLD, NewWarehouse
from tests.planted import nights
from tests.planted.office import KINDS
from tests.planted.score import by_family, changed, score, slips
from tests.planted.year import plant

SEED = 42


@pytest.mark.year
def test_whole_year_is_judged_without_a_slip(
    new_warehouse: NewWarehouse, request: pytest.FixtureRequest
):
    """Precision and recall are 1 over (file, place, rule), and oddities of looks change no figure;
    the score of every family is printed."""
    year, settings = plant(REFERENCE, SEED, copies=4), new_warehouse()
    assert year.offices == 1594
    assert {kind.name for kind in year.planted.values()} == set(KINDS)
    nights.take_in(settings, year.sent)
    found = nights.told(settings)
    result = score(year.expected, found)
    request.config.stash[TOLD]["a year with planted faults"] = [
        f"{len(year.sent)} files of {year.offices} offices: {result}",
        *(f"  {family or 'sound'}: {one}" for family, one in by_family(year, found).items()),
    ]
    assert (result.precision, result.recall) == (1, 1), slips(year, found)
    wrong = changed(year, nights.figures(settings))
    assert not wrong, wrong
