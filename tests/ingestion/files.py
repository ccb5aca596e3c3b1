"""Files as offices send them, made for the tests of reading and loading."""

import json
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from ingestion.arrival import sniff
from ingestion.model import Filing, Observation
from ingestion.reading import read
from ingestion.reading.filings import Reference
from ingestion.reading.read import Parsed
from ingestion.settings import Settings

LITERACY = "全民科学素质工作情况年报表"
STATIONS = "院士专家工作站登记册"
TRANSFERS = "科普经费上下级拨付明细表"
Rows = Sequence[Sequence[Any]]


def cover(code: str = "420112", period: str = "2024", kind: str = "补充", **more: str) -> dict:
    """A cover; a patch, so that nothing is required."""
    return {"行政区划代码": code, "报告期": period, "报送类型": kind, **more}


def workbook(head: Mapping[str, Any], sheets: Mapping[str, Rows]) -> bytes:
    """An .xlsx with a cover sheet and these sheets."""
    book = Workbook()
    front = book.active
    assert front is not None
    front.title = "封面"
    for pair in head.items():
        front.append(pair)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def literacy(
    *rows: Sequence[Any], headers: Sequence[str] = ("指标名称", "本级")
) -> dict[str, Rows]:
    """One sheet of the literacy form."""
    return {LITERACY: [headers, *rows]}


def whole_form(reference: Reference, events: int, code: str = "420112", **more: str) -> bytes:
    """The literacy form of 2024 in full: so many events, ten people at each, else dashes."""
    said = {"科普活动场次": events, "科普活动参加人次": 10 * events}
    items = reference.catalogue.items("literacy", 2024)
    filled = [(item.label_zh, said.get(item.label_zh, "-")) for item in items]
    return workbook(cover(code, kind="全量", **more), literacy(*filled))


def as_json(head: Mapping[str, Any], form: str, *rows: Mapping[str, Any]) -> bytes:
    """A JSON file with one form."""
    return json.dumps({"cover": head, "form": form, "rows": rows}, ensure_ascii=False).encode()


def as_csv(head: Mapping[str, Any], rows: Rows, encoding: str = "utf-8") -> bytes:
    """A CSV file: cover lines, then a header row and rows."""
    lines = [*head.items(), *rows]
    return "\n".join(",".join(map(str, line)) for line in lines).encode(encoding)


def parsed(
    data: bytes, reference: Reference, name: str = "年报.xlsx", folder: str = "420112"
) -> Parsed:
    """The file as the warehouse reads it from this folder of the landing."""
    return read.read(sniff.content(name, data), (folder,), reference)


def only(data: bytes, reference: Reference, name: str = "年报.xlsx") -> Filing:
    """The one filing of a file."""
    (filing,) = parsed(data, reference, name).filings
    return filing


def rules(filing: Filing) -> list[str]:
    """The rules that a filing breaks."""
    return [fault.rule_id for fault in filing.findings]


def outbox(settings: Settings) -> Path:
    """Where the answers to what lies in the state folder's landing go."""
    return settings.state / "outbox"


def figure(observation: Observation) -> tuple:
    """State and interval of an assertion."""
    return observation.state, observation.value, observation.lower, observation.upper
