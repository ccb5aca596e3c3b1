"""The dates of the ledgers over five nights: seen, kept, closed, seen again, gone."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from ingestion.settings import Settings
from tests.conftest import NewWarehouse
from tests.ledgers.nights import Nights, Row, stated

LEDGERS = ("differences", "contradictions")
BUILT = ("totals", "int_findings_ledgers", *LEDGERS)
# an evening in UTC is the next day in China
NIGHTS = (
    "2024-01-31T20:00:00+00:00", "2024-02-02T01:00:00+00:00", "2024-02-03T01:00:00+00:00",
    "2024-02-04T01:00:00+00:00", "2024-02-05T01:00:00+00:00",
)  # fmt: skip
DAYS = tuple(date(2024, 2, day) for day in (1, 2, 3, 4, 5))
DISTRICT = "420505"
ACTS = ("act_total", "2023")
COLUMNS = ("amount", "lower", "upper", "is_open", "verdict", "severity", "first_seen_on",
           "closed_on", "is_withdrawn", "submission_id")  # fmt: skip


def both(unit: str, own: int, inclusive: int) -> list[Row]:
    """A unit without children says one figure of itself and another of all of it."""
    return [stated(unit, *ACTS, own), stated(unit, *ACTS, inclusive, scope="inclusive")]


@pytest.fixture(scope="module")
def streets() -> list[str]:
    """Six units without children, of one city."""
    return [f"429006{last}" for last in ("100", "101", "102", "103", "104", "105")]


@pytest.fixture(scope="module")
def nights(new_warehouse: NewWarehouse, streets: list[str]) -> Iterator[dict]:
    """Five nights; what each published of a few cells, by night and unit."""
    settings: Settings = new_warehouse()
    made = Nights(settings)
    keeps, withdraws, agrees, hedged, offices, media = streets
    seen: dict = {"made": made, "states": []}

    def look() -> None:
        seen["states"].append(
            {
                (unit, boundary): made.row(
                    COLUMNS, "differences", org_code=unit, indicator="act_total", period="2023",
                    audience="total", grade="total", department="total", kind="total",
                    boundary=boundary,
                )
                for unit in (*streets, DISTRICT)
                for boundary in ("period", "latest")
            }
            | {
                "contradictions": made.rows(
                    "select contradiction_kind, org_code, boundary, first_office, first_value,"
                    " second_office, second_value, is_open, first_seen_on, closed_on,"
                    " first_file, second_file, first_quote, second_quote"
                    " from marts.contradictions order by 1, 2, 3, 6"
                )
            }
        )  # fmt: skip

    first = made.submit(NIGHTS[0], keeps, *both(keeps, 3, 5))
    seen["first"] = first
    gone = made.submit(NIGHTS[0], withdraws, *both(withdraws, 3, 5))
    made.submit(NIGHTS[0], agrees, *both(agrees, 3, 3))
    made.submit(
        NIGHTS[0],
        hedged,
        stated(hedged, *ACTS, 4, 3, 5),
        stated(hedged, *ACTS, 5, scope="inclusive"),
    )
    made.submit(NIGHTS[0], offices, stated(offices, *ACTS, 8))
    made.submit(NIGHTS[0], "429006", stated(offices, *ACTS, 9), stated(hedged, *ACTS, 5))
    made.submit(NIGHTS[0], media, stated(media, *ACTS, 48, 48, 49))
    made.submit(NIGHTS[0], media, stated(media, *ACTS, 50, 50, 60), form="report")
    made.submit(
        NIGHTS[0], DISTRICT, stated(DISTRICT, *ACTS, 10),
        stated(DISTRICT, *ACTS, 4, scope="inclusive"),
        stated(DISTRICT, "base_total", "2023", 10),
        stated(DISTRICT, "base_total", "2023", 40, scope="inclusive"),
    )  # fmt: skip
    made.first()
    look()
    made.decide(NIGHTS[1], gone, "withdrawn")
    made.submit(NIGHTS[1], media, stated(media, *ACTS, 50))
    made.build(*BUILT)
    look()
    made.submit(NIGHTS[2], keeps, *both(keeps, 3, 3))
    made.build(*BUILT)
    look()
    made.submit(NIGHTS[3], keeps, *both(keeps, 3, 7))
    made.build(*BUILT)
    look()
    # the same night built twice says the same
    made.build(*BUILT)
    look()
    made.test("int_difference_lines", "int_contradiction_pairs", *BUILT[1:])
    yield seen


def line(nights: dict, night: int, unit: str, boundary: str = "period") -> Row:
    found = nights["states"][night][unit, boundary]
    assert found is not None, f"no line of {unit} in night {night}"
    return found


@pytest.mark.parametrize("boundary", ["period", "latest"])
def test_open_line_keeps_its_day_until_it_closes(
    nights: dict, streets: list[str], boundary: str
) -> None:
    """5 reported over 3: seen on the first day in China, closed on the third, seen anew."""
    unit = streets[0]
    one, two, three, four, _ = (line(nights, night, unit, boundary) for night in range(5))
    assert (one["amount"], one["verdict"], one["severity"]) == (Decimal(2), "fails", "核实性")
    assert one["submission_id"] == nights["first"]
    assert (one["first_seen_on"], one["closed_on"], one["is_open"]) == (DAYS[0], None, True)
    assert two == one
    assert (three["is_open"], three["verdict"]) == (False, "holds")
    assert (three["first_seen_on"], three["closed_on"]) == (DAYS[0], DAYS[2])
    assert (four["amount"], four["is_open"]) == (Decimal(4), True)
    assert (four["first_seen_on"], four["closed_on"]) == (DAYS[3], None)


def test_withdrawn_line_stays_closed(nights: dict, streets: list[str]) -> None:
    """Both sides are withdrawn: the line keeps its last amount and the day on which it closed."""
    unit = streets[1]
    two, four = line(nights, 1, unit), line(nights, 3, unit)
    assert two == four
    assert (two["amount"], two["is_open"], two["is_withdrawn"]) == (Decimal(2), False, True)
    assert (two["verdict"], two["first_seen_on"], two["closed_on"]) == (None, DAYS[0], DAYS[1])


def test_line_that_never_was_open_has_no_days(nights: dict, streets: list[str]) -> None:
    """3 and 3 hold; so do 5 and [3, 5]: nothing to see, nothing to close."""
    for unit in streets[2:4]:
        found = line(nights, 3, unit)
        assert (found["verdict"], found["severity"], found["is_open"]) == ("holds", None, False)
        assert (found["first_seen_on"], found["closed_on"]) == (None, None)
    hedged = line(nights, 0, streets[3])
    assert (hedged["amount"], hedged["lower"], hedged["upper"]) == (Decimal(1), 0, Decimal(2))


def test_whole_below_its_parts_is_the_grave_one(nights: dict) -> None:
    """4 reported where the office alone has 10 cannot be; 40 over 10 may be, streets are silent."""
    found = line(nights, 0, DISTRICT)
    assert (found["upper"], found["lower"]) == (Decimal(-6), None)
    assert (found["verdict"], found["severity"], found["is_open"]) == ("fails", "强制性", True)
    other = nights["made"].row(
        COLUMNS, "differences", org_code=DISTRICT, indicator="base_total", boundary="period"
    )
    assert (other["verdict"], other["severity"], other["is_open"]) == (
        "cannot_tell",
        "提示性",
        False,
    )


def test_building_again_changes_nothing(nights: dict) -> None:
    """The night built once more reads its own publication as the one before, and agrees."""
    assert nights["states"][3] == nights["states"][4]


def test_contradictions_name_both_sources(nights: dict, streets: list[str]) -> None:
    """Two offices, two media, and a total against its parts, each with file and sentence."""
    found = {(row[0], row[1], row[2]): row for row in nights["states"][0]["contradictions"]}
    offices = found["two_offices", streets[4], "period"]
    assert offices[3:7] == (streets[4], Decimal(8), "429006", Decimal(9))
    assert offices[12:] == ("合成：8", "合成：9")
    media = found["form_and_report", streets[5], "period"]
    assert (media[4], media[6]) == (Decimal(48), Decimal(50))
    assert all(file.startswith("made-up/") for file in media[10:12])
    assert {key[1:] for key in found if key[0] == "reported_and_computed"} == {
        (unit, boundary)
        for unit in (streets[0], streets[1], DISTRICT)
        for boundary in ("period", "latest")
    }
    # 5 by another office touches [3, 5] of the own one
    assert ("two_offices", streets[3], "period") not in found


def test_contradictions_close_and_return(nights: dict, streets: list[str]) -> None:
    """The form is corrected to 50: closed next day. Of a total and its parts the days are those
    of the difference."""
    for night, state in enumerate(nights["states"]):
        found = {(row[0], row[1], row[2]): row for row in state["contradictions"]}
        media = found["form_and_report", streets[5], "period"]
        expected = (True, DAYS[0], None) if night == 0 else (False, DAYS[0], DAYS[1])
        assert media[7:10] == expected
        of_total = found["reported_and_computed", streets[0], "latest"]
        of_line = line(nights, night, streets[0], "latest")
        assert of_total[7:10] == tuple(
            of_line[name] for name in ("is_open", "first_seen_on", "closed_on")
        )
