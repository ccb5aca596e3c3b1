"""Written reports of every type as one plain text, in which offsets are the proof of a figure.

`read` knows the types; what a file of each type is made of stands in its own module.
"""

from importlib import import_module
from pathlib import Path

from ingestion.arrival import sniff
from ingestion.arrival.sniff import Content
from ingestion.prose.text import Prose, Unreadable
from ingestion.reference.rules import finding, quarantines

__all__ = ["TYPES", "Prose", "Unreadable", "open_text", "read"]

MAX_CHARACTERS = 3_000_000
# the module of each type is loaded with the first such file: they are slow to load, and forms need
# none of them
TYPES = {sniff.TEXT: "txt", sniff.DOCX: "docx", sniff.PDF: "pdf", sniff.HTML: "html"}


def open_text(path: Path) -> Prose:
    """The text of a written report on disk. Raises Unreadable, also for what is no report."""
    if path.stat().st_size > sniff.MAX_BYTES:
        file, size = sniff.Content(path.name, b"", sniff.UNKNOWN), path.stat().st_size
    else:
        file, size = sniff.content(path.name, path.read_bytes()), None
    for fault in sniff.faults(file, size):
        if quarantines(fault.rule_id):
            raise Unreadable(fault)
    if file.media_type not in TYPES:
        expected = ".txt、.docx、.pdf、.html 文字材料"
        told = finding("file_type_unknown", file.name, expected=expected, found=file.media_type)
        raise Unreadable(told)
    return read(file)


def read(file: Content) -> Prose:
    """The text of a written report. Raises Unreadable, with the finding that says why."""
    prose: Prose = import_module(f"{__name__}.{TYPES[file.media_type]}").read(file)
    if len(prose.text) > MAX_CHARACTERS:
        expected, found = f"不超过 {MAX_CHARACTERS:,} 字", f"{len(prose.text):,} 字"
        raise Unreadable(finding("file_too_large", file.name, expected=expected, found=found))
    if not prose.text.strip():
        raise Unreadable(finding("file_empty", file.name, expected="有文字的材料", found="无"))
    return prose
