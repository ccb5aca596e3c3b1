"""Rule a: which assertion holds for a cell, scope and basis."""

import pytest

from tests.oracle.little import Little

ONE: dict[str, str | None] = {"P": None, "A": "P"}


def little() -> Little:
    return Little(ONE)


@pytest.mark.parametrize("narrative", ["report", "report_review"])
def test_form_before_narrative(narrative: str) -> None:
    """A form speaks before a narrative, even if the narrative came later; also before what a person
    has accepted of a written report."""
    p = little()
    p.say("A", 5)
    p.tell(p.send("A", form=narrative), "A", 9)
    assert p.row("A")["total"] == 5


def test_own_office_before_another() -> None:
    """The unit's own office speaks before another's for it, even if the other came later."""
    p = little()
    p.say("A", 5)
    p.tell(p.send("P"), "A", 9)
    assert p.row("A")["total"] == 5


def test_form_of_another_before_own_narrative() -> None:
    """Form before narrative comes first, then own office before another's."""
    p = little()
    p.tell(p.send("A", form="report"), "A", 9)
    p.tell(p.send("P"), "A", 5)
    assert p.row("A")["total"] == 5


def test_latest_speaks() -> None:
    """Within a rank the latest that says something holds."""
    p = little()
    p.say("A", 5)
    p.say("A", 6)
    assert p.row("A")["total"] == 6


@pytest.mark.parametrize("state", ["masked", "not_collected"])
def test_silence_erases_nothing(state: str) -> None:
    """Masked and not collected are silence: the earlier figure holds."""
    p = little()
    p.say("A", 5)
    p.say("A", state=state)
    assert p.row("A")["total"] == 5


def test_erasure_within_rank() -> None:
    """An explicit erasure silences its rank; the next rank speaks."""
    p = little()
    p.tell(p.send("P"), "A", 9)
    p.say("A", 5)
    p.say("A", state="erased")
    assert p.row("A")["total"] == 9


def test_erasure_elsewhere_erases_nothing() -> None:
    """An erasure by another office leaves the own office's figure alone."""
    p = little()
    p.say("A", 5)
    p.tell(p.send("P"), "A", state="erased")
    assert p.row("A")["total"] == 5


def test_figure_after_erasure() -> None:
    """What comes after an erasure speaks again."""
    p = little()
    p.say("A", state="erased")
    p.say("A", 7)
    assert p.row("A")["total"] == 7


def test_correction_after_what_it_corrects() -> None:
    """A correction comes after what it corrects, even if it arrived before it."""
    p = little()
    original = p.send("A", received_at="2025-03-01")
    p.tell(original, "A", 5)
    p.tell(p.send("A", received_at="2025-02-01", supersedes_id=original), "A", 6)
    assert p.row("A")["total"] == 6


def test_correction_takes_the_place_of_its_original() -> None:
    """An early correction of a late original comes after what arrived between the two."""
    p = little()
    original = p.send("A", received_at="2025-03-01")
    p.tell(original, "A", 5)
    p.tell(p.send("A", received_at="2025-02-01", supersedes_id=original), "A", 6)
    p.tell(p.send("A", received_at="2025-02-15"), "A", 7)
    assert p.row("A")["total"] == 6


def test_same_instant_by_id() -> None:
    """Of two that arrived together the greater submission_id holds."""
    p = little()
    for value in (5, 6):
        p.tell(p.send("A", received_at="2025-03-01T00:00:00+08:00"), "A", value)
    assert p.row("A")["total"] == 6


def test_corrections_in_a_circle() -> None:
    """Two that claim to correct each other both speak; the greater submission_id is the later."""
    p = little()
    p.tell(p.send("A", supersedes_id="s00002"), "A", 5)
    p.tell(p.send("A", supersedes_id="s00001"), "A", 6)
    assert p.row("A")["total"] == 6


