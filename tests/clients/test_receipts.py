"""The receipt workbook opens in an office suite as the clerk shall see it."""

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from ingestion import night
from ingestion.settings import Settings
from runtime.processes import end
from tests.clients.processes import at_work_in
from tests.clients.test_workbooks import PROGRAMS, run
from tests.ingestion.files import LITERACY, cover, literacy, outbox, workbook
from tests.machinery import need

pytestmark = pytest.mark.clients
SHEETS = literacy(("科普活动场次", "很多"), ("没有这一项", 5), ("=1+1", 2), ("培训人次", -5))


@pytest.fixture
def receipt(warehouse: Settings) -> bytes:
    """The answer to a broken workbook of 东西湖区, by way of a night."""
    target = warehouse.landing / "420112" / "年报.xlsx"
    target.parent.mkdir(parents=True)
    target.write_bytes(workbook(cover(), SHEETS))
    night.run(str(warehouse.landing), "n1")
    (path,) = outbox(warehouse).rglob("*.xlsx")
    return path.read_bytes()


def converted(folder: Path, receipt: bytes, kind: str) -> Path:
    """The receipt as LibreOffice opens it and writes it again."""
    need(PROGRAMS)
    (folder / "receipt.xlsx").write_bytes(receipt)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", "out"]
    try:
        run(folder, *command, "receipt.xlsx")
    finally:
        assert end(lambda: at_work_in(folder), grace_seconds=5) == []
    return folder / "out" / f"receipt.{kind.partition(':')[0]}"


def test_comments_are_on_the_cells(receipt: bytes, tmp_path: Path) -> None:
    """LibreOffice finds every comment at its cell, the links, and the result sheet first."""
    again = converted(tmp_path, receipt, "xlsx").read_bytes()
    book = load_workbook(BytesIO(again))
    assert book.sheetnames[0] == "审核结果"
    comments = {
        cell.coordinate: cell.comment.text
        for row in book[LITERACY].iter_rows()
        for cell in row
        if cell.comment
    }
    assert set(comments) == {"B2", "A3", "A4", "B5"}
    assert "【强制性】数值无法识别" in comments["B2"]
    links = [
        c.hyperlink.location for row in book["审核结果"].iter_rows() for c in row if c.hyperlink
    ]
    assert len(links) == 4 and all(LITERACY in link for link in links)
    assert book[LITERACY].conditional_formatting
    with zipfile.ZipFile(BytesIO(again)) as package:
        assert "LEN(" in package.read("xl/worksheets/sheet3.xml").decode()


def test_the_result_is_printed_whole(receipt: bytes, tmp_path: Path) -> None:
    """On A4: the outcome, and every fault with place, expected and found."""
    pdf = converted(tmp_path, receipt, "pdf")
    text = run(tmp_path, "pdftotext", "-layout", str(pdf.relative_to(tmp_path)), "-")
    page = re.sub(r"\s+", "", text.split("\f")[0])
    for words in (
        "审核结果",
        "退回，更正后请重新报送",
        "问题4处：强制性4",
        "没有这一项",
        "很多",
        "-5",
    ):
        assert words in page, words


def test_saved_by_libreoffice_it_is_still_known(
    warehouse: Settings, receipt: bytes, tmp_path: Path
) -> None:
    """The office opens it, saves it, and sends it back unmended: it is no report."""
    again = converted(tmp_path, receipt, "xlsx").read_bytes()
    (warehouse.landing / "420112" / "回执.xlsx").write_bytes(again)
    night.run(str(warehouse.landing), "n2")
    (text,) = outbox(warehouse).rglob("回执*.txt")
    assert "这是未作更正的回执" in text.read_text(encoding="utf-8")
