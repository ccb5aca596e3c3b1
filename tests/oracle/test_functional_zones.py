"""Functional zones: units that report, over units that report too."""

import pytest

from tests.oracle.little import Little

# a city with two districts and a zone over parts of both
TREE: dict[str, str | None] = {"P": None, "C": "P", "A": "C", "B": "C", "Z": "C"}


def little(*separately: bool, since: str = "2000-01-01", until: str | None = None) -> Little:
    """Everybody reports 10; the zone covers A and B, reported separately or not."""
    p = Little(TREE)
    for covered, separate in zip(("A", "B"), separately, strict=False):
        p.zones.append(
            {
                "zone_code": "Z",
                "covered_code": covered,
                "share": "0.5",
                "reported_separately": separate,
                "valid_from": since,
                "valid_to": until,
            }
        )
    for unit in TREE:
        p.say(unit, 10)
    return p


def test_a_zone_beside_what_it_covers_adds() -> None:
    """Where the covered districts report without it, a zone is a unit like others."""
    assert little(True, True).said("C") == ("computed", "40", "40", "40")


@pytest.mark.parametrize("separately", [(False,), (False, False), (True, False)])
def test_a_zone_that_is_counted_already_is_shown_and_not_added(
    separately: tuple[bool, ...],
) -> None:
    """One covered district that reports with the zone's part is enough."""
    p = little(*separately)
    assert p.said("Z") == p.said("Z", boundary="latest") == ("computed", "10", "10", "10")
    for boundary in ("period", "latest"):
        assert p.said("C", boundary=boundary) == ("computed", "30", "30", "30")
        assert p.said("P", boundary=boundary) == ("computed", "40", "40", "40")


def test_nothing_is_due_from_it_above() -> None:
    """A silent zone leaves its city complete; what only a zone says gives its city no row."""
    p = little(False)
    p.submissions = [s for s in p.submissions if s["sender_code"] != "Z"]
    assert p.row("C")["completeness"] == p.row("P")["completeness"] == 1
    p.submissions, p.observations = [], []
    p.say("Z", 3)
    assert p.said("Z") == ("computed", "3", "3", "3")
    assert p.said("C") is p.said("P") is None


def test_a_bridge_holds_for_its_days() -> None:
    """Both boundaries go by the bridge of their own day."""
    p = little(False, until="2025-03-01")
    assert p.said("C") == ("computed", "30", "30", "30")
    assert p.said("C", boundary="latest") == ("computed", "40", "40", "40")
