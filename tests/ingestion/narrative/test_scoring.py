"""The definitions of the scores, on rows made for them."""

from pathlib import Path

import pytest

from . import __main__ as command
from .annotated import in_folder
from .scoring import Row, once, score

_ROW = {
    "doc": "a.txt", "start": "10", "end": "13", "value": "36", "lower": "36", "upper": "36",
    "measure": "lecture_count", "org_code": "421000", "period": "2023", "status": "actual",
    "scope": "own", "confidence": "sure", "rule": "r1",
}  # fmt: skip


def row(**other: str) -> Row:
    return {**_ROW, **other}


@pytest.mark.parametrize(
    ("truth", "read", "usable"),
    [
        (row(), row(), 1),
        (row(), row(value="36.0"), 1),
        (row(), row(upper="40"), 0),
        (row(), row(measure="act_total"), 0),
        (row(), row(scope="inclusive"), 0),
        (row(scope="unknown"), row(scope="inclusive"), 1),
        (row(), row(period="2022"), 0),
        (row(period="", org_code=""), row(period="2022", org_code="1"), 1),
        (row(), row(status="plan"), 0),
        (row(), row(start="12", end="15"), 0),
    ],
)
def test_what_is_usable(truth: Row, read: Row, usable: int) -> None:
    """All that a total needs must be right; what the annotation leaves open accepts any."""
    found = score([truth], [read])
    assert found.usable.recall == found.usable.precision == usable


def test_spans_pair_by_half_of_the_longer() -> None:
    """Three of four characters are the same quantity, one of three is another one."""
    assert score([row()], [row(end="14")]).found == 1
    far = score([row()], [row(start="12", end="15")])
    assert (far.found, far.spurious) == (0, 1)


def test_review_is_no_claim() -> None:
    """What waits for a person counts as usable, not as sure; `other` claims nothing."""
    found = score(
        [row(), row(start="20", end="22")], [row(), row(start="20", end="22", confidence="review")]
    )
    assert (found.usable.recall, found.sure.recall, found.sure.precision) == (1, 0.5, 1)
    assert score([row()], [row(measure="other")]).usable.precision == 0


def test_rules_that_fired_once() -> None:
    """A rule that read two facts may be one of the language; one that read one fact may not."""
    truth = [row(start=str(n), end=str(n + 2)) for n in (10, 20, 30)]
    read = [row(start=str(n), end=str(n + 2), rule=r) for n, r in ((10, "a"), (20, "a"), (30, "b"))]
    assert once(truth, read) == pytest.approx(1 / 3)


def test_a_folder_is_scored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    """A folder with facts.csv and reports gives a line for each document and one for all."""
    text = "荆州市科协2023年工作总结（虚构）\n2023年，荆州市科协全年举办科普讲座36场。\n"
    (tmp_path / "虚构.txt").write_text(text, encoding="utf-8")
    start = text.index("36场")
    facts = {**_ROW, "doc": "虚构.txt", "start": str(start), "end": str(start + 3)}
    (tmp_path / "facts.csv").write_text(
        ",".join(facts) + "\n" + ",".join(facts.values()) + "\n", encoding="utf-8"
    )
    monkeypatch.setenv("REPORTS", str(tmp_path))
    assert command.main() == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[-1] for line in lines if line.startswith(" ")][1:] == ["虚构.txt", "all"]
    assert lines[2].split()[:4] == ["1.000", "0.000", "1.000", "1.000"]
    (tmp_path / "虚构.txt").unlink()
    with pytest.raises(ValueError, match="lacks reports"):
        in_folder(tmp_path)
