"""One file: from bytes to filings. Never raises on any content, and never guesses.

Forms and written reports alike; what the warehouse makes of a filing is decided elsewhere.
"""

import gc
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from ingestion import prose
from ingestion.arrival import sniff
from ingestion.arrival.sniff import Content
from ingestion.model import Filing, Finding, Observation
from ingestion.prose import Prose
from ingestion.reading import cover, filings, read_csv, read_json, read_prose, read_workbook
from ingestion.reading.cells import Cell
from ingestion.reading.cover import Cover
from ingestion.reading.filings import UNKNOWN_FORM, Reference
from ingestion.reading.labels import Labels
from ingestion.reference import windows
from ingestion.reference.catalogue import Catalogue
from ingestion.reference.edit_methods import Methods
from ingestion.reference.growth import Limits
from ingestion.reference.org_tree import OrgTree
from ingestion.reference.rules import finding, quarantines

_LOG = logging.getLogger(__name__)
_READERS = {
    sniff.XLSX: read_workbook.read,
    sniff.XLS: read_workbook.read,
    sniff.CSV: read_csv.read,
    sniff.JSON: read_json.read,
}


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file says, and whether it says that it is made up; `text` is that of a written report,
    in which the offsets of its figures count."""

    filings: tuple[Filing, ...]
    is_synthetic: bool = False
    text: Prose | None = None


def load_reference(folder: Path) -> Reference:
    """Catalogue and tree from the reference data. Raises ReferenceDataError."""
    catalogue = Catalogue.load(folder)
    tree, methods = OrgTree.load(folder), Methods.load(folder)
    growth, days = Limits.load(folder), windows.load(folder)
    gc.freeze()  # they stay as long as the process: no collection needs to look at them again
    return Reference(catalogue, tree, Labels(catalogue), methods, growth, days)


def read(
    file: Content,
    folders: Sequence[str],
    reference: Reference,
    told: Mapping[str, str] | None = None,
    kept: Prose | None = None,
) -> Parsed:
    """The filings of a file that lay in `folders` (nearest first).

    `told` holds lines of the cover that come with the file but do not stand in it, `kept` the text
    of a written report where an earlier night read it.
    """
    try:
        parsed = _read(file, folders, reference, told or {}, kept)
        _verify(parsed)
    except Exception as error:
        # a fault of ours must not stop the night: the file is kept and its bytes stay
        _LOG.exception("Reading %s failed: mend the reader and receive the file again.", file.name)
        fault = finding("reader_failed", file.name, found=type(error).__name__)
        return Parsed((unreadable(folders, [fault], reference.tree),))
    return parsed


def unreadable(folders: Sequence[str], faults: Sequence[Finding], tree: OrgTree) -> Filing:
    """The filing of a file of which nothing can be read."""
    sender, _ = cover.folder_code(folders, tree)
    return Filing(sender, UNKNOWN_FORM, None, findings=tuple(faults), unreadable=True)


def _read(
    file: Content,
    folders: Sequence[str],
    reference: Reference,
    told: Mapping[str, str],
    kept: Prose | None,
) -> Parsed:
    faults = sniff.faults(file)
    if any(quarantines(fault.rule_id) for fault in faults):
        return Parsed((unreadable(folders, faults, reference.tree),))
    if file.media_type in prose.TYPES:
        sender, _ = cover.folder_code(folders, reference.tree)
        made, text = read_prose.read(file, sender, reference, kept)
        return _with(faults, Parsed(tuple(made), text=text))
    document = _READERS[file.media_type](file)
    if document.findings and not document.tables:
        return _with(faults, Parsed((unreadable(folders, document.findings, reference.tree),)))
    lines = [(Cell(name, name), Cell(name, text)) for name, text in told.items()]
    head: Cover = cover.read([*document.cover, *lines], folders, reference.tree)
    stem = PurePosixPath(file.name).stem
    return _with(
        faults,
        Parsed(tuple(filings.of_document(document, head, stem, reference)), head.is_synthetic),
    )


def _with(faults: Sequence[Finding], parsed: Parsed) -> Parsed:
    """The same with findings about the file itself before all others."""
    if not faults:
        return parsed
    told = tuple(replace(f, findings=(*faults, *f.findings)) for f in parsed.filings)
    return replace(parsed, filings=told)


def _verify(parsed: Parsed) -> None:
    """Raises ValueError where a reader made an assertion that cannot be one."""
    for filing in parsed.filings:
        for observation in filing.observations:
            if not _sound(observation):
                raise ValueError(f"{observation.source_ref} has a state without its value.")


def _sound(o: Observation) -> bool:
    numbers = [number for number in (o.value, o.lower, o.upper) if number is not None]
    if o.state == "zero":
        return numbers == [0, 0, 0]
    if o.state == "value":
        ordered = o.lower is None or o.upper is None or o.lower <= o.upper
        return bool(numbers) and ordered and all(number.is_finite() for number in numbers)
    return not numbers
