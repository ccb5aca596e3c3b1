"""The page as HTML: static, in one file, printable on A4, asking for nothing from anywhere."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from html import escape

from ingestion.checking.figures import SCOPE_WORDS, label
from ingestion.narrative.fact import Fact
from ingestion.narrative.homes import OTHER
from ingestion.prose.text import Prose
from ingestion.reference.catalogue import Catalogue
from ingestion.report_page.marked import Marked
from ingestion.report_page.style import STYLE
from ingestion.review.waiting import span

_STATUS = {"actual": "实际", "plan": "计划"}
_KINDS = {
    "sure": "读得确定", "review": "待人工核对", "other": "目录外", "masked": "遮盖或缺失",
    "told": "有问题",
}  # fmt: skip
_HEAD = ("序号", "原文", "指标", "数值", "区间", "口径", "时期", "位置", "规则与疑点")


def page(name: str, prose: Prose, marked: Marked, catalogue: Catalogue) -> str:
    """The whole page of one file."""
    return "".join(
        [
            '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">',
            '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
            "style-src 'unsafe-inline'\">",
            f"<title>{escape(name)}</title><style>{STYLE}</style></head><body>",
            f"<header><h1>{escape(name)}</h1>",
            *_about(marked),
            *_legend(marked),
            "</header><main><article>",
            *_text(prose.text, marked, catalogue),
            "</article><aside>",
            *_findings(marked),
            *_list(prose, marked, catalogue),
            "</aside></main></body></html>\n",
        ]
    )


def _about(marked: Marked) -> Iterator[str]:
    """Whose reports these are and of which year, by the evidence in the text."""
    yield "<ul class=about>"
    for report in marked.reports:
        office, year = report.segment.office, report.segment.timeline.year
        who = f"{office.name or '单位不明'}{f'（{office.code}）' if office.code else ''}"
        known = "" if office.known else "，不在参考机构树内，不汇总"
        when = f"{year} 年" if year else "年份不明，不汇总"
        yield f"<li>{escape(who)}{known}，{when}，读出 {len(report.facts)} 个数</li>"
    yield "</ul>"


def _legend(marked: Marked) -> Iterator[str]:
    yield "<p class=legend>"
    for kind, words in _KINDS.items():
        count = sum(kind in marked.kinds(fact) for fact in marked.facts)
        yield f"<span><mark class={kind}>数字</mark> {words} {count}</span> "
    yield "</p>"


def _text(text: str, marked: Marked, catalogue: Catalogue) -> Iterator[str]:
    """The text, paragraph by paragraph, with its figures marked."""
    position = 0
    for line in text.splitlines(keepends=True):
        end = position + len(line)
        inside = [(n, f) for n, f in marked.numbered if position <= f.start < end]
        if line.strip():
            yield f"<p>{''.join(_line(text, (position, end), inside, marked, catalogue))}</p>\n"
        position = end


def _line(
    text: str, ends: tuple[int, int], facts: Sequence[tuple[int, Fact]], marked: Marked,
    catalogue: Catalogue,
) -> Iterator[str]:  # fmt: skip
    """One paragraph with its figures. A line or page may end within a figure: the rest of it is
    marked here too."""
    at, end = ends
    for number, fact in facts:
        yield escape(text[at : fact.start])
        kinds = " ".join(marked.kinds(fact))
        said = escape(_in_words(fact, marked, catalogue), quote=True)
        yield (
            f'<a href="#n{number}" id="t{number}"><mark class="{kinds}" title="{said}">'
            f"{escape(text[fact.start : fact.end].strip())}</mark><sup>{number}</sup></a>"
        )
        at = fact.end
    yield escape(text[at : max(at, end)].rstrip())


def _in_words(fact: Fact, marked: Marked, catalogue: Catalogue) -> str:
    """What the reader of the page sees under the pointer."""
    parts = (
        _measure(fact, marked, catalogue), f"数值 {_number(fact.value)} {fact.unit}",
        f"区间 {_interval(fact)}", SCOPE_WORDS.get(fact.scope, ""), fact.period or "时期不明",
        _STATUS[fact.status], f"规则 {fact.rule}", *fact.doubts,
    )  # fmt: skip
    return "；".join(part for part in parts if part)


def _measure(fact: Fact, marked: Marked, catalogue: Catalogue) -> str:
    cell = marked.cells.get(fact)
    return label(cell, catalogue) if cell and fact.measure != OTHER else "目录外"


def _number(number: Decimal | None) -> str:
    return "—" if number is None else f"{number:,f}"


def _interval(fact: Fact) -> str:
    if fact.lower == fact.upper:
        return "确数" if fact.lower is not None else "—"
    return f"{_number(fact.lower)} 至 {_number(fact.upper)}"


def _findings(marked: Marked) -> Iterator[str]:
    """What is told, the figures that it is about under their numbers."""
    if not marked.findings:
        return
    numbers = {(fact.start, fact.end): number for number, fact in marked.numbered}
    yield f"<h2>问题 {len(marked.findings)} 处</h2><ol class=findings>"
    for told in marked.findings:
        number = numbers.get(span(told.source_ref))
        link = f' <a href="#t{number}">［{number}］</a>' if number else ""
        yield f"<li><b>{escape(told.severity)}</b> {escape(told.message_zh)}{link}</li>"
    yield "</ol>"


def _list(prose: Prose, marked: Marked, catalogue: Catalogue) -> Iterator[str]:
    yield f"<h2>读出的数 {len(marked.facts)} 个</h2><table><thead><tr>"
    yield "".join(f"<th>{name}</th>" for name in _HEAD)
    yield "</tr></thead><tbody>"
    for number, fact in marked.numbered:
        kinds = " ".join(marked.kinds(fact))
        cells = (
            _measure(fact, marked, catalogue), f"{_number(fact.value)} {fact.unit}",
            _interval(fact), SCOPE_WORDS.get(fact.scope, ""),
            f"{fact.period or '不明'} {_STATUS[fact.status]}",
            prose.place(fact.start) or f"第 {fact.start} 字",
            "；".join((fact.rule, *fact.doubts)),
        )  # fmt: skip
        yield (
            f'<tr id="n{number}"><td><a href="#t{number}">{number}</a></td>'
            f'<td><mark class="{kinds}">{escape(" ".join(fact.text.split()))}</mark></td>'
        )
        yield "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>\n"
    yield "</tbody></table>"
