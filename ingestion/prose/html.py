"""Web pages: the text of the article. Nothing that the page refers to is ever loaded.

Left out: what is hidden or no text (scripts, forms), what the page's own marks call navigation or
furniture, and blocks that are mostly links.
"""

import re
from collections.abc import Iterator

from lxml import etree, html

from ingestion.arrival.sniff import Content
from ingestion.prose.text import Prose, Unreadable, of_paragraphs
from ingestion.reading.text import decode
from ingestion.reference.rules import finding

_NO_TEXT = frozenset(
    {
        "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math",
        "canvas", "audio", "video", "select", "option", "button", "textarea", "input", "head",
        "title", "del",
    }
)  # fmt: skip
_FURNITURE = frozenset({"nav", "footer", "aside", "menu"})
_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search", "menu"})
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|footer|foot|copyright|breadcrumbs?|crumbs?|sidebar|share|related"
    r"|recommend|pager|pagination|friendlink|links|comments?)(?:$|[\s_-])"
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_INLINE = frozenset(
    {
        "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "dfn", "em", "font", "i", "ins",
        "kbd", "label", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike",
        "strong", "sub", "sup", "tt", "u", "var", "wbr",
    }
)  # fmt: skip
_LIST_OF_LINKS = 3
_MOSTLY = 0.7


def read(file: Content) -> Prose:
    """The text of a page. Raises Unreadable where no encoding fits or there is no page."""
    text = decode(file.data, lambda text: "科" in text)
    if text is None:
        expected = "UTF-8 或 GB18030 编码的网页"
        raise Unreadable(finding("file_encoding", file.name, expected=expected))
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    # a lone surrogate or a NUL ends nothing but itself
    data = text.replace("\x00", "").encode("utf-8", "replace")
    try:
        root = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        fault = finding("file_damaged", file.name, expected="可以打开的网页", found="网页没有内容")
        raise Unreadable(fault) from error
    return of_paragraphs(_counted(_paragraphs(root)))


def _counted(texts: Iterator[str]) -> Iterator[tuple[str, str]]:
    kept = (text for text in texts if text.strip())
    for number, text in enumerate(kept, start=1):
        yield f"第{number}段", text


def _paragraphs(root: etree._Element) -> Iterator[str]:
    """The text between the edges of blocks; cells of a row are parted by tabs."""
    out: list[str] = []
    skipping: etree._Element | None = None
    half = _length(root) // 2
    for event, node in etree.iterwalk(root, events=("start", "end")):
        block = node.tag not in _INLINE
        if event == "start":
            if skipping is None and _left_out(node, half):
                skipping = node
            if skipping is None:
                yield from _flushed(out, block and node.tag not in ("td", "th"))
                out.append(_spaced(node.text))
            continue
        if skipping is None:
            out.append("\t" if node.tag in ("td", "th") else "")
            yield from _flushed(out, block and node.tag not in ("td", "th"))
        elif skipping is node:
            skipping = None
        if skipping is None:
            out.append(_spaced(node.tail))
    yield from _flushed(out, True)


def _flushed(out: list[str], ends: bool) -> Iterator[str]:
    if ends and out:
        yield "".join(out)
        out.clear()


def _spaced(text: str | None) -> str:
    """Line ends of the source are no line ends of the page."""
    return re.sub(r"[ \t\r\n]+", " ", text or "")


def _left_out(node: etree._Element, half: int) -> bool:
    """Whether the node is no part of the article. A name alone does not take away what holds more
    than half of the page (`half`, in characters)."""
    tag = node.tag
    if not isinstance(tag, str) or tag in _NO_TEXT or tag in _FURNITURE:
        return True
    if tag in ("html", "body"):
        return False
    get = node.get
    if get("hidden") is not None or get("aria-hidden") == "true" or get("role") in _ROLES:
        return True
    if _HIDDEN.search((get("style") or "").lower()):
        return True
    if _NAMED.search(f"{get('id') or ''} {get('class') or ''}".lower()):
        return _length(node) <= half
    return tag in ("div", "ul", "ol", "p", "table", "section", "td") and _mostly_links(node)


def _mostly_links(node: etree._Element) -> bool:
    """A short block of several links is a way to other pages. Long ones are looked into first."""
    links = [link for link in node.iter("a") if link.get("href") is not None]
    if len(links) < _LIST_OF_LINKS:
        return False
    return sum(map(_length, links)) >= _MOSTLY * _length(node)


def _length(node: etree._Element) -> int:
    """How many characters stand in a node, blanks apart."""
    return sum(len("".join(text.split())) for text in node.itertext())