def test_superseded_is_not_silenced() -> None:
    """Being superseded silences nobody: what the correction does not say still holds."""
    p = little()
    original = p.send("A")
    p.tell(original, "A", 5)
    p.tell(original, "A", 3, indicator="bases")
    p.tell(p.send("A", supersedes_id=original), "A", 6)
    assert p.row("A")["total"] == 6
    assert p.row("A", "bases")["total"] == 3


@pytest.mark.parametrize("state", ["received", "quarantined", "duplicate", "withdrawn", "held"])
def test_only_accepted_speak(state: str) -> None:
    """Only submissions accepted, with or without findings, speak; a withdrawal silences its own."""
    p = little()
    p.tell(p.send("A", state="accepted_with_findings"), "A", 5)
    p.tell(p.send("A", state=state), "A", 6)
    assert p.row("A")["total"] == 5


def test_only_actuals() -> None:
    """Plans and estimates are not rolled up and give no row."""
    p = little()
    p.say("A", 5, status="plan")
    p.say("A", 5, status="estimate")
    assert p.rows() == []


def test_two_figures_in_one_submission() -> None:
    """Two different figures in one submission silence each other: the earlier one holds."""
    p = little()
    p.say("A", 5)
    twice = p.say("A", 6)
    p.tell(twice, "A", 7)
    assert p.row("A")["total"] == 5


def test_one_figure_twice_in_one_submission() -> None:
    """The same figure twice in one submission is one figure."""
    p = little()
    twice = p.say("A", "6.0")
    p.tell(twice, "A", 6)
    assert p.row("A")["total"] == 6


def test_set_aside() -> None:
    """Set aside: unknown unit, indicator, member, crossing; a stock given as cumulative."""
    p = little()
    p.say("Z", 5)
    p.say("A", 5, indicator="nonsense")
    p.say("A", 5, indicator="visitors", audience="martians")
    p.say("A", 5, indicator="visitors", audience="old", period="2020")
    p.say("A", 5, indicator="visitors", grade="high", kind="lecture")
    p.say("A", 5, indicator="bases", basis="ytd")
    p.say("A", 5, period="2024-13")
    assert p.rows() == []


def test_unit_must_exist_on_the_last_day() -> None:
    """A figure of a unit that did not exist on the period's last day is set aside."""
    p = little()
    p.born("B", "2024-11-01", "P")
    p.ended("A", "2024-12-31")
    p.say("A", 5)
    p.say("B", 6)
    p.say("B", 7, period="2024-Q3")
    assert p.said("A") is None
    assert p.row("B")["total"] == 6
    assert p.said("B", period="2024-Q3") is None


def test_former_code() -> None:
    """A code means the unit that bore it on the period's last day, else the one that bears it."""
    p = little()
    p.born("B", "2024-07-01", "P")
    p.versions[1] |= {"code_then": "B", "valid_to": "2024-07-01"}  # A was called B till then
    p.versions.append(p.versions[1] | {"code_then": "A", "valid_from": "2024-07-01"})
    p.versions[-1]["valid_to"] = None
    p.tell(p.send("B", "2024-Q2"), "B", 5, period="2024-Q2")
    p.tell(p.send("A", "2024-Q2"), "A", 4, period="2024-Q2")
    p.say("B", 6, period="2024-Q3")
    assert p.row("A", period="2024-Q2")["total"] == 4
    assert p.row("B", period="2024-Q3")["total"] == 6


def test_edits_are_kept_apart() -> None:
    """An edit speaks before everything, in adjusted_total only; the latest edit wins."""
    p = little()
    p.tell(p.send("A", kind="edit"), "A", 7)
    p.tell(p.send("A", kind="edit"), "A", 8)
    p.say("A", 5)
    row = p.row("A")
    assert (row["total"], row["adjusted_total"]) == (5, 8)
    assert p.row("P")["adjusted_total"] == 8


def test_a_lone_edit_has_a_row() -> None:
    """Where only an edit speaks there is a row without total, with adjusted_total."""
    p = little()
    p.tell(p.send("P", kind="edit"), "A", 7)
    row = p.row("A")
    assert (row["total"], row["method"], row["adjusted_total"]) == (None, None, 7)
