"""The page of a report: every figure marked where it stands, everything escaped, nothing loaded."""

from pathlib import Path

import pytest
from lxml import html

from ingestion.cli import main
from tests.ingestion import written
from tests.ingestion.written import PARAGRAPHS, document, saved

ODD = (
    *PARAGRAPHS,
    "另有<script>alert(1)</script>&amp;\"引号\"的讲座<b>12场</b>，门票收入共万元。",
    "全年落实人均科普经费4.5元。",
)  # fmt: skip


@pytest.fixture
def shown(tmp_path: Path) -> html.HtmlElement:
    return made(tmp_path, ODD)


def made(folder: Path, paragraphs: tuple[str, ...]) -> html.HtmlElement:
    file = written.written(folder / "<总结>.docx", saved(document(paragraphs)))
    page = folder / "page.html"
    assert main(["report-page", str(file), "--out", str(page), "--sender", "421000"]) == 0
    return html.fromstring(page.read_text(encoding="utf-8"))


def test_every_figure_is_marked_and_listed(shown: html.HtmlElement) -> None:
    """The text is whole, each mark is a figure with its number, and the list says what was read."""
    marks = [mark.text for mark in shown.xpath("//article//mark")]
    assert {"36场", "近2400余人次", "31家", "28家", "12场"} <= set(marks)
    assert len(shown.xpath("//aside//tbody/tr")) == len(marks)
    for number, link in enumerate(shown.xpath("//article//a"), start=1):
        assert link.get("href") == f"#n{number}"
        assert shown.xpath(f"//tr[@id='n{number}']//mark")[0].text == link.find("mark").text
    for sup in shown.xpath("//article//sup"):
        sup.text = ""
    paragraphs = [p.text_content() for p in shown.xpath("//article/p")]
    assert paragraphs == list(ODD)
    (row,) = shown.xpath("//tr[.//mark[text()='近2400余人次']]")
    words = [cell.text_content() for cell in row]
    assert "讲座" in words[2]
    assert words[3:5] == ["2,400 人次", "2,350 至 2,450"]
    assert words[7] == "第4段"


def test_kinds_and_findings_have_their_colours(shown: html.HtmlElement) -> None:
    """Sure and lost figures look different, and what a finding is about is outlined and linked."""
    kinds = {mark.text: mark.get("class").split() for mark in shown.xpath("//article//mark")}
    assert kinds["31家"] == ["sure"]
    assert "masked" in kinds["万元"]
    assert "told" in kinds["4.5元"]
    linked = {a.get("href") for a in shown.xpath("//ol[@class='findings']//a")}
    (total,) = shown.xpath("//article//a[mark[text()='4.5元']]")
    assert f"#{total.get('id')}" in linked
    legend = [mark.get("class") for mark in shown.xpath("//p[@class='legend']//mark")]
    assert legend == ["sure", "review", "other", "masked", "told"]


def test_nothing_of_the_report_becomes_markup_and_nothing_is_loaded(
    shown: html.HtmlElement,
) -> None:
    """Tags in the text are text; the page has no script and no address but its own anchors."""
    assert not shown.xpath("//script | //article//b | //img | //link | //iframe | //base")
    assert "<script>alert(1)</script>&amp;" in shown.xpath("string(//article)")
    addresses = shown.xpath("//@href | //@src")
    assert addresses
    assert all(address.startswith("#") for address in addresses)
    assert "url(" not in shown.xpath("string(//style)")
    assert "default-src 'none'" in shown.xpath("//meta[@http-equiv]/@content")[0]
    assert shown.xpath("string(//h1)") == "<总结>.docx"


def test_what_has_no_text_gets_no_page(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    """An old format is told what to send instead, and no page is written."""
    file = written.written(tmp_path / "总结.doc", b"{\\rtf1}")
    page = tmp_path / "page.html"
    assert main(["report-page", str(file), "--out", str(page)]) == 1
    assert ".docx" in capsys.readouterr().out
    assert not page.exists()
