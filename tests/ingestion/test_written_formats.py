"""One made-up report in every type of file says the same; what cannot be read says what to send."""

import csv
import io
import zipfile
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest

from ingestion import cli, prose
from ingestion.arrival import sniff
from ingestion.prose import pdf
from ingestion.prose.kept import Kept
from ingestion.reading import read
from ingestion.reading.filings import Reference
from tests.ingestion import written
from tests.ingestion.written import PARAGRAPHS, document, drawn, lines, page, saved, wrapped

SAID = {
    "lecture_count/total/total": "36-36",
    "lecture_participants/total/total": "2350-2450",
    "base_new/total/total": "5-5",
    "ws_total/total/total": "31-31",
    "ws_total/academician/total": "3-3",
    "ws_total/expert/province": "28-28",
}
PLAIN = "\n".join(PARAGRAPHS)
BROKEN = wrapped(PARAGRAPHS, 30)
CUT = PARAGRAPHS[3].index("余人次")


def text_of(name: str, data: bytes) -> prose.Prose:
    return prose.read(sniff.content(name, data))


def said(name: str, data: bytes, reference: Reference) -> dict[str, str]:
    """The figures of a file, after a look at whether each reference leads to its quantity."""
    file = sniff.content(name, data)
    parsed = read.read(file, ("421000",), reference)
    assert parsed.text is not None
    seen = 0
    for filing in parsed.filings:
        for o in filing.observations:
            start, end = map(int, o.source_ref.split("（")[0].removeprefix("chars ").split("-"))
            digits = "".join(c for c in parsed.text.text[start:end] if c.isdigit())
            assert digits == f"{o.value:f}"
            assert o.source_ref == parsed.text.ref(start, end)
            seen += 1
    assert seen == len(SAID)
    return written.figures(parsed.filings)


def two_columns(canvas: written.Canvas) -> None:
    """Rows drawn from left to right, as programs for tables of text do."""
    canvas.drawString(200, 780, "科协简报（虚构）")
    body = wrapped(PARAGRAPHS, 18)
    half = len(body) // 2 + 1
    for number in range(half):
        for x, part in ((60, body[:half]), (320, body[half:])):
            if number < len(part):
                indent = 2 * written.SIZE * part[number].startswith("  ")
                canvas.drawString(x + indent, 740 - 20 * number, part[number].strip())


FILES = {
    "txt": ("a.txt", PLAIN.encode()),
    "gb18030": ("a.txt", "\r\n".join(PARAGRAPHS).encode("gb18030")),
    "no-break spaces": ("a.txt", PLAIN.replace("36场", "\u00a036\u00a0场").encode()),
    "copied from a PDF": ("a.txt", PLAIN.replace("人次", "⼈次").replace("工作", "⼯作").encode()),
    "mark": ("a.txt", PLAIN.encode("utf-8-sig")),
    "docx": ("a.docx", saved(document())),
    "html": ("a.html", page("".join(f"<p>{text}</p>" for text in PARAGRAPHS))),
    "pasted html": ("a.htm", "".join(f"<div>{text}<br/></div>" for text in PARAGRAPHS).encode()),
    "pdf": ("a.pdf", drawn(lines(BROKEN))),
    "pdf of two columns": ("a.pdf", drawn(two_columns)),
}  # fmt: skip


@pytest.mark.parametrize("kind", FILES)
def test_every_type_says_the_same(kind: str, reference: Reference) -> None:
    """The same six figures from every type, each with offsets that lead to it in the kept text."""
    assert said(*FILES[kind], reference) == SAID


@pytest.mark.parametrize("end", range(2, len(BROKEN)))
def test_a_page_may_end_after_any_line(end: int, reference: Reference) -> None:
    """Running heads and page numbers between two pages do not cut what they print."""
    pages = [
        lines([f"荆州市科协文件（虚构） {number}", *body, f"— {number} —"])
        for number, body in ((1, BROKEN[:end]), (2, BROKEN[end:]))
    ]
    assert said("a.pdf", drawn(*pages), reference) == SAID


def test_a_page_may_cut_a_number(reference: Reference) -> None:
    """近2400 on one page, 余人次 on the next: one quantity, on the page where it begins."""
    before, after = PARAGRAPHS[3][:CUT], PARAGRAPHS[3][CUT:]
    assert before.endswith("近2400")
    first = [*wrapped(PARAGRAPHS[:3], 30), *wrapped([before], 30), "- 1 -"]
    second = [after, *wrapped(PARAGRAPHS[4:], 30), "- 2 -"]
    data = drawn(lines(first), lines(second))
    assert said("a.pdf", data, reference) == SAID
    text = text_of("a.pdf", data)
    assert text.place(text.text.index("近2400")) == "第1页"
    assert text.place(text.text.index("31家")) == "第2页"


