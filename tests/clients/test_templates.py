"""A template opens in an office suite, which works its sums out and prints it on A4."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from ingestion.reading import read
from ingestion.reading.filings import Reference
from runtime.processes import end
from tests.clients.processes import at_work_in
from tests.clients.test_workbooks import PROGRAMS, run
from tests.conftest import REFERENCE
from tests.machinery import need
from tests.template import printed

pytestmark = pytest.mark.clients
CITY = "420100"
# what is typed into rows of the funding form, and what then follows in the locked ones
TYPED: dict[int, Decimal | str] = {
    2: Decimal("120000.55"), 4: "-", 5: Decimal(3000), 6: Decimal(0),
    8: "-", 9: "—", 10: "-", 11: "无", 12: "-",
    21: Decimal(100), 22: Decimal(50), 23: "未统计", 29: Decimal(30), 30: Decimal(12),
}  # fmt: skip
FOLLOWS = {1: Decimal("123000.55"), 7: "-", 24: "未统计", 28: Decimal(42), 32: None}


@pytest.fixture(scope="module")
def reference() -> Reference:
    return read.load_reference(REFERENCE)


@pytest.fixture(scope="module")
def filled(reference: Reference, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template of a city's funding, filled by a program, as LibreOffice saves and prints it."""
    need(PROGRAMS)
    folder = tmp_path_factory.mktemp("template")
    book = printed.opened(printed.built(reference, CITY, "2024", "funding"))
    for place in printed.places(book, reference):
        said = TYPED.get(place.item.item_no) if place.scope == "own" else None
        if said is not None:
            printed.cell(book, place).value = (
                printed.plain(said) if isinstance(said, Decimal) else said
            )
    (folder / "filled.xlsx").write_bytes(printed.saved(book))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    try:
        for to, out in (("pdf", "."), ("xlsx", "saved")):
            run(folder, "soffice", profile, "--headless", "--convert-to", to, "--outdir", out,
                "filled.xlsx")  # fmt: skip
    finally:
        assert end(lambda: at_work_in(folder), grace_seconds=5) == []
    return folder


def test_its_sums_are_what_the_reader_makes_of_them(filled: Path, reference: Reference) -> None:
    """LibreOffice shows in each locked cell what the reader works out where no result is stored."""
    book = load_workbook(filled / "saved" / "filled.xlsx", data_only=True)
    shown = {
        place.item.item_no: printed.cell(book, place).value
        for place in printed.places(book, reference)
        if place.scope == "own" and place.item.item_no in FOLLOWS
    }
    assert shown.keys() == FOLLOWS.keys()
    for number, value in FOLLOWS.items():
        if isinstance(value, Decimal):
            assert Decimal(str(shown[number])) == value
        else:
            assert (shown[number] or None) == value, number


def test_what_it_saves_is_read_alike(filled: Path, reference: Reference) -> None:
    """The file that a program filled and the one that LibreOffice saved say the same."""
    said = []
    for path in (filled / "filled.xlsx", filled / "saved" / "filled.xlsx"):
        (filing,) = printed.parsed(path.read_bytes(), reference, CITY).filings
        said.append({(o.source_ref, o.state, o.value, o.lower) for o in filing.observations})
    assert said[0] == said[1]
    assert len(said[0]) == len(TYPED) + len(FOLLOWS) - 1


def test_it_prints_on_a4_with_its_header_on_every_page(filled: Path) -> None:
    """As many pages as it takes, none of them with a column cut off."""
    sizes = run(filled, "pdfinfo", "-f", "1", "-l", "9", "filled.pdf")
    assert sizes.count("pts (A4)") == sizes.count(" pts") >= 4
    text = run(filled, "pdftotext", "-layout", "filled.pdf", "-")
    pages = [page for page in text.split("\f") if re.search(r"科普经费情况年报表\s+第", page)]
    assert len(pages) == 2
    for page in pages:
        assert all(word in page for word in ("指标名称", "计量单位", "含下级上年数", "备注"))
    assert "单位公章" in text and "（待定）" in text and "填报须知" in text
