"""Written reports of every type: the narrative reader finds the figures in their text."""

from ingestion import narrative, prose
from ingestion.arrival.sniff import Content
from ingestion.model import Filing
from ingestion.prose import Prose
from ingestion.reading.filings import UNKNOWN_FORM, Reference


def read(
    file: Content, sender: str | None, reference: Reference, kept: Prose | None
) -> tuple[list[Filing], Prose | None]:
    """The filings of a written report and its text; `kept` is the text where it was read before."""
    try:
        text = kept or prose.read(file)
    except prose.Unreadable as error:
        fault = error.finding
        return [Filing(sender, UNKNOWN_FORM, None, findings=(fault,), unreadable=True)], None
    made = narrative.read_report(
        text.text,
        doc=file.name,
        sender=sender,
        period=None,
        catalogue=reference.catalogue,
        tree=reference.tree,
        ref=text.ref,
    )
    return made, text