def test_word_documents_read_as_accepted() -> None:
    """Deleted and moved-away text is not read, inserted text is; boxes once, headers not at all;
    cells of a table in rows."""
    made = document(["上报人数为", "末段。"])
    first = made.paragraphs[0]
    written.xml(
        first, '<w:del w:id="1" w:author="x"><w:r><w:delText>10人</w:delText></w:r></w:del>'
    )
    written.xml(first, '<w:ins w:id="2" w:author="x"><w:r><w:t>20人</w:t></w:r></w:ins>')
    written.xml(first, '<w:moveFrom w:id="3" w:author="x"><w:r><w:t>30人</w:t></w:r></w:moveFrom>')
    box = "<w:txbxContent><w:p><w:r><w:t>框内40人。</w:t></w:r></w:p></w:txbxContent>"
    written.xml(
        first,
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><wps:txbx>'
        f"{box}</wps:txbx></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>",
    )
    made.sections[0].header.paragraphs[0].text = "页眉50人"
    table = made.add_table(rows=2, cols=2)
    for row, texts in zip(table.rows, (("项目", "数量"), ("讲座", "36场")), strict=True):
        row.cells[0].text, row.cells[1].text = texts
    text = text_of("a.docx", saved(made))
    assert text.text.split("\u2029")[:-1] == [
        "上报人数为20人",
        "框内40人。",
        "末段。",
        "项目\t数量",
        "讲座\t36场",
    ]
    places = [text.place(text.text.index(word)) for word in ("20人", "40人", "末段", "36场")]
    assert places == ["第1段", "第1段旁的文本框", "第2段", "表1第2行"]


def test_what_a_page_shows_around_the_article_is_left_out(reference: Reference) -> None:
    """Navigation, footers, scripts, hidden text and lists of links are no report."""
    article = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    links = "".join(f"<li><a href='/{n}'>2022年举办讲座{n}场</a></li>" for n in range(11, 19))
    around = (
        "<nav>栏目88个</nav><div id='top-menu'>频道77个</div>"
        f"<article class='content'>{article}<del>举办讲座99场</del></article><ul>{links}</ul>"
        "<script>var s='举办讲座98场'</script><div style='display: none'>举办讲座97场</div>"
        "<div class='copyright'>版权所有 访问量2000000人次 <img src='http://x.invalid/a.png'></div>"
    )
    text = text_of("a.html", page(around, "<style>p{top:1px}</style>"))
    assert text.text == text_of("a.html", page(article)).text
    assert said("a.html", page(around), reference) == SAID


def test_a_name_alone_takes_no_report_away() -> None:
    """A page whose whole text stands in a block named like furniture is still read."""
    article = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    text = text_of("a.html", page(f"<div class='main menu'>{article}</div>"))
    assert text.text == text_of("a.html", page(article)).text


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
WORD = OLD + "WordDocument".encode("utf-16-le")
LOCKED = OLD + "EncryptedPackage".encode("utf-16-le")


def scan(canvas: written.Canvas) -> None:
    """A page with a picture, a page number and no other text."""
    canvas.rect(50, 50, 400, 600, fill=1)
    canvas.drawString(290, 30, "3")


@pytest.mark.parametrize(
    ("name", "data", "rule", "instead"),
    [
        ("总结.doc", WORD, "report_old_format", ".docx"),
        ("总结.wps", WORD, "report_old_format", ".docx"),
        ("总结.rtf", b"{\\rtf1\\ansi text}", "report_old_format", ".docx"),
        ("总结.docx", WORD, "report_old_format", ".docx"),
        ("总结.docx", LOCKED, "file_encrypted", ".docx"),
        ("总结.pdf", drawn(lines(BROKEN), password="x" * 8), "file_encrypted", "不带密码"),
        ("总结.pdf", drawn(scan, scan), "report_scanned", ".docx"),
        ("总结.pdf", drawn(lines(BROKEN))[:900], "file_damaged", ".pdf"),
        ("总结.docx", saved(document())[:3000], "file_damaged", ""),
        ("总结.html", page(""), "file_empty", "文字"),
    ],
    ids=["doc", "wps", "rtf", "doc named docx", "locked docx", "locked pdf", "scan", "cut pdf",
         "cut docx", "empty page"],
)  # fmt: skip
def test_what_cannot_be_read_says_what_to_send(
    name: str, data: bytes, rule: str, instead: str, reference: Reference
) -> None:
    """One quarantined filing of the office whose folder it is, with what to send instead."""
    (filing,) = read.read(sniff.content(name, data), ("421000",), reference).filings
    assert (filing.unreadable, filing.sender_code) == (True, "421000")
    (fault,) = filing.findings
    assert fault.rule_id == rule
    assert instead in fault.expected


