"""Written reports in plain text: handed to the narrative reader, which finds their figures."""

from ingestion import narrative
from ingestion.filings import UNKNOWN_FORM, Reference
from ingestion.model import Filing
from ingestion.rules import finding
from ingestion.sniff import Content
from ingestion.text import decode


def read(file: Content, sender: str | None, reference: Reference) -> list[Filing]:
    """The filings of a text file; its offsets count characters of the decoded text."""
    text = decode(file.data, lambda text: "科" in text)
    if text is None or not text.strip():
        rule = "file_empty" if text is not None else "file_encoding"
        fault = finding(rule, file.name, expected="UTF-8 或 GB18030 编码的文字")
        return [Filing(sender, UNKNOWN_FORM, None, findings=(fault,), unreadable=True)]
    return narrative.read_report(
        text,
        doc=file.name,
        sender=sender,
        period=None,
        catalogue=reference.catalogue,
        tree=reference.tree,
    )
