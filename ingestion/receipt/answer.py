"""An office's answer goes out: the receipt as workbook, JSON and text, into the outbox."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from ingestion.arrival.receive import Entry
from ingestion.arrival.sniff import Content
from ingestion.loading import codec
from ingestion.loading.load import Decided
from ingestion.reading.filings import Reference
from ingestion.receipt import receipt, receipt_json, receipt_places, receipt_text, receipt_workbook
from ingestion.receipt.outbox import Outbox, safe_name
from ingestion.receipt.receipt import Receipt


def send(
    outbox: Outbox, entry: Entry, file: Content, decided: Sequence[Decided], reference: Reference
) -> Receipt:
    """Write the answer to one delivery; the same again changes nothing but the files' times.

    The text goes last: where it lies, all of the answer does.
    """
    told = receipt.of(entry, decided, reference, receipt_places.of_file(file))
    stem = f"{safe_name(PurePosixPath(entry.name).stem)}.{entry.delivery_id[:8]}.回执"
    workbook = receipt_workbook.of(told, file)
    if workbook is not None:
        outbox.put(told.office, f"{stem}.xlsx", workbook)
    text = receipt_text.short(told, f"{stem}.xlsx" if workbook is not None else None)
    outbox.put(told.office, f"{stem}.json", codec.clean(receipt_json.dumps(told)).encode())
    outbox.put(told.office, f"{stem}.txt", codec.clean(text).encode())
    return told