def packed(extra: bytes, body: bytes | None = None) -> bytes:
    """A .docx with a further part, or with another body."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(saved(document()))) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            changed = body is not None and name == "word/document.xml"
            target.writestr(name, body if changed and body else source.read(name))
        target.writestr("word/media/x.bin", extra)
    return out.getvalue()


def nested(canvas: written.Canvas) -> None:
    """A form that draws one ten times that draws another ten times, seven deep."""
    canvas.beginForm("f0")
    canvas.drawString(0, 0, "科")
    canvas.endForm()
    for before, after in pairwise(range(8)):
        canvas.beginForm(f"f{after}")
        for _ in range(10):
            canvas.doForm(f"f{before}")
        canvas.endForm()
    canvas.doForm("f7")


def long_page(canvas: written.Canvas) -> None:
    """A page whose drawing unpacks to more than any page needs."""
    canvas._code.append("0 0 m " * (pdf.MAX_PAGE_BYTES // 6 + 1))


ENTITY = (
    b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    b"<w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>"
)


@pytest.mark.parametrize(
    ("name", "data", "rule"),
    [
        ("a.docx", packed(b" " * 20 * 2**20), "file_unsafe"),
        ("a.docx", packed(b"", ENTITY), "file_unsafe"),
        ("a.pdf", drawn(long_page), "file_unsafe"),
        ("a.pdf", drawn(*[lines(["页"])] * (pdf.MAX_PAGES + 1)), "file_too_large"),
        ("a.html", page("<p>" + "科普" * (prose.MAX_CHARACTERS // 2 + 1)), "file_too_large"),
    ],
    ids=["bomb", "entity", "long page", "pages", "characters"],
)
def test_hostile_files_are_not_worked_through(
    name: str, data: bytes, rule: str, reference: Reference
) -> None:
    """What asks for more than a report can need is refused, with a finding."""
    (filing,) = read.read(sniff.content(name, data), ("421000",), reference).filings
    assert [fault.rule_id for fault in filing.findings] == [rule]


def test_forms_within_forms_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that draws ten million times the same is given up after so many steps."""
    monkeypatch.setattr(pdf, "MAX_OPERATIONS", 20_000)
    with pytest.raises(prose.Unreadable) as caught:
        text_of("a.pdf", drawn(nested))
    assert caught.value.finding.rule_id == "file_unsafe"


@pytest.mark.parametrize("depth", [10, 3000])
def test_deep_pages(depth: int) -> None:
    """However deep its blocks, a page is read or refused, and never brings the reader down."""
    data = page("<div>" * depth + "讲座36场" + "</div>" * depth)
    try:
        assert "36场" in text_of("a.html", data).text
    except prose.Unreadable as error:
        assert error.finding.rule_id in ("file_damaged", "file_empty")


def test_the_command_reads_every_type(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    """`read-report` gives the same rows for every type; what it cannot read is told beside them."""
    paths = [
        written.written(tmp_path / f"{kind}{name[1:]}", data)
        for kind, (name, data) in FILES.items()
    ]
    old = written.written(tmp_path / "旧版.doc", WORD)
    assert cli.main(["read-report", *map(str, [*paths, old])]) == 2
    output = capsys.readouterr()
    rows: dict[str, list[tuple[str, ...]]] = {}
    for row in csv.DictReader(io.StringIO(output.out)):
        digits = "".join(row["text"].split()).replace("⼈", "人")
        rows.setdefault(row["doc"], []).append((digits, row["measure"], row["confidence"]))
    assert len(rows) == len(FILES)
    assert len({tuple(found) for found in rows.values()}) == 1
    assert "旧版.doc" in output.err
    assert ".docx" in output.err


def test_the_text_stays_as_it_was_read(tmp_path: Path) -> None:
    """What offsets count in is kept with its places, and never replaced by another reading."""
    texts = Kept(tmp_path)
    texts.keep("ab" * 32, prose.Prose("旧文", ((0, "第1页"),)))
    texts.keep("ab" * 32, prose.Prose("新文", ((0, "第1页"),)))
    texts.keep("cd" * 32, prose.Prose("文字本身"))
    kept = texts.find("ab" * 32)
    assert kept is not None
    assert (kept.text, kept.place(1)) == ("旧文", "第1页")
    assert texts.text("ab" * 32, b"") == "旧文"
    assert texts.find("cd" * 32) is None
    assert texts.text("cd" * 32, "文字本身".encode()) == "文字本身"
